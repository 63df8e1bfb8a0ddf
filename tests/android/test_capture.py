import gzip
import struct
from io import BytesIO

import pytest
from PIL import Image

from agent.errors import CaptureFailed
from agent.types import Frame, Size
from devices.android.capture import SERVICES, Camera, black_share, is_black
from devices.android.link import Link

SIZE = Size(6, 4)
PIXELS = bytes(range(96))


def _raw(code=1, header=16, pixels=PIXELS):
    words = struct.pack("<IIII", *SIZE, code, 1)[:header]
    return words + pixels


def _camera(wire, route=None):
    return Camera(Link(wire.server, "S"), route=route)


@pytest.mark.parametrize("header", [12, 16])
@pytest.mark.parametrize(("code", "order"), [(1, "RGBA"), (2, "RGBA"), (5, "BGRA")])
def test_raw_with_either_header(wire, header, code, order):
    wire.services[SERVICES["raw"]] = _raw(code, header)
    frame = _camera(wire, "raw").take()
    assert (frame.size, frame.order, bytes(frame.data)) == (SIZE, order, PIXELS)


def test_gzip_and_png_give_the_same_picture(wire):
    opaque = bytes(b if i % 4 != 3 else 255 for i, b in enumerate(PIXELS))
    file = BytesIO()
    Image.frombytes("RGBA", SIZE, opaque).save(file, "PNG")
    wire.services = {
        SERVICES["gzip"]: gzip.compress(_raw(pixels=opaque)),
        SERVICES["png"]: file.getvalue(),
    }
    frames = [_camera(wire, route).take() for route in ("gzip", "png")]
    assert [bytes(frame.data) for frame in frames] == [opaque, opaque]


@pytest.mark.parametrize(
    ("route", "sent"),
    [
        ("raw", _raw()[:-1]),
        ("raw", _raw() + b"xyz"),
        ("raw", b""),
        ("raw", b"sh: screencap: inaccessible or not found\n"),
        ("raw", _raw(code=4)),
        ("gzip", gzip.compress(_raw())[:-9]),
        ("gzip", b"sh: gzip: not found"),
        ("png", b""),
        ("png", b"\x89PNG\r\n\x1a\n broken"),
    ],
)
def test_what_is_no_whole_picture_is_never_one(wire, route, sent):
    wire.services[SERVICES[route]] = sent
    with pytest.raises(CaptureFailed):
        _camera(wire, route).take()


def test_the_probe_keeps_a_route_that_works(wire):
    file = BytesIO()
    Image.new("RGBA", SIZE, (1, 2, 3, 255)).save(file, "PNG")
    wire.services = {
        SERVICES["gzip"]: b"sh: gzip: inaccessible or not found",
        SERVICES["raw"]: _raw(code=4),
        SERVICES["png"]: file.getvalue(),
    }
    camera = _camera(wire)
    assert camera.take().size == SIZE
    assert camera.route == "png"
    assert set(camera.timings) == {"png"}


def test_a_screen_that_no_route_can_take(wire):
    wire.services["exec:"] = b"Failed to take screenshot. Status: -2147483648\n"
    with pytest.raises(CaptureFailed, match="Failed to take screenshot"):
        _camera(wire).take()


def test_a_frame_that_is_held_is_never_overwritten(wire):
    camera = _camera(wire, "raw")
    held = []
    for value in range(5):
        pixels = bytes([value]) * len(PIXELS)
        wire.services[SERVICES["raw"]] = _raw(pixels=pixels)
        held.append(camera.take())
    assert [frame.data[0] for frame in held] == [0, 1, 2, 3, 4]


def test_buffers_are_used_again(wire):
    wire.services[SERVICES["raw"]] = _raw()
    camera = _camera(wire, "raw")
    for _ in range(5):
        camera.take()
    assert len(camera._room) <= 2


@pytest.mark.parametrize("alpha", [0, 255])
def test_black_is_counted_by_rows(alpha):
    black = bytearray(bytes([0, 0, 0, alpha]) * 24)
    assert black_share(Frame(SIZE, black)) == 1
    assert is_black(Frame(SIZE, black))
    black[-2] = 1
    assert black_share(Frame(SIZE, black)) == 0.75
    assert not is_black(Frame(SIZE, black))
