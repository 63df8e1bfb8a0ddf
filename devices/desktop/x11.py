"""What an X server is asked beside pictures: pointer, keys held, windows, key map."""

import re
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from agent.errors import DeviceLost, DeviceNotFound, MissingDependency, SetupError
from agent.types import Point
from devices.desktop.session import NO_WAYLAND, Session, quietly

__all__ = ["Server", "connect", "connecting", "hang_up", "lost_connection"]

_Got = TypeVar("_Got")


def connect(session: Session) -> Any:
    """A connection of Xlib's to the X server of ``session``. Raises as ``connecting`` does."""
    try:
        from Xlib import display
    except ImportError as error:
        raise MissingDependency(
            f"the desktop driver needs python-xlib: {error}", hint="pip install python3-xlib"
        ) from error
    with connecting(session):
        return display.Display(session.display)


@contextmanager
def connecting(session: Session) -> Iterator[None]:
    """Xlib, used inside, connects to the X server of ``session`` or raises ``DeviceNotFound``."""
    with session.entered(), quietly():
        try:
            yield
        except SetupError:
            raise
        except BaseException as error:
            # Xlib forgets the socket of an attempt that failed: it goes with the frames.
            traceback.clear_frames(error.__traceback__)
            if not isinstance(error, Exception):
                raise
            # python-xlib raises its own tree, OSError and bare errors.
            raise DeviceNotFound(
                f"no X server answers at DISPLAY={session.display}: {error}",
                hint="echo $DISPLAY; xdpyinfo; or use --device desktop:virtual",
            ) from error


def hang_up(connection: Any) -> None:
    """Close a connection of Xlib's without a word: one that was cut short would wait for ever."""
    connection.display.socket.close()


def lost_connection() -> tuple[type[Exception], ...]:
    """What Xlib raises, the first time, when the X server has gone; later it waits for ever."""
    try:
        from Xlib.error import ConnectionClosedError
    except ImportError:
        return (OSError,)
    # TypeError: python-xlib 0.15 takes an OSError for a tuple, as it was in Python 2.
    return (ConnectionClosedError, OSError, TypeError)


class Server:
    """One connection to the X server of ``session``. Any thread may ask; one at a time does.

    Raises ``DeviceNotFound`` when nothing answers there, or Xwayland does, which shows a part of
    the desktop only; ``DeviceLost`` when it stops answering.
    """

    def __init__(self, session: Session) -> None:
        self.name = session.display
        self._lock = threading.Lock()
        self._broken = ""
        """Why nothing can be asked any more."""
        self.connection = connect(session)
        from Xlib import X

        self._x = X
        self._root = self.connection.screen().root
        if self.connection.has_extension("XWAYLAND"):
            self.close()
            raise DeviceNotFound(
                f"DISPLAY={self.name} is Xwayland, which sees and touches X programs only",
                hint=NO_WAYLAND,
            )

    def ask(self, question: Callable[[], _Got]) -> _Got:
        """Run ``question``, which talks over ``connection``."""
        with self._lock:
            if self._broken:
                raise DeviceLost(self._broken, hint="agent devices")
            try:
                return question()
            except KeyboardInterrupt:
                # Xlib would wait for ever for the rest of that answer, and so it does below.
                self._broken = f"the X server at {self.name} was interrupted in an answer"
                raise
            except lost_connection() as error:
                self._broken = f"the X server at {self.name} has gone"
                raise DeviceLost(self._broken, hint="agent devices") from error

    def pointer(self) -> Point:
        """Where the cursor is, in pixels of the whole desktop."""
        found = self.ask(self._root.query_pointer)
        return Point(found.root_x, found.root_y)

    def size(self) -> tuple[int, int]:
        """Width and height of the whole desktop, all monitors together."""
        found = self.ask(self._root.get_geometry)
        return found.width, found.height

    def scale(self) -> float:
        """Pixels for one that programs count in, as ``Xft.dpi`` says: 96 dots an inch are 1.0.

        At least 1.0. Desktops publish it in the root window's RESOURCE_MANAGER.
        """
        said = self.ask(lambda: self._property(self._root, "RESOURCE_MANAGER")) or b""
        words = said.decode("latin-1") if isinstance(said, bytes) else str(said)
        dots = re.search(r"^Xft\.dpi:\s*(\d+(?:\.\d+)?)\s*$", words, re.MULTILINE)
        return max(float(dots[1]) / 96, 1.0) if dots else 1.0

    def caps_lock(self) -> bool:
        """Whether Caps Lock is on."""
        return bool(self.ask(self._root.query_pointer).mask & self._x.LockMask)

    def held_keys(self) -> frozenset[int]:
        """Key codes that are down now, whoever pressed them."""
        rows: Any = self.ask(self.connection.query_keymap)
        return frozenset(
            8 * index + bit for index, row in enumerate(rows) for bit in range(8) if row >> bit & 1
        )

    def keycode(self, keysym: str) -> int:
        """The key with ``keysym`` (an Xlib name such as ``Control_L``) on it; 0 for none."""
        from Xlib import XK

        number = XK.string_to_keysym(keysym)
        return int(self.connection.keysym_to_keycode(number))

    def key_for(self, character: str, *, shifted: bool) -> int:
        """The key that writes the Latin-1 ``character`` with or without Shift; 0 for none."""
        level = 1 if shifted else 0
        places = self.connection.keysym_to_keycodes(ord(character))  # known since it connected
        return next((int(code) for code, index in places if index == level), 0)

    def front(self) -> str:
        """``class/title`` of the active window, as its window manager knows it; else empty."""
        return self.ask(self._front)

    def windows(self) -> frozenset[int]:
        """The windows that a window manager lists, else the visible children of the root."""
        return self.ask(self._windows)

    def close(self) -> None:
        """Hang up. Idempotent."""
        hang_up(self.connection)

    def _property(self, window: Any, name: str) -> Any:
        atom = self.connection.intern_atom(name)
        found = window.get_full_property(atom, self._x.AnyPropertyType)
        return found.value if found else None

    def _front(self) -> str:
        from Xlib.error import XError

        active = self._property(self._root, "_NET_ACTIVE_WINDOW")
        if active is None or not len(active) or not active[0]:
            return ""
        window = self.connection.create_resource_object("window", int(active[0]))
        try:
            names = window.get_wm_class()
            title = self._property(window, "_NET_WM_NAME") or window.get_wm_name() or b""
        except XError:  # it was closed in between
            return ""
        words = title.decode("utf-8", "replace") if isinstance(title, bytes) else str(title)
        return f"{names[1] if names else ''}/{words}"

    def _windows(self) -> frozenset[int]:
        from Xlib.error import XError

        listed = self._property(self._root, "_NET_CLIENT_LIST")
        if listed is not None:
            return frozenset(int(window) for window in listed)
        found = set()
        for window in self._root.query_tree().children:
            try:
                if window.get_attributes().map_state == self._x.IsViewable:
                    found.add(int(window.id))
            except XError:  # it was closed in between
                continue
        return frozenset(found)
