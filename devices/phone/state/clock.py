"""The phone's clock: it may be set, and it may stand still, and never touches the host's."""

import threading
import time

__all__ = ["LATEST", "Clock"]

LATEST = 250_000_000_000.0
"""In the year 9892: calendars here have four digits for a year, and alarms lie days ahead."""


class Clock:
    """Virtual wall time in epoch seconds (UTC).

    Args:
        now: what the clock shows at first; None = the host's time.
    """

    def __init__(self, now: float | None = None) -> None:
        self._lock = threading.Lock()
        self._offset = 0.0
        self._frozen: float | None = None
        self.booted = time.monotonic()
        if now is not None:
            self.set(now)

    @property
    def offset(self) -> float:
        """Seconds that this clock is ahead of the host's."""
        return self._offset

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._frozen is not None

    def now(self) -> float:
        """Epoch seconds."""
        with self._lock:
            return time.time() + self._offset if self._frozen is None else self._frozen

    def set(self, epoch: float) -> None:
        """Show `epoch` from now on. Raises ValueError outside of 0 to `LATEST`."""
        if not 0 <= epoch <= LATEST:
            raise ValueError(f"a clock cannot show epoch second {epoch:g}")
        with self._lock:
            self._offset = epoch - time.time()
            if self._frozen is not None:
                self._frozen = epoch

    def freeze(self, on: bool = True) -> None:
        """Stand still, or go on from where it stands."""
        with self._lock:
            shown = time.time() + self._offset if self._frozen is None else self._frozen
            self._offset = shown - time.time()
            self._frozen = shown if on else None

    def uptime(self) -> float:
        """Seconds since the phone was started."""
        return time.monotonic() - self.booted
