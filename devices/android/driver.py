"""``AndroidDevice``: the seam ``Device`` over an adb link."""

import re
import time
from collections.abc import Sequence

from agent.actions import (
    Action,
    Click,
    DoubleTap,
    Drag,
    Hotkey,
    LongPress,
    OpenApp,
    Press,
    Scroll,
    Swipe,
    Tap,
    TypeText,
    Wait,
)
from agent.errors import (
    ActionFailed,
    ActionUnsupported,
    AppNotFound,
    CaptureFailed,
    DeviceError,
    TypingUnavailable,
)
from agent.types import ActionResult, DeviceInfo, Element, Frame, Observation, Size
from devices.android import tree
from devices.android.apps import Apps
from devices.android.capture import Camera, black_share, is_black
from devices.android.input import Touch, clipped, gesture
from devices.android.keys import code_of, nearest
from devices.android.link import Link
from devices.android.quoting import command
from devices.android.server import Server
from devices.android.status import PROBE, Status, read_status
from devices.android.typing import Keyboard
from devices.android.watching import Watch

__all__ = ["AndroidDevice"]

PERFORMED = (
    Tap, DoubleTap, LongPress, Swipe, Drag, Scroll, TypeText, Press, Hotkey, Click, OpenApp, Wait,
)  # fmt: skip
ACTIONS = frozenset(str(kind.model_fields["type"].default) for kind in PERFORMED)


class AndroidDevice:
    """A phone. Raises ``DeviceError`` and children only; one thread at a time."""

    def __init__(self, server: Server, serial: str) -> None:
        self._link = Link(server, serial)
        self._camera = Camera(self._link)
        self._keyboard = Keyboard(self._link)
        self._apps = Apps(self._link)
        self._size: Size | None = None
        self._info: DeviceInfo | None = None

    @property
    def serial(self) -> str:
        return self._link.serial

    def info(self) -> DeviceInfo:
        if self._info is None:
            size = self._screen()
            names = ("ro.product.model", "ro.build.version.release", "ro.product.manufacturer")
            got = self._link.script("; ".join(command(["getprop", name]) for name in names))
            model, release, _ = (*got.out.splitlines(), "", "", "")[:3]
            self._info = DeviceInfo(
                kind="android",
                serial=self.serial,
                model=model,
                os=f"Android {release}".strip(),
                size=size,
                actions=ACTIONS,
                notes=self._notes(),
            )
        return self._info

    def _notes(self) -> tuple[str, ...]:
        route, found = self._camera.route, tuple(self._link.server.notes)
        if route in {None, "raw"}:
            return found
        took = ", ".join(f"{name} {sec * 1e3:.0f} ms" for name, sec in self._camera.timings.items())
        return (*found, f"captures by {route}, the fastest here ({took})")

    def capture(self) -> Frame:
        frame = self._camera.take()
        self._size = frame.size
        if is_black(frame):
            raise self._status().explain_black()
        return frame

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        asking = self._link.start(PROBE)  # the device answers while the picture is taken
        try:
            at = time.time()
            picture = frame or self.capture()
        except BaseException:
            asking.stream.close()
            raise
        status = read_status(asking.wait().out)
        # adb mends a network device's connection under its old number.
        self._link.recognise(status.boot)
        notes = list(status.notes(black_share(picture) if status.secure else 0.0))
        found: tuple[Element, ...] = ()
        if elements:
            try:
                found = self.elements()
            except ActionFailed as error:
                notes.append(str(error))
        return Observation(frame=picture, at=at, app=status.app, elements=found, notes=tuple(notes))

    def elements(self) -> tuple[Element, ...]:
        return tree.dump(self._link)

    def perform(self, action: Action) -> ActionResult:
        try:
            return self._perform(action)
        except (AppNotFound, TypingUnavailable, ActionUnsupported) as error:
            return ActionResult(ok=False, said=str(error))

    def _perform(self, action: Action) -> ActionResult:
        match action:
            case Click(at=(x, y), button="left", count=1 | 2 as count):
                touch = Tap(at=(x, y)) if count == 1 else DoubleTap(at=(x, y))
                return self._touch(touch).model_copy(update={"performed": touch})
            case Tap() | DoubleTap() | LongPress() | Swipe() | Drag() | Scroll():
                return self._touch(action)
            case TypeText():
                return self._type(action)
            case Press(key=key):
                return self._press((key,))
            case Hotkey(keys=keys):
                return self._press(keys)
            case OpenApp(name=name):
                return self._apps.open(name)
            case Wait(seconds=seconds):
                time.sleep(seconds)
                return ActionResult(ok=True, said=f"waited {seconds:g} s")
            case _:
                raise ActionUnsupported(f"a phone has no action {action.type!r}")

    def _touch(self, action: Touch) -> ActionResult:
        size = self._screen()
        inside = clipped(action, size)
        planned = gesture(inside, size)
        self._input(planned.commands, planned.seconds)
        if inside == action:
            return ActionResult(ok=True)
        return ActionResult(
            ok=True,
            said=f"a point lay outside of the {size} screen and was moved to its edge",
            performed=inside,
        )

    def _type(self, action: TypeText) -> ActionResult:
        inside = clipped(action, self._screen()) if action.at else action
        if inside.at is not None:
            self._touch(Tap(at=inside.at))
        result = self._keyboard.type(inside)
        return result if inside == action else result.model_copy(update={"performed": inside})

    def _press(self, keys: Sequence[str]) -> ActionResult:
        codes = [code_of(key) for key in keys]
        for key, code in zip(keys, codes, strict=True):
            if code is None:
                near = nearest(key)
                hint = f"; did you mean {', '.join(near)}?" if near else ""
                return ActionResult(ok=False, said=f"there is no key {key!r}{hint}")
        verb = "keyevent" if len(codes) == 1 else "keycombination"
        self._input([(verb, *(str(code) for code in codes))], 0.1)
        return ActionResult(ok=True)

    def _input(self, commands: Sequence[Sequence[str]], seconds: float) -> None:
        script = " && ".join(command(["input", *words]) for words in commands)
        answer = self._link.script(script, timeout=20 + seconds)
        if "INJECT_EVENTS" in answer.text:
            raise ActionFailed(
                "the phone forbids adb to touch the screen",
                hint="turn on 'USB debugging (Security settings)' in its developer options",
            )
        if answer.status != 0 or re.search(
            r"^(Error|Exception|Unknown)", answer.text, re.MULTILINE
        ):
            raise ActionFailed(f"`{script[:80]}` failed: {answer.text[:300] or answer.status}")

    def watch(self) -> Watch:
        """What a person does on the phone itself (``agent.protocols.Watchable``)."""
        return Watch(self._link, self._screen())

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        answer = self._link.run(command, timeout)
        return answer.status, answer.out + answer.err

    def close(self) -> None:
        self._keyboard.restore()

    def _screen(self) -> Size:
        """The size that touches are counted in: the last picture's, else what ``wm`` says."""
        if self._size is None:
            try:
                self.capture()
            except CaptureFailed:
                said = re.findall(r"size: (\d+)x(\d+)", self._link.run(["wm", "size"]).out)
                if not said:
                    raise
                self._size = Size(*(int(value) for value in said[-1]))
        assert self._size is not None
        return self._size

    def _status(self) -> Status:
        try:
            return read_status(self._link.script(PROBE).out)
        except DeviceError:
            return Status()
