"""Starts applications by name, detached, and waits until a window of theirs is there."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import ClassVar

from agent.errors import AppNotFound
from agent.types import ActionResult
from devices.desktop.entries import find, folders, installed
from devices.desktop.session import Session
from devices.desktop.x11 import Server

__all__ = ["Apps"]

WINDOW_SECONDS = 30.0
POLL = 0.05


@dataclass
class Apps:
    """The applications that the desktop of ``session`` offers."""

    session: Session
    server: Server
    _running: ClassVar[list[subprocess.Popen[bytes]]] = []
    """Whatever was started and goes on: they outlive the device, and are reaped when they end."""

    def open(self, name: str) -> ActionResult:
        """Start it and wait for a new window, 30 s at most.

        Raises ``AppNotFound`` with the nearest names. One that ends with an error, or shows
        nothing, is a result; one that hands over to its running self (status 0) counts as opened.
        """
        environ = self.session.environ
        entry = find(installed(folders(environ)), name)
        command = list(entry.command)
        if entry.terminal:
            terminal = shutil.which("x-terminal-emulator", path=environ.get("PATH"))
            if terminal is None:
                raise AppNotFound(
                    f"{entry.names[0]} runs in a terminal and none is installed",
                    hint="sudo apt-get install -y xterm",
                )
            command = [terminal, "-e", *command]
        before = self.server.windows()
        try:
            started = subprocess.Popen(
                command,
                env=dict(environ),
                cwd=environ.get("HOME") or "/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            return ActionResult(ok=False, said=f"{entry.names[0]} did not start: {error}")
        self._running[:] = [each for each in self._running if each.poll() is None] + [started]
        return self._await(started, entry.names[0], before)

    def _await(
        self, started: subprocess.Popen[bytes], label: str, before: frozenset[int]
    ) -> ActionResult:
        deadline = time.monotonic() + WINDOW_SECONDS
        while time.monotonic() < deadline:
            status = started.poll()
            if self.server.windows() - before:
                return ActionResult(ok=True, said=f"opened {label}")
            if status:
                return ActionResult(ok=False, said=f"{label} ended at once with status {status}")
            time.sleep(POLL)
        if started.returncode == 0:
            return ActionResult(ok=True, said=f"opened {label}, which was running already")
        said = f"started {label}, but no window came up in {WINDOW_SECONDS:g} s"
        return ActionResult(ok=False, said=said)
