"""``${...}`` in flows: names, texts, numbers, comparisons, and, or, not.

Maestro evaluates JavaScript there; flows use it for comparisons with variables, and that is what
is understood here, by a small recursive-descent parser and never by running code:

    either  = both ("||" both)*           like JavaScript, the deciding operand is the value
    both    = equal ("&&" equal)*
    equal   = order (("==" | "===" | "!=" | "!==") order)*
    order   = sum (("<" | "<=" | ">" | ">=") sum)*
    sum     = part (("+" | "-") part)*
    part    = "!" part | "-" part | "(" either ")" | text | number | true | false | null | name

A name that nobody defined is None.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ExpressionError", "Scalar", "evaluate", "fill", "is_true"]

Scalar = str | float | bool | None

DEEPEST = 40
"""Brackets and signs inside each other; what nests deeper was not written by a person."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    r"""|(?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)"""
    r"""|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[<>!()+-]))""",
)
_HOLE = re.compile(r"(\\?)\$\{([^{}]*)\}")
_WORDS: Mapping[str, Scalar] = {"true": True, "false": False, "null": None, "undefined": None}


class ExpressionError(ValueError):
    """Not an expression of this language; says what was found and where."""


def evaluate(text: str, names: Mapping[str, Scalar]) -> Scalar:
    """The value of an expression. Raises ``ExpressionError``."""
    reading = _Reading(_tokens(text), names)
    value = reading.either()
    if reading.rest:
        raise ExpressionError(f"{reading.rest[0][1]!r} was not expected in {text!r}")
    return value


def fill(text: str, names: Mapping[str, Scalar], *, later: str = "") -> str:
    """``text`` with each ``${...}`` replaced by its value; behind a backslash it stays.

    So does one with a name that begins with ``later``. Raises ``ExpressionError`` for one that is
    no expression, or whose value is not defined.
    """

    def value(hole: re.Match[str]) -> str:
        if hole[1]:
            return hole[0] if later else hole[0][1:]
        tokens = _tokens(hole[2])
        if later and any(kind == "name" and word.startswith(later) for kind, word in tokens):
            return hole[0]
        found = evaluate(hole[2], names)
        if found is None:
            raise ExpressionError(f"{hole[2].strip()} is not defined")
        return _text(found)

    return _HOLE.sub(value, text)


def is_true(text: str, names: Mapping[str, Scalar]) -> bool:
    """Whether ``text``, filled, says yes: as JavaScript sees it, and the words true and false."""
    hole = _HOLE.fullmatch(text.strip())
    value = evaluate(hole[2], names) if hole and not hole[1] else fill(text, names)
    return value not in {"false", "null", "undefined"} and bool(value)


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # From 1e21 on JavaScript writes an exponent, and so does Python.
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    return "" if value is None else value


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None:
            raise ExpressionError(
                f"{text[at:].strip()[:20]!r} is not understood in {text!r}: only names, texts,"
                " numbers, comparisons, &&, || and ! are (scripts are not run)"
            )
        found.append((str(token.lastgroup), token[str(token.lastgroup)]))
        at = token.end()
    return found


@dataclass
class _Reading:
    rest: list[tuple[str, str]]
    names: Mapping[str, Scalar]
    depth: int = field(default=0)

    def either(self) -> Scalar:
        value = self.both()
        while self._takes("||"):
            other = self.both()
            value = value or other
        return value

    def both(self) -> Scalar:
        value = self.equal()
        while self._takes("&&"):
            other = self.equal()
            value = value and other
        return value

    def equal(self) -> Scalar:
        value = self.order()
        while sign := self._takes("==", "===", "!=", "!=="):
            same = _same(value, self.order())
            value = same if sign.startswith("=") else not same
        return value

    def order(self) -> Scalar:
        value = self.sum()
        while sign := self._takes("<", "<=", ">", ">="):
            a, b = _number(value), _number(self.sum())
            value = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]
        return value

    def sum(self) -> Scalar:
        value = self.part()
        while sign := self._takes("+", "-"):
            other = self.part()
            if sign == "+" and (isinstance(value, str) or isinstance(other, str)):
                value = _text(value) + _text(other)
            else:
                value = _number(value) + _number(other) * (1 if sign == "+" else -1)
        return value

    def part(self) -> Scalar:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"nested deeper than {DEEPEST} levels")
        try:
            return self._part()
        finally:
            self.depth -= 1

    def _part(self) -> Scalar:
        if self._takes("!"):
            return not self.part()
        if self._takes("-"):
            return -_number(self.part())
        if self._takes("("):
            value = self.either()
            if not self._takes(")"):
                raise ExpressionError("a bracket is not closed")
            return value
        kind, text = self.rest.pop(0) if self.rest else ("end", "")
        match kind:
            case "number":
                return float(text)
            case "text":
                return re.sub(r"\\(.)", r"\1", text[1:-1])
            case "name":
                return _WORDS[text] if text in _WORDS else self.names.get(text)
        raise ExpressionError(f"a value was expected, not {text or 'the end'!r}")

    def _takes(self, *signs: str) -> str:
        if self.rest and self.rest[0][0] == "sign" and self.rest[0][1] in signs:
            return self.rest.pop(0)[1]
        return ""


def _same(a: Scalar, b: Scalar) -> bool:
    if (isinstance(a, str) and isinstance(b, str)) or a is None or b is None:
        return a == b
    try:
        return _number(a) == _number(b)
    except ExpressionError:
        return False


def _number(value: Scalar) -> float:
    try:
        return float(value or 0)
    except ValueError:
        raise ExpressionError(f"{value!r} is no number") from None
