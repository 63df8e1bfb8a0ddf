"""Reads the JSON that models really write, and says what had to be mended.

Strict JSON is tried first by the caller's ``read``; only what fails there comes to the lenient
reader: Python or JSON5 quotes and literals, bare keys and words, trailing and missing commas,
punctuation of another script, comments, raw newlines in strings, quotes that were not escaped,
closing brackets that were forgotten. What was cut off inside a value is never completed: half a
coordinate is not a coordinate.
"""

import json
import re
from typing import Any, NamedTuple

from agent.errors import UnparseableReply

__all__ = ["CUT", "Read", "read"]

CUT = "the reply ends inside of the arguments"
"""Said of an object within an object that the reply does not close: fields may be missing."""
_STRICT = json.JSONDecoder()
_LITERALS = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "None": None, "undefined": None,
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_STRICT_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_BARE = re.compile(r"[A-Za-z_$][\w$-]*")
_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_QUOTES = {'"': '"', "'": "'", "“": "”"}
_QUOTED_KEY = r"[\"'“][\w$-]+[\"'”]\s*[:：]"
_BARE_KEY = r"[A-Za-z_$][\w$-]*\s*[:：]"
_CUT_KEY = r"[\"'“]?[\w$-]*[\"'”]?$"
_BEGINS = r"\s*[\"'“\[{(\d-]"
"""How a value begins."""
_CLOSED = r"[}\])](?![\"'])|/[/*]|</|```|<\||$"
_AFTER_KEY = re.compile(r"\s*[:：]")
_AFTER_VALUE = re.compile(
    rf"\s*(?:{_CLOSED}|[,，]\s*(?:{_QUOTED_KEY}|{_BARE_KEY}{_BEGINS}|{_CLOSED}|{_CUT_KEY})"
    rf"|\s{_QUOTED_KEY}{_BEGINS})"
)
_AFTER_ITEM = re.compile(rf"\s*(?:{_CLOSED}|[,，]\s*(?:[\"'“{{\[(]|-?\d|{_CLOSED})|\s[\"'“]\w)")
"""What may follow the quote that ends a key, a value of an object, an item of an array."""
_PLAIN = re.compile(r"[\w$ .-]{1,60}")
"""A key of any family; a longer one has swallowed what follows it."""
_NEXT_KEY = re.compile(f"{_QUOTED_KEY}|{_BARE_KEY}")
_ENDS = re.compile(r"</[A-Za-z_]|```|<\|")
"""What ends a call in the middle of its JSON: a closing tag, a fence, a special token."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "\n": ""}
_MAX_DEPTH = 32


class Read(NamedTuple):
    """A value, the index just after it, and what was mended on the way."""

    value: Any
    end: int
    repairs: tuple[str, ...]


def read(text: str, start: int) -> Read:
    """The JSON value that begins at ``text[start]``.

    Raises ``UnparseableReply`` if there is none or if the text ends inside of it.
    """
    try:
        value, end = _STRICT.raw_decode(text, start)
    except ValueError:
        reader = _Reader(text, start)
        value = reader.value(0)
        return Read(value, reader.at, tuple(dict.fromkeys(reader.repairs)))
    except RecursionError:
        raise UnparseableReply("the reply's JSON is nested too deeply") from None
    return Read(value, end, ())


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.at = start
        self.repairs: list[str] = []

    def value(self, depth: int, after: re.Pattern[str] = _AFTER_VALUE) -> Any:
        """``after``: what may follow the quote that ends a string."""
        if depth > _MAX_DEPTH:
            raise UnparseableReply("the reply's JSON is nested too deeply")
        self._blank()
        char = self._peek()
        if char == "{":
            return self._object(depth)
        if char in {"[", "("}:
            return self._array(depth, "]" if char == "[" else ")")
        if char in _QUOTES:
            return self._string(after)
        if number := _NUMBER.match(self.text, self.at):
            return self._number(number)
        if word := _BARE.match(self.text, self.at):
            self.at = word.end()
            if word[0] in _LITERALS:
                if word[0] not in {"true", "false", "null"}:
                    self.repairs.append("Python literals instead of JSON's")
                return _LITERALS[word[0]]
            if re.compile(r"\s*[,}\]]").match(self.text, self.at):
                self.repairs.append("a text without quotes")
                return word[0]
        raise self._broken("a value")

    def _number(self, number: re.Match[str]) -> float:
        self.at = number.end()
        if self.at >= len(self.text):
            raise self._truncated()  # its last digits may be missing
        if not _STRICT_NUMBER.fullmatch(number[0]):
            self.repairs.append("a number in another spelling than JSON's")
        return float(number[0]) if re.search(r"[.eE]", number[0]) else int(number[0])

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        result: dict[str, Any] = {}
        while True:
            self._blank()
            if self._peek() == "}":
                self.at += 1
                return result
            if self._closed_early(depth):
                return result
            key = self._key()
            if key in result:
                raise UnparseableReply(f"{key!r} stands twice in one object")
            result[key] = self.value(depth + 1)
            self._separator("}")

    def _key(self) -> str:
        if self._peek() in _QUOTES:
            key = self._string(_AFTER_KEY)
        elif bare := _BARE.match(self.text, self.at):
            key, self.at = bare[0], bare.end()
            self.repairs.append("keys without quotes")
        else:
            raise self._broken("a key")
        self._blank()
        if not _PLAIN.fullmatch(key):
            raise self._broken("a key")
        if self._peek() not in {":", "："}:
            raise self._broken("':'")
        self._foreign("：")
        self.at += 1
        return key

    def _array(self, depth: int, closer: str) -> list[Any]:
        self.at += 1
        if closer == ")":
            self.repairs.append("a tuple instead of an array")
        result: list[Any] = []
        while True:
            self._blank()
            char = self._peek()
            if char == closer:
                self.at += 1
                return result
            if char == "}":
                self.repairs.append("']' was missing")
                return result
            if self._at_end():
                # What follows was written after the array, so its last item is whole.
                if self.at < len(self.text) and result and not self._after_comma():
                    self.repairs.append("']' was missing")
                    return result
                raise self._truncated()
            result.append(self.value(depth + 1, _AFTER_ITEM))
            self._separator(closer)

    def _separator(self, closer: str) -> None:
        self._blank()
        if closer == "}" and self._peek() == "]":
            self.repairs.append("a ']' too many")
            self.at += 1
            self._blank()
        char = self._peek()
        if char in {",", "，"}:
            self._foreign("，")
            self.at += 1
            self._blank()
            if self._peek() == closer:
                self.repairs.append("a comma too many")
        elif self._starts_another(closer):
            self.repairs.append("a comma was missing")
        elif char not in {closer, "}"} and not self._at_end():
            raise self._broken(f"',' or '{closer}'")

    def _starts_another(self, closer: str) -> bool:
        """Whether a further entry begins, although no comma told so."""
        if closer == "}":
            return _NEXT_KEY.match(self.text, self.at) is not None
        number = _NUMBER.match(self.text, self.at)
        return number is not None or self._peek() in {*_QUOTES, "[", "{", "("}

    def _foreign(self, mark: str) -> None:
        if self._peek() == mark:
            self.repairs.append("full-width punctuation")

    def _closed_early(self, depth: int) -> bool:
        if not self._at_end():
            return False
        if self._after_comma():
            raise self._truncated()
        self.repairs.append("'}' was missing")
        if depth and self.at >= len(self.text):
            self.repairs.append(CUT)
        return True

    def _at_end(self) -> bool:
        return self.at >= len(self.text) or _ENDS.match(self.text, self.at) is not None

    def _after_comma(self) -> bool:
        """Whether the text before promises more than there is."""
        return self.text[: self.at].rstrip()[-1:] in {",", "，", "{", "[", "(", ":", "："}

    def _string(self, after: re.Pattern[str]) -> str:
        opened = self._peek()
        quote = _QUOTES[opened]
        if opened == "'":
            self.repairs.append("single quotes instead of double quotes")
        elif opened != '"':
            self.repairs.append("curly quotes instead of straight ones")
        tripled = -1
        if self.text.startswith(3 * opened, self.at):
            tripled = self.text.find(3 * quote, self.at + 3)
        if tripled >= 0:
            text, self.at = self.text[self.at + 3 : tripled], tripled + 3
            self.repairs.append("three quotes instead of one")
            return text
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == "\\":
                parts.append(self._escape())
            elif char == quote:
                if after.match(self.text, self.at):
                    return "".join(parts)
                self.repairs.append("a quote inside a string was not escaped")
                parts.append(char)
            else:
                if char < " ":
                    self.repairs.append("a control character inside a string was not escaped")
                parts.append(char)
        raise self._truncated()

    def _escape(self) -> str:
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if char == "u":
            return self._unicode_escape()
        if char in {'"', "'", "\\", "/"}:
            return char
        if char in _ESCAPES:
            return _ESCAPES[char]
        if not char:
            raise self._truncated()
        self.repairs.append("a backslash inside a string was not escaped")
        return "\\" + char

    def _unicode_escape(self) -> str:
        digits = re.compile(r"(?:[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?)").match(
            self.text, self.at
        )
        if digits is None:
            self.repairs.append("a backslash inside a string was not escaped")
            return "\\u"
        code = digits[0] if digits[0][:1] in "dD" else digits[0][:4]
        self.at += len(code)
        try:
            return str(json.loads(f'"\\u{code}"'))
        except ValueError:
            return "�"

    def _blank(self) -> None:
        if blank := _BLANK.match(self.text, self.at):
            if "/" in blank[0]:
                self.repairs.append("comments inside the JSON")
            elif blank[0].strip(" \t\r\n"):
                self.repairs.append("blanks that JSON does not know")
            self.at = blank.end()

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _truncated(self) -> UnparseableReply:
        return UnparseableReply("the reply is cut off in the middle of a value")

    def _broken(self, wanted: str) -> UnparseableReply:
        if self._at_end():
            return self._truncated()
        found = self.text[self.at : self.at + 20]
        return UnparseableReply(f"the call is not JSON: expected {wanted}, found {found!r}")
