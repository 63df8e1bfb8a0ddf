"""Ctrl-C, and the signals that mean the same, never in the middle of a write."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Interrupts", "on_interruption"]

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def on_interruption(do: Callable[[], None]) -> Iterator[None]:
    """Inside, these signals call ``do``; afterwards they mean what they meant before.

    What is ignored stays ignored: ``nohup`` asks for that. Main thread only.
    """
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    taken = [number for number in numbers if before[number] is not signal.SIG_IGN]
    for number in taken:
        signal.signal(number, lambda *_: do())
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


class Interrupts:
    """Inside ``heard`` these signals raise ``KeyboardInterrupt``; in a ``shield``, at its end."""

    def __init__(self) -> None:
        self._shielded = False
        self._pending = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Take the signals over; put back what was there before. Main thread only."""
        with on_interruption(self._arrived):
            yield

    @contextmanager
    def shield(self) -> Iterator[None]:
        """Finish what is inside first."""
        self._shielded = True
        try:
            yield
        finally:
            self._shielded = False
        if self._pending:
            self._pending = False
            raise KeyboardInterrupt

    def _arrived(self) -> None:
        if self._shielded:
            self._pending = True
        else:
            raise KeyboardInterrupt
