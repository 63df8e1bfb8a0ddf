"""Finds a piece of one screen on another: normalised cross-correlation over places and scales.

The screen is shrunk to ``SIDE`` pixels across. Brightness is compared first; where that fails, the
strength of edges, which a dark theme leaves where it is. A peak counts if it is high enough and
nothing elsewhere comes near it. (J. P. Lewis, "Fast Normalized Cross-Correlation", 1995: the
sums under the template come from running totals, the products from an FFT.)
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from agent.types import Box, Frame, Size

__all__ = ["Grey", "Match", "grey", "search"]

Grey = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
Look = Callable[[Grey], Plane]

SIDE = 270
"""Pixels across at which screens are compared: a quarter of the usual 1080."""
SCALES = (1.0, 0.9, 1.11, 0.8, 1.25)
"""Sizes of the target relative to the screen's width: density differs more than width does."""
LEAST = {"picture": 0.86, "edges": 0.72}
"""Correlation from which on a peak counts; ``bench/replay.py --without-tree`` shows its worth."""
AHEAD = 0.07
"""By how much the best place must beat every other."""
FLAT = 4.0
"""Standard deviation in grey levels (0-255) under which a crop shows nothing to be known by."""
SMALLEST = 6
"""Pixels at comparing size: what is smaller looks like anything."""


class Match(NamedTuple):
    """Where it is, in pixels of the screen searched; ``score``: the correlation, up to 1."""

    box: Box
    score: float
    how: str


def grey(frame: Frame) -> Grey:
    """Brightness of each pixel, (height, width): the green channel, in both orders the second."""
    data = np.frombuffer(frame.data, np.uint8)
    return data.reshape(frame.size.height, frame.size.width, 4)[..., 1]


def search(crop: Grey, recorded: Size, frame: Frame) -> Match | None:
    """Where ``crop`` of a ``recorded`` screen is on ``frame``, if it is in one place only."""
    if crop.std() < FLAT:
        return None
    shrink = SIDE / min(frame.size)
    width, height = (max(round(side * shrink), 1) for side in frame.size)
    whole = _resized(np.ascontiguousarray(grey(frame)), width, height)
    usual = SIDE / min(recorded)
    for how, look in (("picture", _as_it_is), ("edges", _edges)):
        ground = _Ground(look(whole))
        peaks = [
            peak for scale in SCALES if (peak := ground.peak(_scaled(crop, usual * scale), look))
        ]
        best = max(peaks, key=lambda peak: peak.score, default=None)
        if best and best.score >= LEAST[how] and best.score - best.second >= AHEAD:
            box = Box(*(round(side / shrink) for side in best.box))
            return Match(box, best.score, how)
    return None


class _Peak(NamedTuple):
    box: Box
    score: float
    second: float


class _Ground:
    """A picture to be searched, with what every search in it needs."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane - plane.mean()
        self._waves = np.fft.rfft2(self._plane)
        self._sums = _totals(self._plane)
        self._squares = _totals(self._plane**2)

    def peak(self, crop: Grey, look: Look) -> _Peak | None:
        """The best place of ``crop``, and the best of those that do not overlap it."""
        tall, wide = crop.shape
        height, width = self._plane.shape
        if min(tall, wide) < SMALLEST or tall > height or wide > width:
            return None
        wanted = look(crop)
        wanted = wanted - wanted.mean()
        strength = float(np.sqrt((wanted**2).sum()))
        if strength <= 0:
            return None
        waves = np.fft.rfft2(wanted, (height, width))
        products = np.fft.irfft2(self._waves * waves.conj(), (height, width))
        products = products[: height - tall + 1, : width - wide + 1]
        spread = _under(self._squares, tall, wide) - _under(self._sums, tall, wide) ** 2 / (
            tall * wide
        )
        scores = products / (np.sqrt(np.maximum(spread, tall * wide)) * strength)
        y, x = (int(at) for at in np.unravel_index(int(scores.argmax()), scores.shape))
        best = float(scores[y, x])
        near = slice(max(y - tall // 2, 0), y + tall // 2 + 1)
        scores[near, max(x - wide // 2, 0) : x + wide // 2 + 1] = -1
        return _Peak(Box(x, y, x + wide, y + tall), best, float(scores.max()))


def _as_it_is(picture: Grey) -> Plane:
    return picture.astype(np.float32)


def _edges(picture: Grey) -> Plane:
    down, across = np.gradient(picture.astype(np.float32))
    strength: Plane = np.hypot(down, across)
    return strength


def _scaled(crop: Grey, scale: float) -> Grey:
    tall, wide = crop.shape
    return _resized(crop, max(round(wide * scale), 1), max(round(tall * scale), 1))


def _resized(picture: Grey, width: int, height: int) -> Grey:
    shrunk = Image.fromarray(picture).resize((width, height), Image.Resampling.BOX)
    return np.asarray(shrunk)


def _totals(plane: Plane) -> npt.NDArray[np.float64]:
    height, width = plane.shape
    totals = np.zeros((height + 1, width + 1))
    totals[1:, 1:] = plane.cumsum(0, dtype=np.float64).cumsum(1)
    return totals


def _under(totals: npt.NDArray[np.float64], tall: int, wide: int) -> npt.NDArray[np.float64]:
    """The sum under a window of ``tall`` x ``wide`` at every place."""
    return (
        totals[tall:, wide:]
        - totals[:-tall, wide:]
        - totals[tall:, :-wide]
        + totals[:-tall, :-wide]
    )
