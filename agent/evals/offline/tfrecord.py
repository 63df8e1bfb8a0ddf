"""TFRecord files without TensorFlow: the framing of records, and the sums that guard them.

A record is its length (8 bytes, little-endian), the masked CRC-32C of these, the data, the masked
CRC-32C of the data. Source: tensorflow ``core/lib/io/record_writer.h`` and ``lib/hash/crc32c.h``.
"""

import gzip
import struct
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from agent.errors import StorageError

__all__ = ["crc32c", "masked", "records"]

_POLYNOMIAL = 0x82F63B78
"""Castagnoli's, the bits reversed (RFC 3720, appendix B.4)."""
_MASK = 0xA282EAD8
_LANES = 4096
"""Parts of a long record whose sums are made side by side."""
_LONGEST = 1 << 31
"""Bytes of a record; more is a damaged length."""


def records(path: Path) -> Iterator[bytes]:
    """Each record of a GZIP-compressed (or plain) file.

    Raises ``StorageError``, naming file and record, for one that is cut off or damaged.
    """
    try:
        with _open(path) as file:
            for number, record in enumerate(_framed(file)):
                if record is None:
                    raise StorageError(
                        f"{path}: record {number} is damaged", hint="fetch the file again"
                    )
                yield record
    except (OSError, EOFError, zlib.error) as error:
        raise StorageError(f"{path} cannot be read: {error}", hint="fetch it again") from error


def masked(data: bytes) -> int:
    """The sum as the file holds it: rotated and moved, so that a sum of sums stays telling."""
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + _MASK) & 0xFFFFFFFF


def crc32c(data: bytes) -> int:
    """CRC-32C (Castagnoli) of ``data``; ``crc32c(b"123456789") == 0xE3069283``."""
    if len(data) < 4 * _LANES:
        state = 0xFFFFFFFF
        table = [int(entry) for entry in _table()]
        for byte in data:
            state = table[(state ^ byte) & 0xFF] ^ (state >> 8)
        return state ^ 0xFFFFFFFF
    return _long(data)


def _long(data: bytes) -> int:
    # The sum is linear: zeros in front change nothing, the starting value is the first four bytes
    # turned over, and the sum of two parts is that of the first moved on by the second's length.
    length = -(-len(data) // _LANES)
    padded = np.zeros(length * _LANES, np.uint8)
    padded[-len(data) :] = np.frombuffer(data, np.uint8)
    padded[-len(data) :][:4] ^= 0xFF
    lanes = padded.reshape(_LANES, length)
    table, states = _table(), np.zeros(_LANES, np.uint32)
    for column in lanes.T:
        states = table[(states ^ column) & 0xFF] ^ (states >> 8)
    shift = _shift(length)
    total = 0
    for state in states.tolist():
        moved = 0
        for part in range(4):
            moved ^= shift[part][(total >> 8 * part) & 0xFF]
        total = moved ^ state
    return total ^ 0xFFFFFFFF


@lru_cache(maxsize=4)
def _shift(length: int) -> list[list[int]]:
    """What each value of each of the state's four bytes becomes after ``length`` zeros."""
    table = _table()
    states = np.concatenate([np.arange(256, dtype=np.uint32) << 8 * part for part in range(4)])
    for _ in range(length):
        states = table[states & 0xFF] ^ (states >> 8)
    return cast("list[list[int]]", states.reshape(4, 256).tolist())


@cache
def _table() -> NDArray[np.uint32]:
    states = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        states = np.where(states & 1, (states >> 1) ^ np.uint32(_POLYNOMIAL), states >> 1)
    return states.astype(np.uint32)


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    return cast("BinaryIO", gzip.open(path, "rb") if compressed else path.open("rb"))


def _framed(file: BinaryIO) -> Iterator[bytes | None]:
    """None for a record that is not whole; nothing can be read after it."""
    while head := file.read(12):
        if len(head) < 12 or struct.unpack("<I", head[8:])[0] != masked(head[:8]):
            yield None
            return
        (length,) = struct.unpack("<Q", head[:8])
        data = file.read(length) if length < _LONGEST else b""
        tail = file.read(4)
        if len(data) < length or len(tail) < 4 or struct.unpack("<I", tail)[0] != masked(data):
            yield None
            return
        yield data
