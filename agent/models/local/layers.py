"""The text model's layers over the new tokens of several conversations, without what slows them.

The weights and the arithmetic are those of transformers' classes, which share one form in
Qwen2-VL, Qwen2.5-VL and Qwen3-VL; what is left out is around them: masks that are made and dropped,
hooks, keyword arguments through three levels, keys copied to append one. On a small model that is
most of a token's time, and on a GPU it is what the GPU waits for.

Conversations of different length would share a batch only with padding and masks. Here their new
tokens lie behind each other in one row: all layers but attention see one long matrix, and attention
goes conversation by conversation, each over its own keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import rms_norm

from agent.models.local.attention import Kernel
from agent.models.local.cache import Memory

__all__ = ["Layers"]


@dataclass(frozen=True)
class _Layer:
    """A layer's own modules. ``window``: how many tokens back it looks; None: all."""

    before: Any
    queries: Any
    keys: Any
    values: Any
    query_norm: Any
    key_norm: Any
    output: Any
    behind: Any
    feed: Any
    width: int
    scaling: float
    window: int | None


class Layers:
    """The layers of ``text``, a transformers text model, with ``kernel`` for their attention."""

    def __init__(self, text: Any, kernel: Kernel) -> None:
        self._text = text
        self._kernel = kernel
        self._layers = [_layer(layer) for layer in text.layers]

    def __call__(
        self,
        hidden: torch.Tensor,
        positions: torch.Tensor,
        parts: Sequence[tuple[Memory, int]],
        places: Sequence[int] = (),
        deep: Sequence[torch.Tensor] = (),
    ) -> torch.Tensor:
        """Hidden states ``[row, width]`` behind the last layer, before the last norm.

        ``hidden``: ``[row, width]`` of all new tokens; ``positions``: ``[3, row]``; ``parts``: each
        conversation's memory, and how many tokens of the row are its own; ``deep``: for the first
        layers, what is added behind them in the row's ``places`` (Qwen3-VL's pictures). The keys
        are written, but count only when a memory's ``length`` is moved on.
        """
        cos, sin = self._text.rotary_emb(hidden[None], positions[:, None])
        half = sin.shape[-1] // 2
        # rotate_half(x) * sin is roll(x) with its first half negative: the sign moves to sin.
        turned = torch.cat((-sin[0, :, None, :half], sin[0, :, None, half:]), -1)
        cos = cos[0, :, None]
        for number, layer in enumerate(self._layers):
            hidden = hidden + self._attend(number, layer, hidden, cos, turned, parts)
            hidden = hidden + layer.feed(_norm(layer.behind, hidden)[None])[0]
            if number < len(deep):
                hidden[places] += deep[number].to(hidden.dtype)
        return hidden

    def scores(self, hidden: torch.Tensor, head: Any) -> torch.Tensor:
        """Logits of the rows of ``hidden``, by the model's ``head``."""
        found: torch.Tensor = head(_norm(self._text.norm, hidden))
        return found

    def _attend(
        self,
        number: int,
        layer: _Layer,
        hidden: torch.Tensor,
        cos: torch.Tensor,
        turned: torch.Tensor,
        parts: Sequence[tuple[Memory, int]],
    ) -> torch.Tensor:
        count = len(hidden)
        shown = _norm(layer.before, hidden)
        queries = layer.queries(shown).view(count, -1, layer.width)
        keys = layer.keys(shown).view(count, -1, layer.width)
        values = layer.values(shown).view(count, -1, layer.width).transpose(0, 1)[None]
        if layer.query_norm is not None:
            queries, keys = _norm(layer.query_norm, queries), _norm(layer.key_norm, keys)
        heads = queries.shape[1]
        both = torch.cat((queries, keys), 1)
        both = both * cos + both.roll(layer.width // 2, -1) * turned
        queries, keys = torch.split(both.transpose(0, 1)[None], [heads, keys.shape[1]], 1)
        found = []
        start = 0
        for memory, new in parts:
            stop = start + new
            own = memory.write(number, keys[:, :, start:stop], values[:, :, start:stop])
            asked = queries[:, :, start:stop]
            found.append(self._kernel(asked, *own, layer.scaling, layer.window))
            start = stop
        row = found[0] if len(found) == 1 else torch.cat(found, 1)
        result: torch.Tensor = layer.output(row.reshape(count, -1))
        return result


def _layer(layer: Any) -> _Layer:
    own = layer.self_attn
    return _Layer(
        before=layer.input_layernorm,
        queries=own.q_proj,
        keys=own.k_proj,
        values=own.v_proj,
        query_norm=getattr(own, "q_norm", None),
        key_norm=getattr(own, "k_norm", None),
        output=own.o_proj,
        behind=layer.post_attention_layernorm,
        feed=layer.mlp,
        width=own.head_dim,
        scaling=own.scaling,
        window=getattr(own, "sliding_window", None),
    )


def _norm(norm: Any, hidden: torch.Tensor) -> torch.Tensor:
    return rms_norm(hidden, norm.weight.shape, norm.weight, norm.variance_epsilon)
