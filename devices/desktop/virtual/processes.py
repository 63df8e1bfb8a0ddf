"""Processes that may not outlive a desktop: bound to their parent, known by a mark, ended."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from devices.desktop.virtual.sandbox import MARK

__all__ = ["adopt_orphans", "end_all", "marked", "reap", "spawn"]

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
"""Of prctl(2), linux/prctl.h."""
_GENTLE_S, _HARD_S = 1.0, 5.0

_libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """From now on what this process's children leave behind is its own to reap (Linux)."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str], environ: Mapping[str, str], log: IO[bytes], give: Sequence[int] = ()
) -> "subprocess.Popen[bytes]":
    """Start a program that the kernel kills when this one dies, whatever kills this one."""
    return subprocess.Popen(
        list(command),
        env=dict(environ),
        cwd=environ["HOME"],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=give,
        start_new_session=True,
        preexec_fn=_bound_to_parent,  # noqa: PLW1509  (called before any thread exists)
    )


def _bound_to_parent() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def reap() -> set[int]:
    """Ids of the children that have ended since; none of them is left a zombie."""
    ended: set[int] = set()
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended.add(pid)


def marked(folder: Path) -> set[int]:
    """Processes of this user with ``folder``'s mark in their environment, but this one."""
    mark = f"{MARK}={folder}".encode()
    found = set()
    for place in Path("/proc").iterdir():
        if place.name.isdecimal() and int(place.name) != os.getpid():
            try:
                variables = (place / "environ").read_bytes().split(b"\0")
            except OSError:  # it has ended, or is somebody else's
                continue
            if mark in variables:
                found.add(int(place.name))
    return found


def end_all(find: Callable[[], set[int]]) -> set[int]:
    """End what ``find`` finds until it finds nothing: asked once, killed then. What stayed."""
    started = time.monotonic()
    asked: set[int] = set()
    while (left := find()) and (waited := time.monotonic() - started) < _HARD_S:
        if waited < _GENTLE_S:
            _signal(left - asked, signal.SIGTERM)
            asked |= left
        else:
            _signal(left, signal.SIGKILL)
        time.sleep(0.02)
        reap()
    return left


def _signal(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            continue
