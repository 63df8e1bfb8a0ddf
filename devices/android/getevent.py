"""Reads ``getevent -lt``: what a finger did, from what the kernel says of the touchscreen.

A touchscreen of type B (Linux, ``multi-touch-protocol.rst``) tells only what changes: a slot, a
tracking id that is ``ffffffff`` when the finger leaves, and raw coordinates. Every ``SYN_REPORT``
ends one moment. Pure: lines in, acts out.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from agent.actions import Action, Drag, LongPress, Press, Swipe, Tap
from agent.types import Size

__all__ = ["Gestures", "Touchscreen", "touchscreens"]

LONG_SECONDS = 0.5
"""From here on a touch is a long one (``ViewConfiguration``'s long-press timeout)."""
SLOP = 0.02
"""Of the shorter side: a finger that goes no further is at rest (8 dp of some 400)."""
KEYS = {
    "KEY_POWER": "power",
    "KEY_VOLUMEUP": "volume_up",
    "KEY_VOLUMEDOWN": "volume_down",
    "KEY_MUTE": "mute",
    "KEY_BACK": "back",
    "KEY_HOMEPAGE": "home",
    "KEY_APPSELECT": "recents",
    "KEY_MENU": "menu",
    "KEY_CAMERA": "camera",
    "KEY_SEARCH": "search",
}
"""The keys that phones have, by the kernel's names and by ours."""

_LINE = re.compile(r"\[ *(\d+\.\d+)\] (?:(/dev/input/\w+): )?(EV_\w+) +(\w+) +(\w+)")
_DEVICE = re.compile(r"add device \d+: (\S+)")
_AXIS = re.compile(r"ABS_MT_POSITION_([XY]) .*min (-?\d+), max (-?\d+)")
_GONE = "ffffffff"


class Touchscreen(NamedTuple):
    """An input device that fingers touch: its path, and the raw range of its axes."""

    path: str
    across: tuple[int, int]
    down: tuple[int, int]

    def pixel(self, raw: tuple[int, int], screen: Size) -> tuple[int, int]:
        """A raw place as a pixel of a ``screen`` that is held as it was built."""
        ranges = zip(raw, (self.across, self.down), screen, strict=True)
        x, y = (
            max(0, min(side - 1, (value - low) * side // (high - low + 1)))
            for value, (low, high), side in ranges
        )
        return x, y


def touchscreens(text: str) -> list[Touchscreen]:
    """The touchscreens in what ``getevent -lp`` printed."""
    found = []
    for part in re.split(r"(?m)^(?=add device )", text):
        path, axes = _DEVICE.match(part), dict[str, tuple[int, int]]()
        for name, low, high in _AXIS.findall(part):
            axes[name] = (int(low), int(high))
        if path and {"X", "Y"} <= axes.keys() and all(low < high for low, high in axes.values()):
            found.append(Touchscreen(path[1], axes["X"], axes["Y"]))
    return found


@dataclass
class Gestures:
    """Puts the lines of ``getevent -lt`` together. ``screen``: its size in pixels."""

    touchscreen: Touchscreen
    screen: Size
    is_down: bool = field(default=False, init=False)
    """A finger is on the glass now."""
    _slot: int = field(default=0, init=False)
    _places: dict[int, list[int]] = field(default_factory=dict, init=False)
    _down: set[int] = field(default_factory=set, init=False)
    _path: list[tuple[float, int, int]] = field(default_factory=list, init=False)
    _fingers: int = field(default=0, init=False)

    def feed(self, line: str) -> Iterator[Action]:
        """What is complete with this line. Gestures of several fingers are left out."""
        found = _LINE.match(line)
        if found is None:
            return
        moment, path, kind, code, value = found.groups()
        if kind == "EV_KEY" and code in KEYS and value == "DOWN":
            yield Press(key=KEYS[code])
        elif path in {None, self.touchscreen.path}:
            if kind == "EV_ABS":
                self._absolute(code, value)
            elif code == "SYN_REPORT":
                yield from self._report(float(moment))

    def _absolute(self, code: str, value: str) -> None:
        number = int(value, 16)
        match code:
            case "ABS_MT_SLOT":
                self._slot = number
            case "ABS_MT_POSITION_X" | "ABS_MT_POSITION_Y":
                place = self._places.setdefault(self._slot, [0, 0])
                place[code.endswith("Y")] = number
            case "ABS_MT_TRACKING_ID" if value == _GONE:
                self._down.discard(self._slot)
            case "ABS_MT_TRACKING_ID":
                self._down.add(self._slot)

    def _report(self, moment: float) -> Iterator[Action]:
        self.is_down = bool(self._down)
        self._fingers = max(self._fingers, len(self._down))
        if self._down:
            place = self._places.get(min(self._down), [0, 0])
            x, y = self.touchscreen.pixel((place[0], place[1]), self.screen)
            self._path.append((moment, x, y))
        elif self._path:
            path, fingers = self._path, self._fingers
            self._path, self._fingers = [], 0
            if fingers == 1:
                yield _gesture([*path, (moment, *path[-1][1:])], min(self.screen) * SLOP)


def _gesture(path: list[tuple[float, int, int]], slop: float) -> Action:
    """What a finger's way, (seconds, x, y), means."""
    (start, *first), (end, *last) = path[0], path[-1]
    begin, finish = (first[0], first[1]), (last[0], last[1])
    lasted = round(min(max(end - start, 0.01), 60.0), 3)
    moved = [at for at, *place in path if math.dist(place, begin) > slop]
    if not moved:
        held = lasted >= LONG_SECONDS
        return LongPress(at=begin, seconds=lasted) if held else Tap(at=begin)
    if moved[0] - start >= LONG_SECONDS:
        return Drag(start=begin, end=finish, seconds=lasted)
    return Swipe(start=begin, end=finish, seconds=lasted)
