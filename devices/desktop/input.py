"""Mouse and keyboard, by pyautogui: the only file that knows it.

pyautogui's settings, on purpose:

- ``PAUSE = 0``: it would sleep 0.1 s after every call; the loop waits for a still screen instead.
- ``FAILSAFE = True``: a pointer that somebody put into a corner of the desktop ends the run. A
  corner into which *we* put the pointer does not count, so the corners are set before each move.

It binds to the X server of DISPLAY when it is imported. A second desktop in one process binds it
anew, and so does the first when it is used again. Its windows and pictures (mouseinfo, pymsgbox,
pyscreeze) are left out: they want tkinter and a second connection, and mouseinfo ends the whole
process where there is no tkinter.
"""

import contextlib
import importlib
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from agent.errors import ActionFailed, DeviceLost, DeviceNotFound, MissingDependency
from agent.types import Point
from devices.desktop.keys import MODIFIERS
from devices.desktop.session import Session, quietly
from devices.desktop.x11 import Server, connecting, hang_up, lost_connection

__all__ = ["Hands"]

Button = Literal["left", "middle", "right"]

BETWEEN_CLICKS = 0.04
"""Seconds between the clicks of a double click; toolkits wait 0.25-0.5 s for the second."""
SHORTEST_DRAG = 0.25
"""pyautogui jumps when a move takes 0.1 s or less, and a jump is no drag to most programs."""
BEFORE_DROP = 0.1
"""Seconds over the target before the button is let go, for programs that highlight it first."""
SIGNAL_SECONDS = 5.0
"""The signal of a stop that somebody else has claimed arrives long before."""
NOTCH = 120 if sys.platform == "win32" else 1
"""pyautogui's unit for one click of the wheel (Windows: WHEEL_DELTA)."""

_LEFT_OUT = ("mouseinfo", "pymsgbox", "pyscreeze")
_BUTTONS: tuple[Button, ...] = ("left", "middle", "right")


class Hands:
    """Moves, clicks, presses on the desktop of ``session``; points are in cursor units.

    Every method raises ``KeyboardInterrupt`` when the pointer was put into a corner, with nothing
    left pressed, ``DeviceLost`` when the X server has gone.
    """

    _bound: ClassVar["Hands | None"] = None

    def __init__(self, session: Session, server: Server | None = None) -> None:
        self._session = session
        self._server = server
        self._held: list[str] = []
        self._stop = threading.Lock()
        self._lost = ""
        """Why nothing can be done any more."""
        self._gui()
        self.expected = frozenset({self.position()})
        """Where the pointer may be without anybody having pushed it: it was put there by us."""

    def position(self) -> Point:
        """Where the pointer is."""
        if self._server is not None:
            return self._server.pointer()
        x, y = self._gui().position()
        return Point(int(x), int(y))

    def move(self, to: Point) -> None:
        with self._guarded(to) as gui:
            gui.moveTo(*to)

    def click(self, at: Point, button: Button = "left", count: int = 1) -> None:
        with self._guarded(at) as gui:
            gui.click(*at, clicks=count, interval=BETWEEN_CLICKS, button=button)

    def hold(self, at: Point, seconds: float) -> None:
        """Press the left button at ``at`` for ``seconds``."""
        with self._guarded(at) as gui:
            gui.moveTo(*at)
            gui.mouseDown()
            time.sleep(seconds)
            gui.mouseUp()

    def drag(self, start: Point, end: Point, seconds: float) -> None:
        """Press at ``start``, go to ``end`` in ``seconds`` (at least 0.25), let go."""
        with self._guarded(start, end) as gui:
            gui.moveTo(*start)
            gui.mouseDown()
            gui.moveTo(*end, duration=max(seconds, SHORTEST_DRAG))
            time.sleep(BEFORE_DROP)
            gui.mouseUp()

    def scroll(self, at: Point, up: int = 0, right: int = 0) -> None:
        """Turn the wheel by clicks: what lies above (``up``), or to the right, comes into view."""
        with self._guarded(at) as gui:
            gui.moveTo(*at)
            if up:
                gui.vscroll(up * NOTCH)
            if right:
                gui.hscroll(right * NOTCH)

    def press(self, keys: Sequence[str]) -> None:
        """Hold ``keys`` (pyautogui's names) down in order, let go in reverse."""
        with self._guarded() as gui:
            for key in keys:
                self._held.append(key)
                gui.keyDown(key)
            self._lift(gui)

    def write(self, text: str) -> None:
        """Press the keys of ``text``, all of which are ``has_key``; a new line is Enter."""
        with self._guarded() as gui:
            for character in text:
                self._held.append(character)
                gui.keyDown(character)
                self._lift(gui)

    def has_key(self, name: str) -> bool:
        """Whether this keyboard can press it (a name of pyautogui's, or a character)."""
        gui = self._gui()
        return bool(gui.platformModule.keyboardMapping.get(name))

    def let_go(self) -> None:
        """Release whatever may be down: what is known to be held, modifiers, mouse buttons."""
        if self._lost:
            return  # nobody is there, and Xlib would wait for an answer
        gui = self._gui()
        before, gui.FAILSAFE = gui.FAILSAFE, False
        try:
            self._lift(gui)
            for key in MODIFIERS:
                gui.keyUp(key)
            for button in _BUTTONS:
                gui.mouseUp(button=button)
        finally:
            gui.FAILSAFE = before

    def claim_stop(self) -> bool:
        """True for whoever is the first to stop the run: a second interrupt would cut short the
        letting go that the first one brings about.
        """
        return self._stop.acquire(blocking=False)

    def close(self) -> None:
        """Leave nothing pressed. Idempotent."""
        with contextlib.suppress(Exception):  # the server may have gone first
            self.let_go()
        if Hands._bound is self:
            Hands._bound = None
            if self._server is not None:
                hang_up(self._module.platformModule._display)

    @contextlib.contextmanager
    def _guarded(self, *points: Point) -> Iterator[Any]:
        """pyautogui, ready; whatever goes wrong inside leaves nothing pressed."""
        if self._lost:
            raise DeviceLost(self._lost, hint="agent devices")
        gui = self._gui()
        try:
            self._set_corners(gui, points)
            yield gui
            self.expected = frozenset(points[-1:]) or self.expected
        except BaseException as error:
            by_hand = isinstance(error, gui.FailSafeException)
            if by_hand and not self.claim_stop():
                # The watch has seen it too: its signal must not cut short the letting go.
                with contextlib.suppress(KeyboardInterrupt):
                    time.sleep(SIGNAL_SECONDS)
            if isinstance(error, KeyboardInterrupt):
                Hands._bound = None  # Xlib, cut short in the middle, waits for ever: connect anew
            if isinstance(error, lost_connection()):
                self._lost = f"the X server at {self._session.display} has gone"
                raise DeviceLost(self._lost, hint="agent devices") from error
            with contextlib.suppress(Exception):
                self.let_go()
            if by_hand:
                raise KeyboardInterrupt("the pointer was put into a corner") from error
            if isinstance(error, gui.PyAutoGUIException):
                raise ActionFailed(f"pyautogui could not do it: {error}") from error
            raise

    def _set_corners(self, gui: Any, points: Sequence[Point]) -> None:
        self.expected |= frozenset(points)
        width, height = gui.size()
        corners = [(x, y) for x in (0, width - 1) for y in (0, height - 1)]
        gui.FAILSAFE_POINTS[:] = [each for each in corners if each not in self.expected]

    def _lift(self, gui: Any) -> None:
        while self._held:
            gui.keyUp(self._held[-1])
            self._held.pop()

    def _gui(self) -> Any:
        if Hands._bound is not self:
            Hands._bound = None
            try:
                self._module = _bind(self._session, self._server)
            except DeviceNotFound as error:
                self._lost = str(error)
                raise DeviceLost(self._lost, hint="agent devices") from error
            Hands._bound = self
        return self._module


def _bind(session: Session, server: Server | None) -> Any:
    with quietly() if server is None else connecting(session):
        gui = _imported()
    gui.PAUSE = 0
    gui.FAILSAFE = True
    if server is not None:
        _mend_keys(gui.platformModule.keyboardMapping, gui.isShiftCharacter, server)
    return gui


def _imported() -> Any:
    known = sys.modules.get("pyautogui")
    if known is None:
        try:
            with _left_out():
                return importlib.import_module("pyautogui")
        except (ImportError, KeyError, SystemExit) as error:
            raise MissingDependency(
                f"mouse and keyboard need pyautogui: {error}", hint="pip install pyautogui"
            ) from error
    system = known.platformModule
    if hasattr(system, "_display"):
        hang_up(system._display)
        importlib.reload(system)
    return known


@contextlib.contextmanager
def _left_out() -> Iterator[None]:
    """Importing these fails inside, which pyautogui is prepared for."""
    absent = [name for name in _LEFT_OUT if name not in sys.modules]
    try:
        sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def _mend_keys(mapping: dict[str, Any], shifts: Any, server: Server) -> None:
    """Each printable character on the key that writes it, or on none.

    pyautogui takes the first key that has the character at any level and presses it with Shift if
    a US keyboard would: on an X server's common layout ``<`` became ``>``.
    """
    for code in range(0x20, 0x7F):
        character = chr(code)
        mapping[character] = server.key_for(character, shifted=shifts(character)) or None
