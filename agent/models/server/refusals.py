"""What a server's refusal means, as an error that says what to type."""

import json
import re
from typing import Any

from agent.errors import ContextTooLong, ModelError, ModelNotFound, OutOfMemory
from agent.models.server.address import Address

__all__ = ["Refused", "refusal", "said_in"]

_UNREADABLE = {400, 422}

_LONG = re.compile(
    r"context.?(length|size|window)|exceed_context|too many (input )?tokens|longer than the max",
    re.IGNORECASE,
)
_MEMORY = re.compile(r"out of memory|failed to allocate|requires more system memory", re.IGNORECASE)


class Refused(ModelError):
    """The server cannot read the request, or a field of it."""


def refusal(address: Address, status: int, body: bytes) -> ModelError:
    """The error for an answer that is not 200."""
    said = said_in(body)
    if _LONG.search(said):
        return ContextTooLong(
            f"{address} refused the prompt as too long: {said}",
            hint="show it smaller pictures (FINGERTIP_MAX_PIXELS=1003520), or start the server"
            " with a longer context",
        )
    if _MEMORY.search(said):
        return OutOfMemory(
            f"{address} has no memory left: {said}",
            hint="serve a smaller or quantised model, or show it smaller pictures:"
            " FINGERTIP_MAX_PIXELS=1003520",
        )
    match status:
        case 401 | 403:
            why, hint = "the key is missing or wrong", "export FINGERTIP_API_KEY=..."
        case 404:
            return ModelNotFound(
                f"{address} does not know the page or the model: {said or 'status 404'}",
                hint=f"see what it has: curl {address.base}/models",
            )
        case 413:
            why = "the picture is too large for it"
            hint = "show it smaller pictures: FINGERTIP_MAX_PIXELS=1003520"
        case 429:
            why, hint = "it has too many requests", "let fewer runs share it, or try again later"
        case _ if status >= 500:
            why, hint = "it failed", "see the server's log"
        case _ if 300 <= status < 400:
            why, hint = "it sends us elsewhere", "name the address where the API really is"
        case _:
            why, hint = "it refused the request", "see the server's log"
    told = f": {said}" if said else ""
    kind = Refused if status in _UNREADABLE else ModelError
    return kind(f"{address} answered with status {status}, {why}{told}", hint=hint)


def said_in(body: bytes) -> str:
    """The words of an error body, in one short line: OpenAI's form, FastAPI's, or plain text."""
    text = body.decode("utf-8", errors="replace")
    try:
        found: Any = json.loads(text)
    except ValueError:
        found = text if not text.lstrip().startswith("<") else ""
    for key in ("error", "message", "detail"):
        if isinstance(found, dict) and key in found:
            found = found[key]
    words = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    line = " ".join(words.split())
    return line if len(line) <= 300 else line[:299] + "…"
