"""``ui`` and ``screen``: what can be seen on the device now.

ui: {id: "com.android.deskclock:id/timer", text: "01:05:30"}      # an element like this
ui: {text: Wi-Fi, checked: true}
ui: {text: Error.*, visible: false}                                # none like this
screen: {region: [0, 0, 0.5, 0.1], color: "#ffffff", tolerance: 8}
screen: {changed: true}                                            # against before
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from agent.checks.arguments import UNSEEN, Arguments, parse, unknown, verdict
from agent.errors import DeviceError, UsageError
from agent.protocols import Device
from agent.selectors import Selector, find
from agent.types import CheckResult, Episode, Frame

__all__ = ["ScreenCheck", "UiCheck", "screen", "ui"]

Share = float


@dataclass(frozen=True)
class UiCheck:
    """Looks for an element in the UI tree; a device without one scores 0."""

    name: str
    selector: Selector
    visible: bool

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises ``DeviceError``: a lost device confirms nothing."""
        try:
            elements = device.elements()
        except DeviceError as error:
            return unknown(self.name, f"could not look: {error}")
        if not elements:
            return unknown(self.name, "the device tells of no element")
        seen = bool(find(self.selector, elements))
        why = f"{self.selector} is {'' if seen else 'not '}on the screen"
        return verdict(self.name, passed=seen == self.visible, why=why)


def ui(argument: str) -> UiCheck:
    """``TEXT``, or a selector of flows with ``visible``. Raises ``UsageError``."""

    class Wanted(Arguments):
        # A selector, read by its own model, beside the one word that is ours.
        visible: bool = True
        rest: Selector

        @model_validator(mode="before")
        @classmethod
        def _apart(cls, value: Any) -> Any:
            given = dict(value)
            visible = given.pop("visible", True)
            return {"visible": visible, "rest": given}

    wanted = parse("ui", argument, Wanted, "text", "ui:Wi-Fi")
    if wanted.rest.is_empty:
        raise UsageError(f"ui:{argument} describes no element", hint="write it like ui:Wi-Fi")
    return UiCheck(f"ui:{argument}", wanted.rest, wanted.visible)


class _Region(Arguments):
    region: tuple[Share, Share, Share, Share] = (0.0, 0.0, 1.0, 1.0)
    """Left, top, right, bottom in shares of the screen."""
    color: str | None = Field(default=None, pattern=r"^#[0-9a-fA-F]{6}$")
    tolerance: float = Field(default=8.0, ge=0, le=255)
    """By which each of red, green, blue may differ, on average over the region (0-255)."""
    changed: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> "_Region":
        left, top, right, bottom = self.region
        if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
            raise ValueError("a region is left, top, right, bottom in shares of the screen")
        if (self.color is None) == (self.changed is None):
            raise ValueError("say either color or changed")
        return self


@dataclass
class ScreenCheck:
    """Looks at the pixels of a region: their mean colour, or whether they are as before."""

    name: str
    wanted: _Region
    _before: Any = field(default=None, init=False)

    def begin(self, device: Device) -> None:
        if self.wanted.changed is not None:
            self._before = self._look(device)

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises ``DeviceError``: a lost device confirms nothing."""
        try:
            now = self._look(device)
        except DeviceError as error:
            return unknown(self.name, f"could not look: {error}")
        if self.wanted.color is not None:
            mean = now.reshape(-1, 3).mean(axis=0)
            wanted = [int(self.wanted.color[at : at + 2], 16) for at in (1, 3, 5)]
            passed = bool(np.abs(mean - wanted).max() <= self.wanted.tolerance)
            seen = "#" + "".join(f"{round(part):02x}" for part in mean)
            return verdict(self.name, passed=passed, why=f"its mean colour is {seen}")
        if self._before is None:
            return unknown(self.name, UNSEEN)
        same = now.shape == self._before.shape and bool((now == self._before).all())
        why = "as before" if same else "not as before"
        return verdict(self.name, passed=same != self.wanted.changed, why=why)

    def _look(self, device: Device) -> Any:
        frame = device.capture()
        width, height = frame.size
        left, top, right, bottom = self.wanted.region
        rows = slice(round(top * height), max(round(bottom * height), round(top * height) + 1))
        columns = slice(round(left * width), max(round(right * width), round(left * width) + 1))
        return _colors(frame)[rows, columns]


def screen(argument: str) -> ScreenCheck:
    """The parts in the examples above. Raises ``UsageError``."""
    example = 'screen:{"region": [0, 0, 0.5, 0.1], "color": "#ffffff"}'
    return ScreenCheck(f"screen:{argument}", parse("screen", argument, _Region, "color", example))


def _colors(frame: Frame) -> Any:
    width, height = frame.size
    pixels = np.frombuffer(frame.data, dtype=np.uint8).reshape(height, width, 4)
    return pixels[:, :, :3] if frame.order == "RGBA" else pixels[:, :, 2::-1]
