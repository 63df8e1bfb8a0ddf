"""A device in memory: a few screens, and what a touch on each of them leads to."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agent import actions as act
from agent.actions import Action
from agent.errors import ActionUnsupported, DeviceError
from agent.types import ActionResult, Box, DeviceInfo, Element, Frame, Observation, Size

__all__ = ["FakeDevice", "FakeScreen", "paint", "switch_phone"]

Colour = tuple[int, int, int]

_SMALL = Size(270, 600)


def paint(size: Size, ground: Colour, boxes: Sequence[tuple[Box, Colour]] = ()) -> Frame:
    """A picture of one colour with rectangles on it (RGBA)."""
    data = bytearray(bytes((*ground, 255)) * (size.width * size.height))
    for box, colour in boxes:
        row = bytes((*colour, 255)) * (box.right - box.left)
        for y in range(box.top, box.bottom):
            start = (y * size.width + box.left) * 4
            data[start : start + len(row)] = row
    return Frame(size, bytes(data))


@dataclass(frozen=True, eq=False)
class FakeScreen:
    """One screen: its picture, and the name of the screen that a tap or a key leads to."""

    frame: Frame
    app: str = ""
    elements: tuple[Element, ...] = ()
    taps: tuple[tuple[Box, str], ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)


class FakeDevice:
    """Implements ``agent.protocols.Device`` over ``screens``; ``performed`` says what was done.

    ``apps``: name of an app -> screen. ``answer``: what a shell command answers, as (status,
    output). ``before``: called ahead of every capture and action with its name; raise from it what
    a device that fails would raise.
    """

    def __init__(
        self,
        screens: Mapping[str, FakeScreen],
        start: str,
        *,
        serial: str = "fake-1",
        apps: Mapping[str, str] | None = None,
        answer: Callable[["FakeDevice", Sequence[str]], tuple[int, str]] | None = None,
        before: Callable[[str], None] = lambda name: None,
    ) -> None:
        self.serial = serial
        self.current = start
        self.performed: list[Action] = []
        self.typed = ""
        self.is_open = True
        self._screens = dict(screens)
        self._apps = dict(apps or {})
        self._answer = answer
        self.before = before

    @property
    def screen(self) -> FakeScreen:
        """What is shown now."""
        return self._screens[self.current]

    def info(self) -> DeviceInfo:
        return DeviceInfo(
            kind="fake",
            serial=self.serial,
            model="screens in memory",
            size=self.screen.frame.size,
            actions=frozenset({"tap", "long_press", "press", "type_text", "open_app", "swipe"}),
        )

    def capture(self) -> Frame:
        self._live("capture")
        return self.screen.frame

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        return Observation(
            frame=self.capture() if frame is None else frame,
            at=time.time(),
            app=self.screen.app,
            elements=self.elements() if elements else (),
        )

    def elements(self) -> tuple[Element, ...]:
        self._live("elements")
        return self.screen.elements

    def perform(self, action: Action) -> ActionResult:
        self._live(action.type)
        if action.type not in self.info().actions:
            raise ActionUnsupported(f"a fake device has no {action.type}")
        self.performed.append(action)
        match action:
            case act.Tap(at=at) | act.LongPress(at=at):
                self._touch(at)
            case act.Press(key=key):
                self.current = self.screen.keys.get(key, self.current)
            case act.OpenApp(name=name):
                if name.casefold() not in self._apps:
                    known = ", ".join(sorted(self._apps)) or "none"
                    return ActionResult(ok=False, said=f"no app is called {name!r}; apps: {known}")
                self.current = self._apps[name.casefold()]
            case act.TypeText(text=text, at=at, clear=clear):
                if at is not None:
                    self._touch(at)
                self.typed = text if clear else self.typed + text
        return ActionResult(ok=True)

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        self._live("shell")
        if self._answer is None:
            raise ActionUnsupported("this fake device has no shell")
        return self._answer(self, command)

    def close(self) -> None:
        self.is_open = False

    def _touch(self, at: act.Pixel) -> None:
        for box, target in self.screen.taps:
            if box.contains(at):
                self.current = target
                break

    def _live(self, name: str) -> None:
        if not self.is_open:
            raise DeviceError(f"{self.serial} is closed", hint="open it again")
        self.before(name)


def switch_phone(
    size: Size = _SMALL, *, before: Callable[[str], None] = lambda name: None
) -> FakeDevice:
    """A phone with a home screen and a settings screen that has one switch, for Wi-Fi.

    ``settings get global wifi_on`` answers as the switch stands. In thousandths of the screen:
    the app's icon is around (500, 500), the switch around (850, 300).
    """

    def share(left: int, top: int, right: int, bottom: int) -> Box:
        return Box(
            size.width * left // 1000,
            size.height * top // 1000,
            size.width * right // 1000,
            size.height * bottom // 1000,
        )

    icon, switch = share(400, 450, 600, 550), share(750, 270, 950, 330)
    blue, grey, white, green = (60, 90, 220), (150, 150, 150), (245, 245, 245), (30, 160, 80)

    def settings(colour: Colour, target: str, *, checked: bool) -> FakeScreen:
        element = Element(box=switch, text="Wi-Fi", checkable=True, checked=checked, clickable=True)
        return FakeScreen(
            paint(size, white, [(switch, colour)]),
            app="com.android.settings/.Settings",
            elements=(element,),
            taps=((switch, target),),
            keys={"home": "home", "back": "home"},
        )

    def answer(device: FakeDevice, command: Sequence[str]) -> tuple[int, str]:
        if list(command) == ["settings", "get", "global", "wifi_on"]:
            return 0, "1\n" if device.current == "on" else "0\n"
        return 127, f"sh: {command[0]}: not found\n"

    return FakeDevice(
        {
            "home": FakeScreen(
                paint(size, (20, 30, 60), [(icon, blue)]),
                app="com.google.android.apps.nexuslauncher/.NexusLauncherActivity",
                taps=((icon, "off"),),
            ),
            "off": settings(grey, "on", checked=False),
            "on": settings(green, "off", checked=True),
        },
        "home",
        apps={"settings": "off"},
        answer=answer,
        before=before,
    )
