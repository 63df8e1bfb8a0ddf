"""The screen over ``exec:screencap``, by whichever route a one-time probe finds fastest.

The raw form is a header of little-endian u32 (width, height, pixel format and, since Android 9, a
colour space) followed by ``width * height * 4`` bytes (AOSP ``screencap.cpp``). How long the header
is follows from what is left over, never from the Android version. stderr is dropped on the device:
warnings about several displays would otherwise stand in front of the picture.
"""

import struct
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from agent.errors import CaptureFailed, DeviceError, DeviceTimeout
from agent.types import Frame, Size
from devices.android.link import Link
from devices.android.server import Stream
from devices.room import Room

__all__ = ["ROUTES", "Camera", "Route", "black_share", "is_black"]

Route = Literal["raw", "gzip", "png"]
ROUTES: tuple[Route, ...] = ("raw", "gzip", "png")
SERVICES: dict[Route, str] = {
    "raw": "exec:screencap 2>/dev/null",
    "gzip": "exec:screencap 2>/dev/null | gzip -1",
    "png": "exec:screencap -p 2>/dev/null",
}
# PixelFormat of AOSP: 1 RGBA_8888, 2 RGBX_8888, 5 BGRA_8888. Others come as PNG.
ORDERS: dict[int, Literal["RGBA", "BGRA"]] = {1: "RGBA", 2: "RGBA", 5: "BGRA"}
SHORT_HEADER, LONG_HEADER = 12, 16
LARGEST = 16384
BUFFERS = 12
"""Kept for pictures: an agent holds the pictures of its last steps, 10 MB each."""
MARGIN = 2048
"""Bytes in front of the pixels. Both the kernel's copy and a large buffer begin at a page's start,
and a processor that copies from one page to nearly the same place in another waits for itself:
without this a picture takes 3 ms more to read."""
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


@dataclass
class Camera:
    """Takes pictures of one device. Buffers are used again once nobody holds their frames."""

    link: Link
    timeout: float = 20.0
    route: Route | None = None
    timings: dict[Route, float] = field(default_factory=dict)
    """Seconds that the probe saw for each route that it finished."""
    _room: Room = field(default_factory=lambda: Room(BUFFERS))

    def take(self) -> Frame:
        """The screen now. Raises ``CaptureFailed`` for anything that is no whole picture."""
        if self.route is None:
            return self._probe()
        return self._by(self.route, self.timeout)

    def _probe(self) -> Frame:
        """Take it by every route once; a slower one is cut off when the best so far is over."""
        best: Frame | None = None
        failure: DeviceError | None = None
        for route in ("raw", *ROUTES):  # the first one also wakes things up
            limit = min((self.timeout, *self.timings.values()))
            started = time.monotonic()
            try:
                frame = self._by(route, limit)
            except (CaptureFailed, DeviceTimeout) as error:
                failure = failure or error
                continue
            self.timings[route] = time.monotonic() - started
            best = frame
        if best is None:
            assert failure is not None
            raise failure
        self.route = min(self.timings.items(), key=lambda pair: pair[1])[0]
        return best

    def _by(self, route: Route, timeout: float) -> Frame:
        with self.link.open(SERVICES[route], timeout) as stream:
            return _READERS[route](self, stream)

    def _raw(self, stream: Stream) -> Frame:
        head = bytearray(SHORT_HEADER)
        got = stream.read_into(memoryview(head))
        size, order = _header(bytes(head[:got]), stream.read_all)
        pixels = size.width * size.height * 4
        view = self._buffer(pixels + LONG_HEADER - SHORT_HEADER + 1)  # 1: to see a surplus
        rest = stream.read_into(view)
        start = _offset(rest + SHORT_HEADER, pixels) - SHORT_HEADER
        return Frame(size, view[start : start + pixels].toreadonly(), order)

    def _gzip(self, stream: Stream) -> Frame:
        unpack = zlib.decompressobj(wbits=31)
        try:
            data = unpack.decompress(stream.read_all())
        except zlib.error as error:
            raise CaptureFailed(f"no gzip came back: {error}") from error
        if not unpack.eof:
            raise CaptureFailed("the picture is cut off: its gzip stream has no end")
        size, order = _header(data[:SHORT_HEADER])
        pixels = size.width * size.height * 4
        start = _offset(len(data), pixels)
        return Frame(size, memoryview(data)[start : start + pixels], order)

    def _png(self, stream: Stream) -> Frame:
        from io import BytesIO

        from PIL import Image

        data = stream.read_all()
        if not data.startswith(PNG_MAGIC):
            raise CaptureFailed(_says(data), hint="is the screen on and unlocked?")
        try:
            with Image.open(BytesIO(data)) as picture:
                rgba = picture.convert("RGBA")
        except (OSError, SyntaxError) as error:
            raise CaptureFailed(f"the picture is cut off or broken: {error}") from error
        return Frame(Size(*rgba.size), rgba.tobytes(), "RGBA")

    def _buffer(self, length: int) -> memoryview:
        return memoryview(self._room.take(MARGIN + length))[MARGIN:]


_READERS: dict[Route, Callable[[Camera, Stream], Frame]] = {
    "raw": Camera._raw,
    "gzip": Camera._gzip,
    "png": Camera._png,
}


def _header(head: bytes, rest: Callable[[], bytes] = bytes) -> tuple[Size, Literal["RGBA", "BGRA"]]:
    """``rest`` reads on, for the words of an error that came in place of a picture."""
    width, height, code = struct.unpack("<III", head) if len(head) == SHORT_HEADER else (0, 0, 0)
    if not (0 < width <= LARGEST and 0 < height <= LARGEST):
        raise CaptureFailed(_says(head + rest()), hint="is the screen on and unlocked?")
    if code not in ORDERS:
        raise CaptureFailed(f"pixel format {code} is not one of {sorted(ORDERS)}")
    return Size(width, height), ORDERS[code]


def _offset(length: int, pixels: int) -> int:
    header = length - pixels
    if header not in {SHORT_HEADER, LONG_HEADER}:
        raise CaptureFailed(
            f"the picture is cut off: {length} bytes came, {pixels + SHORT_HEADER} were due"
        )
    return header


def _says(data: bytes) -> str:
    text = data[:200].decode(errors="replace").strip()
    return f"screencap sent no picture{': ' + text if text.isprintable() and text else ''}"


def black_share(frame: Frame) -> float:
    """The share of rows, 0 to 1, that are black all along.

    1 is what a dark panel looks like; a secure window leaves the system's bars around its black.
    """
    return sum(_black_rows(frame)) / frame.size.height


def is_black(frame: Frame) -> bool:
    """Whether all of it is; quick to say that it is not."""
    return all(_black_rows(frame))


def _black_rows(frame: Frame) -> Iterator[bool]:
    stride = frame.size.width * 4
    view = memoryview(frame.data)
    blacks = (bytes(stride), b"\0\0\0\xff" * frame.size.width)
    for at in range(0, len(view), stride):
        # As bytes: a view is compared number by number.
        yield bytes(view[at : at + stride]) in blacks
