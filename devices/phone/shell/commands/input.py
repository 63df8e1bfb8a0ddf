"""input: fingers and keys, with the arguments and the limits of Android's own command."""

import time

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands.display import to_glass
from devices.phone.shell.commands.keycodes import code_of
from devices.phone.shell.errors import Usage

SOURCES = {
    "dpad", "keyboard", "mouse", "touchpad", "gamepad", "touchnavigation", "joystick",
    "touchscreen", "stylus", "trackball", "rotaryencoder",
}  # fmt: skip
LONG_PRESS_S = 0.5
"""`ViewConfiguration`'s long-press timeout, which draganddrop waits for before it moves."""
SWIPE_MS = 300
LONGEST_MS = 60_000
"""A gesture longer than this is cut: nothing on a phone is held for a minute."""
_META = {
    59: 0x41,
    60: 0x81,
    57: 0x12,
    58: 0x22,
    113: 0x3000,
    114: 0x5000,
    117: 0x30000,
    118: 0x50000,
}
"""The meta bits of shift, alt, ctrl and meta, left and right (`KeyEvent.META_*`)."""

_USAGE = """Usage: input [<source>] [-d DISPLAY_ID] <command> [<arg>...]

The commands and default sources are:
      text <string> (Default: keyboard)
      keyevent [--longpress|--doubletap] <key code number or name> ... (Default: keyboard)
      tap <x> <y> (Default: touchscreen)
      swipe <x1> <y1> <x2> <y2> [duration(ms)] (Default: touchscreen)
      draganddrop <x1> <y1> <x2> <y2> [duration(ms)] (Default: touchscreen)
      press (Default: trackball)
      roll <dx> <dy> (Default: trackball)
      motionevent <DOWN|UP|MOVE|CANCEL> <x> <y> (Default: touchscreen)
      keycombination [-t duration(ms)] <key code 1> <key code 2> ... (Default: keyboard)"""


@command("input")
def input_(call: Call) -> int:
    words = list(call.args)
    if words and words[0] in SOURCES:
        words.pop(0)
    if words[:1] == ["-d"]:
        del words[:2]
    if not words:
        call.raw_error(_USAGE)
        return 255
    verb, *rest = words
    actions = {
        "text": _text, "keyevent": _keyevent, "tap": _tap, "swipe": _swipe, "touchscreen": _swipe,
        "draganddrop": _drag, "press": _nothing, "roll": _nothing, "scroll": _nothing,
        "motionevent": _motion, "keycombination": _combination,
    }  # fmt: skip
    if verb not in actions:
        call.raw_error(f"Error: Unknown command: {verb}\n{_USAGE}")
        return 255
    call.flush()
    return actions[verb](call, rest)


def _numbers(rest: list[str], least: int, most: int) -> list[float]:
    words = [word for word in rest if word.strip()]
    if not least <= len(words) <= most:
        raise Usage(f"Invalid arguments: expected {least} to {most} numbers, got {len(words)}", 255)
    try:
        return [float(word) for word in words]
    except ValueError:
        raise Usage(f"Invalid arguments: {' '.join(words)[:200]}", 255) from None


def _tap(call: Call, rest: list[str]) -> int:
    x, y = to_glass(call, *_numbers(rest, 2, 2))
    call.screen.touch([(0.0, x, y), (0.03, x, y)])
    return 0


def _swipe(call: Call, rest: list[str]) -> int:
    numbers = _numbers(rest, 4, 5)
    seconds = _seconds(numbers)
    x1, y1 = to_glass(call, *numbers[:2])
    x2, y2 = to_glass(call, *numbers[2:4])
    call.screen.touch([(0.0, x1, y1), (seconds, x2, y2)])
    return 0


def _seconds(numbers: list[float]) -> float:
    duration = numbers[4] if len(numbers) > 4 and numbers[4] > 0 else SWIPE_MS
    return min(duration, LONGEST_MS) / 1000


def _drag(call: Call, rest: list[str]) -> int:
    numbers = _numbers(rest, 4, 5)
    seconds = _seconds(numbers)
    x1, y1 = to_glass(call, *numbers[:2])
    x2, y2 = to_glass(call, *numbers[2:4])
    held = LONG_PRESS_S + 0.05
    call.screen.touch([(0.0, x1, y1), (held, x1, y1), (held + seconds, x2, y2)])
    return 0


def _motion(call: Call, rest: list[str]) -> int:
    if not rest or rest[0].upper() not in {"DOWN", "MOVE", "UP", "CANCEL"}:
        raise Usage("Invalid arguments: DOWN, MOVE, UP or CANCEL expected", 255)
    kind = rest[0].upper()
    path = _paths.setdefault(id(call.state), [])
    now = time.monotonic()
    if kind == "CANCEL":
        path.clear()
        return 0
    x, y = to_glass(call, *_numbers(rest[1:], 2, 2))
    if kind == "DOWN":
        path.clear()
    elif not path:
        return 0
    path.append((now, x, y))
    if kind == "UP":
        start = path[0][0]
        gesture = [(min(moment - start, LONGEST_MS / 1000), px, py) for moment, px, py in path]
        path.clear()
        call.screen.touch(gesture)
    return 0


_paths: dict[int, list[tuple[float, float, float]]] = {}
"""Where the finger of ``motionevent`` has been since DOWN. The glass takes a whole gesture, so it
is delivered, with its own times, at UP."""


def _text(call: Call, rest: list[str]) -> int:
    if not rest:
        raise Usage("Invalid arguments: text expected", 255)
    text = rest[0].replace("%s", " ")
    if any(ord(char) > 0x7E or ord(char) < 0x20 for char in text):
        call.raw_error(
            "Exception occurred while executing 'text':\n"
            "java.lang.NullPointerException: Attempt to get length of null array\n"
            "\tat com.android.server.input.InputShellCommand.sendText(InputShellCommand.java)\n"
            "\tat com.android.server.input.InputShellCommand.onCommand(InputShellCommand.java)"
        )
        return 255
    call.screen.type_text(text)
    return 0


def _keyevent(call: Call, rest: list[str]) -> int:
    long = "--longpress" in rest
    twice = "--doubletap" in rest
    words = [word for word in rest if not word.startswith("--")]
    if not words:
        raise Usage("Invalid arguments: key code expected", 255)
    for word in words:
        code = code_of(word)
        if code < 0:
            raise Usage(f"Invalid arguments: unknown key code '{word[:80]}'", 255)
        for _press in range(2 if twice else 1):
            call.screen.key(code, long=long)
    return 0


def _combination(call: Call, rest: list[str]) -> int:
    words = rest[2:] if rest[:1] == ["-t"] else rest
    codes = [code_of(word) for word in words]
    if len(codes) < 2 or -1 in codes:
        raise Usage("Invalid arguments: at least two key codes expected", 255)
    meta = 0
    for code in codes:
        if code in _META:
            meta |= _META[code]
        else:
            call.screen.key(code, meta=meta)
    return 0


def _nothing(_call: Call, _rest: list[str]) -> int:
    return 0
