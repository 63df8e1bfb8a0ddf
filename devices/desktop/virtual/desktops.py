"""The virtual desktops of this machine: start, stop, list, look at."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from agent.errors import DeviceLost, DeviceNotFound, DeviceTimeout, SetupError, UsageError
from agent.types import Frame
from devices.desktop.capture import Camera
from devices.desktop.session import Session
from devices.desktop.virtual.info import DesktopInfo, remembered
from devices.desktop.virtual.programs import demand
from devices.desktop.virtual.status import DesktopStatus, claim, folder_of, is_held

__all__ = ["SIZE", "Desktops"]

SIZE = (1280, 800)
SIDES = range(240, 8193)
"""Pixels that a side of its screen may have."""
START_S = 60.0
"""Fifty times what a start takes: a continuous-integration machine may be busy with others."""
STOP_S = 10.0
POLL_S = 0.01

_children: "list[subprocess.Popen[bytes]]" = []
"""Desktops that this process started. Those it owns end when their stdin, kept here, is closed."""


class Desktops:
    """Keeps nothing: what it knows is what running desktops say. Safe from several processes."""

    def start(
        self, *, size: tuple[int, int] = SIZE, home: Path | None = None, keep: bool = True
    ) -> DesktopInfo:
        """Start a desktop; its X server, window manager and D-Bus answer when this returns.

        ``size`` in pixels. ``home`` None: a fresh HOME for its programs, removed at the end; a
        folder: that one, kept. ``keep`` False: it ends with this process. Raises ``SetupError`` and
        its children (``MissingTool`` names the packages), and ``UsageError`` for a bad size.
        """
        if not all(side in SIDES for side in size):
            raise UsageError(
                f"a desktop of {size[0]}x{size[1]} cannot be made:"
                f" sides have {SIDES[0]} to {SIDES[-1]} pixels",
                hint="1280x800",
            )
        if not sys.platform.startswith("linux"):
            raise SetupError("virtual desktops need Linux and Xvfb", hint="--device desktop")
        demand()
        folder, lock = _claimed()
        try:
            process = _spawn(folder, lock, size, home, keep=keep)
        finally:
            os.close(lock)
        _children.append(process)
        try:
            return _wait_until_ready(process, folder)
        except BaseException:
            process.terminate()  # nobody knows its name
            raise

    def list(self) -> Sequence[DesktopInfo]:
        """The desktops that run now."""
        _reap()
        return remembered()

    def find(self, name: str | None = None) -> DesktopInfo:
        """The running desktop of that name, or the only one.

        Raises ``DeviceNotFound``, or ``UsageError`` when several run and none was named.
        """
        found = [desktop for desktop in self.list() if name in {None, desktop.name}]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(desktop.name for desktop in found)
            raise UsageError(f"several virtual desktops are running: {names}", hint="name one")
        if name is None:
            raise DeviceNotFound("no virtual desktop is running", hint="agent desktop start")
        raise DeviceNotFound(f"no virtual desktop {name!r} is running", hint="agent desktop list")

    def stop(self, name: str) -> DesktopInfo:
        """End a desktop with all that runs on it, and wait until it has ended.

        Raises ``DeviceNotFound`` or ``DeviceLost``.
        """
        desktop = self.find(name)
        with suppress(ProcessLookupError):  # it ended in between
            os.kill(desktop.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_S
        while is_held(folder_of(name)):
            if time.monotonic() > deadline:
                raise DeviceLost(f"{name} (process {desktop.pid}) does not end", hint="")
            time.sleep(POLL_S)
        _reap()
        return desktop

    def screenshot(self, name: str) -> Frame:
        """The screen now. Raises ``CaptureFailed`` or ``DeviceLost``."""
        camera = Camera(Session(self.find(name).environ), "all")
        try:
            return camera.take()
        finally:
            camera.close()


def _claimed() -> tuple[Path, int]:
    """The folder of the first name that nobody uses, and the lock on it."""
    for number in count(1):
        folder = folder_of(f"virtual-{number}")
        lock = claim(folder)
        if lock is not None:
            DesktopStatus.remove(folder)
            return folder, lock
    raise AssertionError("count() ends")


def _spawn(
    folder: Path, lock: int, size: tuple[int, int], home: Path | None, *, keep: bool
) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable, "-m", "devices.desktop.virtual", f"--folder={folder}",
        f"--size={size[0]}x{size[1]}", f"--lock={lock}",
    ]  # fmt: skip
    if home is not None:
        command.append(f"--home={home.absolute()}")
    if not keep:
        command.append("--owned")
    # Also from a checkout that is not installed, and from any working directory.
    package = str(Path(__file__).resolve().parents[3])
    search = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    with (folder / "desktop.log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if keep else subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": search},
            pass_fds=[lock],
            start_new_session=True,
        )


def _wait_until_ready(process: "subprocess.Popen[bytes]", folder: Path) -> DesktopInfo:
    log = folder / "desktop.log"
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        ended = process.poll()
        status = DesktopStatus.read(folder)
        if status is not None and status.ready:
            return DesktopInfo.of(status)
        if ended is not None:
            error = status.error if status else f"it ended with status {ended}"
            raise SetupError(
                f"the virtual desktop does not start: {error}",
                hint=(status.hint if status else "") or f"see {log}",
            )
        time.sleep(POLL_S)
    raise DeviceTimeout(
        f"the virtual desktop was not ready after {START_S:.0f} s", hint=f"see {log}"
    )


def _reap() -> None:
    """Let go of the desktops of this process that have ended."""
    for process in [process for process in _children if process.poll() is not None]:
        if process.stdin is not None:
            process.stdin.close()
        _children.remove(process)
