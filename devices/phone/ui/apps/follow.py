"""Noticing that a store has changed, whoever changed it."""

import threading
import weakref
from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

__all__ = ["Follow"]

_POLL_MS = 250


class Follow(QObject):
    """Says `changed` on the GUI thread, soon after a store's files differ.

    A change made through the store is noticed at once. What another program writes to the files is
    noticed by their stamp, which is looked at four times a second while `on` is true.

    Args:
        stamp: a value that differs once the store has changed.
        watch: registers a listener with the store and returns its end.
        parent: the owner.
    """

    changed = Signal()
    _heard = Signal()

    def __init__(
        self,
        stamp: Callable[[], Hashable],
        watch: Callable[[Callable[[], None]], Callable[[], None]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._stamp = stamp
        self._seen: Hashable = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.look)
        # The store's listeners run on the writer's thread; a signal brings it to this one.
        self._heard.connect(self.look)
        line = _Line(self)
        parent.destroyed.connect(line.hang_up)  # before Qt destroys what it owns, which is this
        weakref.finalize(self, watch(line.tell))

    def hear(self) -> None:
        """The store has changed. May be called on any thread, while this is there."""
        self._heard.emit()

    @property
    def on(self) -> bool:
        """Whether the files are looked at."""
        return self._timer.isActive()

    def follow(self, on: bool) -> None:
        """Begin or end looking; beginning looks at once."""
        if on == self.on:
            return
        if on:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look now."""
        if not self.on:
            return
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            self.changed.emit()


class _Line:
    """Carries word to a `Follow` from other threads, of which none may be amid it at its end."""

    def __init__(self, follow: Follow) -> None:
        self._follow: weakref.ref[Follow] | None = weakref.ref(follow)
        self._lock = threading.RLock()

    def tell(self) -> None:
        with self._lock:
            follow = self._follow() if self._follow is not None else None
            if follow is not None:
                follow.hear()

    def hang_up(self) -> None:
        with self._lock:
            self._follow = None
