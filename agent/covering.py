"""Covers places of a picture, and finds a piece of one again by its very pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agent.types import Box, Frame

__all__ = ["COVER", "Piece", "covered", "piece", "places"]

COVER = (128, 128, 128, 255)
"""The colour of what is covered."""
BANDS = 3
"""Rows of a piece that are looked for: one in each third, so that a half of it is found as well."""
LEAST_EDGES = 8
"""Changes of colour along a row from which on it is told from a frame, a line or a letter."""
MOST = 50
"""Places at most where one row is looked at."""

_Pixels = npt.NDArray[np.uint32]


class Piece(NamedTuple):
    """What was drawn in ``box``; ``rows``: (left, top) within it, and the bytes of the pixels."""

    box: Box
    rows: tuple[tuple[int, int, bytes], ...]


def covered(frame: Frame, boxes: Sequence[Box]) -> Frame:
    """``frame`` with ``COVER`` in ``boxes``; the same object where there is nothing to cover."""
    if not boxes:
        return frame
    width, height = frame.size
    pixels = np.frombuffer(frame.data, np.uint8).reshape(height, width, 4).copy()
    for box in boxes:
        pixels[max(box.top, 0) : box.bottom, max(box.left, 0) : box.right] = COVER
    return replace(frame, data=pixels.tobytes())


def piece(before: Frame, after: Frame, box: Box) -> Piece:
    """What ``after`` shows in ``box`` that ``before`` did not; of a turned screen, no rows."""
    if before.size != after.size:
        return Piece(box, ())
    old, new = _pixels(before, box), _pixels(after, box)
    edges = (new[:, 1:] != new[:, :-1]).sum(axis=1)
    rows = []
    for band in np.array_split(np.arange(len(new)), BANDS):
        if band.size == 0:
            continue
        y = int(band[edges[band].argmax()])
        drawn = np.flatnonzero(old[y] != new[y])
        if drawn.size == 0:
            continue
        rows += [
            (left, y, new[y, left:right].tobytes())
            for left, right in _parts(int(drawn[0]), int(drawn[-1]) + 1)
            if int((new[y, left + 1 : right] != new[y, left : right - 1]).sum()) >= LEAST_EDGES
        ]
    return Piece(box, tuple(rows))


def places(one: Piece, frame: Frame) -> list[Box]:
    """Where ``frame`` shows ``one``, its own place aside: by any of its rows."""
    return sorted({box for row in one.rows for box in _hits(one.box, row, frame)} - {one.box})


def _parts(left: int, right: int) -> Iterator[tuple[int, int]]:
    """The first half, and each of the first three quarters.

    Behind a text a cursor blinks, and what was typed around a value may not be there again.
    """
    quarter = max((right - left) // 4, 1)
    yield left, left + 2 * quarter
    yield from ((at, at + quarter) for at in range(left, left + 3 * quarter, quarter))


def _hits(box: Box, row: tuple[int, int, bytes], frame: Frame) -> Iterator[Box]:
    data, (left, top, wanted) = bytes(frame.data), row
    width, at = frame.size.width, -1
    for _ in range(MOST):
        at = data.find(wanted, at + 1)
        if at < 0:
            return
        y, x = divmod(at // 4, width)
        if at % 4 == 0 and x * 4 + len(wanted) <= width * 4:
            right, bottom = box.right - box.left, box.bottom - box.top
            yield Box(x - left, y - top, x - left + right, y - top + bottom)


def _pixels(frame: Frame, box: Box) -> _Pixels:
    width, height = frame.size
    pixels = np.frombuffer(frame.data, np.uint32).reshape(height, width)
    return pixels[box.top : box.bottom, box.left : box.right]
