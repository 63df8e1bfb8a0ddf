"""A virtual desktop with real programs of the system on it, driven through the driver."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from agent.actions import ACTION
from agent.types import Box
from devices.desktop import KIND
from devices.desktop.session import Session
from devices.desktop.virtual import Desktops
from devices.desktop.virtual.processes import marked
from devices.desktop.virtual.status import folder_of
from devices.desktop.x11 import Server

DEADLINE = 60.0


class Screen:
    """A device, and what a tester sees beside it: windows, files, what changed in the picture."""

    def __init__(self, device, desktop):
        self.device, self.home, self.environ = device, desktop.home, desktop.environ
        self.folder = folder_of(desktop.name)
        self.server = Server(Session(desktop.environ))

    def do(self, **action):
        """Perform it, and insist that it went well."""
        result = self.device.perform(ACTION.validate_python(action))
        assert result.ok, result.said

    def type(self, text, **more):
        self.do(type="type_text", text=text, **more)

    def press(self, *keys):
        self.do(type="hotkey", keys=keys)

    def click(self, at, **more):
        self.do(type="click", at=at, **more)

    def until(self, condition, why):
        """What ``condition`` returns once it is true."""
        limit = time.monotonic() + DEADLINE
        while not (value := condition()):
            assert time.monotonic() < limit, f"never: {why}; in front: {self.front()}"
            time.sleep(0.03)
        return value

    def front(self):
        return self.device.observe().app

    def open(self, name):
        """Start a program, and wait until its window has the focus and has been drawn."""
        self.do(type="open_app", name=name)
        self.until(lambda: name.casefold() in self.front().casefold(), f"{name} in front")
        return self.still()

    def in_front(self, words):
        """Wait for a window with these words in its class or title, drawn to the end."""
        self.until(lambda: words in self.front(), f"{words!r} in front")
        return self.still()

    def still(self):
        """The picture, once four in a row are the same."""
        seen = []
        limit = time.monotonic() + DEADLINE
        while len(seen) < 4 or len(set(seen[-4:])) > 1:
            assert time.monotonic() < limit, "the screen is never still"
            time.sleep(0.05)
            frame = self.device.capture()
            seen.append(frame.digest)
        return frame

    def window(self):
        """Where the inside of the window in front lies."""
        root = self.server.connection.screen().root
        active = self.server.connection.intern_atom("_NET_ACTIVE_WINDOW")
        number = root.get_full_property(active, 0).value[0]
        inside = self.server.connection.create_resource_object("window", number)
        corner = root.translate_coords(inside, 0, 0)
        size = inside.get_geometry()
        return Box(corner.x, corner.y, corner.x + size.width, corner.y + size.height)

    def windows(self):
        return len(self.server.windows())

    def clipboard(self):
        """Its text; empty while it has none."""
        status, said = self.device.shell(["xclip", "-selection", "clipboard", "-o"])
        return said if status == 0 else ""

    def programs(self):
        return marked(self.folder)

    def tidy(self, before):
        """End what was started since ``before``, windows and all."""
        for pid in self.programs() - before:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.until(lambda: self.windows() == 0, "no window left")

    def close(self):
        self.server.close()
        self.device.close()


@pytest.fixture(scope="module")
def state_home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("state")
        patch.setenv("XDG_STATE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def _screen(state_home):
    device = KIND.open("virtual=1024x768")
    screen = Screen(device, Desktops().find(device.serial))
    yield screen
    screen.close()


@pytest.fixture
def screen(_screen):
    """An empty desktop."""
    before = _screen.programs()
    yield _screen
    _screen.tidy(before)


@pytest.fixture
def documents(screen) -> Path:
    """An empty folder on its disk."""
    folder = screen.home / "Documents"
    for file in folder.iterdir():
        file.unlink()
    return folder
