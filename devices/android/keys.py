"""Key names that models use, and Android's key codes (AOSP ``KeyEvent.java``)."""

import difflib
import string

__all__ = ["code_of", "nearest"]

_CODES: dict[str, int] = {
    "home": 3,
    "back": 4,
    "call": 5,
    "end_call": 6,
    "up": 19,
    "down": 20,
    "left": 21,
    "right": 22,
    "center": 23,
    "volume_up": 24,
    "volume_down": 25,
    "power": 26,
    "camera": 27,
    "clear": 28,
    "comma": 55,
    "period": 56,
    "alt": 57,
    "shift": 59,
    "tab": 61,
    "space": 62,
    "enter": 66,
    "backspace": 67,
    "menu": 82,
    "notification": 83,
    "search": 84,
    "play_pause": 85,
    "page_up": 92,
    "page_down": 93,
    "escape": 111,
    "delete": 67,
    "forward_delete": 112,
    "ctrl": 113,
    "caps_lock": 115,
    "meta": 117,
    "move_home": 122,
    "move_end": 123,
    "insert": 124,
    "mute": 164,
    "recents": 187,
    "brightness_down": 220,
    "brightness_up": 221,
    "sleep": 223,
    "wakeup": 224,
    "cut": 277,
    "copy": 278,
    "paste": 279,
    **{letter: 29 + index for index, letter in enumerate(string.ascii_lowercase)},
    **{digit: 7 + index for index, digit in enumerate(string.digits)},
    **{f"f{number}": 130 + number for number in range(1, 13)},
}
_ALIASES = {
    "return": "enter",
    "del": "backspace",
    "esc": "escape",
    "control": "ctrl",
    "cmd": "meta",
    "command": "meta",
    "win": "meta",
    "super": "meta",
    "option": "alt",
    "spacebar": "space",
    "pageup": "page_up",
    "pagedown": "page_down",
    "app_switch": "recents",
    "appswitch": "recents",
    "recent": "recents",
    "recent_apps": "recents",
    "overview": "recents",
    "volumeup": "volume_up",
    "volumedown": "volume_down",
    "volume_mute": "mute",
    "lock": "power",
    "wake": "wakeup",
    "wake_up": "wakeup",
    "dpad_up": "up",
    "dpad_down": "down",
    "dpad_left": "left",
    "dpad_right": "right",
    "dpad_center": "center",
    "arrowup": "up",
    "arrowdown": "down",
    "arrowleft": "left",
    "arrowright": "right",
    "notifications": "notification",
}


def code_of(name: str) -> int | None:
    """The key code of ``Back``, ``KEYCODE_BACK``, ``volume-up`` or a bare number; else None."""
    key = name.strip().lower().replace(" ", "_").replace("-", "_").removeprefix("keycode_")
    key = _ALIASES.get(key, key)
    if key in _CODES:
        # A bare digit is a key of that name; larger numbers are key codes.
        return _CODES[key]
    return int(key) if key.isdecimal() and len(key) <= 3 else None


def nearest(name: str) -> list[str]:
    """Up to three names that look like it."""
    return difflib.get_close_matches(name.lower(), [*_CODES, *_ALIASES], n=3)
