"""What the servers have beyond OpenAI's own fields, found by how they sign their list of models.

Sources: the OpenAI-compatible pages of the servers' documentation, and their pages on structured
output: vLLM reads Lark, llama.cpp too (built with llguidance), SGLang and LMDeploy take a regular
expression. Ollama takes JSON schemas only, and hardly a family answers in nothing but JSON. What is
not known to be there is not sent: a server may refuse a field that it does not know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agent.models.server.regular import regular

__all__ = ["KINDS", "OLLAMA", "OLLAMA_PAGE", "PLAIN", "ServerKind"]


@dataclass(frozen=True)
class ServerKind:
    """A server program. ``owner``: the ``owned_by`` in its ``/v1/models``."""

    name: str
    owner: str
    always: Mapping[str, object] = field(default_factory=dict)
    """Fields of every request. The grammars' box and point tokens are special: keep them."""
    prefix: Mapping[str, object] | None = None
    """Fields that make it continue an assistant's message; None: it cannot."""
    grammar: Callable[[str], Mapping[str, object]] | None = None
    """A grammar in Lark as fields that hold the reply to it; None: there are none."""


_KEEP = {"skip_special_tokens": False}
_CONTINUE = {"add_generation_prompt": False, "continue_final_message": True}

OLLAMA = ServerKind("Ollama", "library")
"""It signs its own models so; others by the name of whoever made them, see ``OLLAMA_PAGE``."""
OLLAMA_PAGE = "/api/version"
"""Beside ``/v1``: a page that Ollama has, and says its version on."""
PLAIN = ServerKind("an OpenAI-compatible server", owner="")
KINDS: Mapping[str, ServerKind] = {
    kind.owner: kind
    for kind in (
        ServerKind(
            "vLLM",
            "vllm",
            always=_KEEP,
            prefix=_CONTINUE,
            grammar=lambda lark: {"structured_outputs": {"grammar": lark}},
        ),
        ServerKind(
            "SGLang",
            "sglang",
            always=_KEEP,
            prefix={"continue_final_message": True},
            grammar=lambda lark: {"regex": regular(lark)},
        ),
        ServerKind(
            "LMDeploy",
            "lmdeploy",
            always=_KEEP,
            grammar=lambda lark: {
                "response_format": {"type": "regex_schema", "regex_schema": regular(lark)}
            },
        ),
        # It prints special tokens if started with --special, and continues a last assistant turn.
        # Lark is read by builds with LLAMA_LLGUIDANCE; others refuse it.
        ServerKind(
            "llama.cpp",
            "llamacpp",
            prefix={},
            grammar=lambda lark: {"grammar": f"%llguidance {{}}\n{lark}"},
        ),
        OLLAMA,
    )
}
