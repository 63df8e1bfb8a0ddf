"""Reads the JSON that models really write, and says what had to be mended.

Strict JSON is tried first by the caller's ``read``; only what fails there comes to the lenient
reader: Python or JSON5 quotes and literals, bare keys, trailing commas, comments, raw newlines in
strings, quotes that were not escaped, closing brackets that were forgotten. What was cut off inside
a value is never completed: half a coordinate is not a coordinate.
"""

import json
import re
from typing import Any, NamedTuple

from agent.errors import UnparseableReply

__all__ = ["Read", "read"]

_STRICT = json.JSONDecoder()
_LITERALS = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "None": None, "undefined": None,
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_BARE = re.compile(r"[A-Za-z_$][\w$-]*")
_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_AFTER_STRING = re.compile(r"\s*(?:[}\]:]|,\s*(?:/[/*]|[\"'{\[}\]]|-?\d|[A-Za-z_]+\s*:)|</|```|$)")
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

    def value(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise UnparseableReply("the reply's JSON is nested too deeply")
        self._blank()
        char = self._peek()
        if char == "{":
            return self._object(depth)
        if char in {"[", "("}:
            return self._array(depth, "]" if char == "[" else ")")
        if char in {'"', "'"}:
            return self._string()
        if number := _NUMBER.match(self.text, self.at):
            return self._number(number)
        if word := _BARE.match(self.text, self.at):
            self.at = word.end()
            if word[0] in _LITERALS:
                if word[0] not in {"true", "false", "null"}:
                    self.repairs.append("Python literals instead of JSON's")
                return _LITERALS[word[0]]
        raise self._broken("a value")

    def _number(self, number: re.Match[str]) -> float:
        self.at = number.end()
        if self.at >= len(self.text):
            raise self._truncated()  # its last digits may be missing
        return float(number[0]) if re.search(r"[.eE]", number[0]) else int(number[0])

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        result: dict[str, Any] = {}
        while True:
            self._blank()
            if self._peek() == "}":
                self.at += 1
                return result
            if self._closed_early():
                return result
            key = self._key()
            result[key] = self.value(depth + 1)
            self._separator("}")

    def _key(self) -> str:
        if self._peek() in {'"', "'"}:
            key = self._string()
        elif bare := _BARE.match(self.text, self.at):
            key, self.at = bare[0], bare.end()
            self.repairs.append("keys without quotes")
        else:
            raise self._broken("a key")
        self._blank()
        if self._peek() != ":":
            raise self._broken("':'")
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
                raise self._truncated()
            result.append(self.value(depth + 1))
            self._separator(closer)

    def _separator(self, closer: str) -> None:
        self._blank()
        if closer == "}" and self._peek() == "]":
            self.repairs.append("a ']' too many")
            self.at += 1
            self._blank()
        char = self._peek()
        if char == ",":
            self.at += 1
            self._blank()
            if self._peek() == closer:
                self.repairs.append("a comma too many")
        elif char not in {closer, "}"} and not self._at_end():
            raise self._broken(f"',' or '{closer}'")

    def _closed_early(self) -> bool:
        if not self._at_end():
            return False
        before = self.text[: self.at].rstrip()[-1:]
        if before in {",", "{", ":"}:
            raise self._truncated()
        self.repairs.append("'}' was missing")
        return True

    def _at_end(self) -> bool:
        rest = self.text[self.at : self.at + 12]
        return not rest or rest.startswith(("</tool_call>", "```"))

    def _string(self) -> str:
        quote = self.text[self.at]
        if quote == "'":
            self.repairs.append("single quotes instead of double quotes")
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == "\\":
                parts.append(self._escape())
            elif char == quote:
                if _AFTER_STRING.match(self.text, self.at):
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
