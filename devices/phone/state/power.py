"""Whether the screen is on, the keyguard is shown, and how full the battery is."""

import threading
from collections.abc import Callable

from devices.phone.state.changes import Changes

__all__ = ["Power"]


class Power:
    """Screen, keyguard and battery; thread-safe, tells watchers after a change.

    Args:
        locks: whether the phone has a keyguard now.
    """

    def __init__(self, locks: Callable[[], bool] = lambda: True) -> None:
        self._locks = locks
        self._lock = threading.Lock()
        self._changes = Changes()
        self.screen_on = True
        self.locked = False
        self.battery = 85
        self.charging = False

    def wake(self) -> None:
        """Turn the screen on; the keyguard stays if it is there."""
        self._set(screen_on=True)

    def sleep(self) -> None:
        """Turn the screen off and, where the phone has a keyguard, lock."""
        self._set(screen_on=False, locked=self._locks())

    def toggle(self) -> None:
        """What a press of the power key does."""
        if self.screen_on:
            self.sleep()
        else:
            self.wake()

    def unlock(self) -> None:
        """Dismiss the keyguard (there is no secret)."""
        self._set(locked=False)

    def set_battery(self, level: int, *, charging: bool | None = None) -> None:
        """Charge in percent, 0..100."""
        if not 0 <= level <= 100:
            raise ValueError(f"a battery level is 0..100 percent, not {level}")
        self._set(battery=level, charging=self.charging if charging is None else charging)

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change; returns what ends that."""
        return self._changes.watch(callback)

    def _set(self, **values: object) -> None:
        with self._lock:
            changed = any(getattr(self, name) != value for name, value in values.items())
            for name, value in values.items():
                setattr(self, name, value)
        if changed:
            self._changes.touch()
