"""The desktop as a device: the laws, the picture, what it refuses and why."""

import os
import sys
import time

import numpy as np
import pytest

from agent.actions import Answer, Click, MoveCursor, TypeText
from agent.errors import DeviceLost, DeviceNotFound, UnknownDevice
from agent.testing import check_device
from agent.types import Size
from devices.desktop.capture import View
from devices.desktop.driver import RESIZE_SECONDS, DesktopDevice
from devices.desktop.kind import KIND
from devices.desktop.session import Session


def test_it_keeps_the_laws_of_a_device(session):
    check_device(DesktopDevice(session))


def test_a_picture_shows_every_pixel_as_it_is(desktop, session):
    status, _ = desktop.shell(["xsetroot", "-solid", "#336699"])
    frame = desktop.capture()

    assert status == 0
    assert frame.size == (1280, 800)
    pixels = np.frombuffer(frame.data, np.uint8).reshape(800, 1280, 4)
    assert (frame.order, frame.has_status_bar) == ("BGRA", False)
    assert np.array_equal(np.unique(pixels[..., :3].reshape(-1, 3), axis=0), [[0x99, 0x66, 0x33]])


def test_the_cursor_is_known_and_not_in_the_picture(desktop):
    before = desktop.capture().digest

    desktop.perform(MoveCursor(to=(640, 17)))

    seen = desktop.observe()
    assert seen.cursor == (640, 17)
    assert seen.frame.digest == before


def test_all_monitors_together_are_one_more_choice(session):
    device = DesktopDevice(session, "all")

    assert device.info().size == (1280, 800)
    assert device.serial == "all"
    device.close()


@pytest.mark.parametrize("which", ["1", "emulator-5554"])
def test_a_monitor_that_is_not_there_is_named_with_those_that_are(session, which):
    with pytest.raises(UnknownDevice, match=rf"'{which}'; there are 0 \(1280x800\), and all"):
        DesktopDevice(session, which)


@pytest.mark.parametrize(
    ("environ", "says", "hint"),
    [
        ({}, "DISPLAY is not set", "desktop:virtual"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "Wayland", "X11 session"),
        ({"DISPLAY": ":4094"}, "no X server answers at DISPLAY=:4094", "desktop:virtual"),
    ],
    ids=["none", "wayland", "nobody there"],
)
def test_a_desktop_that_cannot_be_used_is_an_error_with_the_way_out(environ, says, hint):
    with pytest.raises(DeviceNotFound, match=says) as caught:
        DesktopDevice(Session(environ))

    assert hint in caught.value.hint


def test_what_a_desktop_cannot_do_is_a_refusal(desktop):
    result = desktop.perform(Answer(text="42"))

    assert (result.ok, result.said) == (False, "a desktop has no action 'answer'")


def test_a_text_that_nobody_takes_is_told(desktop):
    result = desktop.perform(TypeText(text="ß"))

    assert not result.ok
    assert "focus" in result.said


def test_a_command_runs_in_the_environment_of_the_desktop(desktop, session):
    assert desktop.shell(["printenv", "DISPLAY"]) == (0, f"{session.display}\n")
    assert desktop.shell(["no-such-program"]) == (127, "no-such-program: not found")
    assert desktop.shell(["/"]) == (126, "/: Permission denied")
    assert desktop.shell(["sleep", "60"], timeout=0.1)[0] == 124


def test_a_command_does_not_read_what_is_written_to_this_program(desktop):
    reading, writing = os.pipe()
    os.write(writing, b"for this program\n")
    os.close(writing)
    kept = os.dup(0)
    try:
        os.dup2(reading, 0)
        assert desktop.shell(["cat"]) == (0, "")
    finally:
        os.dup2(kept, 0)
        os.close(kept)
        os.close(reading)


def test_a_desktop_that_is_resized_is_seen_whole(servers):
    device = DesktopDevice(servers("1280x800"))

    whole = ["--output", "screen", "--mode", "1280x800", "--fb", "1280x800"]
    part = ["--output", "screen", "--off", "--fb", "640x480"]

    for words, size in [(part, (640, 480)), (whole, (1280, 800))]:
        assert device.shell(["xrandr", *words]) == (0, "")
        time.sleep(RESIZE_SECONDS)
        assert device.capture().size == size
        assert device.info().size == size
    device.close()


def test_a_monitor_that_is_unplugged_is_lost(servers):
    session = servers("1600x700")
    desktop = DesktopDevice(session)
    for monitor in [("*main", "1000/265x700/185+0+0", "screen"),
                    ("side", "600/159x700/185+1000+0", "none")]:  # fmt: skip
        assert desktop.shell(["xrandr", "--setmonitor", *monitor])[0] == 0
    device = DesktopDevice(session, "1")
    assert device.capture().size == (600, 700)

    assert desktop.shell(["xrandr", "--delmonitor", "side"])[0] == 0
    smaller = ["xrandr", "--output", "screen", "--off", "--fb", "1000x700"]
    assert desktop.shell(smaller) == (0, "")
    time.sleep(RESIZE_SECONDS)
    with pytest.raises(DeviceLost, match="the monitor was unplugged: there is no monitor '1'"):
        device.capture()

    device.close()
    desktop.close()


def test_a_desktop_that_goes_away_is_lost_not_a_crash(x_server):
    with x_server() as session:
        device = DesktopDevice(session)
    wishes = [
        device.capture,
        device.observe,
        lambda: device.perform(Click(at=(1, 1))),
        lambda: device.perform(TypeText(text="a")),
        lambda: device.perform(TypeText(text="ß")),
    ]

    for wish in wishes:
        with pytest.raises(DeviceLost, match="has gone"):
            wish()

    device.close()
    device.close()


def test_two_desktops_in_one_process_are_kept_apart(session, servers):
    one, other = DesktopDevice(session), DesktopDevice(servers("640x480"))

    one.perform(Click(at=(10, 10)))
    other.perform(Click(at=(20, 20)))
    one.perform(MoveCursor(to=(30, 30)))

    assert one.observe().cursor == (30, 30)
    assert other.observe().cursor == (20, 20)
    assert other.capture().size == (640, 480)
    one.close()
    other.close()


def test_the_monitors_are_listed(session, monkeypatch):
    monkeypatch.setenv("DISPLAY", session.display)

    (line,) = KIND.list()

    assert (line.serial, line.state) == ("0", "device")
    assert line.description == f"1280x800 on {session.display}"


def test_a_machine_without_a_display_lists_why_there_is_none(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    (line,) = KIND.list()

    assert line.state == "no display"


def test_pixels_of_a_hidpi_monitor_are_counted_as_the_mouse_counts_them():
    view = View(left=1440, top=100, size=Size(2880, 1800), scale=2.0)

    assert view.to_desktop((2879, 1799)) == (1440 + 1439, 100 + 899)
    assert view.to_picture((1440 + 10, 100 + 20)) == (20, 40)
    assert view.to_picture((1439, 100)) is None  # on the monitor beside it


@pytest.mark.parametrize("module", ["devices.desktop", "devices.desktop.driver"])
def test_importing_the_driver_loads_nothing_heavy(module, session):
    heavy = "{'pyautogui', 'mss', 'Xlib', 'tkinter', 'numpy', 'PIL'}"
    device = DesktopDevice(session)
    program = f"import sys, {module}; print(sorted({heavy} & sys.modules.keys()))"

    assert device.shell([sys.executable, "-c", program]) == (0, "[]\n")
    device.close()
