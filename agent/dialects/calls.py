"""Reads calls that look like Python's, ``name(key='text', other=[1, 2])``, without running them.

A scanner of its own, because models quote badly: a quote that was not escaped does not end its
text unless what follows could follow the end of an argument. Values are texts, numbers, lists and
tuples of values, ``True``, ``False`` and ``None``.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.errors import UnparseableReply

__all__ = ["Call", "find_calls", "quote", "read_call", "write_call"]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NAMED = re.compile(r"([A-Za-z_]\w*)\s*=(?!=)\s*")
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_BLANK = re.compile(r"\s*")
_LITERALS = {"True": True, "true": True, "False": False, "false": False, "None": None, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "'": "'", '"': '"', "\\": "\\", "\n": ""}
_MAX_DEPTH = 8
_END = r"(?:\)|\]|\})?\s*(?:$|\n|;|#|</?[a-z_]+>|```|<\|)"
_NEXT = r",\s*(?:[A-Za-z_]\w*\s*=|['\"\[(]|-?\d|\))"
_AFTER_TEXT = re.compile(rf"\s*(?:{_NEXT}|\)\s*{_END}|[\])]\s*(?:,|{_END})|$)")
"""What may follow the quote that ends a text: a further argument, or the end of the call."""


@dataclass
class Call:
    """A call as written. ``span``: where it stands; ``repairs``: what had to be mended."""

    name: str
    positional: list[Any] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)
    span: tuple[int, int] = (0, 0)
    repairs: list[str] = field(default_factory=list)


def find_calls(text: str, names: Collection[str], start: int = 0) -> Iterator[Call]:
    """Every call of one of ``names`` from ``start`` on, in order; calls inside texts do not count.

    Raises ``UnparseableReply`` at a call that cannot be read.
    """
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first))})\s*\(")
    while found := pattern.search(text, start):
        call = read_call(text, found.start())
        yield call
        start = max(call.span[1], found.end())


def read_call(text: str, start: int) -> Call:
    """The call whose name begins at ``text[start]``. Raises ``UnparseableReply``."""
    return _Scanner(text, start).call()


def write_call(name: str, arguments: Sequence[tuple[str, str]]) -> str:
    """``name(key=value, ..)`` with values that are already written."""
    return f"{name}({', '.join(f'{key}={value}' for key, value in arguments)})"


def quote(text: str, mark: str = "'") -> str:
    """A text between quotes, with what needs it escaped; ``mark`` is the quote to use."""
    escaped = text.replace("\\", "\\\\").replace(mark, f"\\{mark}")
    for char, written in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(char, written)
    return f"{mark}{escaped}{mark}"


class _Scanner:
    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.at = start
        self.repairs: list[str] = []

    def call(self) -> Call:
        begin = self.at
        word = _WORD.match(self.text, begin)
        if word is None:
            raise UnparseableReply("the reply holds no call")
        self.at = word.end()
        self._blank()
        if self._peek() != "(":
            raise UnparseableReply(f"{word[0][:40]} is not followed by its arguments")
        self.at += 1
        call = Call(word[0])
        self._arguments(call)
        call.span = (begin, self.at)
        call.repairs = list(dict.fromkeys(self.repairs))
        return call

    def _arguments(self, call: Call) -> None:
        while True:
            self._blank()
            if self._peek() == ")":
                self.at += 1
                return
            if self._at_end():
                if self.text[: self.at].rstrip()[-1:] in {"(", ",", "="}:
                    raise self._truncated()
                self.repairs.append("')' was missing")
                return
            if named := _NAMED.match(self.text, self.at):
                self.at = named.end()
                if self._peek() in {",", ")"}:
                    self.repairs.append(f"{named[1]} was empty")
                else:
                    call.named[named[1]] = self._value(0)
            else:
                call.positional.append(self._value(0))
            self._separator()

    def _separator(self) -> None:
        self._blank()
        if self._peek() == ",":
            self.at += 1
        elif self._peek() != ")" and not self._at_end():
            raise self._broken("',' or ')'")

    def _value(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise UnparseableReply("the call is nested too deeply")
        self._blank()
        char = self._peek()
        if char in {"'", '"'}:
            return self._string()
        if char in {"[", "("}:
            return self._list("]" if char == "[" else ")", depth)
        if number := _NUMBER.match(self.text, self.at):
            return self._number(number)
        if point := re.compile(r"<point>[^<>]*</point>").match(self.text, self.at):
            self.at = point.end()
            self.repairs.append("a point stood without quotes")
            return point[0]
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise self._broken("a value")
        self.at = word.end()
        if word[0] not in _LITERALS:
            # A bare word, as in direction=down: only up to what cannot belong to it.
            self.repairs.append("a text stood without quotes")
        return _LITERALS.get(word[0], word[0])

    def _number(self, number: re.Match[str]) -> float:
        self.at = number.end()
        if self.at >= len(self.text):
            raise self._truncated()  # its last digits may be missing
        return float(number[0]) if re.search(r"[.eE]", number[0]) else int(number[0])

    def _list(self, closer: str, depth: int) -> list[Any]:
        self.at += 1
        items: list[Any] = []
        while True:
            self._blank()
            if self._peek() == closer:
                self.at += 1
                return items
            if self._at_end():
                raise self._truncated()
            items.append(self._value(depth + 1))
            self._blank()
            if self._peek() == ",":
                self.at += 1
            elif self._peek() in {"]", ")"} and self._peek() != closer:
                self.repairs.append(f"'{closer}' was missing")
                return items
            elif self._peek() != closer:
                raise self._truncated() if self._at_end() else self._broken(f"',' or '{closer}'")

    def _string(self) -> str:
        mark = self._peek()
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == "\\":
                parts.append(self._escape())
            elif char != mark:
                if char == "\n":
                    self.repairs.append("a line break inside a text was not escaped")
                parts.append(char)
            elif _AFTER_TEXT.match(self.text, self.at):
                return "".join(parts)
            else:
                self.repairs.append("a quote inside a text was not escaped")
                parts.append(char)
        raise self._truncated()

    def _escape(self) -> str:
        char = self._peek()
        self.at += 1
        if not char:
            raise self._truncated()
        if char not in _ESCAPES:
            self.repairs.append("a backslash inside a text was not escaped")
        return _ESCAPES.get(char, "\\" + char)

    def _blank(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _at_end(self) -> bool:
        rest = self.text[self.at : self.at + 12]
        return not rest or rest.startswith(("</", "```"))

    def _truncated(self) -> UnparseableReply:
        return UnparseableReply("the reply is cut off in the middle of a call")

    def _broken(self, wanted: str) -> UnparseableReply:
        found = self.text[self.at : self.at + 20]
        return UnparseableReply(f"the call cannot be read: expected {wanted}, found {found!r}")
