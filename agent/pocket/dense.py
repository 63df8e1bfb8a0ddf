"""Dense targets: for every visual token, what is written there and how a switch there stands.

A tower that must say this of each of its tokens learns to read in minutes; from actions alone it
does not learn at all. The heads are dropped when the model is exported.
"""

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn
from torch.nn import functional

from agent.pocket.network import PATCH, SEEN
from agent.pocket.oracle import PLACES, middle
from agent.pocket.views import View
from agent.types import Size

__all__ = ["DenseHeads", "dense_targets"]

_CELL = 2 * PATCH
_DOWN, _ACROSS = SEEN.height // _CELL, SEEN.width // _CELL
_UNASKED = -100
_ICONS, _LETTER = 189, 21
"""Pixels: where words begin beside an icon, and how wide a letter is on average."""
_TWO_LINES, _FIRST_LINE = 202, 78
"""Pixels: rows higher than this have a summary; their title is so far below their top."""
_ICON_LINES = (85, 205)
"""Pixels: picture and name of a launcher's icon, below the top of its cell."""
_HUNDREDTHS = 100
_MARKED = 2
Targets = npt.NDArray[np.int64]


def dense_targets(
    view: View, classes: dict[str, int], lefts: dict[str, int], screen: Size
) -> Targets:
    """``int64[5, tokens]``: for each token the class of the label on it (0: none), its switch
    (0: none, 1: off, 2: on; two more where its row is marked), where its thing is touched (down,
    across, in hundredths), and what screen this is.

    The tokens that carry the words of a thing (and its icon) have its label; the others of its box
    are not asked for it (``-100``). The switch is asked for on the whole row.
    ``lefts``: title -> where its words begin, in pixels, for rows of Settings.
    """
    found = np.zeros((5, _DOWN, _ACROSS), dtype=np.int64)
    found[2:4] = _UNASKED
    found[4] = classes[PLACES.get(view.place, view.title)]
    for item in view.items:
        left, top, right, bottom = item.box
        rows, columns = (
            _span(top, bottom, screen.height, _DOWN),
            _span(left, right, screen.width, _ACROSS),
        )
        found[0, rows, columns] = _UNASKED
        marked = item.label == view.marked
        stands = 0 if item.checked is None else 1 + item.checked
        found[1, rows, columns] = stands + (_MARKED if marked and stands else 0)
    for item in view.items:
        left, top, right, bottom = item.box
        label = classes[item.label]
        if view.place in {"settings", "search"}:
            found_it = view.place == "search"
            begin = _ICONS if found_it else lefts.get(item.label, _ICONS)
            high = found_it or bottom - top > _TWO_LINES
            line = top + _FIRST_LINE if high else (top + bottom) // 2
            down = _holder(line, screen.height, _DOWN)
            end = begin + max(len(item.label) * _LETTER, 100)
            marks = [(down, _span(begin, end, screen.width, _ACROSS))]
        else:
            across = _holder((left + right) // 2, screen.width, _ACROSS)
            lines = {_holder(min(top + y, bottom), screen.height, _DOWN) for y in _ICON_LINES}
            marks = [(down, slice(across, across + 1)) for down in lines]
        point = middle(item.box, screen)
        for down, columns in marks:
            found[0, down, columns] = label
            found[2, down, columns] = min(point[1] * 100 // screen.height, _HUNDREDTHS - 1)
            found[3, down, columns] = min(point[0] * 100 // screen.width, _HUNDREDTHS - 1)
    return found.reshape(5, -1)


def _span(begin: int, end: int, side: int, cells: int) -> slice:
    """The tokens whose middle lies between two pixels; if there is none, the nearest one."""
    first = int(np.ceil(begin * cells / side - 0.5))
    last = int(np.floor(end * cells / side - 0.5))
    if last < first:
        first = last = round((begin + end) / 2 * cells / side - 0.5)
    return slice(max(min(first, cells - 1), 0), max(min(last, cells - 1), 0) + 1)


def _holder(at: int, side: int, cells: int) -> int:
    return min(max(at * cells // side, 0), cells - 1)


class DenseHeads(nn.Module):
    """Linear heads over the merged visual tokens."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.label = nn.Linear(width, classes)
        self.state = nn.Linear(width, 1 + 2 * _MARKED)
        self.down = nn.Linear(width, _HUNDREDTHS)
        self.across = nn.Linear(width, _HUNDREDTHS)
        self.screen = nn.Linear(width, classes)

    def forward(self, merged: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The loss, and the share of labelled tokens that are read right: 0 where there is none.

        ``merged``: ``[pictures, tokens, width]``; ``targets``: ``[pictures, 5, tokens]``.
        """
        labels, states = targets[:, 0].flatten(), targets[:, 1].flatten()
        said = self.label(merged).flatten(0, 1)
        weights = (labels > 0).float() * 0.9 + (labels == 0).float() * 0.1
        each = functional.cross_entropy(said, labels, reduction="none", ignore_index=_UNASKED)
        loss = (each * weights).sum() / weights.sum()
        state = self.state(merged).flatten(0, 1)
        loss = loss + 0.5 * functional.cross_entropy(state, states)
        labelled = labels > 0
        for head, at in ((self.down, 2), (self.across, 3)):
            wanted = targets[:, at].flatten()[labelled]
            places = head(merged.flatten(0, 1)[labelled])
            if len(wanted):  # the mean of nothing is no number, and all weights would be none
                loss = loss + 0.3 * functional.cross_entropy(places, wanted)
        screen = self.screen(merged.mean(1))
        loss = loss + 0.5 * functional.cross_entropy(screen, targets[:, 4, 0])
        right = (said.argmax(-1) == labels)[labelled].float()
        return loss, right.sum() / max(len(right), 1)
