"""wm: size, density and rotation of the display."""

import re

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands import display
from devices.phone.shell.errors import Usage


@command("wm")
def wm(call: Call) -> int:
    words = list(call.args)
    if "-d" in words:
        at = words.index("-d")
        del words[at : at + 2]
    if not words:
        raise Usage("usage: wm [size|density|user-rotation|dismiss-keyguard]", 255)
    verb, *rest = words
    if verb == "size":
        return _size(call, rest)
    if verb == "density":
        if rest and rest[0] != "reset":
            raise Usage("the density of this phone is fixed when it starts", 255)
        if not rest:
            call.out(f"Physical density: {call.state.density}")
        return 0
    if verb == "dismiss-keyguard":
        call.state.power.unlock()
        return 0
    if verb in {"user-rotation", "fixed-to-user-rotation", "set-user-rotation"}:
        if verb == "user-rotation" and not rest:
            call.out("lock 0")
        return 0
    if verb in {"set-ignore-orientation-request", "overscan", "scaling", "tracing", "reset"}:
        return 0
    call.raw_error(f"Unknown command: {verb}")
    return 255


def _size(call: Call, rest: list[str]) -> int:
    settings = call.state.settings
    if not rest:
        width, height = call.state.size
        call.out(f"Physical size: {width}x{height}")
        forced = display.override(call)
        if forced is not None:
            call.out(f"Override size: {forced[0]}x{forced[1]}")
        return 0
    if rest[0] == "reset":
        settings.delete("global", display.KEY)
        return 0
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", rest[0])
    if match is None or not all(
        display.LEAST <= int(side) <= display.MOST for side in match.groups()
    ):
        raise Usage(f"Error: bad size {rest[0][:80]}", 255)
    if (int(match[1]), int(match[2])) == call.state.size:
        settings.delete("global", display.KEY)
    else:
        settings.put("global", display.KEY, f"{match[1]},{match[2]}")
    return 0
