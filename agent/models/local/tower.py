"""The vision tower's layers over one picture or clip, without what slows them.

The weights and the arithmetic are those of transformers' classes, whose towers in Qwen2-VL,
Qwen2.5-VL and Qwen3-VL are variations of one. What is left out: what they make anew for each
picture although it follows from the picture's size alone (angles, learned positions, the order of
the windows), and one call for each window of Qwen2.5-VL, of which a phone's screen has a hundred in
each of 28 layers. Here windows of one size are one batch.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import rms_norm, scaled_dot_product_attention
from transformers.vision_utils import (
    get_vision_interpolation_indices_and_weights,
    get_vision_position_ids,
    get_vision_window_index,
)

__all__ = ["Grid", "Tower"]

Grid = tuple[int, int, int]
"""Patches in time, down and across."""

_Windows = tuple[tuple[int, int], ...]
"""How many windows follow each other, and how many rows each of them has."""

_PLANS = 4
"""Sizes of pictures that are remembered: 30 MB each where a phone is shown to a large model."""


@dataclass(frozen=True, eq=False)
class _Plan:
    """What follows from the size of a frame. Rows are its patches, in the order of the layers."""

    cos: torch.Tensor
    """``float32[rows, 1, 1, width of a head]``."""
    turned: torch.Tensor
    """Sines of the same shape, the first half of each negative."""
    learned: torch.Tensor | None
    """``[rows, width]``: learned positions (Qwen3-VL)."""
    order: torch.Tensor | None
    """Index of the token that stands at each place; None: as they come."""
    windows: _Windows


class Tower:
    """The layers of ``visual``, a transformers vision tower.

    Attention by torch's own kernels, flash kernels among them, or by the formula where ``visual``
    was loaded with ``eager``.
    """

    def __init__(self, visual: Any) -> None:
        self._visual = visual
        self._merge = int(visual.spatial_merge_size)
        self._window: int | None = getattr(visual, "window_size", None)
        """Pixels along a window's side; None: every layer looks at the whole frame."""
        self._whole = set(getattr(visual, "fullatt_block_indexes", range(len(visual.blocks))))
        mergers = getattr(visual, "deepstack_merger_list", ())
        taps = getattr(visual, "deepstack_visual_indexes", ())
        self._taps = dict(zip(taps, mergers, strict=True))
        self._attend = _eager if visual.config._attn_implementation == "eager" else _sdpa
        self._plans: OrderedDict[tuple[int, int], _Plan] = OrderedDict()

    @torch.inference_mode()
    def __call__(
        self, patches: torch.Tensor, grid: Grid
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        """Features ``[tokens, width]`` of a picture or a clip, and those of the layers tapped.

        ``patches``: what the tower's ``patch_embed`` takes, a row for each patch of ``grid``.
        """
        visual = self._visual
        frames = grid[0]
        hidden = visual.patch_embed(patches)
        plan = self._plan((grid[1], grid[2]), hidden)
        if plan.learned is not None:
            hidden = (hidden.view(frames, *plan.learned.shape) + plan.learned).flatten(0, 1)
        if plan.order is not None:
            hidden = self._tokens(hidden, frames)[:, plan.order].view(hidden.shape)
        deep = []
        for at, block in enumerate(visual.blocks):
            windows = ((1, len(plan.cos)),) if at in self._whole else plan.windows
            seen = self._look(block.attn, _norm(block.norm1, hidden), plan, windows)
            hidden = hidden + seen
            hidden = hidden + block.mlp(_norm(block.norm2, hidden))
            if at in self._taps:
                deep.append(self._taps[at](hidden))
        merged = visual.merger(hidden)
        if plan.order is not None:
            ordered = merged.view(frames, len(plan.order), -1)
            merged = torch.empty_like(ordered).index_copy_(1, plan.order, ordered).flatten(0, 1)
        return merged, tuple(deep)

    def _look(
        self, attention: Any, hidden: torch.Tensor, plan: _Plan, windows: _Windows
    ) -> torch.Tensor:
        heads, width = attention.num_heads, attention.head_dim
        three = attention.qkv(hidden).view(-1, len(plan.cos), 3, heads, width)
        # The families turn in 32 bits whatever the model computes in.
        both = three[:, :, :2].float()
        both = both * plan.cos + both.roll(width // 2, -1) * plan.turned
        both = both.to(three.dtype)
        found = []
        start = 0
        for count, length in windows:
            stop = start + count * length
            queries, keys, values = (
                part[:, start:stop].reshape(-1, length, heads, width).transpose(1, 2)
                for part in (both[:, :, 0], both[:, :, 1], three[:, :, 2])
            )
            seen = self._attend(queries, keys, values, attention.scaling)
            found.append(seen.transpose(1, 2).reshape(len(three), stop - start, -1))
            start = stop
        together = found[0] if len(found) == 1 else torch.cat(found, 1)
        result: torch.Tensor = attention.proj(together.flatten(0, 1))
        return result

    def _tokens(self, rows: torch.Tensor, frames: int) -> torch.Tensor:
        """``[frames, tokens, patches of a token, ...]`` of ``rows``."""
        return rows.view(frames, -1, self._merge**2, *rows.shape[1:])

    def _plan(self, size: tuple[int, int], hidden: torch.Tensor) -> _Plan:
        """For a frame of ``size`` patches (down, across), from memory if one was like it."""
        plan = self._plans.pop(size, None) or self._planned(size, hidden)
        self._plans[size] = plan
        if len(self._plans) > _PLANS:
            self._plans.popitem(last=False)
        return plan

    def _planned(self, size: tuple[int, int], hidden: torch.Tensor) -> _Plan:
        visual, grid = self._visual, torch.tensor([[1, *size]])
        places = get_vision_position_ids(grid, self._merge).to(hidden.device)
        cos, sin = visual.rotary_pos_emb(hidden, places)
        order: torch.Tensor | None = None
        windows: _Windows = ()
        if self._window is not None:
            order, windows = self._windows(grid)
            order = order.to(hidden.device)
            cos, sin = (self._tokens(each, 1)[:, order].flatten(0, 2) for each in (cos, sin))
        # rotate_half(x) * sin is roll(x) with its first half negative: the sign moves to sin.
        half = sin.shape[-1] // 2
        turned = torch.cat((-sin[:, :half], sin[:, half:]), -1)
        learned = self._learned(grid, hidden) if hasattr(visual, "pos_embed") else None
        return _Plan(cos[:, None, None], turned[:, None, None], learned, order, windows)

    def _learned(self, grid: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        visual = self._visual
        index, weight = get_vision_interpolation_indices_and_weights(
            grid,
            num_grid_per_side=visual.num_grid_per_side,
            mode=visual.interpolation_mode,
            align_corners=visual.interpolation_align_corners,
            spatial_merge_size=self._merge,
        )
        corners = visual.pos_embed(index.to(hidden.device))
        learned: torch.Tensor = (corners * weight.to(hidden.device)[:, :, None]).sum(1)
        return learned.to(hidden.dtype)

    def _windows(self, grid: torch.Tensor) -> tuple[torch.Tensor, _Windows]:
        """The tokens in the order of their windows, and those: the small ones first."""
        index, edges = get_vision_window_index(
            grid,
            spatial_merge_size=self._merge,
            window_size=self._window,
            patch_size=self._visual.patch_size,
        )
        lengths = edges.diff().tolist()
        tokens = index.split([length // self._merge**2 for length in lengths])
        sizes = sorted(set(lengths))
        ordered = [
            window
            for size in sizes
            for length, window in zip(lengths, tokens, strict=True)
            if length == size
        ]
        return torch.cat(ordered), tuple((lengths.count(size), size) for size in sizes)


def _sdpa(
    queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, scaling: float
) -> torch.Tensor:
    """``[windows, heads, rows, width]``, as its arguments are."""
    return scaled_dot_product_attention(queries, keys, values, scale=scaling)


def _eager(
    queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, scaling: float
) -> torch.Tensor:
    """The same by the formula itself."""
    scores = queries @ keys.transpose(2, 3) * scaling
    return torch.softmax(scores, -1, dtype=torch.float32).to(values.dtype) @ values


def _norm(norm: Any, hidden: torch.Tensor) -> torch.Tensor:
    """Qwen2.5-VL's is a root mean square, which transformers computes step by step."""
    if isinstance(norm, torch.nn.LayerNorm):
        found: torch.Tensor = norm(hidden)
        return found
    return rms_norm(hidden, norm.weight.shape, norm.weight, norm.variance_epsilon)
