"""Models behind an OpenAI-compatible server: vLLM, SGLang, llama.cpp, Ollama, LMDeploy.

``--model server:URL`` or ``--model server:URL#NAME``; without a name the server's only model is
taken. ``URL`` is the server's root or its ``/v1``.

Settings, all optional: ``dialect`` (needed where the model's name does not tell its family),
``min_pixels`` and ``max_pixels`` (area of the picture that the model is shown; default: the
family's), ``resized_width`` and ``resized_height`` (that size for every picture instead),
``reply_timeout`` (seconds until a reply must be whole).

A prompt's grammar is passed to vLLM and llama.cpp as it is, to SGLang and LMDeploy as a regular
expression; a server that refuses it is asked without.

A key is read from the environment variable ``FINGERTIP_API_KEY`` and from nowhere else; it is sent
to the server as a bearer token, and never logged or recorded.

Source of the protocol: OpenAI's chat completions, as the documentation of these servers has it.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from agent.errors import ConfigError

if TYPE_CHECKING:
    from agent.models.server.model import ServerModel

__all__ = ["KEY_VARIABLE", "open_model"]

KEY_VARIABLE = "FINGERTIP_API_KEY"
_REPLY_TIMEOUT = 300.0


def open_model(argument: str, *, settings: Mapping[str, object] | None = None) -> "ServerModel":
    """The model at ``URL[#NAME]``. Asks the server which models it has.

    Raises ``ConfigError``, ``ModelNotFound``, ``ModelTimeout``, ``ModelError``.
    """
    from agent.models.server.address import read_address
    from agent.models.server.line import Line
    from agent.models.server.model import connect

    wishes = settings or {}
    line = Line(
        read_address(argument),
        key=_key(),
        timeout=_seconds(wishes.get("reply_timeout")),
    )
    try:
        return connect(line, wishes)
    except BaseException:
        line.close()
        raise


def _key() -> str:
    # A file or a CI system's secret often ends in a line break, which is no part of the key.
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise ConfigError(
            f"{KEY_VARIABLE} holds a character that no key has (it is not told here)",
            hint=f"export {KEY_VARIABLE}=... anew, with the key alone",
        )
    return key


def _seconds(value: object) -> float:
    try:
        seconds = _REPLY_TIMEOUT if value is None else float(str(value))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ConfigError(
            f"reply_timeout must be a number of seconds above 0, not {value!r}",
            hint="for instance FINGERTIP_REPLY_TIMEOUT=600",
        )
    return seconds
