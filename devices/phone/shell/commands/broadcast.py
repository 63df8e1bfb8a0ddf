"""Broadcasts that this phone answers: ADBKeyboard's verbs, the clipper app, airplane mode."""

import base64
import binascii

from devices.phone.shell.call import Call
from devices.phone.shell.commands.intent import Intent
from devices.phone.shell.commands.keycodes import code_of

__all__ = ["ADB_KEYBOARD", "deliver"]

ADB_KEYBOARD = "com.android.adbkeyboard/.AdbIME"
"""ADBKeyboard's input method; its broadcasts work only while it is the current one."""
RECEIVED = -1
"""Activity.RESULT_OK: what a receiver that acknowledges sets."""


def deliver(call: Call, intent: Intent) -> tuple[int, str | None]:
    """Carry out a broadcast; its result code and data (None where nobody sets any)."""
    action = intent.action
    if action.startswith("ADB_"):
        return _keyboard(call, intent)
    if action in {"clipper.get", "get"}:
        return RECEIVED, call.state.clipboard.get()
    if action in {"clipper.set", "set"}:
        text = intent.extras.get("text", "")
        call.state.clipboard.set(text)
        return RECEIVED, "Text is copied into clipboard."
    if action == "android.intent.action.AIRPLANE_MODE" and "state" in intent.extras:
        on = intent.extras["state"].lower() in {"true", "1"}
        call.state.settings.put("global", "airplane_mode_on", "1" if on else "0")
    elif action == "android.intent.action.CLOSE_SYSTEM_DIALOGS":
        call.state.activities.set_shade("")
    return 0, None


def _keyboard(call: Call, intent: Intent) -> tuple[int, str | None]:
    current = call.state.settings.get("secure", "default_input_method")
    if current != ADB_KEYBOARD or call.phone.screen is None:
        return 0, None
    screen, extras, action = call.screen, intent.extras, intent.action
    done = True
    if action == "ADB_INPUT_TEXT":
        done = _type(call, extras.get("msg", ""), extras.get("mcode", ""))
    elif action == "ADB_INPUT_B64":
        done = _type(call, _decoded(extras.get("msg", "")), "")
    elif action == "ADB_INPUT_CHARS":
        codes = [word for word in extras.get("chars", "").split(",") if word.strip().isdecimal()]
        done = _type(call, "".join(chr(int(c)) for c in codes if _is_character(int(c))), "")
    elif action == "ADB_INPUT_CODE":
        screen.key(max(0, code_of(extras.get("code", "0"))))
    elif action == "ADB_EDITOR_CODE":
        done = screen.press_editor_action()
    elif action == "ADB_CLEAR_TEXT":
        done = screen.clear_text()
    else:
        return 0, None
    return (RECEIVED, None) if done else (0, None)


def _type(call: Call, text: str, meta_codes: str) -> bool:
    for pair in meta_codes.split(",") if meta_codes else ():
        if pair.strip().isdecimal():
            call.screen.key(int(pair))
    return call.screen.type_text(text) if text else True


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _is_character(code: int) -> bool:
    return 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
