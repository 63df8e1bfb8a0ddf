"""A film of the screen while a flow goes on, made of what is captured anyway.

Waiting for a still screen captures it many times a second, so nothing else need look at the device;
while a flow waits for an element, ``glance`` does.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agent.mp4 import RATE, Mp4, canvas_size
from agent.protocols import Device
from agent.rgb import rgb
from agent.through import Through
from agent.types import Frame, Observation, Size

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Filming"]


class Filming(Through):
    """``device``, whose captures go into a film as long as one is made.

    Implements ``protocols.Device``. ``now``: a clock, in seconds.
    """

    def __init__(self, device: Device, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(device)
        self._now = now
        self._film: _Film | None = None

    def start(self, path: Path) -> None:
        """Film into ``path`` from now on. Raises ``MissingDependency`` without PyAV."""
        self.stop()
        self._film = _Film(path, super().capture(), self._now())

    def stop(self) -> Path | None:
        """End the film; its file, or None where none was made."""
        film, self._film = self._film, None
        return film.end(self._now()) if film else None

    def glance(self) -> None:
        """Look at the screen if a film is made of it."""
        if self._film is not None:
            self.capture()

    def capture(self) -> Frame:
        frame = super().capture()
        if self._film is not None:
            self._film.see(frame, self._now())
        return frame

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        seen = super().observe(frame, elements=elements)
        if self._film is not None and frame is None:
            self._film.see(seen.frame, self._now())
        return seen

    def close(self) -> None:
        self.stop()
        super().close()


class _Film:
    """Shows each frame until the next, the first and the last at least once; ``at``: seconds."""

    def __init__(self, path: Path, first: Frame, at: float) -> None:
        self._path, self._began, self._shown = path, at, 1
        self._canvas = canvas_size(first.size)
        self._mp4 = Mp4(path, self._canvas)
        self._last = first
        self._mp4.show(_image(first, self._canvas), 1)

    def see(self, frame: Frame, at: float) -> None:
        self._show_until(at)
        self._last = frame

    def end(self, at: float) -> Path:
        try:
            self._show_until(max(at, self._began + (self._shown + 1) / RATE))
        finally:
            self._mp4.close()
        return self._path

    def _show_until(self, at: float) -> None:
        due = int((at - self._began) * RATE + 1e-6)
        if due > self._shown:
            self._mp4.show(_image(self._last, self._canvas), due - self._shown)
            self._shown = due


def _image(frame: Frame, canvas: Size) -> "Image":
    """``frame`` in the middle of ``canvas``: a device that was turned meanwhile is letterboxed."""
    from PIL import Image, ImageOps

    shown: Image.Image = ImageOps.pad(rgb(frame), canvas, Image.Resampling.BILINEAR)
    return shown
