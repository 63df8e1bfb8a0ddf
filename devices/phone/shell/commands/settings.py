"""settings and svc: the phone's switches from the command line."""

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands.intent import without_user
from devices.phone.shell.errors import Usage
from devices.phone.state.settings import NAMESPACES

__all__ = ["RADIOS", "set_radio"]

RADIOS = {
    "wifi": "wifi_on", "bluetooth": "bluetooth_on", "data": "mobile_data", "nfc": "nfc_on",
    "airplane": "airplane_mode_on",
}  # fmt: skip
"""What `svc` and `cmd` call a radio, and its key in the global namespace."""


@command("settings")
def settings(call: Call) -> int:
    words = without_user(call.args)
    if not words or words[0] in {"help", "-h", "--help"}:
        call.out(
            "Settings provider (settings) commands:\n"
            "  get [--user <USER_ID> | current] NAMESPACE KEY\n"
            "  put [--user <USER_ID> | current] NAMESPACE KEY VALUE\n"
            "  delete [--user <USER_ID> | current] NAMESPACE KEY\n"
            "  reset NAMESPACE {PACKAGE_NAME | untrusted_defaults | trusted_defaults}\n"
            "  list NAMESPACE"
        )
        return 0 if words else 255
    verb, *rest = words
    if verb not in {"get", "put", "delete", "reset", "list"}:
        call.raw_error(f"Unknown command: {verb}")
        return 255
    if not rest or rest[0] not in NAMESPACES:
        call.raw_error(f"Invalid namespace '{rest[0] if rest else ''}'")
        return 255
    needed = {"get": 2, "put": 3, "delete": 2, "reset": 1, "list": 1}[verb]
    if len(rest) < needed:
        call.raw_error("Bad arguments")
        return 255
    return _carry_out(call, verb, rest)


def _carry_out(call: Call, verb: str, rest: list[str]) -> int:
    store, space = call.state.settings, rest[0]
    if verb == "get":
        value = store.get(space, rest[1])
        call.out("null" if value is None else value)
    elif verb == "put":
        store.put(space, rest[1], rest[2])
    elif verb == "delete":
        call.out(f"Deleted {store.delete(space, rest[1])} rows")
    elif verb == "list":
        for key, value in store.items(space):
            call.out(f"{key}={value}")
    return 0


def set_radio(call: Call, radio: str, on: bool) -> None:
    """Turn one of `RADIOS` on or off, as its switch in Settings does."""
    call.state.settings.put("global", RADIOS[radio], "1" if on else "0")


@command("svc")
def svc(call: Call) -> int:
    if not call.args:
        call.out(
            "Available commands:\n    help\n    power\n    data\n    wifi\n    usb\n    nfc\n  "
            "  bluetooth"
        )
        return 0
    what, *rest = call.args
    if what in {"wifi", "bluetooth", "data", "nfc"}:
        if rest[:1] not in (["enable"], ["disable"]):
            raise Usage(f"usage: svc {what} [enable|disable]")
        set_radio(call, what, rest[0] == "enable")
        return 0
    if what == "power":
        return _power(call, rest)
    if what == "usb":
        return 0
    raise Usage(f"unknown command '{what}'")


def _power(call: Call, rest: list[str]) -> int:
    verb = rest[0] if rest else ""
    if verb == "stayon" and len(rest) == 2:
        sources = {"true": "7", "false": "0", "ac": "1", "usb": "2", "wireless": "4"}
        if rest[1] not in sources:
            raise Usage("usage: svc power stayon [true|false|usb|ac|wireless]")
        call.state.settings.put("global", "stay_on_while_plugged_in", sources[rest[1]])
        if rest[1] != "false":
            call.state.power.wake()
        return 0
    if verb in {"reboot", "shutdown"}:
        call.phone.reboot()
        return 0
    raise Usage("usage: svc power [stayon|reboot|shutdown]")
