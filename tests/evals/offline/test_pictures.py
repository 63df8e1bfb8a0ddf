"""Pictures of a benchmark that cannot be read."""

import struct
import zlib

import pytest

from agent.errors import StorageError
from agent.evals.offline.question import picture


def png_head(width: int, height: int) -> bytes:
    """A PNG's signature and first chunk, which promises a size (PNG specification, 11.2.1)."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


@pytest.mark.parametrize("data", [b"no picture", png_head(10, 10), png_head(60_000, 60_000)])
def test_what_is_no_picture_is_named(data: bytes) -> None:
    with pytest.raises(StorageError, match=r"a\.png is no picture"):
        picture(data, "a.png")
