"""The bounds of one run of the shell, each with its reason, and the budget that keeps them."""

import threading
import time
from dataclasses import dataclass

from devices.phone.shell.errors import Stopped

__all__ = ["Budget"]

COMMAND_CHARS = 131_072
"""Linux's MAX_ARG_STRLEN: on a phone adbd cannot exec ``sh -c`` with a longer text either."""
SCRIPT_BYTES = 1 << 20
"""The longest script file; clients' scripts have a few KB."""
NESTING = 40
"""Constructs inside constructs. Each costs a dozen Python frames of the 1000 there are."""
CALL_DEPTH = 24
"""Functions, subshells and substitutions inside one another, for the same reason."""
STEPS = 200_000
"""Commands run in one go: 2-3 s of Python. An endless loop must not starve the phone's screen."""
SECONDS = 6 * 3600.0
"""A stream (logcat) may stay open for a long session, not for ever."""
OUTPUT_BYTES = 1 << 30
"""What one run may print; the largest honest output is a pulled video or a long logcat."""
WRITTEN_BYTES = 512 << 20
"""What one run may write to the phone's disk before it reads "No space left on device"."""
VALUE_CHARS = 4 << 20
"""The longest value of a variable, word or substitution: ``x=$x$x`` doubles at every turn."""
FIELDS = 100_000
"""The most words one command may have after expansion; Linux stops at 2 MB of arguments."""
TASKS = 48
"""Pipeline stages and background jobs at once in the whole phone: a fork bomb meets this."""

_tasks = threading.BoundedSemaphore(TASKS)


@dataclass(slots=True)
class _Left:
    steps: int
    output: int
    written: int
    deadline: float


class Budget:
    """What is left of one run. Shared by all its subshells and threads."""

    def __init__(self, cancelled: threading.Event) -> None:
        self.cancelled = cancelled
        self._left = _Left(STEPS, OUTPUT_BYTES, WRITTEN_BYTES, time.monotonic() + SECONDS)

    def within(self, cancelled: threading.Event) -> "Budget":
        """The same, for a part of the run that may be ended by itself."""
        part = Budget(cancelled)
        part._left = self._left
        return part

    def step(self) -> None:
        """Count one command. Raises Stopped when the run has used up what it may."""
        self._left.steps -= 1
        if self._left.steps < 0:
            raise Stopped(f"stopped after {STEPS} commands")
        self.check()

    def renew(self) -> None:
        """Begin counting commands anew: one line of an interactive shell is one run."""
        self._left.steps = STEPS

    def check(self) -> None:
        """Raise Stopped if the client is gone or the time is over."""
        if self.cancelled.is_set():
            raise Stopped("cancelled")
        if time.monotonic() > self._left.deadline:
            raise Stopped(f"stopped after {SECONDS:.0f} s")

    def printed(self, count: int) -> None:
        self.check()
        self._left.output -= count
        if self._left.output < 0:
            raise Stopped(f"stopped after {OUTPUT_BYTES} bytes of output")

    def written(self, count: int) -> bool:
        """Whether `count` more bytes still fit on the disk's share of this run."""
        self.check()
        self._left.written -= count
        return self._left.written >= 0

    def sleep(self, seconds: float) -> None:
        """Sleep, but wake and raise Stopped when the client goes away."""
        self.cancelled.wait(max(0.0, min(seconds, self._left.deadline - time.monotonic())))
        self.check()

    @staticmethod
    def start(target: threading.Thread) -> bool:
        """Start a thread of the run unless the phone already has too many. It must `finish`."""
        if not _tasks.acquire(blocking=False):
            return False
        try:
            target.start()
        except RuntimeError:  # the host has no thread left
            _tasks.release()
            return False
        return True

    @staticmethod
    def finish() -> None:
        _tasks.release()
