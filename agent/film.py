"""``--observe clip``: what the screen looked like between two actions, for models that take clips.

Waiting for a still screen captures it many times a second; a ``Filmed`` device keeps some of these
captures and hands them on with the observation that the wait was for.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from agent.actions import Action
from agent.protocols import Device
from agent.through import Through
from agent.types import ActionResult, Frame, Observation

__all__ = ["FRAMES", "INTERVAL", "Filmed"]

FRAMES = 8
"""Frames of a clip at most, the last included. The families merge two into one row of patches, so
the longest clip costs what four pictures cost, and no more memory than eight screens."""
INTERVAL = 0.25
"""Seconds between two frames, at first. Android's own transitions take 0.3 s; of a longer wait
every second frame is dropped, again and again, until it fits."""


class Filmed(Through):
    """``device``, with the screens since its last action in each observation.

    Implements ``protocols.Device``. ``now``: a clock, in seconds.
    """

    def __init__(self, device: Device, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(device)
        self._now = now
        self._cut()

    def capture(self) -> Frame:
        at, frame = self._now(), self._device.capture()
        if not self._film or at >= self._film[-1][0] + self._interval:
            self._film.append((at, frame))
        if len(self._film) == FRAMES:
            del self._film[1::2]
            self._interval *= 2
        self._last = at
        return frame

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        """What the device knows now, and the clip that ends in ``frame``.

        Frames of another size (the device was turned) are left out, and so is the newest of those
        that were kept where it is less than half an interval old.
        """
        seen = self._device.observe(frame, elements=elements)
        film = [shot for shot in self._film if shot[1].size == seen.size]
        if film and self._last - film[-1][0] < self._interval / 2:
            film.pop()
        if not film:
            return seen
        interval = (self._last - film[0][0]) / len(film)
        return replace(seen, earlier=tuple(frame for _, frame in film), interval=interval)

    def perform(self, action: Action) -> ActionResult:
        try:
            return self._device.perform(action)
        finally:
            self._cut()

    def _cut(self) -> None:
        """Begin a new clip."""
        self._film: list[tuple[float, Frame]] = []
        self._interval = INTERVAL
        self._last = 0.0
