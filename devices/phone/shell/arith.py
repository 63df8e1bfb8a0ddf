"""``$((...))``: C's integer expressions in 64 bits, by precedence climbing."""

import re
from collections.abc import Callable, MutableMapping

from devices.phone.shell.errors import Expansion
from devices.phone.shell.limits import NESTING

__all__ = ["evaluate"]

_TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9a-fA-F]+|\d+(?:#\w+)?)|([A-Za-z_]\w*)"
    r"|(<<=|>>=|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^!~<>?:=(),]))"
)
_BINARY: dict[str, int] = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}  # fmt: skip
_ASSIGN = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
_LENGTH = 4096
"""Characters; honest expressions have a few dozen."""


def _wrap(value: int) -> int:
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _divide(a: int, b: int) -> int:
    if b == 0:
        raise Expansion("divide by zero")
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


_OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "||": lambda a, b: int(bool(a or b)), "&&": lambda a, b: int(bool(a and b)),
    "|": lambda a, b: a | b, "^": lambda a, b: a ^ b, "&": lambda a, b: a & b,
    "==": lambda a, b: int(a == b), "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b), ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b), ">=": lambda a, b: int(a >= b),
    "<<": lambda a, b: a << (b & 63), ">>": lambda a, b: a >> (b & 63),
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": _divide, "%": lambda a, b: a - b * _divide(a, b),
}  # fmt: skip


def evaluate(text: str, variables: MutableMapping[str, str]) -> int:
    """The value of `text`. Assignments go to `variables`. Raises Expansion for bad expressions."""
    if not text.strip():
        return 0
    return _Evaluator(text, variables).whole()


class _Evaluator:
    def __init__(self, text: str, variables: MutableMapping[str, str]) -> None:
        if len(text) > _LENGTH:
            raise Expansion("expression too long")
        self._variables = variables
        self._tokens: list[str] = []
        self._at = 0
        self._depth = 0
        self._text = text
        position = 0
        text = text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise self._bad()
            self._tokens.append(match[0].strip())
            position = match.end()

    def _bad(self) -> Expansion:
        return Expansion(
            f"{self._text.strip()}: unexpected '{self._peek() or 'end of expression'}'"
        )

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def whole(self) -> int:
        value = self._comma()
        if self._peek():
            raise self._bad()
        return value

    def _comma(self) -> int:
        value = self._conditional()
        while self._peek() == ",":
            self._take()
            value = self._conditional()
        return value

    def _conditional(self) -> int:
        self._depth += 1
        if self._depth > NESTING:
            raise Expansion("expression nested too deeply")
        value = self._binary(1)
        if self._peek() == "?":
            self._take()
            yes = self._conditional()
            if self._take() != ":":
                raise self._bad()
            no = self._conditional()
            value = yes if value else no
        self._depth -= 1
        return value

    def _binary(self, level: int) -> int:
        left = self._unary()
        while (operator := self._peek()) in _BINARY and _BINARY[operator] >= level:
            self._take()
            right = self._binary(_BINARY[operator] + 1)
            left = _wrap(_OPERATIONS[operator](left, right))
        return left

    def _unary(self) -> int:
        self._depth += 1
        if self._depth > NESTING:
            raise Expansion("expression nested too deeply")
        try:
            word = self._take()
            if word in {"-", "+", "!", "~"}:
                value = self._unary()
                return {"-": _wrap(-value), "+": value, "!": int(not value), "~": ~value}[word]
            if word in {"++", "--"}:
                return self._change(self._take(), 1 if word.startswith("+") else -1)
            if word == "(":
                value = self._comma()
                if self._take() != ")":
                    raise self._bad()
                return value
            if word[:1].isdecimal():
                return _number(word, self._bad)
            if re.match(r"[A-Za-z_]", word):
                return self._named(word)
            raise self._bad()
        finally:
            self._depth -= 1

    def _named(self, name: str) -> int:
        following = self._peek()
        if following in _ASSIGN:
            self._take()
            value = self._conditional()
            if following != "=":
                value = _wrap(_OPERATIONS[following[:-1]](self._value(name), value))
            self._variables[name] = str(value)
            return value
        if following in {"++", "--"}:
            self._take()
            step = 1 if following == "++" else -1
            return self._change(name, step) - step
        return self._value(name)

    def _change(self, name: str, step: int) -> int:
        value = _wrap(self._value(name) + step)
        self._variables[name] = str(value)
        return value

    def _value(self, name: str) -> int:
        text = self._variables.get(name, "").strip()
        if not text:
            return 0
        sign = -1 if text.startswith("-") else 1
        digits = text.lstrip("+-")
        if not digits[:1].isdecimal():
            raise Expansion(f"{text[:80]}: bad number")
        return sign * _number(digits, lambda: Expansion(f"{text[:80]}: bad number"))


def _number(token: str, bad: Callable[[], Expansion]) -> int:
    try:
        if "#" in token:
            base, digits = token.split("#", 1)
            return _wrap(int(digits, int(base)))
        if token[:2].lower() == "0x":
            return _wrap(int(token, 16))
        if len(token) > 20:
            raise ValueError(token)
        return _wrap(int(token))
    except ValueError:
        raise bad() from None
