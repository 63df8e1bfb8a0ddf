"""Android key codes (`android.view.KeyEvent`) and what they are on this phone."""

from PySide6.QtCore import Qt

__all__ = ["QT_KEYS", "SYSTEM", "character"]

META_SHIFT = 0x1
META_CTRL = 0x1000

SYSTEM = {
    3: "home", 4: "back", 5: "call", 24: "volume_up", 25: "volume_down", 26: "power",
    82: "menu", 83: "notification", 84: "search", 164: "mute", 176: "settings", 187: "overview",
    220: "dimmer", 221: "brighter", 223: "sleep", 224: "wakeup", 111: "escape",
}  # fmt: skip

QT_KEYS = {
    19: Qt.Key.Key_Up, 20: Qt.Key.Key_Down, 21: Qt.Key.Key_Left, 22: Qt.Key.Key_Right,
    61: Qt.Key.Key_Tab, 66: Qt.Key.Key_Return, 67: Qt.Key.Key_Backspace, 92: Qt.Key.Key_PageUp,
    93: Qt.Key.Key_PageDown, 112: Qt.Key.Key_Delete, 122: Qt.Key.Key_Home, 123: Qt.Key.Key_End,
    160: Qt.Key.Key_Return, 277: Qt.Key.Key_Cut, 278: Qt.Key.Key_Copy, 279: Qt.Key.Key_Paste,
}  # fmt: skip

_PLAIN = {
    55: ",", 56: ".", 62: " ", 68: "`", 69: "-", 70: "=", 71: "[", 72: "]", 73: "\\", 74: ";",
    75: "'", 76: "/", 77: "@", 81: "+", 17: "*", 18: "#", 154: "/", 155: "*", 156: "-", 157: "+",
    158: ".", 159: ",", 161: "=", 162: "(", 163: ")",
}  # fmt: skip
_SHIFTED = dict(zip("`-=[]\\;',./1234567890", '~_+{}|:"<>?!@#$%^&*()', strict=True))


def character(code: int, meta: int = 0) -> str:
    """What a key writes with these modifiers (`KeyEvent` meta bits); empty for nothing."""
    shift = bool(meta & 0xC1)
    if 29 <= code <= 54:
        letter = chr(ord("a") + code - 29)
        return letter.upper() if shift != bool(meta & 0x100000) else letter
    plain = str(code - 7) if 7 <= code <= 16 else _PLAIN.get(code, "")
    if 144 <= code <= 153:
        plain = str(code - 144)
    return _SHIFTED.get(plain, plain) if shift else plain
