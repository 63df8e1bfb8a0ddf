"""Two monitors of different sizes on one real X server, told apart as RandR tells them."""

import numpy as np
import pytest

from agent.actions import Click, Drag, MoveCursor
from agent.errors import UnknownDevice
from devices.desktop.driver import DesktopDevice
from devices.desktop.kind import KIND
from devices.desktop.x11 import Server

MAIN, SIDE = (1000, 700), (600, 700)
RED = 0xCC2200


@pytest.fixture(scope="module")
def beside(session_of_two):
    """A red square of 100 pixels, 50 right and 70 down in the monitor at the side."""
    server = Server(session_of_two)
    square = server.connection.screen().root.create_window(
        MAIN[0] + 50, 70, 100, 100, 0, 24, background_pixel=RED, override_redirect=True
    )
    square.map()
    server.connection.sync()
    yield square
    server.close()


@pytest.fixture(scope="module")
def session_of_two(x_server):
    with x_server("1600x700") as session:
        device = DesktopDevice(session)
        for name, place, output in [
            ("*main", "1000/265x700/185+0+0", "screen"),
            ("side", "600/159x700/185+1000+0", "none"),
        ]:
            words = ["xrandr", "--setmonitor", name, place, output]
            assert device.shell(words)[0] == 0
        device.close()
        yield session


@pytest.fixture
def monitor(session_of_two):
    """``monitor(which)``: a device on it."""
    opened = []

    def open_monitor(which):
        opened.append(DesktopDevice(session_of_two, which))
        return opened[-1]

    yield open_monitor
    for device in opened:
        device.close()


def red(device):
    """Left, top, right and bottom of what is red in its picture; None for nothing."""
    frame = device.capture()
    pixels = np.frombuffer(frame.data, np.uint8).reshape(frame.size.height, frame.size.width, 4)
    rows, columns = np.nonzero((pixels[..., :3] == [0x00, 0x22, 0xCC]).all(axis=2))
    if not rows.size:
        return None
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@pytest.mark.parametrize(
    ("which", "size", "box"),
    [
        ("0", MAIN, None),
        ("1", SIDE, (50, 70, 150, 170)),
        ("all", (1600, 700), (1050, 70, 1150, 170)),
    ],
)
def test_each_shows_its_own_part(monitor, beside, which, size, box):
    device = monitor(which)

    assert device.info().size == size
    assert red(device) == box


def test_a_point_is_a_pixel_of_the_monitors_own_picture(monitor):
    main, side, whole = monitor("0"), monitor("1"), monitor("all")

    side.perform(MoveCursor(to=(30, 40)))

    seen = [device.observe().cursor for device in (main, side, whole)]
    assert seen == [None, (30, 40), (1030, 40)]


def test_nobody_reaches_over_the_edge_of_a_monitor(monitor):
    side, whole = monitor("1"), monitor("all")

    clicked = side.perform(Click(at=(900, 100)))
    dragged = side.perform(Drag(start=(10, 10), end=(5000, 20), seconds=0.3))

    assert clicked.performed == Click(at=(599, 100))
    assert dragged.performed == Drag(start=(10, 10), end=(599, 20), seconds=0.3)
    assert whole.observe().cursor == (1599, 20)


def test_both_are_listed_the_main_one_first(session_of_two, monkeypatch):
    monkeypatch.setenv("DISPLAY", session_of_two.display)

    listed = KIND.list()

    assert [(line.serial, line.description.split()[0]) for line in listed] == [
        ("0", "1000x700"),
        ("1", "600x700"),
    ]


def test_a_third_one_is_not_there(monitor):
    with pytest.raises(UnknownDevice, match=r"'2'; there are 0 \(1000x700\), 1 \(600x700\)"):
        monitor("2")
