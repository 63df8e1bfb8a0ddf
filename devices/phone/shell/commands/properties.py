"""getprop and setprop."""

from devices.phone.shell.call import Call, command
from devices.phone.shell.errors import Usage

VALUE_BYTES = 91
"""PROP_VALUE_MAX less its NUL; only ro.* may be longer."""


@command("getprop")
def getprop(call: Call) -> int:
    words = [word for word in call.args if not word.startswith("-")]
    if words:
        value = call.state.props.get(words[0]) or (words[1] if len(words) > 1 else "")
        call.out(value)
        return 0
    for name in sorted(call.state.props):
        call.out(f"[{name}]: [{call.state.props[name]}]")
    return 0


@command("setprop")
def setprop(call: Call) -> int:
    if len(call.args) != 2:
        raise Usage("Need 2 arguments")
    name, value = call.args
    if name.startswith("ro.") and name in call.state.props:
        raise Usage(f"failed to set property '{name}' to '{value}'")
    if len(value.encode("utf-8", "replace")) > VALUE_BYTES or len(name) > 256:
        raise Usage(f"failed to set property '{name[:100]}': value too long")
    call.state.props[name] = value
    return 0


@command("start", "stop", "watchprops")
def start(_call: Call) -> int:
    return 0
