"""Key names that models use, and pyautogui's name for each."""

import difflib
import string
import sys
from collections.abc import Mapping

__all__ = ["MODIFIERS", "name_of", "nearest"]

MODIFIERS = ("shift", "ctrl", "alt", "win", "command")

_SAME = (
    *("enter", "tab", "space", "backspace", "delete", "insert", "escape", "home", "end"),
    *("pageup", "pagedown", "up", "down", "left", "right", "pause", "printscreen"),
    *("shift", "ctrl", "alt", "win", "capslock", "numlock", "scrolllock", "apps"),
    *("shiftleft", "shiftright", "ctrlleft", "ctrlright", "altleft", "altright"),
    *("winleft", "winright", "volumeup", "volumedown", "volumemute", "playpause"),
    *(f"f{number}" for number in range(1, 25)),
)
_CHARACTERS = frozenset(string.printable) - frozenset(string.whitespace)

_ALIASES: Mapping[str, str] = {
    "return": "enter",
    "kpenter": "enter",
    "esc": "escape",
    "del": "delete",
    "forwarddelete": "delete",
    "ins": "insert",
    "spacebar": "space",
    "bs": "backspace",
    "pgup": "pageup",
    "prior": "pageup",
    "pgdn": "pagedown",
    "next": "pagedown",
    "arrowup": "up",
    "arrowdown": "down",
    "arrowleft": "left",
    "arrowright": "right",
    "uparrow": "up",
    "downarrow": "down",
    "leftarrow": "left",
    "rightarrow": "right",
    "control": "ctrl",
    "controll": "ctrlleft",
    "controlr": "ctrlright",
    "ctrll": "ctrlleft",
    "ctrlr": "ctrlright",
    "option": "alt",
    "opt": "alt",
    "altl": "altleft",
    "altr": "altright",
    "shiftl": "shiftleft",
    "shiftr": "shiftright",
    "super": "win",
    "superl": "winleft",
    "superr": "winright",
    "meta": "win",
    "windows": "win",
    "menu": "apps",
    "contextmenu": "apps",
    "print": "printscreen",
    "prtsc": "printscreen",
    "prtscr": "printscreen",
    "mute": "volumemute",
    "plus": "+",
    "minus": "-",
    "equal": "=",
    "comma": ",",
    "period": ".",
    "slash": "/",
    "backslash": "\\",
    "semicolon": ";",
    "apostrophe": "'",
    "grave": "`",
    "bracketleft": "[",
    "bracketright": "]",
    # Models that learnt on a Mac say command for what is Ctrl everywhere else.
    "cmd": "command" if sys.platform == "darwin" else "ctrl",
    "command": "command" if sys.platform == "darwin" else "ctrl",
}
_MAC = {"win": "command", "winleft": "command", "winright": "command", "alt": "option"}


def name_of(key: str) -> str | None:
    """What pyautogui calls ``Return``, ``Page_Down``, ``cmd``, ``f5``...; None for no key."""
    if key in _CHARACTERS:
        return key.lower()
    plain = key.strip().lower().replace("_", "").replace("-", "").replace(" ", "")
    plain = _ALIASES.get(plain, plain)
    if plain not in _SAME and plain not in _CHARACTERS and plain != "command":
        return None
    return _MAC.get(plain, plain) if sys.platform == "darwin" else plain


def nearest(key: str) -> list[str]:
    """Up to three names that look like it."""
    return difflib.get_close_matches(key.lower(), [*_SAME, *_ALIASES], n=3)
