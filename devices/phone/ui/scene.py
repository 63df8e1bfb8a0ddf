"""The glass of the phone: pictures, touches, keys and the tree, from any thread."""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import shiboken6
from PySide6.QtCore import QCoreApplication, QEventLoop, QMetaObject, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQml import QQmlEngine
from PySide6.QtQuick import QQuickItem

from devices.phone.state.phone import PhoneState
from devices.phone.ui import qt
from devices.phone.ui.bridge import Bridge
from devices.phone.ui.calls import ClosedError, OnGuiThread
from devices.phone.ui.glass import Glass
from devices.phone.ui.tree import Node, parse
from devices.phone.ui.typed import Typing
from devices.phone.ui.wallpaper import Wallpapers
from devices.room import Room

__all__ = ["ClosedError", "Scene"]

_MOVE_EVERY = 0.008
"""Seconds between the moves of a finger: a 120 Hz digitizer."""
_SLOP = 8
"""How far a finger goes, in dp, before it scrolls (`ViewConfiguration.TOUCH_SLOP`)."""
_FLING = 3.0
"""Seconds after a swipe in which something may still be rolling, animations on or off."""
_BUFFERS = 2
"""Pictures whose room is used again: the one that is sent, and the next."""
_CALM = 0.06
"""Seconds without a change of the picture after which it stands still."""


class Scene:
    """The phone's screen. Make it on the GUI thread; use it from any.

    Called from another thread, a method is carried out on the GUI thread, in `run`. Called on the
    GUI thread it runs at once, without `run`: so a generator of pictures can drive it by itself.

    Args:
        state: what is shown.
        animations: False makes everything jump, whatever the phone's own setting says.
    """

    def __init__(self, state: PhoneState, *, animations: bool = True) -> None:
        self._app: QGuiApplication = qt.application()
        self.state = state
        self.size = state.size
        self.scale = state.density / 160
        self._calls = OnGuiThread()
        self._engine = QQmlEngine()
        self._engine.addImageProvider("wallpaper", Wallpapers())
        self.bridge = Bridge(state, animations=animations)
        self._animations = animations
        self._engine.rootContext().setContextProperty("bridge", self.bridge)
        self._glass = Glass(self._engine, "system/Main.qml", self.size, self.scale)
        self._typing = Typing(self._glass.window, state, self.bridge, self._glass.root)
        self._pixels: tuple[int, memoryview] | None = None
        self._room = Room(_BUFFERS)
        self._closed = False
        self._pressed = False
        self._swiped = -_FLING
        self.fingers: list[Callable[[tuple[float, str, float, float]], None]] = []
        """Told of every finger: its moment, "down", "move" or "up", and its device pixel."""
        self.pump()

    # -- life -------------------------------------------------------------------------------

    def run(self) -> None:
        """Serve the other threads until `close`; the scene is gone afterwards."""
        self._app.exec()
        self.close()

    def close(self) -> None:
        """End `run` and free the scene; who still waits gets `ClosedError`."""
        self._calls.close()
        if not self._calls.here:
            # `run` does the rest, on the one thread that may.
            QMetaObject.invokeMethod(self._app, "quit", Qt.ConnectionType.QueuedConnection)
            return
        self._app.quit()
        if self._closed:
            return
        self._closed = True
        self.bridge.close()
        self._glass.close()
        # What is left of the QML (its singletons) looks at the bridge: it goes before it.
        shiboken6.delete(self._engine)

    def pump(self, seconds: float = 0.0) -> None:
        """On the GUI thread only: let the scene catch up, and time pass."""
        end = time.monotonic() + seconds
        flags = QEventLoop.ProcessEventsFlag.AllEvents
        while True:
            QCoreApplication.processEvents(flags)
            QCoreApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.002))

    # -- seeing -----------------------------------------------------------------------------

    def frame_id(self) -> int:
        """Grows whenever the picture may have changed."""
        return self._glass.changes

    def capture(self) -> memoryview:
        """The picture: RGBA, 4 bytes a pixel, rows from the top, alpha 255. It never changes."""
        return self._calls.call(self._capture)

    def image(self) -> QImage:
        """On the GUI thread: a copy of the picture (RGB32)."""
        picture = self._glass.picture()
        picture.setDevicePixelRatio(1)
        return picture

    def _capture(self) -> memoryview:
        if self._calls.here:
            QCoreApplication.sendPostedEvents()
        self._glass.draw()
        drawn = self._glass.drawn
        if self._pixels is None or self._pixels[0] != drawn:
            self._pixels = None
            buffer = self._room.take(4 * self.size[0] * self.size[1])
            self._glass.write_to(buffer)
            self._pixels = (drawn, memoryview(buffer).toreadonly())
        return self._pixels[1]

    def tree(self) -> Node:
        """What is on the screen, as an accessibility service is told."""
        return self._calls.call(self._tree)

    def _tree(self) -> Node:
        self._glass.draw()
        text = self._glass.root.dump()  # type: ignore[attr-defined] # a function of Main.qml
        return parse(str(text), self.size, self.scale)

    def idle(self, timeout_s: float) -> bool:
        """Wait until nothing moves any more; False where it still did after `timeout_s` seconds."""
        end = time.monotonic() + timeout_s
        seen, since = -1, time.monotonic()
        flung = time.monotonic() - self._swiped < _FLING
        moving = flung or self._calls.call(lambda: self.bridge.property("animate"))
        calm = _CALM if moving else 0.0
        while True:
            self._calls.call(self._look)
            now, frame = time.monotonic(), self._glass.changes
            if frame != seen:
                seen, since = frame, now
            elif now - since >= calm:
                return True
            if now >= end:
                return False
            if self._calls.here:
                self.pump(0.004 if calm else 0.0)
            else:
                time.sleep(0.004)

    def _look(self) -> None:
        if self._calls.here:
            QCoreApplication.sendPostedEvents()
        self._glass.draw()

    # -- touching ---------------------------------------------------------------------------

    def touch(self, path: Sequence[tuple[float, float, float]]) -> None:
        """A finger's way over the glass, in real time; returns when it has left.

        Args:
            path: (seconds from the start, x, y) in device pixels; the first point is where the
                finger goes down, the last where it goes up.
        """
        if not path:
            raise ValueError("a touch needs at least one point: (seconds, x, y)")
        start = time.monotonic()
        first, last = path[0], path[-1]
        self._finger("down", *first[1:], start)
        for moment, x, y in _between(path):
            self._wait(start + moment)
            self._finger("move", x, y, start + moment)
        self._wait(start + last[0])
        self._finger("up", *last[1:], max(start + last[0], start + 0.001))
        if any(abs(x - first[1]) + abs(y - first[2]) > _SLOP * self.scale for _, x, y in path):
            self._swiped = time.monotonic()

    def _finger(self, kind: str, x: float, y: float, moment: float) -> None:
        def act() -> None:
            if not self.state.power.screen_on:
                return
            if kind == "down":
                self._pressed = True
            elif not self._pressed:
                return
            self._glass.finger(kind, x, y, moment)
            for tell in tuple(self.fingers):
                tell((moment, kind, x, y))
            if kind == "up":
                self._pressed = False

        self._calls.call(act)

    def _wait(self, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            return
        if self._calls.here:
            self.pump(left)
        else:
            time.sleep(left)

    # -- typing -----------------------------------------------------------------------------

    def key(self, code: int, *, meta: int = 0, long: bool = False) -> None:
        """Press and release a key (`android.view.KeyEvent` code and meta bits)."""
        self._calls.call(lambda: self._typing.key(code, meta=meta, long=long))

    def type_text(self, text: str) -> bool:
        """Commit a text to the focused field, in any script; False where no field has the focus."""
        return self._calls.call(lambda: self._typing.commit(text))

    def clear_text(self) -> bool:
        """Empty the focused field; False where no field has the focus."""
        return self._calls.call(self._typing.clear)

    def press_editor_action(self) -> bool:
        """What the keyboard's enter key does; False where no field has the focus."""
        return self._calls.call(self._typing.action)

    # -- for generators of pictures ---------------------------------------------------------

    def scroll_to(self, fraction: float) -> bool:
        """Put the topmost scrollable at a share (0..1) of its way; False where there is none."""

        def act() -> bool:
            QCoreApplication.sendPostedEvents()
            self._glass.draw()
            found = [item for item in _visible(self._glass.root) if item.property("scrollable")]
            if not found:
                return False
            item = found[-1]
            way = float(item.property("contentHeight")) - item.height()
            item.setProperty("contentY", max(0.0, way) * fraction)
            return way > 0

        return self._calls.call(act)


def _between(path: Sequence[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    for (t0, x0, y0), (t1, x1, y1) in pairwise(path):
        steps = max(1, int((t1 - t0) / _MOVE_EVERY))
        for step in range(1, steps + 1):
            share = step / steps
            yield t0 + (t1 - t0) * share, x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def _visible(item: QQuickItem) -> Iterator[QQuickItem]:
    if not item.isVisible():
        return
    yield item
    for child in item.childItems():
        yield from _visible(child)
