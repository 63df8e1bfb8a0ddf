"""Keys and values of conversations, and attention over several conversations in one pass.

transformers' ``DynamicCache`` concatenates: every new token copies everything before it, in every
layer. Here room is allocated in strides, tokens are written behind the last one, and attention
reads a view. And it pads: conversations of different length share a batch only with masks. Here
their new tokens lie behind each other in one row, all layers but attention see one long matrix,
and attention goes conversation by conversation, each over its own keys.

``attend`` is registered as an attention of transformers by the name ``ATTENTION``. Given plain
tensors, as by ``generate()``, it is transformers' own sdpa.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

__all__ = ["ATTENTION", "Memory", "Pack"]

ATTENTION = "fingertip"
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

    def crop(self, length: int) -> None:
        """Forget all but the first ``length`` tokens."""
        self.length = min(self.length, length)

    @staticmethod
    def _room(like: torch.Tensor, tokens: int) -> torch.Tensor:
        batch, heads, _, width = like.shape
        return like.new_empty(batch, heads, -(-tokens // _STRIDE) * _STRIDE, width)


@dataclass(frozen=True)
class _Piece:
    """What one conversation brings to a layer. ``start``, ``stop``: its new tokens in the row."""

    start: int
    stop: int
    keys: torch.Tensor
    values: torch.Tensor
    past: int


class Pack:
    """Conversations in one pass: what transformers' layers take for their cache.

    ``parts``: each conversation's memory, and how many new tokens of it the row holds.
    """

    def __init__(self, parts: Sequence[tuple[Memory, int]]) -> None:
        self._parts = parts

    def update(
        self, keys: torch.Tensor, values: torch.Tensor, layer: int, *_: Any, **__: Any
    ) -> tuple[list[_Piece], list[_Piece]]:
        """Write the row's keys and values; what ``attend`` needs stands for all of them."""
        pieces = []
        start = 0
        for memory, count in self._parts:
            stop = start + count
            written = memory.write(layer, keys[..., start:stop, :], values[..., start:stop, :])
            pieces.append(_Piece(start, stop, *written, memory.length))
            start = stop
        return pieces, pieces

    def get_seq_length(self, *_: Any) -> int:
        """Asked for where no positions are given; they always are."""
        return 0

    def commit(self) -> None:
        """Count what was written: the pass has succeeded."""
        for memory, count in self._parts:
            memory.length += count


def attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor | list[_Piece],
    value: torch.Tensor | list[_Piece],
    attention_mask: torch.Tensor | None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """Causal attention: ``query`` ``[1, heads, row, width]`` to ``[1, row, heads, width]``."""
    if isinstance(key, torch.Tensor):
        plain: tuple[torch.Tensor, None] = sdpa_attention_forward(
            module, query, key, value, attention_mask, **options
        )
        return plain
    results = []
    for piece in key:
        result, _ = sdpa_attention_forward(
            module,
            query[..., piece.start : piece.stop, :],
            piece.keys,
            piece.values,
            _mask(piece, options.get("sliding_window"), query.device),
            scaling=options.get("scaling"),
        )
        results.append(result)
    return (results[0] if len(results) == 1 else torch.cat(results, 1)), None


def _mask(piece: _Piece, window: int | None, device: torch.device) -> torch.Tensor | None:
    """True where a new token may look; None where the kernels know it themselves."""
    new, total = piece.stop - piece.start, piece.past + piece.stop - piece.start
    far = window is not None and total > window
    if not far and (new == 1 or not piece.past):
        return None
    at = torch.arange(piece.past, total, device=device)[:, None]
    other = torch.arange(total, device=device)[None]
    allowed = other <= at
    if far and window is not None:
        allowed &= other > at - window
    return allowed[None, None]


AttentionInterface.register(ATTENTION, attend)
AttentionMaskInterface.register(ATTENTION, sdpa_mask)
