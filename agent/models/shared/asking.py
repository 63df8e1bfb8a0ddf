"""A model that another process holds, as the ``Model`` that the rest of the house knows."""

from collections.abc import Callable
from multiprocessing.connection import Client, Connection

from agent.errors import ModelError, ModelNotFound
from agent.models.shared.wire import About, Answer, Ask, Frames, send_prompt
from agent.types import Prompt, Reply, Size

__all__ = ["SharedModel"]


class SharedModel:
    """Asks the model behind ``socket``, a path. Implements ``protocols.Model``.

    Everything raises ``ModelError`` once the process behind it has ended.
    """

    def __init__(self, socket: str) -> None:
        """Raises ``ModelNotFound`` when nobody listens at ``socket``."""
        try:
            self._pipe: Connection = Client(socket, "AF_UNIX")
            about: About = self._pipe.recv()
        except (OSError, EOFError) as error:
            raise ModelNotFound(
                f"no model is shared at {socket!r}: {error or 'it hung up'}",
                hint="agent eval SUITE --devices 2 shares one by itself",
            ) from error
        self.name = about.name
        self.dialect = about.dialect
        self.takes_clips = about.takes_clips
        self._known: Frames = {}

    def geometry(self, size: Size) -> Size:
        """The size in pixels at which this model is shown a screen of ``size``."""
        with self._talking():
            self._pipe.send(Ask("geometry", size))
        seen: Size = self._answer().carries
        return seen

    def generate(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Reply:
        """Continue the prompt. Raises what the model itself raises."""
        with self._talking():
            self._pipe.send(Ask("generate", on_text is not None))
            self._known = send_prompt(self._pipe, prompt, self._known)
        while (answer := self._answer()).what == "piece":
            assert on_text is not None
            on_text(answer.carries)
        reply: Reply = answer.carries
        return reply

    def close(self) -> None:
        """Let go; what the model keeps of the conversation is freed. Idempotent."""
        self._pipe.close()

    def _answer(self) -> Answer:
        with self._talking():
            answer: Answer = self._pipe.recv()
        if answer.what == "raised":
            raise answer.carries
        return answer

    def _talking(self) -> "_Talking":
        return _Talking(self.name)


class _Talking:
    """Turns a broken connection into a ``ModelError``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (OSError, EOFError)):
            raise ModelError(
                f"the process that holds {self._name} has ended", hint="start it again"
            ) from error
