"""A served model as the ``Model`` that the rest of the house knows."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from loguru import logger

from agent.errors import ConfigError, ModelError, ModelNotFound
from agent.models.local.wishes import read_wishes
from agent.models.server.address import Address
from agent.models.server.answers import Chunk, chunks, whole
from agent.models.server.kinds import KINDS, OLLAMA, OLLAMA_PAGE, PLAIN, ServerKind
from agent.models.server.line import Answer, Line
from agent.models.server.question import question
from agent.models.server.refusals import Refused
from agent.models.server.sight import Sight, data_url, sight_of
from agent.models.server.spoken import Spoken
from agent.recognised import recognised
from agent.spelling import nearest
from agent.types import Picture, Prompt, Reply, Size

__all__ = ["ServerModel", "connect"]

_KEPT_PICTURES = 8
"""Encoded pictures kept for the families that are shown their last screens again."""


class ServerModel:
    """One model of one server. Implements ``protocols.Model``."""

    def __init__(
        self, line: Line, model: str, kind: ServerKind, sight: Sight, dialect: str | None
    ) -> None:
        self.name = str(Address(line.address.base, model))
        self.dialect = dialect
        self.kind = kind
        self.sight = sight
        self._model = model
        self._line = line
        self._guided = True
        self._urls: dict[tuple[str, Size], str] = {}

    def geometry(self, size: Size) -> Size:
        """The size in pixels at which pictures of ``size`` are sent."""
        return self.sight.seen(size)

    def picture_tokens(self, seen: Size) -> int:
        """Tokens that a picture of ``seen`` costs, if the server leaves its size alone."""
        return self.sight.tokens(seen)

    def generate(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Reply:
        """Continue the prompt; a stop string ends the reply and is not part of it.

        Raises ``ModelError`` and its children: ``ModelTimeout``, ``ContextTooLong``,
        ``OutOfMemory``, ``ModelNotFound``.
        """
        started = time.perf_counter()
        spoken = Spoken(prompt.stop, on_text)
        heard = _Heard(spoken)
        with self._ask(prompt) as answer:
            for piece in chunks(self._line.address, *answer):
                heard.add(piece)
                if spoken.stopped:
                    break
        return Reply(
            text=spoken.finish(),
            tokens_in=heard.tokens_in,
            tokens_out=heard.tokens_out,
            seconds=time.perf_counter() - started,
            finish="length" if heard.finish == "length" and not spoken.stopped else "stop",
        )

    def close(self) -> None:
        """Let go of the connections; the server keeps its model. Idempotent."""
        self._line.close()

    @contextmanager
    def _ask(self, prompt: Prompt) -> Iterator[Answer]:
        """The answer's pages; without the prompt's grammar where the server refuses that."""
        with ExitStack() as open_pages:
            try:
                answer = open_pages.enter_context(self._post(prompt, guided=self._guided))
            except Refused as error:
                if not self._guided or not prompt.grammar or self.kind.grammar is None:
                    raise
                answer = open_pages.enter_context(self._post(prompt, guided=False))
                self._guided = False  # not before: it may have been refused for something else
                logger.warning("{} is not held to a grammar: {}", self.name, error)
            yield answer

    def _post(self, prompt: Prompt, *, guided: bool) -> AbstractContextManager[Answer]:
        body = question(prompt, self._model, self.kind, self._url, guided=guided)
        return self._line.post("/chat/completions", body)

    def _url(self, picture: Picture) -> str:
        key = picture.frame.digest, picture.seen
        if key not in self._urls:
            while len(self._urls) >= _KEPT_PICTURES:
                del self._urls[next(iter(self._urls))]
            self._urls[key] = data_url(picture)
        return self._urls[key]


class _Heard:
    """What the pieces of an answer say beside the text, and the thought put back into it."""

    def __init__(self, spoken: Spoken) -> None:
        self._spoken = spoken
        self._thinking = False
        self._pieces = 0
        self._counted = 0
        self.tokens_in = 0
        self.finish = ""

    @property
    def tokens_out(self) -> int:
        """As the server counts them; without its word, the pieces that came."""
        return self._counted or self._pieces

    def add(self, piece: Chunk) -> None:
        if piece.usage is not None:
            self.tokens_in = piece.usage.prompt_tokens
            self._counted = piece.usage.completion_tokens
        self._pieces += bool(piece.thought or piece.text)
        self.finish = piece.finish or self.finish
        if piece.thought:
            self._spoken.add(("" if self._thinking else "<think>\n") + piece.thought)
            self._thinking = True
        if piece.text:
            self._spoken.add(("\n</think>\n\n" if self._thinking else "") + piece.text)
            self._thinking = False


def connect(line: Line, settings: Mapping[str, object]) -> ServerModel:
    """The model that the line's address names. ``settings`` as in ``agent.models.server``."""
    name, kind = _choose(line)
    dialect = str(settings["dialect"]) if settings.get("dialect") else recognised(name)
    sight = sight_of(dialect, read_wishes(settings))
    return ServerModel(line, name, kind, sight, dialect)


def _choose(line: Line) -> tuple[str, ServerKind]:
    address = line.address
    try:
        with line.get("/models") as answer:
            listed = _listed(address, whole(address, *answer))
    except ModelNotFound:
        # Not every server lists its models.
        if not address.model:
            raise
        return address.model, PLAIN
    if not listed:
        raise ModelError(f"{address} has no model loaded", hint="see the server's log")
    name = address.model or next(iter(listed))
    if not address.model and len(listed) > 1:
        raise ConfigError(
            f"{address} has {len(listed)} models: {', '.join(listed)}",
            hint=f"choose one: --model 'server:{address.base}#{name}'",
        )
    if name not in listed:
        raise ModelNotFound(
            f"{address.base} has no model {name!r}.{nearest(name, listed)}",
            hint=f"it has: {', '.join(listed)}",
        )
    return name, KINDS.get(listed[name]) or _unsigned(line)


def _unsigned(line: Line) -> ServerKind:
    """What signs with no name that is known: Ollama, or any."""
    try:
        with line.get_root(OLLAMA_PAGE) as answer:
            page = whole(line.address, *answer)
    except ModelError:
        return PLAIN
    return OLLAMA if isinstance(page, dict) and "version" in page else PLAIN


def _listed(address: Address, page: Any) -> dict[str, str]:
    """Model -> who signs for it, from a ``/v1/models`` page."""
    rows = page.get("data") if isinstance(page, dict) else None
    if not isinstance(rows, list):
        raise ModelError(
            f"{address} answered with what is no list of models",
            hint=f"is it an OpenAI-compatible server? try: curl {address.base}/models",
        )
    found = [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    return {row["id"]: str(row.get("owned_by", "")) for row in found}
