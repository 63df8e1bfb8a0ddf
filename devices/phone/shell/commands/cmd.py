"""cmd: what the system services answer from the command line."""

from collections.abc import Callable

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands.display import size
from devices.phone.shell.commands.package import package_command
from devices.phone.shell.commands.settings import set_radio
from devices.phone.shell.errors import Usage
from devices.phone.state.activities import Shade


@command("cmd")
def cmd(call: Call) -> int:
    words = [word for word in call.args if word != "-w"]
    if not words or words[0] in {"-l", "help"}:
        call.out("Currently running services:")
        for name in sorted(SERVICES):
            call.out(f"  {name}")
        return 0
    service = SERVICES.get(words[0])
    if service is None:
        call.raw_error(f"cmd: Can't find service: {words[0]}")
        return 20
    return service(call, words[1:])


def _as(name: str) -> Callable[[Call, list[str]], int]:
    """A service whose verbs are those of a command of its own."""

    def run(call: Call, rest: list[str]) -> int:
        return call.run([name, *rest])

    return run


def _statusbar(call: Call, rest: list[str]) -> int:
    shades: dict[str, Shade] = {
        "expand-notifications": "notifications",
        "expand-settings": "settings",
        "collapse": "",
    }
    verb = rest[0] if rest else ""
    if verb in shades:
        call.state.activities.set_shade(shades[verb])
    elif verb not in {"get-status-icons", "add-tile", "remove-tile", "click-tile"}:
        raise Usage(f"Unknown command: {verb}", 255)
    return 0


def _uimode(call: Call, rest: list[str]) -> int:
    if rest[:1] != ["night"]:
        raise Usage("usage: cmd uimode night [yes|no|auto]", 255)
    settings = call.state.settings
    if len(rest) > 1:
        if rest[1] not in {"yes", "no", "auto", "custom"}:
            raise Usage(f"Invalid mode: {rest[1]}", 255)
        settings.put("secure", "ui_night_mode", {"yes": "2", "no": "1"}.get(rest[1], "0"))
    mode = {"2": "yes", "1": "no"}.get(settings.get("secure", "ui_night_mode") or "1", "auto")
    call.out(f"Night mode: {mode}")
    return 0


def _on_off(call: Call, radio: str, word: str, usage: str) -> int:
    if word not in {"enable", "enabled", "disable", "disabled"}:
        raise Usage(usage, 255)
    set_radio(call, radio, word.startswith("enable"))
    return 0


def _wifi(call: Call, rest: list[str]) -> int:
    verb = rest[0] if rest else ""
    if verb == "set-wifi-enabled" and len(rest) > 1:
        return _on_off(call, "wifi", rest[1], "usage: cmd wifi set-wifi-enabled enabled|disabled")
    on = call.state.settings.get("global", "wifi_on") not in {None, "0"}
    if verb == "status":
        call.out(f"Wifi is {'enabled' if on else 'disabled'}")
        if on:
            call.out('Wifi is connected to "AndroidWifi"')
        return 0
    if verb in {"list-networks", "list-scan-results", "start-scan"}:
        if verb == "list-networks":
            call.out(
                "Network Id      SSID                         Security type\n0            "
                "AndroidWifi                      wpa2-psk"
            )
        return 0
    raise Usage("usage: cmd wifi [set-wifi-enabled|status|list-networks]", 255)


def _bluetooth(call: Call, rest: list[str]) -> int:
    verb = rest[0] if rest else ""
    if verb in {"enable", "disable"}:
        return _on_off(call, "bluetooth", verb, "")
    if verb.startswith("wait-for-state"):
        return 0
    raise Usage("usage: cmd bluetooth_manager [enable|disable]", 255)


def _connectivity(call: Call, rest: list[str]) -> int:
    if rest[:1] == ["airplane-mode"]:
        if len(rest) > 1:
            return _on_off(
                call, "airplane", rest[1], "usage: cmd connectivity airplane-mode [enable|disable]"
            )
        on = call.state.settings.get("global", "airplane_mode_on") == "1"
        call.out("enabled" if on else "disabled")
        return 0
    raise Usage("usage: cmd connectivity airplane-mode [enable|disable]", 255)


def _phone(call: Call, rest: list[str]) -> int:
    if rest[:2] in (["data", "enable"], ["data", "disable"]):
        set_radio(call, "data", rest[1] == "enable")
    return 0


def _display(call: Call, rest: list[str]) -> int:
    if rest[:1] == ["get-displays"]:
        width, height = size(call)
        call.out(
            'Displays:\nDisplay id 0: DisplayInfo{"Built-in Screen", displayId 0, state '
            f"{'ON' if call.state.power.screen_on else 'OFF'}, real {width} x {height}, "
            f"density {call.state.density}, rotation 0}}"
        )
    return 0


def _notification(call: Call, rest: list[str]) -> int:
    verb = rest[0] if rest else ""
    if verb == "post":
        words = [word for word in rest[1:] if word]
        title = ""
        if "-t" in words[:-1]:
            at = words.index("-t")
            title = words[at + 1]
            del words[at : at + 2]
        plain = [word for word in words if not word.startswith("-")]
        if len(plain) < 2:
            raise Usage("usage: cmd notification post [-t TITLE] TAG TEXT", 255)
        call.state.notifications.post(
            "com.android.shell", title or plain[0], plain[1], call.state.clock.now()
        )
        call.out("posting:\n  Notification(channel=shell_cmd)")
    elif verb == "list":
        for entry in call.state.notifications.list():
            call.out(f"0|{entry.package}|{entry.id}|null|10100")
    elif verb == "set_dnd" and len(rest) > 1:
        off = rest[1] in {"off", "all"}
        call.state.settings.put("global", "zen_mode", "0" if off else "1")
    return 0


def _overlay(call: Call, rest: list[str]) -> int:
    if rest[:1] == ["list"]:
        call.out(
            "com.android.systemui\n[x] com.android.internal.systemui.navbar.gestural\n[ ] "
            "com.android.internal.systemui.navbar.threebutton"
        )
    return 0


def _media(call: Call, rest: list[str]) -> int:
    words = list(rest)
    if words[:1] == ["volume"] and "--set" in words[:-1]:
        stream = words[words.index("--stream") + 1] if "--stream" in words[:-1] else "3"
        name = {"0": "voice", "2": "ring", "3": "music", "4": "alarm", "5": "notification"}.get(
            stream
        )
        value = words[words.index("--set") + 1]
        if name is None or not value.isdecimal() or int(value) > 25:
            raise Usage("usage: cmd media_session volume --stream N --set N", 255)
        side = "earpiece" if name == "voice" else "speaker"
        call.state.settings.put("system", f"volume_{name}_{side}", value)
        call.out(f"[V] will set volume to index={value}")
    return 0


def _locale(call: Call, rest: list[str]) -> int:
    if rest[:1] == ["get-device-locale"]:
        call.out(call.state.settings.get("system", "system_locales") or "en-US")
    return 0


def _nothing(_call: Call, _rest: list[str]) -> int:
    return 0


SERVICES: dict[str, Callable[[Call, list[str]], int]] = {
    "activity": _as("am"), "appops": _nothing, "battery": _nothing, "bluetooth_manager": _bluetooth,
    "clipboard": _nothing, "connectivity": _connectivity, "deviceidle": _nothing,
    "display": _display, "input": _as("input"), "input_method": _as("ime"),
    "jobscheduler": _nothing,
    "locale": _locale, "location": _nothing, "lock_settings": _nothing, "media_session": _media,
    "notification": _notification, "overlay": _overlay, "package": package_command,
    "phone": _phone, "power": _nothing, "role": _nothing, "settings": _as("settings"),
    "shortcut": _nothing, "statusbar": _statusbar, "thermalservice": _nothing, "uimode": _uimode,
    "user": _nothing, "wallpaper": _nothing, "webviewupdate": _nothing, "wifi": _wifi,
    "window": _as("wm"),
}  # fmt: skip
