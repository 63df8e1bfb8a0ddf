"""One model for several processes: it is loaded once, and what they ask at once is one pass.

``Holder`` starts the process that holds the weights. ``--model shared:SOCKET`` speaks to it; each
connection is an episode after another with a conversation of its own, freed when its process ends.
``agent eval SUITE --devices 4`` does both.

A server (``--model server:URL``) needs none of this: it is one model for many already.
"""

from collections.abc import Mapping

from agent import registry
from agent.models.shared.asking import SharedModel
from agent.models.shared.holding import Holder

__all__ = ["Holder", "SharedModel", "can_be_shared", "open_model"]

_WEIGHTS = frozenset({"local", "pocket"})
"""The plugins whose models run weights in the process that opens them, and can be shared."""


def can_be_shared(spec: str) -> bool:
    """Whether ``--model spec`` is worth a ``Holder``. Raises ``UnknownPlugin``."""
    return registry.split_model(spec)[0] in _WEIGHTS


def open_model(argument: str, *, settings: Mapping[str, object] | None = None) -> SharedModel:
    """The model behind the socket ``argument``; how it runs was settled when it was loaded.

    Raises ``ModelNotFound``.
    """
    return SharedModel(argument)
