"""What TensorFlow would write: records, examples, accessibility forests, byte by byte."""

import gzip
import io
import struct
from pathlib import Path

from PIL import Image

from agent.evals.offline.tfrecord import masked


def png(size, colour) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number: int, value) -> bytes:
    """A field of a message: a whole number, or bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def example(**features) -> bytes:
    entries = b""
    for name, values in features.items():
        if isinstance(values[0], int):
            listed = field(3, field(1, b"".join(map(varint, values))))
        else:
            listed = field(1, b"".join(field(1, value) for value in values))
        entries += field(1, field(1, name.encode()) + field(2, listed))
    return field(1, entries)


def forest(nodes) -> bytes:
    """``nodes``: (box, text) of what is visible."""
    tree = b"".join(
        field(
            1,
            field(2, b"".join(field(side + 1, value) for side, value in enumerate(box)))
            + field(7, text.encode())
            + field(23, 1),
        )
        for box, text in nodes
    )
    return field(1, field(6, 1) + field(11, tree))


def frame(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return b"".join(
        (length, struct.pack("<I", masked(length)), data, struct.pack("<I", masked(data)))
    )


def write(path: Path, data: list[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(b"".join(map(frame, data))))
