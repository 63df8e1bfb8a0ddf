"""Screens as pictures: Pillow images, and an album that stores each distinct one once."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from agent.rgb import rgb
from agent.types import Frame, Picture, Size

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Album", "as_image", "as_png"]


def as_image(frame: Frame, size: Size | None = None) -> "Image":
    """``frame`` as an RGB image; with ``size`` as a model is shown it (bicubic)."""
    from PIL import Image

    image = rgb(frame)
    if size is None or size == frame.size:
        return image
    return image.resize(size, Image.Resampling.BICUBIC)


def as_png(frame: Frame, size: Size | None = None) -> bytes:
    """The same as the bytes of a PNG file."""
    file = io.BytesIO()
    as_image(frame, size).save(file, "PNG", compress_level=4)
    return file.getvalue()


class Album:
    """The folder ``images/`` of an export."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[str] = set()
        (folder / "images").mkdir()

    def add(self, frame: Frame, size: Size | None = None) -> str:
        """The path of the picture below the export's folder, with ``/``; written if it is new."""
        size = size or frame.size
        name = f"images/{frame.digest}-{size}.png"
        if name not in self._known:
            (self._folder / name).write_bytes(as_png(frame, size))
            self._known.add(name)
        return name

    def add_shown(self, picture: Picture) -> str:
        """The picture at the size at which the model is shown it."""
        return self.add(picture.frame, picture.seen)
