"""dumpsys: the lines that clients look for, over the same state that the glass shows."""

from collections.abc import Callable

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands import dump_activity, dump_package
from devices.phone.shell.commands.display import size
from devices.phone.shell.commands.dump_activity import identity
from devices.phone.shell.commands.screen import DISPLAY_ID


@command("dumpsys")
def dumpsys(call: Call) -> int:
    words = list(call.args)
    while words and words[0] in {"-t", "-T", "--priority"}:
        del words[:2]
    if not words:
        for name in sorted(SERVICES):
            call.out(f"DUMP OF SERVICE {name}:")
            SERVICES[name](call, [])
        return 0
    if words[0] == "-l":
        call.out("Currently running services:")
        for name in sorted(SERVICES):
            call.out(f"  {name}")
        return 0
    service = SERVICES.get(words[0])
    if service is None:
        call.raw_error(f"Can't find service: {words[0]}")
        return 0
    service(call, words[1:])
    return 0


def _window(call: Call, rest: list[str]) -> None:
    state = call.state
    width, height = size(call)
    shown = _focused(call)
    token = identity(shown)
    record = dump_activity.record(state.activities.foreground())
    locked = str(state.power.locked).lower()
    call.out(
        "WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)\n"
        "  Display: mDisplayId=0 (organized)\n"
        f"    init={width}x{height} {state.density}dpi cur={width}x{height} app={width}x{height} "
        f"rng={width}x{width}-{height}x{height}\n"
        "    mCurrentRotation=ROTATION_0\n"
        f"  mCurrentFocus=Window{{{token} u0 {shown}}}\n"
        f"  mFocusedApp=ActivityRecord{{{record}}}\n"
        f"    mDreamingLockscreen={locked} isKeyguardShowing={locked} mShowingLockscreen={locked}\n"
        f"  mAwake={str(state.power.screen_on).lower()} mScreenOnEarly=true mScreenOnFully="
        f"{str(state.power.screen_on).lower()}\n"
        "  mRotation=0 mLastOrientation=1 orientation=0"
    )
    if not rest or rest[0] in {"windows", "w", "-a"}:
        call.out("WINDOW MANAGER WINDOWS (dumpsys window windows)")
        for number, task in enumerate(state.activities.tasks()):
            name = f"{task.package}/{task.activity}"
            call.out(
                f"  Window #{number} Window{{{identity(name)} u0 {name}}}:\n"
                f"    mDisplayId=0 mSession=Session{{{identity(task.package)}}} "
                f"package={task.package} appop=NONE"
            )


def _focused(call: Call) -> str:
    """What has the focus: the shade, the keyguard, or the app in front."""
    if call.state.activities.shade or call.state.power.locked:
        return "NotificationShade"
    front = call.state.activities.foreground()
    return f"{front.package}/{front.activity}"


def _display(call: Call, _rest: list[str]) -> None:
    width, height = size(call)
    on = "ON" if call.state.power.screen_on else "OFF"
    call.out(
        "DISPLAY MANAGER (dumpsys display)\n"
        "  "
        f"mViewports=[DisplayViewport{{type=INTERNAL, valid=true, "
        f"isActive={str(on == 'ON').lower()}, "
        f"displayId=0, uniqueId='local:{DISPLAY_ID}', physicalPort=0, orientation=0, "
        f"logicalFrame=Rect(0, 0 - {width}, {height}), physicalFrame=Rect(0, 0 - {width}, "
        f"{height}), "
        f"deviceWidth={width}, deviceHeight={height}}}]\n"
        f"  mScreenState={on}\n"
        "  "
        f'DisplayDeviceInfo{{"Built-in Screen": uniqueId="local:{DISPLAY_ID}", {width} x {height}, '
        f"density {call.state.density}, state {on}, orientation=0}}\n"
        f'  mBaseDisplayInfo=DisplayInfo{{"Built-in Screen", displayId 0, real {width} x {height}, '
        f"rotation 0, density {call.state.density}, orientation=0}}"
    )


def _input(call: Call, _rest: list[str]) -> None:
    width, height = size(call)
    call.out(
        "INPUT MANAGER (dumpsys input)\n"
        f"  Viewport INTERNAL: displayId=0, uniqueId=local:{DISPLAY_ID}, port=0, orientation=0, "
        f"logicalFrame=[0, 0, {width}, {height}], physicalFrame=[0, 0, {width}, {height}], "
        f"deviceSize=[{width}, {height}], isActive=[1]\n"
        "    SurfaceOrientation: 0\n"
        f"    SurfaceWidth: {width}px\n    SurfaceHeight: {height}px\n"
        f"  FocusedWindows:\n    displayId=0, name='{_focused(call)}'"
    )


def _input_method(call: Call, _rest: list[str]) -> None:
    method = call.state.settings.get("secure", "default_input_method") or ""
    typing = str(_typing(call)).lower()
    call.out(
        f"Current Input Method Manager state:\n  mCurMethodId={method} mCurId={method}\n"
        f"  mInputShown={typing} mShowRequested={typing} mIsInputViewShown={typing}"
    )


def _typing(call: Call) -> bool:
    """Whether a text field has the focus and with it the keyboard is up."""
    if call.phone.screen is None or not call.state.power.screen_on:
        return False
    return any(node.focused and "EditText" in node.cls for node in call.screen.tree().walk())


def _power(call: Call, _rest: list[str]) -> None:
    on = call.state.power.screen_on
    call.out(
        "POWER MANAGER (dumpsys power)\n"
        f"  mWakefulness={'Awake' if on else 'Asleep'}\n"
        f"  mIsPowered={str(call.state.power.charging).lower()}\n"
        f"  mBatteryLevel={call.state.power.battery}\n"
        f"  mHoldingWakeLockSuspendBlocker={str(on).lower()}\n"
        f"  mHoldingDisplaySuspendBlocker={str(on).lower()}\n"
        f"Display Power: state={'ON' if on else 'OFF'}"
    )


def _battery(call: Call, rest: list[str]) -> None:
    power = call.state.power
    if rest[:1] == ["set"] and len(rest) >= 3:
        value = rest[2]
        if rest[1] == "level" and value.isdecimal() and int(value) <= 100:
            power.set_battery(int(value))
        elif rest[1] in {"ac", "usb", "wireless", "status"}:
            power.set_battery(power.battery, charging=value in {"1", "2", "true"})
        return
    if rest[:1] == ["unplug"]:
        power.set_battery(power.battery, charging=False)
        return
    if rest[:1] == ["reset"]:
        return
    charging = str(power.charging).lower()
    call.out(
        f"Current Battery Service state:\n  AC powered: false\n  USB powered: {charging}\n"
        "  Wireless powered: false\n  Dock powered: false\n  Max charging current: 0\n"
        "  Max charging voltage: 0\n  Charge counter: 3900000\n"
        f"  status: {2 if power.charging else 3}\n  health: 2\n  present: true\n"
        f"  level: {power.battery}\n  scale: 100\n  voltage: 4100\n  temperature: 265\n"
        "  technology: Li-ion"
    )


def _surface(call: Call, rest: list[str]) -> None:
    if "--display-id" in rest:
        call.out(
            f'Display {DISPLAY_ID} (HWC display 0): port=0 pnpId=FTP displayName="Built-in Screen"'
        )
        return
    width, height = size(call)
    call.out(f"Display {DISPLAY_ID}\n  {width}x{height}, orientation=0")


def _telephony(call: Call, _rest: list[str]) -> None:
    call.out(
        "last known state:\n  Phone Id=0\n    mCallState=0\n    mRingingCallState=0\n"
        "    mCallIncomingNumber=\n    mServiceState={mVoiceRegState=0(IN_SERVICE)}\n"
        "    mDataConnectionState=2"
    )


def _wifi(call: Call, _rest: list[str]) -> None:
    on = call.state.settings.get("global", "wifi_on") not in {None, "0"}
    call.out(
        f'Wi-Fi is {"enabled" if on else "disabled"}\nmWifiInfo SSID: "AndroidWifi"'
        if on
        else "Wi-Fi is disabled"
    )


def _bluetooth(call: Call, _rest: list[str]) -> None:
    on = call.state.settings.get("global", "bluetooth_on") not in {None, "0"}
    name = call.state.settings.get("secure", "bluetooth_name") or ""
    call.out(
        f"Bluetooth Status\n  enabled: {str(on).lower()}\n  state: {'ON' if on else 'OFF'}\n  "
        f"name: {name}"
    )


def _alarm(call: Call, _rest: list[str]) -> None:
    call.out("Current Alarm Manager state:")
    for alarm in call.state.alarms.list():
        call.out(f"  Alarm: {alarm}")


def _notification(call: Call, _rest: list[str]) -> None:
    call.out("Current Notification Manager state:\n  Notification List:")
    for entry in call.state.notifications.list():
        call.out(
            f"    NotificationRecord(0x{entry.id:08x}: pkg={entry.package} user=UserHandle{{0}} "
            f"id={entry.id})\n      extras={{\n        android.title=String ({entry.title})\n"
            f"        android.text=String ({entry.text})\n      }}"
        )


def _audio(call: Call, _rest: list[str]) -> None:
    settings = call.state.settings
    for number, name in enumerate(("voice", "system", "ring", "music", "alarm", "notification")):
        side = "earpiece" if name == "voice" else "speaker"
        value = settings.get("system", f"volume_{name}_{side}") or "0"
        call.out(
            f"- STREAM_{name.upper()}:\n   Current: {number} (speaker): {value}\n   "
            f"streamVolume:{value}"
        )


def _uimode(call: Call, _rest: list[str]) -> None:
    night = call.state.settings.get("secure", "ui_night_mode") == "2"
    call.out(
        f"Current UI Mode Service state:\n  mNightMode={2 if night else 1} "
        f"({'yes' if night else 'no'})"
    )


def _quiet(call: Call, _rest: list[str]) -> None:
    call.out("")


SERVICES: dict[str, Callable[[Call, list[str]], None]] = {
    "SurfaceFlinger": _surface, "activity": dump_activity.dump, "alarm": _alarm, "audio": _audio,
    "battery": _battery, "bluetooth_manager": _bluetooth, "connectivity": _quiet,
    "display": _display, "gfxinfo": _quiet, "input": _input, "input_method": _input_method,
    "media_session": _quiet, "meminfo": _quiet, "netstats": _quiet, "notification": _notification,
    "package": dump_package.dump, "power": _power, "telephony.registry": _telephony,
    "trust": _quiet, "uimode": _uimode, "usb": _quiet, "wifi": _wifi, "window": _window,
}  # fmt: skip

__all__ = ["SERVICES"]
