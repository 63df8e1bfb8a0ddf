"""Films as MP4 (H.264), ten pictures a second, by PyAV (extra ``video``)."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from agent.optional import need
from agent.types import Size

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["LONGEST", "RATE", "Mp4", "canvas_size"]

RATE = 10
"""Pictures a second."""
LONGEST = 1280
"""Pixels of the longer side."""


def canvas_size(size: Size) -> Size:
    """``size`` at most ``LONGEST`` pixels long; even, as the encoder's colours need it."""
    scale = min(1.0, LONGEST / max(size))
    width, height = (max(round(side * scale / 2) * 2, 2) for side in size)
    return Size(width, height)


class Mp4:
    """The film ``path`` of pictures of ``size``; a context that ends it.

    Raises ``MissingDependency`` without PyAV.
    """

    def __init__(self, path: Path, size: Size) -> None:
        self._av = need("av", "video", "a film")
        options = {"movflags": "faststart"}
        self._file: Any = self._av.open(str(path), "w", format="mp4", options=options)
        quality = {"crf": "20", "preset": "veryfast"}
        self._stream = self._file.add_stream("libx264", rate=RATE, options=quality)
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"

    def show(self, image: "Image", times: int) -> None:
        """``image`` (RGB, of the film's size) for ``times`` tenths of a second."""
        frame = self._av.VideoFrame.from_image(image)
        for _ in range(times):
            frame.pts = None
            self._file.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Write what is left. Idempotent."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.mux(self._stream.encode())
            finally:
                file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
