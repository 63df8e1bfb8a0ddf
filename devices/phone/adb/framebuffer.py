"""The ``framebuffer:`` service: a header of u32 numbers, then the screen's pixels."""

import struct

from devices.phone.adb.stream import Stream

__all__ = ["framebuffer_header", "serve_framebuffer"]

_HEADER = struct.Struct("<14I")
VERSION = 2
SRGB = 1
"""Of android::ColorSpace; adbutils reads RGBA only with this one."""


def framebuffer_header(size: tuple[int, int]) -> bytes:
    """DDMS_RAWIMAGE_VERSION 2 of AOSP's framebuffer_service.cpp, for RGBA of `size` pixels.

    Version, bits per pixel, colour space, bytes, width, height, then offset and length in bits of
    red, blue, green and alpha.
    """
    width, height = size
    channels = (0, 8, 16, 8, 8, 8, 24, 8)
    return _HEADER.pack(VERSION, 32, SRGB, width * height * 4, width, height, *channels)


def serve_framebuffer(size: tuple[int, int], pixels: bytes | memoryview, stream: Stream) -> None:
    """Send one picture. `pixels`: RGBA, four bytes a pixel."""
    stream.write(framebuffer_header(size))
    stream.write(pixels)
