"""Attempts that fail leave nothing open: no socket is left to the garbage collector."""

import gc
import os
from contextlib import suppress
from pathlib import Path

import pytest

from agent.actions import Click, MoveCursor
from agent.errors import DeviceLost, DeviceNotFound, UnknownDevice
from devices.desktop.clipboard import CLIPBOARD, Clipboard
from devices.desktop.driver import DesktopDevice
from devices.desktop.session import Session
from devices.desktop.stop import Watch


def sockets():
    """Those that this process holds, garbage or not."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists this folder
            found.add(str(link.readlink()))
    return {name for name in found if name.startswith("socket:")}


@pytest.fixture
def nothing_stays():
    gc.collect()
    before = sockets()
    gc.disable()
    yield
    gc.enable()
    assert sockets() - before == set()


@pytest.fixture
def guarded(x_server, tmp_path):
    """The session of an X server that wants a cookie which this process does not have."""
    cookies = tmp_path / "cookies"
    cookies.write_bytes(b"\1\0\0\0\0\0\0\x12MIT-MAGIC-COOKIE-1\0\x10" + b"secret cookie 16")
    with x_server("640x480", "-auth", str(cookies)) as found:
        yield Session({**found.environ, "XAUTHORITY": os.devnull})


NOWHERE = Session({"DISPLAY": ":4094"})


@pytest.mark.parametrize(
    "attempt",
    [
        DesktopDevice,
        lambda session: Clipboard(session).paste("x", [CLIPBOARD], lambda: None),
        lambda session: Watch(session, None),
    ],
    ids=["device", "clipboard", "watch"],
)
def test_nobody_answers(nothing_stays, attempt):
    with pytest.raises(DeviceNotFound, match="no X server answers at DISPLAY=:4094"):
        attempt(NOWHERE)


def test_a_server_that_wants_a_cookie_says_so(guarded, nothing_stays):
    with pytest.raises(DeviceNotFound, match="Authorization required"):
        DesktopDevice(guarded)


def test_a_monitor_that_is_not_there(session, nothing_stays):
    with pytest.raises(UnknownDevice):
        DesktopDevice(session, "7")


def test_a_desktop_that_went_while_another_was_used_is_lost(x_server, servers, nothing_stays):
    other = DesktopDevice(servers("640x480"))
    with x_server("640x480") as session:
        gone = DesktopDevice(session)
        other.perform(MoveCursor(to=(1, 1)))

    with pytest.raises(DeviceLost, match="no X server answers"):
        gone.perform(Click(at=(1, 1)))

    assert other.perform(MoveCursor(to=(2, 2))).ok
    assert other.observe().cursor == (2, 2)
    gone.close()
    other.close()
