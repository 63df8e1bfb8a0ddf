"""What the servers have beyond OpenAI's own fields, found by how they sign their list of models.

Sources: the OpenAI-compatible pages of the servers' documentation. What is not known to be there
is not sent: a server may refuse a field that it does not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["KINDS", "PLAIN", "ServerKind"]


@dataclass(frozen=True)
class ServerKind:
    """A server program. ``owner``: the ``owned_by`` in its ``/v1/models``."""

    name: str
    owner: str
    always: Mapping[str, object] = field(default_factory=dict)
    """Fields of every request. The grammars' box and point tokens are special: keep them."""
    prefix: Mapping[str, object] | None = None
    """Fields that make it continue an assistant's message; None: it cannot."""


_KEEP = {"skip_special_tokens": False}
_CONTINUE = {"add_generation_prompt": False, "continue_final_message": True}

PLAIN = ServerKind("an OpenAI-compatible server", owner="")
KINDS: Mapping[str, ServerKind] = {
    kind.owner: kind
    for kind in (
        ServerKind("vLLM", "vllm", always=_KEEP, prefix=_CONTINUE),
        ServerKind("SGLang", "sglang", always=_KEEP, prefix={"continue_final_message": True}),
        ServerKind("LMDeploy", "lmdeploy", always=_KEEP),
        # It prints special tokens if started with --special, and continues a last assistant turn.
        ServerKind("llama.cpp", "llamacpp", prefix={}),
        ServerKind("Ollama", "library"),
    )
}
