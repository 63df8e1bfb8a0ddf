"""What lies about on the shared storage of a phone that somebody has used for a while, by seed.

Everything is invented; the pictures are drawn here.
"""

import random
import struct
import zlib
from collections.abc import Iterator

from devices.phone.state.storage import Storage

__all__ = ["picture", "seed_files"]

_TEXTS = (
    ("Download/Train times.txt", "Monday to Friday\n06:42\n07:12\n07:42\n08:12\n"),
    ("Download/Invoice 1042.csv", "item,amount\nPaint,24.90\nBrushes,11.50\nTape,3.20\n"),
    ("Download/Museum ticket.txt", "City Museum\nTwo adults\nEntry from 14:00\n"),
    ("Download/Bike manual.md", "# Bike manual\n\nOil the chain every month.\n"),
    ("Download/Rental terms.txt", "The flat is let unfurnished.\nNotice: three months.\n"),
    ("Documents/Letter to the landlord.txt", "The tap in the kitchen drips.\nPlease send help.\n"),
    ("Documents/Club members.csv", "name,since\nAda,2019\nGrace,2021\nAlan,2022\n"),
    ("Documents/Garden plan.md", "# Garden plan\n\nTomatoes at the south wall.\n"),
)
_PICTURES = ("Sunset", "Hills", "Lake", "Morning", "Autumn walk", "Moonrise")
_SIZE = (320, 240)


def seed_files(storage: Storage, seed: int, now: float) -> None:
    """Put a few texts and pictures on shared storage, made in the weeks before `now` (epoch s)."""
    rng = random.Random(f"files {seed}")
    for path, text in rng.sample(_TEXTS, 5):
        storage.write(path, text.encode(), modified=_earlier(rng, now))
    for name in rng.sample(_PICTURES, 3):
        folder = rng.choice(("DCIM/Camera", "Pictures"))
        storage.write(f"{folder}/{name}.png", picture(rng), modified=_earlier(rng, now))


def _earlier(rng: random.Random, now: float) -> float:
    return now - rng.uniform(3600, 30 * 86400)


def picture(rng: random.Random) -> bytes:
    """A landscape as a PNG of 320 x 240: a sky, a sun or moon in it, a field below."""
    width, height = _SIZE
    rows = b"".join(b"\0" + row for row in _landscape(rng))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _landscape(rng: random.Random) -> Iterator[bytes]:
    width, height = _SIZE
    top, low, field = (_colour(rng, *span) for span in ((40, 140), (150, 230), (60, 130)))
    horizon = rng.randint(height // 2, height * 3 // 4)
    x, y, radius = rng.randint(60, width - 60), rng.randint(40, horizon - 20), rng.randint(14, 34)
    for line in range(height):
        if line >= horizon:
            yield bytes(max(0, part - (line - horizon) // 3) for part in field) * width
            continue
        sky = bytes(a + (b - a) * line // horizon for a, b in zip(top, low, strict=True))
        inside = radius**2 - (line - y) ** 2
        half = int(inside**0.5) if inside > 0 else 0
        yield sky * (x - half) + b"\xff\xf4\xd2" * (2 * half) + sky * (width - x - half)


def _colour(rng: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return (rng.randint(low, high), rng.randint(low, high), rng.randint(low, high))
