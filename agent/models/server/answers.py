"""A server's answer as pieces of a reply, whether it comes as a stream or in one go."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from agent.errors import ModelError
from agent.models.server.address import Address
from agent.models.server.refusals import said_in

__all__ = ["Chunk", "chunks", "whole"]


class _Part(BaseModel):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(BaseModel):
    delta: _Part | None = None
    message: _Part | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(0, ge=0)
    completion_tokens: int = Field(0, ge=0)


class Chunk(BaseModel):
    """An event of a stream, or a whole completion: OpenAI's fields, as far as we read them."""

    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: Any = None

    @property
    def _part(self) -> _Part:
        choice = self.choices[0] if self.choices else _Choice()
        return choice.delta or choice.message or _Part()

    @property
    def text(self) -> str:
        return self._part.content or ""

    @property
    def thought(self) -> str:
        """What a server with a reasoning parser has taken out of the text."""
        return self._part.reasoning_content or self._part.reasoning or ""

    @property
    def finish(self) -> str:
        """Why the reply ended (``stop``, ``length``, ...), or empty while it goes on."""
        return (self.choices[0].finish_reason or "") if self.choices else ""


def chunks(address: Address, kind: str, body: Iterator[bytes]) -> Iterator[Chunk]:
    """The pieces of an answer of content type ``kind``, which must end as a reply ends.

    Raises ``ModelError`` for anything else than a completion, and for one that breaks off.
    """
    if kind == "text/event-stream":
        yield from _events(address, body)
    else:
        yield _read(address, _json(address, kind, body))


def whole(address: Address, kind: str, body: Iterator[bytes]) -> Any:
    """The JSON of a page. Raises ``ModelError``."""
    text = _json(address, kind, body)
    try:
        return json.loads(text)
    except ValueError as error:
        raise _nonsense(address, text, str(error)) from error


def _json(address: Address, kind: str, body: Iterator[bytes]) -> bytes:
    if kind != "application/json":
        raise ModelError(
            f"{address} answered with {kind or 'no content type'}, not with JSON",
            hint=f"name the address of the API: does curl {address.base}/models print a list?",
        )
    return b"".join(body)


def _events(address: Address, body: Iterator[bytes]) -> Iterator[Chunk]:
    ended = False
    for line in _lines(body):
        if not line.startswith(b"data:"):
            continue
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            ended = True
            break
        chunk = _read(address, data)
        ended = ended or bool(chunk.finish)
        yield chunk
    if not ended:
        raise ModelError(
            f"the reply of {address} broke off before its end",
            hint="see the server's log: it may have crashed",
        )


def _lines(body: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in body:
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    yield rest


def _read(address: Address, data: bytes) -> Chunk:
    try:
        chunk = Chunk.model_validate_json(data)
    except ValidationError as error:
        raise _nonsense(address, data, error.errors(include_url=False)[0]["msg"]) from error
    if chunk.error:
        raise ModelError(
            f"{address} failed: {said_in(json.dumps(chunk.error).encode())}",
            hint="see the server's log",
        )
    return chunk


def _nonsense(address: Address, data: bytes, why: str) -> ModelError:
    begin = data[:80].decode("utf-8", errors="replace")
    return ModelError(
        f"{address} answered with what is no chat completion ({why}): {begin!r}",
        hint=f"is it an OpenAI-compatible server? try: curl {address.base}/models",
    )
