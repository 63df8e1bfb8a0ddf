"""The simplest map that explains the answers: scale and offset for each axis, axes perhaps swapped.

Robust by medians (Theil and Sen): some wild answers do not bend it. Answers at the border of the
screen are left out, for they may have been clamped to it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from agent.types import Point, Size

__all__ = ["AxisFit", "Fit", "fit", "granularity"]

_ENOUGH = 4
"""Answers without which nothing is said about a map."""

Pair = tuple[Point, Point]
"""Where the target was, where the model pointed."""


@dataclass(frozen=True)
class AxisFit:
    """answer = ``scale`` * target + ``offset``; ``spread``: median distance from that, pixels."""

    scale: float
    offset: float
    spread: float

    def off(self, side: int) -> float:
        """Pixels by which this map is wrong at worst on an axis ``side`` pixels long."""
        return max(abs(self.offset), abs((self.scale - 1) * side + self.offset))


@dataclass(frozen=True)
class Fit:
    """``swapped``: x of the answers follows y of the targets, and y follows x."""

    x: AxisFit
    y: AxisFit
    swapped: bool = False


def fit(pairs: Sequence[Pair], size: Size) -> Fit | None:
    """The map from targets to answers; None when too few answers lie inside the screen."""
    across = [pair for pair in pairs if 0 < pair[1].x < size.width - 1]
    down = [pair for pair in pairs if 0 < pair[1].y < size.height - 1]
    if min(len(across), len(down)) < _ENOUGH:
        return None
    straight = Fit(_axis(across, 0, 0), _axis(down, 1, 1))
    crossed = Fit(_axis(across, 1, 0), _axis(down, 0, 1), swapped=True)
    # Twice as good is a swap; less is a cloud that both explain badly.
    return crossed if 2 * _spread(crossed) < _spread(straight) else straight


def granularity(numbers: Sequence[float]) -> float:
    """The step of which all the model's numbers are multiples: 1 for a model that counts finely."""
    if not numbers:
        return 0.0
    # Families that write shares of the screen (0 to 1) write three digits of them.
    per = 1000 if all(abs(number) <= 1 for number in numbers) else 1
    return math.gcd(*(round(number * per) for number in numbers)) / per


def _spread(found: Fit) -> float:
    return found.x.spread + found.y.spread


def _axis(pairs: Sequence[Pair], source: int, goal: int) -> AxisFit:
    """``goal`` of the answers as a map of ``source`` of the targets (0 is x, 1 is y)."""
    known = [(target[source], answer[goal]) for target, answer in pairs]
    slopes = [(b2 - b1) / (a2 - a1) for (a1, b1), (a2, b2) in combinations(known, 2) if a1 != a2]
    scale = median(slopes) if slopes else 1.0
    offset = median(b - scale * a for a, b in known)
    return AxisFit(scale, offset, median(abs(b - scale * a - offset) for a, b in known))
