"""Frames as Pillow's pictures."""

from typing import TYPE_CHECKING

from agent.types import Frame

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["rgb"]


def rgb(frame: Frame) -> "Image":
    """``frame`` as an RGB image of its size; the fourth byte of a pixel is left out."""
    from PIL import Image

    order = "RGBX" if frame.order == "RGBA" else "BGRX"
    data = frame.data if isinstance(frame.data, bytes) else bytes(frame.data)
    return Image.frombytes("RGB", frame.size, data, "raw", order)
