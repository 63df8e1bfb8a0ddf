"""ime: which keyboard the phone types with."""

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands.broadcast import ADB_KEYBOARD
from devices.phone.shell.commands.intent import without_user
from devices.phone.shell.errors import Usage

OWN = "com.fingertip.keyboard/.Keyboard"
INSTALLED = (OWN, ADB_KEYBOARD)


@command("ime")
def ime(call: Call) -> int:
    verb, *rest = without_user(call.args) or [""]
    if verb == "list":
        return _list(call, rest)
    if verb in {"enable", "disable", "set"}:
        if len(rest) != 1:
            raise Usage(f"usage: ime {verb} ID", 255)
        return _change(call, verb, _full(rest[0]))
    if verb == "reset":
        call.state.settings.put("secure", "enabled_input_methods", ":".join(INSTALLED))
        call.state.settings.put("secure", "default_input_method", OWN)
        call.out(f"Reset current and enabled IMEs for user #0\nNewly selected default IME: {OWN}")
        return 0
    raise Usage("usage: ime [list [-a] [-s]|enable ID|disable ID|set ID|reset]", 255)


def _full(name: str) -> str:
    """The id in its short form, however it was written."""
    package, _, cls = name.partition("/")
    return f"{package}/{cls.removeprefix(package)}" if cls.startswith(package + ".") else name


def _enabled(call: Call) -> list[str]:
    words = call.state.settings.get("secure", "enabled_input_methods") or ""
    return [word for word in words.split(":") if word]


def _list(call: Call, rest: list[str]) -> int:
    flags = "".join(word[1:] for word in rest if word.startswith("-"))
    enabled = _enabled(call)
    for name in INSTALLED if "a" in flags else [n for n in INSTALLED if n in enabled]:
        if "s" in flags:
            call.out(name)
        else:
            package = name.partition("/")[0]
            call.out(
                f"{name}:\n  mId={name} mSettingsActivityName=null mIsVrOnly=false\n"
                f"  Service:\n    packageName={package}"
            )
    return 0


def _change(call: Call, verb: str, name: str) -> int:
    if name not in INSTALLED:
        call.raw_error(f"Unknown input method {name} cannot be {_PAST[verb]} for user #0")
        return 255
    enabled = _enabled(call)
    store = call.state.settings
    if verb == "set":
        if name not in enabled:
            store.put("secure", "enabled_input_methods", ":".join([*enabled, name]))
        store.put("secure", "default_input_method", name)
        call.out(f"Input method {name} selected for user #0")
        return 0
    was = name in enabled
    changed = [n for n in enabled if n != name] + ([name] if verb == "enable" else [])
    store.put("secure", "enabled_input_methods", ":".join(changed))
    if verb == "disable" and store.get("secure", "default_input_method") == name:
        store.put("secure", "default_input_method", OWN)
    already = "already " if was == (verb == "enable") else "now "
    call.out(f"Input method {name}: {already}{_PAST[verb]} for user #0")
    return 0


_PAST = {"enable": "enabled", "disable": "disabled", "set": "selected"}
