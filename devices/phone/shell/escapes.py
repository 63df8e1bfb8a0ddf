"""Backslash escapes as ``echo``, ``printf`` and ``%b`` read them."""

import re

__all__ = ["unescape"]

_SIMPLE = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v", "\\": "\\",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\(?:0([0-7]{1,3})|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|(.))",
    re.DOTALL,
)


def unescape(text: str, *, octal_needs_zero: bool) -> tuple[str, bool]:
    r"""`text` with its escapes carried out, and whether ``\c`` cut it short.

    `octal_needs_zero` is echo's reading (``\0101``); printf's format also takes ``\101``.
    """
    made: list[str] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        made.append(text[position : match.start()])
        position = match.end()
        zero, octal, two, four, eight, simple = match.groups()
        if simple == "c":
            return "".join(made), True
        if zero is not None or (octal is not None and not octal_needs_zero):
            made.append(_byte(int(zero or octal, 8) & 0xFF))
        elif octal == "0":
            made.append("\0")
        elif two is not None:
            made.append(_byte(int(two, 16)))
        elif four is not None or eight is not None:
            code = int(four or eight, 16)
            made.append(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
        else:
            made.append(_SIMPLE.get(simple or "", match[0]))
    made.append(text[position:])
    return "".join(made), False


def _byte(value: int) -> str:
    # One byte, possibly a part of a UTF-8 sequence: kept as surrogateescape keeps it.
    return chr(value) if value < 0x80 else chr(0xDC00 + value)
