"""A prompt as the JSON of a chat completion request."""

from collections.abc import Callable
from typing import Any

from agent.errors import ModelError
from agent.models.server.kinds import ServerKind
from agent.types import Message, Picture, Prompt

__all__ = ["question"]


def question(
    prompt: Prompt,
    model: str,
    kind: ServerKind,
    url_of: Callable[[Picture], str],
    *,
    guided: bool = True,
) -> dict[str, Any]:
    """The request's body. ``url_of``: a picture as a data URL. ``guided``: with its grammar.

    Raises ``ModelError`` for a prefix that this kind of server cannot continue.
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": [_message(message, url_of) for message in prompt.messages],
        "max_tokens": prompt.max_tokens,
        "temperature": prompt.temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
        **kind.always,
    }
    if prompt.stop:
        body["stop"] = list(prompt.stop)
    if prompt.seed is not None:
        body["seed"] = prompt.seed
    # A server's grammar would have special tokens spelled letter by letter.
    if prompt.grammar and guided and kind.grammar is not None and "<|" not in prompt.grammar:
        body.update(kind.grammar(prompt.grammar))
    if prompt.messages and prompt.messages[-1].role == "assistant":
        if kind.prefix is None:
            raise ModelError(
                f"{kind.name} cannot continue a reply that was begun for it",
                hint="serve the model with vLLM, SGLang or llama.cpp",
            )
        body.update(kind.prefix)
    return body


def _message(message: Message, url_of: Callable[[Picture], str]) -> dict[str, Any]:
    texts = [part for part in message.parts if isinstance(part, str)]
    if len(texts) == len(message.parts):
        # Every server takes a plain string; not every chat template takes a list without pictures.
        return {"role": message.role, "content": "".join(texts)}
    return {"role": message.role, "content": [_part(part, url_of) for part in message.parts]}


def _part(part: str | Picture, url_of: Callable[[Picture], str]) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    return {"type": "image_url", "image_url": {"url": url_of(part)}}
