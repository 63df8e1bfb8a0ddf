"""A phone without a glass, and its shell."""

import io
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.phone.phone import Phone
from devices.phone.shell.session import ShellSession
from devices.phone.state.files import FileRoot
from devices.phone.state.phone import PhoneState

NOW = 1_697_384_040.0
"""2023-10-15 15:34:00 UTC, AndroidWorld's date."""


@dataclass
class Answer:
    status: int
    out: str
    err: str


class Shell:
    """Runs a line as one client would; each `run` is a session of its own."""

    def __init__(self, services):
        self.services = services
        self.state = services.state
        self.files = services.files

    def __call__(self, command, stdin=b"", *, cancelled=None):
        out, err = io.BytesIO(), io.BytesIO()
        status = ShellSession(self.services).run(
            command, io.BytesIO(stdin), out, err, cancelled=cancelled or threading.Event()
        )
        decode = lambda data: data.getvalue().decode("utf-8", "surrogateescape")  # noqa: E731
        return Answer(status, decode(out), decode(err))

    def out(self, command, stdin=b""):
        answer = self(command, stdin)
        assert (answer.err, answer.status) == ("", 0), command
        return answer.out


@pytest.fixture(scope="module")
def shared_shell(tmp_path_factory) -> Shell:
    return _make(tmp_path_factory.mktemp("phone") / "root")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return _make(tmp_path / "root")


def _make(root: Path) -> Shell:
    state = PhoneState.open(root, now=NOW)
    files = FileRoot(root, now=state.clock.now)
    return Shell(Phone(state=state, screen=None, files=files, reboot=lambda: None))
