"""Ctrl-C, and the signals that mean the same, never in the middle of a write."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Interrupts"]

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupts:
    """Inside ``heard`` these signals raise ``KeyboardInterrupt``; in a ``shield``, at its end."""

    def __init__(self) -> None:
        self._shielded = False
        self._pending = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Take the signals over; put back what was there before. Main thread only."""
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        before = {number: signal.signal(number, self._arrived) for number in numbers}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

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

    def _arrived(self, number: int, frame: object) -> None:
        if self._shielded:
            self._pending = True
        else:
            raise KeyboardInterrupt
