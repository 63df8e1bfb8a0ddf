"""Pictures and clips of a prompt, and what the vision tower made of them.

The tower is asked once for each picture: a screen that did not change, or that stands in the
history of the next ten steps, is found again by the hash of its pixels. A picture alone gets the
same features as among others, so nothing is lost by asking for one at a time.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from agent.models.local.embedding import Embedding
from agent.models.local.tower import Grid, Tower

__all__ = ["Eyes", "Features", "Visual"]


@dataclass(frozen=True, eq=False)
class Visual:
    """A picture or a clip among the tokens of a prompt.

    ``key`` names its pixels, size and timing; ``start``: index of its first token; ``grid``:
    patches in time, down and across; ``patches``: makes ``float32[rows, values]`` of it, as the
    families' own towers take them. ``interval``: seconds between two rows of the grid in time;
    None for a still. ``packed``: makes a still's bytes for ``Embedding``.
    """

    key: str
    start: int
    tokens: int
    grid: Grid
    patches: Callable[[], torch.Tensor]
    interval: float | None = None
    packed: Callable[[], torch.Tensor] | None = None


@dataclass(frozen=True, eq=False)
class Features:
    """``tokens``: ``[tokens, width]``; ``deep``: the same for the first layers (Qwen3-VL)."""

    tokens: torch.Tensor
    deep: tuple[torch.Tensor, ...] = ()

    @property
    def bytes(self) -> int:
        return sum(each.numel() * each.element_size() for each in (self.tokens, *self.deep))


class Eyes:
    """The vision tower of ``model``, with a memory of at most ``limit`` bytes: oldest use goes."""

    def __init__(self, model: Any, limit: int) -> None:
        self._model = model
        self._tower = Tower(model.model.visual)
        self._limit = limit
        self._held = 0
        self._features: OrderedDict[str, Features] = OrderedDict()

    def see(self, visual: Visual) -> Features:
        """The features of ``visual``, from memory where it was seen before."""
        found = self._features.get(visual.key)
        if found is not None:
            self._features.move_to_end(visual.key)
            return found
        found = self._look(visual)
        if found.bytes <= self._limit:
            self._features[visual.key] = found
            self._held += found.bytes
            while self._held > self._limit:
                _, oldest = self._features.popitem(last=False)
                self._held -= oldest.bytes
        return found

    def discard(self, key: str) -> None:
        """Free the features of one picture."""
        found = self._features.pop(key, None)
        self._held -= found.bytes if found else 0

    def forget(self) -> None:
        """Free all features."""
        self._features.clear()
        self._held = 0

    def _look(self, visual: Visual) -> Features:
        takes_bytes = isinstance(self._model.model.visual.patch_embed, Embedding)
        make = (takes_bytes and visual.packed) or visual.patches
        # Bytes go to the device as bytes.
        pixels = make().to(self._model.device).to(self._model.dtype)
        return Features(*self._tower(pixels, visual.grid))
