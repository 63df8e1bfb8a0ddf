"""Names of key codes. Source: `android.view.KeyEvent`, whose numbers are its public contract."""

__all__ = ["code_of"]

_NAMES = ["UNKNOWN", "SOFT_LEFT", "SOFT_RIGHT", "HOME", "BACK", "CALL", "ENDCALL", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "STAR", "POUND", "DPAD_UP", "DPAD_DOWN", "DPAD_LEFT", "DPAD_RIGHT", "DPAD_CENTER", "VOLUME_UP", "VOLUME_DOWN", "POWER", "CAMERA", "CLEAR", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "COMMA", "PERIOD", "ALT_LEFT", "ALT_RIGHT", "SHIFT_LEFT", "SHIFT_RIGHT", "TAB", "SPACE", "SYM", "EXPLORER", "ENVELOPE", "ENTER", "DEL", "GRAVE", "MINUS", "EQUALS", "LEFT_BRACKET", "RIGHT_BRACKET", "BACKSLASH", "SEMICOLON", "APOSTROPHE", "SLASH", "AT", "NUM", "HEADSETHOOK", "FOCUS", "PLUS", "MENU", "NOTIFICATION", "SEARCH", "MEDIA_PLAY_PAUSE", "MEDIA_STOP", "MEDIA_NEXT", "MEDIA_PREVIOUS", "MEDIA_REWIND", "MEDIA_FAST_FORWARD", "MUTE", "PAGE_UP", "PAGE_DOWN"]
_CODES = {name: code for code, name in enumerate(_NAMES)} | {
    "ESCAPE": 111, "FORWARD_DEL": 112, "CTRL_LEFT": 113, "CTRL_RIGHT": 114, "CAPS_LOCK": 115,
    "META_LEFT": 117, "META_RIGHT": 118, "FUNCTION": 119, "MOVE_HOME": 122, "MOVE_END": 123,
    "INSERT": 124, "FORWARD": 125, "MEDIA_PLAY": 126, "MEDIA_PAUSE": 127, "NUMPAD_ENTER": 160,
    "VOLUME_MUTE": 164, "INFO": 165, "SETTINGS": 176, "APP_SWITCH": 187, "LANGUAGE_SWITCH": 204,
    "CONTACTS": 207, "CALENDAR": 208, "MUSIC": 209, "CALCULATOR": 210, "ASSIST": 219,
    "BRIGHTNESS_DOWN": 220, "BRIGHTNESS_UP": 221, "SLEEP": 223, "WAKEUP": 224, "VOICE_ASSIST": 231,
    "HELP": 259, "SOFT_SLEEP": 276, "CUT": 277, "COPY": 278, "PASTE": 279, "ALL_APPS": 284,
    "SYSRQ": 120,
    **{f"F{number}": 130 + number for number in range(1, 13)},
    **{f"NUMPAD_{number}": 144 + number for number in range(10)},
}  # fmt: skip
LAST = 320


def code_of(word: str) -> int:
    """The code of ``4``, ``BACK`` or ``KEYCODE_BACK``; -1 for an unknown name."""
    if word.isdigit() and len(word) < 6:
        return int(word) if int(word) <= LAST else -1
    return _CODES.get(word.upper().removeprefix("KEYCODE_"), -1)
