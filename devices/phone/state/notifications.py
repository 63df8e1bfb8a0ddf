"""What the notification shade lists."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from devices.phone.state.changes import Changes
from devices.phone.state.packages import MESSAGES

__all__ = ["Notification", "Notifications"]

_SEEDED = (
    (MESSAGES, "Maya", "Are we still on for lunch?"),
    ("com.google.android.gm", "Library", "Your book is ready to pick up"),
    ("com.google.android.calendar", "Team meeting", "10:00 – 10:30, Room 4"),
    ("com.android.vending", "3 apps updated", "Clock, Notes and Contacts"),
    ("com.google.android.deskclock", "Upcoming alarm", "Tomorrow at 7:00 AM"),
    ("com.google.android.apps.photos", "Memories", "One year ago: a walk by the lake"),
    ("com.google.android.dialer", "Missed call", "(650) 555-0123"),
)


@dataclass(frozen=True, slots=True)
class Notification:
    """One entry of the shade; `when` is in epoch seconds, `route` where in the app it leads."""

    id: int
    package: str
    title: str
    text: str
    when: float
    route: str = ""


class Notifications:
    """The entries, newest first; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Notification] = []
        self._next = 1
        self._changes = Changes()

    def list(self) -> tuple[Notification, ...]:
        """Newest first."""
        with self._lock:
            return tuple(self._entries)

    def post(
        self, package: str, title: str, text: str, when: float, *, route: str = ""
    ) -> Notification:
        """Add an entry."""
        with self._lock:
            entry = Notification(self._next, package, title, text, when, route)
            self._next += 1
            self._entries.insert(0, entry)
        self._changes.touch()
        return entry

    def dismiss(self, number: int) -> None:
        """Remove an entry; an unknown number is ignored, as a second swipe would be."""
        with self._lock:
            self._entries = [entry for entry in self._entries if entry.id != number]
        self._changes.touch()

    def clear(self) -> None:
        """Remove all."""
        with self._lock:
            self._entries = []
        self._changes.touch()

    def seed(self, seed: int, now: float) -> None:
        """Replace all by what `seed` says; two of them for seed 0."""
        rng = random.Random(f"notifications {seed}")
        count = 2 if seed == 0 else rng.randint(0, 4)
        chosen = rng.sample(_SEEDED, count)
        with self._lock:
            self._entries = [
                Notification(number, *entry, now - rng.uniform(60, 7200))
                for number, entry in enumerate(chosen, 1)
            ]
            self._next = count + 1
        self._changes.touch()

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change; returns what ends that."""
        return self._changes.watch(callback)
