"""A real X server for the tests, a window on it that sees every event, and a device on it."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from devices.desktop.driver import DesktopDevice
from devices.desktop.session import Session

DEADLINE = 60.0
WITNESS = Path(__file__).with_name("witness.py")


@contextmanager
def x_server(size="1280x800", *more):
    """The session of an Xvfb of its own, on a display that nobody has; ``more``: its options.

    No key repeats: one that a busy machine releases late is pressed once.
    """
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24"]
    server = subprocess.Popen(
        [*words, "-nolisten", "tcp", "-noreset", "-r", *more],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            display = f":{answer.readline().strip()}"
        environ = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
        yield Session({**environ, "DISPLAY": display})
    finally:
        server.terminate()
        server.wait(DEADLINE)


class Witness:
    """A window over the whole screen, in a process of its own, and what it saw."""

    def __init__(self, session, log):
        self.session, self.log = session, log
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(WITNESS), str(log)],
            env=dict(session.environ),
            stdout=subprocess.DEVNULL,
        )
        self.wait_for("ready")
        self.seen = len(self.lines())

    def lines(self):
        return self.log.read_text().splitlines() if self.log.exists() else []

    def wait_for(self, end):
        """Everything since the last call, up to the line ``end``."""
        limit = time.monotonic() + DEADLINE
        while end not in self.lines():
            assert self.process.poll() is None, "the witness died"
            assert time.monotonic() < limit, f"never saw {end}: {self.lines()[-5:]}"
            time.sleep(0.01)

    def take(self):
        """The events since the last call, after a mark that the X server puts behind them."""
        mark = f"mark {len(self.lines())}"
        subprocess.run(
            ["xprop", "-root", "-f", "WITNESS", "8s", "-set", "WITNESS", mark],
            env=dict(self.session.environ),
            check=True,
        )
        self.wait_for(mark)
        lines = self.lines()
        new, self.seen = lines[self.seen :], len(lines)
        return [line for line in new if not line.startswith("mark")]

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE)


@pytest.fixture(scope="module")
def session():
    with x_server() as found:
        yield found


@pytest.fixture(name="x_server", scope="session")
def _x_server():
    """One more X server, as a context."""
    return x_server


@pytest.fixture
def servers():
    """``servers(size)``: the session of one more X server, till the end of the test."""
    with ExitStack() as stack:
        yield lambda size: stack.enter_context(x_server(size))


@pytest.fixture
def witnessed(tmp_path):
    """``witnessed(session)``: a device there, and a witness of what it does."""
    with ExitStack() as stack:

        def on(session):
            witness = Witness(session, tmp_path / "events")
            stack.callback(witness.stop)
            device = DesktopDevice(session)
            stack.callback(device.close)
            return device, witness

        yield on


@pytest.fixture
def desktop(session):
    device = DesktopDevice(session)
    yield device
    device.close()


@pytest.fixture(scope="module")
def _window(session, tmp_path_factory):
    window = Witness(session, tmp_path_factory.mktemp("witness") / "events")
    yield window
    window.stop()


@pytest.fixture
def witness(_window, desktop):
    """What happens from now on."""
    _window.take()
    return _window
