"""How many threads a pass on a CPU gets.

torch's threads wait for each other at the end of every operation. On an idle machine two of them
make a long pass of a small model almost twice as quick. Where another program has one of the cores
(a phone is drawing, a model is being trained), the thread on that core keeps the other one waiting
for as long as the scheduler gives to strangers: beside a dozen busy programs a pass of 24 tokens
took 20 to 70 times as long on two threads as on one. A large model's operations are so long that
this does not matter, and it gets what torch takes by itself.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

__all__ = ["Cores", "Threads"]

_SMALL = 50_000_000
"""Parameters up to which a model counts as small."""
_SHORT = 16
"""Tokens below which a small model's pass gains nothing from a second thread."""
_WINDOW = 0.1
"""Seconds over which other programs are watched: ten of the kernel's ticks."""
STAT = Path("/proc/stat")


class Threads:
    """The threads of a model with so many ``parameters``, computed on ``device``."""

    def __init__(self, parameters: int, device: torch.device) -> None:
        self._small = parameters < _SMALL and device.type == "cpu"
        self._cores = Cores()

    @contextmanager
    def computing(self, tokens: int) -> Iterator[None]:
        """Inside, torch has the threads that suit a pass of ``tokens``."""
        before = torch.get_num_threads()
        if self._small:
            torch.set_num_threads(1 if tokens < _SHORT else min(before, self._cores.free()))
        try:
            yield
        finally:
            if self._small:
                torch.set_num_threads(before)


class Cores:
    """The cores that other programs leave to this one, by the kernel's count in ``stat``."""

    def __init__(self, stat: Path = STAT) -> None:
        self._stat = stat
        self._seen = self._spent()
        self._free = 1

    def free(self) -> int:
        """At least 1; as it was in the moments before. 1 where the system does not tell."""
        before, now = self._seen, self._spent()
        if before is None or now is None:
            return 1
        passed = now.at - before.at
        if passed >= _WINDOW:
            ours = now.idle - before.idle + now.own - before.own
            self._free = max(1, round(ours / passed))
            self._seen = now
        return self._free

    def _spent(self) -> "_Spent | None":
        try:
            with self._stat.open(encoding="ascii") as stat:
                ticks = stat.readline().split()
        except OSError:
            return None
        # proc(5): after the word "cpu" come user, nice, system, idle, iowait.
        idle = (int(ticks[4]) + int(ticks[5])) / os.sysconf("SC_CLK_TCK")
        return _Spent(time.monotonic(), idle, time.process_time())


@dataclass(frozen=True)
class _Spent:
    """Seconds until ``at`` in which cores were idle, and that this process used of them."""

    at: float
    idle: float
    own: float
