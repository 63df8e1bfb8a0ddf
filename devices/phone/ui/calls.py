"""Carrying calls from any thread to Qt's, and their results back."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

__all__ = ["ClosedError", "OnGuiThread"]

_T = TypeVar("_T")


class ClosedError(RuntimeError):
    """The scene is gone."""


class OnGuiThread(QObject):
    """Runs functions on the thread that it was made on, whose event loop has to be running."""

    _asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._home = threading.get_ident()
        self._open = True
        self._lock = threading.Lock()
        self._waiting: set[Future[Any]] = set()
        self._asked.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @property
    def here(self) -> bool:
        """Whether this is the GUI thread."""
        return threading.get_ident() == self._home

    def call(self, function: Callable[[], _T]) -> _T:
        """The result of `function`, run on the GUI thread.

        Raises:
            ClosedError: the scene was closed before it ran.
        """
        if self.here:
            return function()
        future: Future[_T] = Future()
        with self._lock:
            if not self._open:
                raise ClosedError("the phone's screen is gone")
            self._waiting.add(future)
        self._asked.emit((function, future))
        return future.result()

    def close(self) -> None:
        """Whoever waits gets `ClosedError`."""
        with self._lock:
            self._open = False
            waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_exception(ClosedError("the phone's screen is gone"))

    @Slot(object)
    def _run(self, asked: tuple[Callable[[], Any], Future[Any]]) -> None:
        function, future = asked
        with self._lock:
            self._waiting.discard(future)
        if future.done():
            return
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001 - it belongs to the caller's thread
            future.set_exception(error)
        else:
            future.set_result(result)
