"""The colour of a person."""

import zlib

__all__ = ["hue"]

_HUES = 12


def hue(name: str) -> float:
    """0..1; the same name has the same colour in every app of every phone."""
    return zlib.crc32(name.encode()) % _HUES / _HUES
