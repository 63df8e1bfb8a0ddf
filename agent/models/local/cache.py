"""Keys and values of a conversation.

transformers' ``DynamicCache`` concatenates: every new token copies everything before it, in every
layer. Here room is allocated in strides, tokens are written behind the last one, and attention
reads a view. Room is zeros: what lies behind the last token is masked by those who read all of it,
and a mask does not hide what is no number.
"""

import torch

__all__ = ["Memory"]

_STRIDE = 512
"""Tokens of room that are added when a layer is full."""


class Memory:
    """Keys and values of one conversation. ``length``: tokens that count; more may lie behind.

    A pass that fails leaves ``length`` as it was, and with it the conversation.
    """

    def __init__(self) -> None:
        self.length = 0
        self._layers: list[tuple[torch.Tensor, torch.Tensor]] = []

    def write(
        self, layer: int, keys: torch.Tensor, values: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Put ``[1, heads, new, width]`` behind ``length``; all keys and values up to there."""
        end = self.length + keys.shape[-2]
        if layer == len(self._layers):
            self._layers.append((self._room(keys, end), self._room(values, end)))
        elif end > self._layers[layer][0].shape[-2]:
            old = self._layers[layer]
            self._layers[layer] = (self._room(keys, end), self._room(values, end))
            for larger, smaller in zip(self._layers[layer], old, strict=True):
                larger[..., : self.length, :] = smaller[..., : self.length, :]
        all_keys, all_values = self._layers[layer]
        all_keys[..., self.length : end, :] = keys
        all_values[..., self.length : end, :] = values
        return all_keys[..., :end, :], all_values[..., :end, :]

    @property
    def rooms(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Each layer's keys and values ``[1, heads, room, width]``, those that do not count too."""
        return self._layers

    def crop(self, length: int) -> None:
        """Forget all but the first ``length`` tokens."""
        self.length = min(self.length, length)

    @staticmethod
    def _room(like: torch.Tensor, tokens: int) -> torch.Tensor:
        batch, heads, _, width = like.shape
        return like.new_zeros(batch, heads, -(-tokens // _STRIDE) * _STRIDE, width)
