"""``DesktopDevice``: the seam ``Device`` over a desktop's screen, mouse and keyboard."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TypeVar

from agent.actions import (
    Action,
    Click,
    DoubleTap,
    Drag,
    Hotkey,
    LongPress,
    MoveCursor,
    OpenApp,
    Pixel,
    Press,
    Scroll,
    Tap,
    TypeText,
    Wait,
)
from agent.errors import ActionUnsupported, AppNotFound, TypingUnavailable
from agent.types import ActionResult, DeviceInfo, Element, Frame, Observation, Point
from devices.desktop.apps import Apps
from devices.desktop.capture import Camera
from devices.desktop.input import Hands
from devices.desktop.keys import name_of, nearest
from devices.desktop.session import Session
from devices.desktop.stop import Watch
from devices.desktop.tree import Tree
from devices.desktop.typing import Keyboard
from devices.desktop.wheel import notches
from devices.desktop.x11 import Server

__all__ = ["DesktopDevice"]

PERFORMED = (
    Click, DoubleTap, Drag, Hotkey, LongPress, MoveCursor, OpenApp, Press, Scroll, Tap, TypeText,
    Wait,
)  # fmt: skip
_Placed = TypeVar("_Placed", Click | MoveCursor | LongPress | Drag | Scroll, TypeText)
ACTIONS = frozenset(str(kind.model_fields["type"].default) for kind in PERFORMED)

RESIZE_SECONDS = 1.0
"""How often it is looked whether monitors were resized, plugged in or turned."""


class DesktopDevice:
    """One monitor of a desktop, or all. Raises ``DeviceError`` and children; one thread at a time.

    A finger's taps are performed as clicks. ``KeyboardInterrupt`` comes out of ``perform`` when
    somebody put the pointer into a corner of the desktop; nothing is left pressed then.
    """

    def __init__(
        self, session: Session, monitor: str = "0", *, serial: str = "", watched: bool = False
    ) -> None:
        """``watched``: a person sits at this desktop and may stop it (``devices.desktop.stop``).

        Raises ``DeviceNotFound``, ``UnknownDevice``, ``CaptureFailed`` and ``MissingDependency``.
        """
        session.demand()
        self._session = session
        self._serial = serial or monitor
        with ExitStack() as opened:
            self._server = Server(session) if session.system == "x11" else None
            if self._server is not None:
                opened.callback(self._server.close)
            self._camera = Camera(session, monitor)
            opened.callback(self._camera.close)
            self._hands = Hands(session, self._server)
            opened.callback(self._hands.close)
            self._tree = Tree(session)
            opened.callback(self._tree.close)
            if watched and self._server is not None:
                watch = Watch(session, self._hands)
                opened.callback(watch.stop)
                watch.start()
            self._desktop = self._server.size() if self._server is not None else None
            self._opened = opened.pop_all()
        self._measured = time.monotonic()
        self._keyboard = Keyboard(self._hands, session, self._server, self._tree)
        self._apps = Apps(session, self._server) if self._server is not None else None

    @property
    def serial(self) -> str:
        return self._serial

    def info(self) -> DeviceInfo:
        return DeviceInfo(
            kind="desktop",
            serial=self.serial,
            model=self._session.display or sys.platform,
            os=self._session.system,
            size=self._camera.view.size,
            actions=ACTIONS if self._apps is not None else ACTIONS - {"open_app"},
            notes=self._camera.notes,
        )

    def capture(self) -> Frame:
        if self._server is not None and time.monotonic() - self._measured > RESIZE_SECONDS:
            self._measured = time.monotonic()
            size = self._server.size()
            if size != self._desktop:
                self._desktop = size
                self._camera.refresh()
        return self._camera.take()

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        at = time.time()
        return Observation(
            frame=frame or self.capture(),
            at=at,
            app=self._server.front() if self._server else "",
            elements=self.elements() if elements else (),
            cursor=self._camera.view.to_picture(self._hands.position()),
        )

    def elements(self) -> tuple[Element, ...]:
        return self._tree.elements(self._camera.view)

    def perform(self, action: Action) -> ActionResult:
        try:
            return self._perform(action)
        except (AppNotFound, TypingUnavailable, ActionUnsupported) as error:
            return ActionResult(ok=False, said=str(error))

    def _perform(self, action: Action) -> ActionResult:
        match action:
            case Tap(at=at):
                return self._instead(Click(at=at))
            case DoubleTap(at=at):
                return self._instead(Click(at=at, count=2))
            case Click() | MoveCursor() | LongPress() | Drag() | Scroll():
                return self._point(action)
            case TypeText():
                return self._type(action)
            case Press(key=key):
                return self._press((key,))
            case Hotkey(keys=keys):
                return self._press(keys)
            case OpenApp(name=name) if self._apps is not None:
                return self._apps.open(name)
            case Wait(seconds=seconds):
                time.sleep(seconds)
                return ActionResult(ok=True, said=f"waited {seconds:g} s")
            case _:
                raise ActionUnsupported(f"a desktop has no action {action.type!r}")

    def _instead(self, click: Click) -> ActionResult:
        result = self._point(click)
        return result.model_copy(update={"performed": result.performed or click})

    def _point(self, action: Click | MoveCursor | LongPress | Drag | Scroll) -> ActionResult:
        inside = self._clipped(action)
        self._send(inside)
        if inside == action:
            return ActionResult(ok=True)
        size = self._camera.view.size
        said = f"a point lay outside of the {size} screen and was moved to its edge"
        return ActionResult(ok=True, said=said, performed=inside)

    def _type(self, action: TypeText) -> ActionResult:
        inside = self._clipped(action)
        if inside.at is not None:
            self._send(Click(at=inside.at))
        result = self._keyboard.type(inside)
        return result if inside == action else result.model_copy(update={"performed": inside})

    def _clipped(self, action: _Placed) -> _Placed:
        """The action with every point that lies outside of the screen moved to its edge."""
        size = self._camera.view.size
        moved = {
            name: (min(max(x, 0), size.width - 1), min(max(y, 0), size.height - 1))
            for name in ("at", "to", "start", "end")
            if (point := getattr(action, name, None)) is not None
            for x, y in (point,)
        }
        return action.model_copy(update=moved)

    def _send(self, action: Click | MoveCursor | LongPress | Drag | Scroll) -> None:
        match action:
            case Click(at=at, button=button, count=count):
                self._hands.click(self._place(at), button, count)
            case MoveCursor(to=to):
                self._hands.move(self._place(to))
            case LongPress(at=at, seconds=seconds):
                self._hands.hold(self._place(at), seconds)
            case Drag(start=start, end=end, seconds=seconds):
                self._hands.drag(self._place(start), self._place(end), seconds)
            case Scroll():
                size = self._camera.view.size
                middle = (size.width // 2, size.height // 2)
                turns = notches(action, size, self._scale())
                self._hands.scroll(self._place(action.at or middle), *turns)

    def _scale(self) -> float:
        """Pixels of the picture for one that programs count in."""
        if self._server is None:
            return self._camera.view.scale
        return max(self._server.scale(), float(self._session.gdk_scale))

    def _place(self, at: Pixel | None) -> Point:
        """A pixel of the picture, or the cursor itself, as the mouse counts."""
        return self._hands.position() if at is None else self._camera.view.to_desktop(at)

    def _press(self, keys: Sequence[str]) -> ActionResult:
        names: list[str] = []
        for key in keys:
            name = name_of(key)
            if name is None or not self._hands.has_key(name):
                near = nearest(key)
                hint = f"; did you mean {', '.join(near)}?" if near and name is None else ""
                return ActionResult(ok=False, said=f"there is no key {key!r} here{hint}")
            names.append(name)
        self._hands.press(names)
        return ActionResult(ok=True)

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        """Run on this machine, in the desktop's environment: for checks, never for a model."""
        try:
            done = subprocess.run(
                list(command),
                env=dict(self._session.environ),
                stdin=subprocess.DEVNULL,  # ours is the terminal's, or a protocol's
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                check=False,
            )
        except FileNotFoundError:
            return 127, f"{command[0]}: not found"
        except OSError as error:
            return 126, f"{command[0]}: {error.strerror}"
        except subprocess.TimeoutExpired:
            return 124, f"{command[0]}: no end after {timeout:g} s"
        return done.returncode, done.stdout + done.stderr

    def close(self) -> None:
        self._opened.close()
