"""Keys and values that grow in place.

transformers' ``DynamicCache`` concatenates: every new token copies everything before it, in every
layer. On a small model that was more than half of the time of a token. Here room is allocated in
strides, a token is written behind the last one, and attention reads a view.
"""

from typing import Any

import torch
from transformers.cache_utils import Cache, DynamicLayer

__all__ = ["GrowingLayer", "new_cache"]

_STRIDE = 512
"""Tokens of room that are added when a layer is full."""


class GrowingLayer(DynamicLayer):  # type: ignore[misc]  # transformers ships no types
    """A layer's keys and values, ``[batch, heads, tokens, width]``: views into larger buffers."""

    def __init__(self) -> None:
        super().__init__()
        self._room: tuple[torch.Tensor, torch.Tensor] | None = None

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Append, and return all keys and values so far."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start = int(self.get_seq_length())
        end = start + key_states.shape[-2]
        keys, values = self._grown(key_states, value_states, start, end)
        keys[..., start:end, :] = key_states
        values[..., start:end, :] = value_states
        self.keys, self.values = keys[..., :end, :], values[..., :end, :]
        return self.keys, self.values

    def _grown(
        self, key_states: torch.Tensor, value_states: torch.Tensor, start: int, end: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        if self._room is not None and end <= self._room[0].shape[-2]:
            return self._room
        room = -(-(end + 1) // _STRIDE) * _STRIDE
        larger = []
        for new, old in ((key_states, self.keys), (value_states, self.values)):
            batch, heads, _, width = new.shape
            buffer = new.new_empty(batch, heads, room, width)
            if start:
                buffer[..., :start, :] = old
            larger.append(buffer)
        self._room = (larger[0], larger[1])
        return self._room


def new_cache(model: Any) -> Cache | None:
    """An empty cache for ``model``; None where layers forget (sliding windows): its own then."""
    config = model.config.get_text_config()
    kinds = getattr(config, "layer_types", None) or ["full_attention"]
    if set(kinds) != {"full_attention"}:
        return None
    return Cache(layers=[GrowingLayer() for _ in range(config.num_hidden_layers)])
