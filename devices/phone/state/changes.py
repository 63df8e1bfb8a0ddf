"""Who wants to know that something on the phone's disk has changed."""

import threading
from collections.abc import Callable

__all__ = ["Changes"]


class Changes:
    """A counter and its listeners; safe to use from any thread.

    Listeners run on the thread that made the change and must not block.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._listeners: list[Callable[[], None]] = []

    @property
    def count(self) -> int:
        """Grows by one with every change."""
        return self._count

    def touch(self) -> None:
        """Record a change and tell every listener."""
        with self._lock:
            self._count += 1
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; the returned function ends that."""
        with self._lock:
            self._listeners.append(listener)

        def unwatch() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unwatch
