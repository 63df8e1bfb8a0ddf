"""getevent: what the kernel's input devices report, in the words of AOSP's `toolbox/getevent.c`.

This phone has one: its touchscreen, with the name, the axes and the range of the emulator's. On a
phone of glass and metal `input tap` injects above the kernel and is not seen here; this one has
but one glass, so every finger on it is, whoever's it is.
"""

import math
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from devices.phone.shell.call import Call, command, options
from devices.phone.shell.errors import Usage

PATH = "/dev/input/event1"
NAME = "virtio_input_multi_touch_1"
MOST = 0x7FFF
"""The largest raw coordinate, whatever the picture's size."""

_EV_SYN, _EV_KEY, _EV_ABS = 0, 1, 3
_SYN_REPORT, _BTN_TOUCH = 0, 0x14A
_SLOT, _X, _Y, _ID = 0x2F, 0x35, 0x36, 0x39
_TYPES = {_EV_SYN: "EV_SYN", _EV_KEY: "EV_KEY", _EV_ABS: "EV_ABS"}
_CODES = {
    (_EV_SYN, _SYN_REPORT): "SYN_REPORT",
    (_EV_KEY, _BTN_TOUCH): "BTN_TOUCH",
    (_EV_ABS, _SLOT): "ABS_MT_SLOT",
    (_EV_ABS, _X): "ABS_MT_POSITION_X",
    (_EV_ABS, _Y): "ABS_MT_POSITION_Y",
    (_EV_ABS, _ID): "ABS_MT_TRACKING_ID",
}
"""Numbers and names as in Linux's `input-event-codes.h`."""
_AXES = {_SLOT: 9, _X: MOST, _Y: MOST, _ID: 0xFFFF}
_NONE = 0xFFFFFFFF

Event = tuple[int, int, int]
"""Type, code, value."""
_Move = tuple[float, str, float, float]
"""The moment on the monotonic clock, "down", "move" or "up", and the device pixel."""


@command("getevent")
def getevent(call: Call) -> int:
    chosen = options(call, "tnlpiqrSc:v:d:s:")
    if chosen.rest and chosen.rest[0] != PATH:
        call.raw_error(f"could not open {chosen.rest[0]}, No such file or directory")
        return 1
    labels, stamped = "l" in chosen, "t" in chosen
    if "p" in chosen or "i" in chosen:
        _describe(call, labels=labels)
        return 0
    count = chosen.number("c", 0)
    if count < 0:
        raise Usage(f"not a number '{count}'")
    if not chosen.rest:
        _introduce(call)
    for said, (moment, event) in enumerate(_events(call), 1):
        line = _labelled(event) if labels else "{:04x} {:04x} {:08x}".format(*event)
        device = "" if chosen.rest else f"{PATH}: "
        call.out((_stamp(moment) if stamped else "") + device + line)
        if said == count:
            break
    return 0


def _introduce(call: Call) -> None:
    call.out(f'add device 1: {PATH}\n  name:     "{NAME}"')


def _describe(call: Call, *, labels: bool) -> None:
    _introduce(call)
    touch = _CODES[_EV_KEY, _BTN_TOUCH] if labels else f"{_BTN_TOUCH:04x}"
    call.out(f"  events:\n    KEY (0001): {touch}")
    for number, (code, most) in enumerate(_AXES.items()):
        begin = "    ABS (0003): " if number == 0 else " " * 16
        name = f"{_CODES[_EV_ABS, code]:<20}" if labels else f"{code:04x}"
        call.out(f"{begin}{name}  : value 0, min 0, max {most}, fuzz 0, flat 0, resolution 0")
    call.out("  input props:\n    INPUT_PROP_DIRECT" if labels else "  input props:\n    0001")


def _events(call: Call) -> Iterator[tuple[float, Event]]:
    """What the touchscreen reports from now on, until the client goes away."""
    moves: SimpleQueue[_Move] = SimpleQueue()
    screen = call.screen
    screen.fingers.append(moves.put)
    finger = _Finger(call.state.size)
    try:
        call.flush()
        while True:
            try:
                move = moves.get(timeout=0.2)
            except Empty:
                call.env.budget.check()
                continue
            for event in finger.events(move):
                yield move[0], event
            call.flush()
    finally:
        screen.fingers.remove(moves.put)


class _Finger:
    """Turns a finger's way into the events of a type B touchscreen, which tell only changes."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._at: dict[int, int] = {}
        self._touches = 0

    def events(self, move: _Move) -> Iterator[Event]:
        _, kind, *pixel = move
        changes: list[Event] = []
        if kind == "down":
            self._touches += 1
            changes.append((_EV_ABS, _ID, self._touches & 0xFFFF))
            changes.append((_EV_KEY, _BTN_TOUCH, 1))
        if kind == "up":
            changes.append((_EV_ABS, _ID, _NONE))
            changes.append((_EV_KEY, _BTN_TOUCH, 0))
        else:
            for axis, at, side in zip((_X, _Y), pixel, self._size, strict=True):
                raw = min(MOST, max(0, math.ceil(at * (MOST + 1) / side)))
                if self._at.get(axis) != raw:
                    self._at[axis] = raw
                    changes.append((_EV_ABS, axis, raw))
        if changes:
            yield from changes
            yield (_EV_SYN, _SYN_REPORT, 0)


def _labelled(event: Event) -> str:
    kind, code, value = event
    shown = f"{value:08x}"
    if kind == _EV_KEY:
        shown = "DOWN" if value else "UP"
    return f"{_TYPES[kind]:<12.12} {_CODES[kind, code]:<20.20} {shown:<20}"


def _stamp(seconds: float) -> str:
    """The kernel's monotonic clock, as `[%8ld.%06ld] `."""
    whole = int(seconds)
    return f"[{whole:8d}.{int((seconds - whole) * 1e6):06d}] "
