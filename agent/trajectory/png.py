"""Frames as PNG files: lossless and readable by any tool."""

import io
from pathlib import Path

from agent.errors import TrajectoryCorrupt
from agent.rgb import rgb
from agent.types import Frame, Size

__all__ = ["encode", "read"]

_LEVEL = 1
"""zlib's quickest: more takes twice the time and saves a tenth of the bytes."""


def encode(frame: Frame) -> bytes:
    """``frame`` as the bytes of an RGB PNG file; the fourth byte of a pixel is left out."""
    file = io.BytesIO()
    rgb(frame).save(file, "PNG", compress_level=_LEVEL)
    return file.getvalue()


def read(path: Path) -> Frame:
    """The frame in a PNG file (any that Pillow reads). Raises ``TrajectoryCorrupt``."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            return Frame(Size(*image.size), image.convert("RGBA").tobytes())
    except (OSError, ValueError, SyntaxError) as error:
        raise TrajectoryCorrupt(
            f"{path} is no readable picture: {error}", hint="the rest of the recording is usable"
        ) from error
