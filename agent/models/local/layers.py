"""The text model's layers over the new tokens of several conversations, without what slows them.

The weights and the arithmetic are those of transformers' classes, which share one form in
Qwen2-VL, Qwen2.5-VL and Qwen3-VL; what is left out is around them: masks that are made and dropped,
hooks, keyword arguments through three levels, keys copied to append one. On a small model that is
most of a token's time, and on a GPU it is what the GPU waits for.

Conversations of different length would share a batch only with padding and masks. Here their new
tokens lie behind each other in one row: all layers but attention see one long matrix, and attention
goes conversation by conversation, each over its own keys.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import torch
from torch.nn.functional import rms_norm

from agent.models.local.attention import Kernel
from agent.models.local.cache import Memory

__all__ = ["Attend", "Layer", "Layers", "Part"]

_ROWS = 256
"""Tokens that a CPU takes through a feed-forward at a time: what lies between its matrices, some
times as wide as a token, stays in the cache. A tenth of a long pass of a small model."""


@dataclass(frozen=True)
class Layer:
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


class _Turn(NamedTuple):
    """The rotation of each row's queries and keys by its position: ``[row, 1, width]``."""

    cos: torch.Tensor
    sin: torch.Tensor
    """With its first half negative."""

    def __call__(self, vectors: torch.Tensor) -> torch.Tensor:
        """``vectors``: ``[row, head, width]``."""
        turned = vectors.roll(vectors.shape[-1] // 2, -1)
        return torch.addcmul(vectors * self.cos, turned, self.sin)

    def at(self, rows: Sequence[int]) -> "_Turn":
        return _Turn(self.cos[rows], self.sin[rows])


class Part(NamedTuple):
    """One conversation's share of a pass: ``new`` tokens, of which the last ``keep`` are asked."""

    memory: Memory
    new: int
    keep: int


Attend = Callable[[int, Layer, torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
"""Keeps a layer's new keys and values ``[1, groups, new, width]`` and lets its queries
``[1, heads, asked, width]`` look; the layer's number comes first. ``[1, asked, heads, width]``."""


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
        parts: Sequence[Part],
        places: Sequence[int] = (),
        deep: Sequence[torch.Tensor] = (),
    ) -> torch.Tensor:
        """Hidden states ``[kept, width]`` behind the last layer, before the last norm.

        ``hidden``: ``[row, width]`` of all new tokens; ``positions``: ``[3, row]``; ``parts``: the
        conversations whose tokens the rows are, one behind the other; ``deep``: for the first
        layers, what is added behind them in the row's ``places`` (Qwen3-VL's pictures). The keys
        are written, but count only when a memory's ``length`` is moved on.
        """
        turn = self._turn(hidden, positions)
        attend = partial(self._attend, parts)
        kept = _kept(parts)
        for number, layer in enumerate(self._layers):
            # Nobody reads the other rows behind the last layer; only their keys are needed.
            last = number == len(self._layers) - 1 and number >= len(deep)
            hidden = self._pass(number, layer, hidden, turn, attend, kept if last else None)
            if number < len(deep):
                hidden[places] += deep[number].to(hidden.dtype)
        return hidden if kept is None or len(hidden) == len(kept) else hidden[kept]

    def step(self, hidden: torch.Tensor, positions: torch.Tensor, attend: Attend) -> torch.Tensor:
        """As calling it with one token, which finds its keys by ``attend``."""
        turn = self._turn(hidden, positions)
        for number, layer in enumerate(self._layers):
            hidden = self._pass(number, layer, hidden, turn, attend, None)
        return hidden

    def scores(self, hidden: torch.Tensor, head: Any) -> torch.Tensor:
        """Logits of the rows of ``hidden``, by the model's ``head``."""
        found: torch.Tensor = head(_norm(self._text.norm, hidden))
        return found

    def _turn(self, hidden: torch.Tensor, positions: torch.Tensor) -> _Turn:
        cos, sin = self._text.rotary_emb(hidden[None], positions[:, None])
        half = sin.shape[-1] // 2
        # rotate_half(x) * sin is roll(x) with its first half negative: the sign moves to sin.
        turned = torch.cat((-sin[0, :, None, :half], sin[0, :, None, half:]), -1)
        return _Turn(cos[0, :, None], turned)

    def _pass(
        self,
        number: int,
        layer: Layer,
        hidden: torch.Tensor,
        turn: _Turn,
        attend: Attend,
        kept: Sequence[int] | None,
    ) -> torch.Tensor:
        """``layer``'s result for the rows ``kept``; None: for all."""
        shown = _norm(layer.before, hidden)
        keys = layer.keys(shown).view(len(hidden), -1, layer.width)
        values = layer.values(shown).view(len(hidden), -1, layer.width).transpose(0, 1)[None]
        if layer.key_norm is not None:
            keys = _norm(layer.key_norm, keys)
        keys = turn(keys).transpose(0, 1)[None]
        if kept is not None:
            hidden, shown, turn = hidden[kept], shown[kept], turn.at(kept)
        queries = layer.queries(shown).view(len(hidden), -1, layer.width)
        if layer.query_norm is not None:
            queries = _norm(layer.query_norm, queries)
        queries = turn(queries).transpose(0, 1)[None]
        row = attend(number, layer, queries, keys, values)
        hidden = hidden + layer.output(row.reshape(len(hidden), -1))
        return hidden + _fed(layer, _norm(layer.behind, hidden))

    def _attend(
        self,
        parts: Sequence[Part],
        number: int,
        layer: Layer,
        queries: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
    ) -> torch.Tensor:
        all_asked = queries.shape[2] == keys.shape[2]
        found = []
        start = asked = 0
        for memory, new, keep in parts:
            own = slice(start, start + new)
            seen = memory.write(number, keys[:, :, own], values[:, :, own])
            stop = asked + (new if all_asked else keep)
            asking = queries[:, :, asked:stop]
            found.append(self._kernel(asking, *seen, layer.scaling, layer.window))
            start, asked = start + new, stop
        return found[0] if len(found) == 1 else torch.cat(found, 1)


def _layer(layer: Any) -> Layer:
    own = layer.self_attn
    return Layer(
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


def _fed(layer: Layer, hidden: torch.Tensor) -> torch.Tensor:
    if hidden.device.type != "cpu" or len(hidden) <= _ROWS:
        whole: torch.Tensor = layer.feed(hidden[None])[0]
        return whole
    return torch.cat([layer.feed(rows[None])[0] for rows in torch.split(hidden, _ROWS)])


def _norm(norm: Any, hidden: torch.Tensor) -> torch.Tensor:
    return rms_norm(hidden, norm.weight.shape, norm.weight, norm.variance_epsilon)


def _kept(parts: Sequence[Part]) -> list[int] | None:
    """The rows of a pass that are asked for; None where all are."""
    if all(new == keep for _, new, keep in parts):
        return None
    rows: list[int] = []
    stop = 0
    for _, new, keep in parts:
        stop += new
        rows.extend(range(stop - keep, stop))
    return rows
