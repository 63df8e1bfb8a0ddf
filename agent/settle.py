"""Waits for a still screen, not for a clock.

A screen is still when it has stopped changing for ``quiet`` seconds. After an action nothing may
have happened *yet*, or only a ripple under the finger: given the frame from before it, the wait
lasts at least ``patience`` seconds unless a large part of the screen has changed, and twice that
while the screen is as it was before.

What ticks for ever does not count: the status bar's strip, and a change as small as a text
cursor. A small region that goes on moving (a spinner) ends the wait after ``ticker`` seconds, a
large one (a film) after ``timeout``; both are reported as not still.
"""

import time
from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from agent.types import Box, Frame, Size

__all__ = ["Settled", "changed_box", "settle"]

QUIET = 0.072
PATIENCE = 0.3
TICKER = 1.5
TIMEOUT = 3.0
STATUS_BAR = 0.035
"""Of the height, from the top, on a device that has one: clock and icons live there."""
CURSOR = (0.012, 0.045)
"""Of width and height: the largest change that may be a blinking text cursor."""
LARGE, SMALL = 0.25, 0.08
"""Of the area: from here on a change is the screen's answer; up to here it may be a spinner."""
POLL = QUIET / 2
"""From one look to the next, at least. With shorter ones nothing is seen earlier by much
(bench/settle.py), and every look takes time from what is looked at."""
ROWS = 128
"""Compared at a time: what comes in between stays in the processor's cache."""

Pixels = npt.NDArray[np.uint32]


class Captures(Protocol):
    """All that settling asks of a device."""

    def capture(self) -> Frame: ...


class Settled(NamedTuple):
    """The last frame, how long the wait took in seconds, and whether it ended in stillness."""

    frame: Frame
    seconds: float
    still: bool


def settle(
    device: Captures,
    *,
    before: Frame | None = None,
    quiet: float = QUIET,
    patience: float = PATIENCE,
    ticker: float = TICKER,
    timeout: float = TIMEOUT,
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Settled:
    """Capture until the screen is still.

    ``before``: the screen before the action whose effect is awaited; without it (the first
    observation) nothing has to change. All durations in seconds; a ``timeout`` of 0 captures once
    and does not wait. Raises what ``capture`` raises.
    """
    started = now()
    frame = device.capture()
    took = now() - started
    if timeout <= 0:
        return Settled(frame, took, still=False)
    # Counted from when a picture was asked for: that is when the screen was grabbed, and what a
    # slow link adds afterwards says nothing about the screen.
    since = started
    moving = differs = None if before is None else changed_box(before, frame)
    answered = before is None or _share(moving, frame.size) >= LARGE
    while True:
        least = 0.0 if answered else patience if differs else 2 * patience
        due = max(since + quiet, started + least)
        bound = ticker if _share(moving, frame.size) <= SMALL else timeout
        sleep(_pause(due - now(), took))
        asked = now()
        latest = device.capture()
        took = now() - asked
        box = changed_box(frame, latest)
        if box is None:
            if asked >= due:
                return Settled(latest, now() - started, still=True)
        else:
            frame, since = latest, asked
            moving = box if moving is None else _around(moving, box)
            answered = answered or _share(moving, frame.size) >= LARGE
            if not answered and before is not None:
                differs = changed_box(before, frame)
        if now() - started >= bound:
            return Settled(latest, now() - started, still=False)


def _pause(left: float, took: float) -> float:
    """Seconds until the next look, where one is due in ``left`` and the last one ``took`` so long.

    Looking takes half of the time at most: what it costs is missing elsewhere, in what is looked
    at above all. And there is none that would not be over when the one is due that decides.
    """
    pause = max(POLL, took)
    return max(left, 0.0) if pause + took > left else pause


def _share(box: Box | None, size: Size) -> float:
    if box is None:
        return 0.0
    return (box.right - box.left) * (box.bottom - box.top) / (size.width * size.height)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def changed_box(one: Frame, other: Frame) -> Box | None:
    """Where two frames differ in what counts, or None. Another size or order: everything."""
    width, height = other.size
    if one.size != other.size or one.order != other.order:
        return Box(0, 0, width, height)
    a, b = _pixels(one), _pixels(other)
    with_bar = one.has_status_bar and other.has_status_bar
    top = round(height * STATUS_BAR) if with_bar else 0
    box = _difference(a[top:], b[top:])
    if box is None:
        return None
    box = box._replace(top=top + box.top, bottom=top + box.bottom)
    small = (
        box.right - box.left <= max(2, width * CURSOR[0])
        and box.bottom - box.top <= height * CURSOR[1]
    )
    return None if small else box


def _difference(a: Pixels, b: Pixels) -> Box | None:
    """Where they differ. Looks at as few pixels as it can: 10 MB each, many times a second."""
    blocks = [slice(at, at + ROWS) for at in range(0, len(a), ROWS)]
    first = next((block for block in blocks if (a[block] != b[block]).any()), None)
    if first is None:
        return None
    last = next(block for block in reversed(blocks) if (a[block] != b[block]).any())
    top = first.start + _extent(a[first], b[first], axis=1)[0]
    bottom = last.start + _extent(a[last], b[last], axis=1)[1]
    # What lies between the columns that a few rows tell cannot move them apart.
    left, right = _extent(a[top:bottom:16], b[top:bottom:16], axis=0)
    begin, _ = _extent(a[top:bottom, :left], b[top:bottom, :left], axis=0)
    _, end = _extent(a[top:bottom, right:], b[top:bottom, right:], axis=0)
    return Box(min(left, begin), top, right + end, bottom)


def _extent(a: Pixels, b: Pixels, *, axis: int) -> tuple[int, int]:
    """Where the first difference begins, and where the last one ends, along the other axis."""
    found = np.flatnonzero((a != b).any(axis=axis))
    return (int(found[0]), int(found[-1]) + 1) if found.size else (max(a.shape), 0)


def _pixels(frame: Frame) -> Pixels:
    width, height = frame.size
    return np.frombuffer(frame.data, dtype=np.uint32).reshape(height, width)
