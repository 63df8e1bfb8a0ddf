"""Dense targets: for every visual token, what is written there and how a switch there stands.

A tower that must say this of each of its tokens learns to read in minutes; from actions alone it
does not learn at all. The heads are dropped when the model is exported.
"""

import numpy as np
import numpy.typing as npt
import torch.nn.functional as F
from torch import Tensor, nn

from agent.pocket.network import PATCH, SEEN
from agent.pocket.views import View
from agent.types import Size

__all__ = ["DenseHeads", "dense_targets"]

_CELL = 2 * PATCH
_DOWN, _ACROSS = SEEN.height // _CELL, SEEN.width // _CELL
Targets = npt.NDArray[np.int64]


def dense_targets(view: View, classes: dict[str, int], screen: Size) -> Targets:
    """``int64[2, tokens]``: the class of the label on each token (0: none), and its switch
    (0: none, 1: off, 2: on). A token belongs to the item that covers its middle."""
    found = np.zeros((2, _DOWN, _ACROSS), dtype=np.int64)
    for item in view.items:
        left, top, right, bottom = item.box
        x0, x1 = (side * _ACROSS / screen.width - 0.5 for side in (left, right))
        y0, y1 = (side * _DOWN / screen.height - 0.5 for side in (top, bottom))
        # Thin or narrow things may miss every middle: they get the token that they are in.
        rows = range(max(int(np.ceil(y0)), 0), min(int(np.floor(y1)), _DOWN - 1) + 1)
        columns = range(max(int(np.ceil(x0)), 0), min(int(np.floor(x1)), _ACROSS - 1) + 1)
        rows = rows or range(*_holder((y0 + y1) / 2, _DOWN))
        columns = columns or range(*_holder((x0 + x1) / 2, _ACROSS))
        state = 0 if item.checked is None else 1 + item.checked
        found[:, rows.start : rows.stop, columns.start : columns.stop] = np.array(
            [classes[item.label], state]
        )[:, None, None]
    return found.reshape(2, -1)


def _holder(middle: float, cells: int) -> tuple[int, int]:
    at = min(max(round(middle), 0), cells - 1)
    return at, at + 1


class DenseHeads(nn.Module):
    """Two linear heads over the merged visual tokens."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.label = nn.Linear(width, classes)
        self.state = nn.Linear(width, 3)

    def forward(self, merged: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The loss, and the share of labelled tokens that are read right.

        ``merged``: ``[pictures, tokens, width]``; ``targets``: ``[pictures, 2, tokens]``.
        """
        labels, states = targets[:, 0].flatten(), targets[:, 1].flatten()
        said = self.label(merged).flatten(0, 1)
        weights = (labels > 0).float() * 0.9 + 0.1
        loss = (F.cross_entropy(said, labels, reduction="none") * weights).sum() / weights.sum()
        state = self.state(merged).flatten(0, 1)
        loss = loss + 0.5 * F.cross_entropy(state, states)
        right = (said.argmax(-1) == labels)[labels > 0].float().mean()
        return loss, right
