"""Reads calls that look like Python's, ``name(key='text', other=[1, 2])``, without running them.

A scanner of its own, because models quote badly: a quote that was not escaped does not end its
text unless what follows could follow the end of an argument. Values are texts (also ``'''..'''``
and ``r'..'``), places with their tokens, numbers, lists and tuples of values, ``True``, ``False``
and ``None``.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.errors import UnparseableReply

__all__ = ["Call", "find_calls", "find_misspelt", "quote", "read_call", "write_call"]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NAMED = re.compile(r"([A-Za-z_]\w*)\s*=(?!=)\s*")
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_WORDS = re.compile(r"[^\W\d_](?:[^'\"()\[\],=<>\n]*[^'\"()\[\],=<>\s])?(?=\s*(?:[\]),]|</|```))")
"""A text without quotes, as in ``direction=down``: only up to what cannot belong to it."""
_BLANK = re.compile(r"\s*")
_LITERALS = {"True": True, "true": True, "False": False, "false": False, "None": None, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "'": "'", '"': '"', "\\": "\\", "\n": ""}
_MAX_DEPTH = 8
_END = r"(?:\)|\]|\})?\s*(?:$|\n|;|#|</?[a-z_]+>|```|<\||[`.。]\s*(?:$|\n))"
_NEXT = r"[,，]\s*(?:[A-Za-z_]\w*\s*=|['\"\[(]|-?\d|\))"
_CLOSED = r"</(?:answer|action)>\s*(?:$|<)|$"
_AFTER_TEXT = re.compile(rf"\s*(?:{_NEXT}|[)）]\s*{_END}|[\])]\s*(?:,|{_END})|{_CLOSED})")
"""What may follow the quote that ends a text: a further argument, or the end of the call."""
_AFTER_ONLY = re.compile(rf"\s*(?:{_NEXT}|[)）])")
"""The same of a text's first quote, where none ends it: words may follow the call."""
_MARKS = {"'": "'", '"': '"', "‘": "’", "“": "”"}
_FOREIGN = {"（": "(", "）": ")", "，": ",", "［": "[", "］": "]"}
_PREFIX = re.compile(r"[rRuU](?=['\"])")
_NUMBERS = r"\s*-?\d+(?:\.\d+)?(?:\s*,\s*-?\d+(?:\.\d+)?){1,3}\s*"
_TOKENS = re.compile(r"<point>[^<>]*</point>|<\|box_start\|>[^<>|]*<\|box_end\|>")
_PLACE = re.compile(rf"\s*(?:{_TOKENS.pattern}|\({_NUMBERS}\)|\[{_NUMBERS}\])\s*")
"""A text that is a place and nothing else is ended by the first quote after it."""


@dataclass
class Call:
    """A call as written. ``span``: where it stands; ``repairs``: what had to be mended."""

    name: str
    positional: list[Any] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)
    span: tuple[int, int] = (0, 0)
    repairs: list[str] = field(default_factory=list)

    def note_marks(self, text: str) -> None:
        """Record marks of code around the call, which stands in ``text``."""
        if text[self.span[1] :].lstrip().startswith("`"):
            self.repairs.append("marks of code around the call")


def find_calls(
    text: str, names: Collection[str], start: int = 0, *, last: Collection[str] = ()
) -> Iterator[Call]:
    """Every call of one of ``names`` from ``start`` on, in order; calls inside texts do not count.

    ``last``: arguments whose text goes on to the end of their call, whatever it holds. Raises
    ``UnparseableReply`` at a call that cannot be read.
    """
    pattern = re.compile(rf"(?<![\w.])(?:{_either(names)})\s*[(（]")
    another = rf"[\n;]\s*(?:{_either(names)})\s*\("
    ends = re.compile(rf"\s*(?:\)\s*(?:{another}|```|<\||[`.。]?\s*$|{_CLOSED})|{_CLOSED})")
    while found := pattern.search(text, start):
        call = _Scanner(text, found.start(), dict.fromkeys(last, ends)).call()
        yield call
        start = max(call.span[1], found.end())


def find_misspelt(
    text: str, names: Collection[str], start: int = 0, *, bare: Collection[str] = ()
) -> Call | None:
    """The first line that begins with one of ``names`` in other letters: ``Click(..)``.

    Where there is none, one of ``bare`` alone on the line at ``start``: names of calls that need
    no arguments, without their brackets. Raises ``UnparseableReply``.
    """
    rest = text[start:]
    line = re.compile(rf"^[ \t`]*({_either(names)})\(", re.IGNORECASE | re.MULTILINE)
    if found := line.search(rest):
        call = read_call(text, start + found.start(1))
        wanted = next(name for name in names if name.casefold() == found[1].casefold())
        if call.name != wanted:
            call.repairs.append(f"{call.name} stood for {wanted}")
        call.name = wanted
        return call
    alone = re.match(rf"\s*({_either(bare)})[ \t]*(?=$|\n|<)", rest) if bare else None
    if alone is None:
        return None
    ends = start + alone.start(1), start + alone.end(1)
    return Call(alone[1], span=ends, repairs=["'()' was missing"])


def _either(names: Collection[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


def read_call(text: str, start: int) -> Call:
    """The call whose name begins at ``text[start]``. Raises ``UnparseableReply``."""
    return _Scanner(text, start, {}).call()


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
    def __init__(self, text: str, start: int, ends: Mapping[str, re.Pattern[str]]) -> None:
        """``ends``: what may follow the text of an argument, where it is not as for others."""
        self.text = text
        self.at = start
        self.ends = ends
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
                    # Written first, it is not the last.
                    after = self.ends.get(named[1], _AFTER_TEXT) if call.named else _AFTER_TEXT
                    call.named[named[1]] = self._value(0, after)
            else:
                if self._peek() == "*":  # as in hotkey(*['ctrl', 'c'])
                    self.at += 1
                call.positional.append(self._value(0))
            self._separator()

    def _separator(self) -> None:
        self._blank()
        if self._peek() == ",":
            self.at += 1
        elif self._peek() != ")" and not self._at_end():
            raise self._broken("',' or ')'")

    def _value(self, depth: int, after: re.Pattern[str] = _AFTER_TEXT) -> Any:
        if depth > _MAX_DEPTH:
            raise UnparseableReply("the call is nested too deeply")
        self._blank()
        raw = _PREFIX.match(self.text, self.at)
        if raw:
            self.at = raw.end()
        char = self._peek()
        if char in _MARKS:
            return self._string(after, raw=raw is not None and raw[0] in "rR")
        if char in {"[", "("}:
            return self._list("]" if char == "[" else ")", depth)
        if number := _NUMBER.match(self.text, self.at):
            return self._number(number)
        if place := _TOKENS.match(self.text, self.at):
            self.at = place.end()
            self.repairs.append("a place stood without quotes")
            return place[0]
        words = _WORDS.match(self.text, self.at)
        if words is None:
            raise self._broken("a value")
        self.at = words.end()
        if words[0] not in _LITERALS:
            self.repairs.append("a text stood without quotes")
        return _LITERALS.get(words[0], words[0])

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
            elif _NUMBER.match(self.text, self.at):
                self.repairs.append("a comma was missing")
            elif self._peek() in {"]", ")"} and self._peek() != closer:
                self.repairs.append(f"'{closer}' was missing")
                return items
            elif self._peek() != closer:
                raise self._truncated() if self._at_end() else self._broken(f"',' or '{closer}'")

    def _string(self, after: re.Pattern[str], *, raw: bool = False) -> str:
        """``after``: what may follow the quote that ends the text."""
        mark = _MARKS[self._peek()]
        if mark != self._peek():
            self.repairs.append("quotes of print instead of plain ones")
        if whole := self._tripled(mark * 3) or self._place(mark):
            return whole
        begin, before = self.at, len(self.repairs)
        text = self._until(mark, after, raw=raw)
        first = self.text.find(mark, begin + 1)
        if text is None and first >= 0 and _AFTER_ONLY.match(self.text, first + 1):
            del self.repairs[before:]
            self.at = begin
            text = self._until(mark, _AFTER_ONLY, raw=raw)
        if text is None:
            raise self._truncated()
        return text

    def _until(self, mark: str, after: re.Pattern[str], *, raw: bool) -> str | None:
        """The text up to the first quote that ``after`` may follow; None: there is none."""
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == "\\" and not raw:
                parts.append(self._escape())
            elif char != mark:
                if char == "\n":
                    self.repairs.append("a line break inside a text was not escaped")
                parts.append(char)
            elif after.match(self.text, self.at):
                return "".join(parts)
            else:
                self.repairs.append("a quote inside a text was not escaped")
                parts.append(char)
        return None

    def _tripled(self, mark: str) -> str:
        """A text between three quotes on either side, which holds what it wants."""
        end = self.text.find(mark, self.at + 3)
        if not self.text.startswith(mark, self.at) or end < 0:
            return ""
        inside = _Scanner(self.text[:end], self.at + 3, {})
        text = inside.rest()
        self.at = end + 3
        return text

    def _place(self, mark: str) -> str:
        """A text that is only a place; its own quote may be missing where the reply ends."""
        place = _PLACE.match(self.text, self.at + 1)
        if place is None:
            return ""
        if self.text[place.end() : place.end() + 1] == mark:
            self.at = place.end() + 1
        elif self.text[place.end() :].strip() in {"", ")"}:
            self.at = place.end()
            self.repairs.append("a quote was missing")
        else:
            return ""
        return place[0]

    def rest(self) -> str:
        """What is left of the text, its escapes read."""
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            parts.append(self._escape() if char == "\\" else char)
        return "".join(parts)

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
        char = self.text[self.at : self.at + 1]
        if char in _FOREIGN:
            self.repairs.append("full-width punctuation")
        return _FOREIGN.get(char, char)

    def _at_end(self) -> bool:
        rest = self.text[self.at : self.at + 12]
        return not rest or rest.startswith(("</", "```"))

    def _truncated(self) -> UnparseableReply:
        return UnparseableReply("the reply is cut off in the middle of a call")

    def _broken(self, wanted: str) -> UnparseableReply:
        found = self.text[self.at : self.at + 20]
        return UnparseableReply(f"the call cannot be read: expected {wanted}, found {found!r}")
