"""awk expressions compiled to closures, by precedence climbing."""

import math
from collections.abc import Callable

from devices.phone.shell.awk_calls import (
    SIMPLE,
    check_arity,
    match,
    pattern_of,
    substitute,
)
from devices.phone.shell.awk_closures import (
    COMPARISONS,
    Get,
    Set,
    both,
    constant,
    either,
    element,
    matching,
    member,
    operated,
)
from devices.phone.shell.awk_state import State, Value, compared, number, text, truth
from devices.phone.shell.awk_text import Token, tokens
from devices.phone.shell.errors import ShellError, Usage
from devices.phone.shell.limits import NESTING, VALUE_CHARS
from devices.phone.shell.patterns import Pattern, compile_pattern

__all__ = ["Expressions", "Get"]


def _power(a: float, b: float) -> float:
    try:
        return float(math.pow(a, b))
    except (OverflowError, ValueError):
        return math.inf


def _divide(a: float, b: float) -> float:
    if b == 0:
        raise ShellError("division by zero", 2)
    return a / b


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": _divide,
    "%": lambda a, b: math.fmod(a, b) if b else _divide(a, b), "^": _power,
}  # fmt: skip


class Expressions:
    """Reads tokens one by one; `position` may be set back to read some again."""

    def __init__(self, source: str) -> None:
        self._tokens = tokens(source)
        self.position = 0
        self.depth = 0
        self._greater = True
        """Whether ``>`` compares here: in a bare print list it would be a redirection."""
        self._patterns: dict[int, Pattern] = {}

    def peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self.position + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def expect(self, sign: str) -> None:
        token = self.take()
        if token.text != sign or token.kind == "string":
            raise Usage(f"syntax error at '{token.text.strip() or 'end of program'}'", 2)

    def closes_before_end(self) -> bool:
        """Whether the parenthesis here encloses all that a print statement prints."""
        depth = 0
        for ahead in range(len(self._tokens) - self.position):
            token = self.peek(ahead)
            depth += (token.text == "(") - (token.text == ")") if token.kind == "sign" else 0
            if depth == 0:
                return self.peek(ahead + 1).text in {";", "}", "\n", "", ">", ">>", "|"}
        return False

    def arguments(self, end: str) -> list[Get]:
        """Expressions up to the sign `end`, which is taken too."""
        found: list[Get] = []
        greater, self._greater = self._greater, True
        while self.peek().text != end or self.peek().kind == "string":
            found.append(self.expression())
            if self.peek().text != ",":
                break
            self.take()
            while self.peek().kind == "newline":
                self.take()
        self.expect(end)
        self._greater = greater
        return found

    def listed(self) -> list[Get]:
        """What a print statement without parentheses prints."""
        found: list[Get] = []
        greater, self._greater = self._greater, False
        while self.peek().kind == "string" or self.peek().text not in {
            ";",
            "}",
            "\n",
            "",
            ">",
            ">>",
            "|",
        }:
            found.append(self.expression())
            if self.peek().text != ",":
                break
            self.take()
        self._greater = greater
        return found

    # By precedence, the loosest first

    def expression(self) -> Get:
        self.depth += 1
        if self.depth > NESTING:
            raise Usage("nested too deeply", 2)
        try:
            return self._assignment()
        finally:
            self.depth -= 1

    def _assignment(self) -> Get:
        start = self.position
        target = self._target()
        sign = self.peek().text
        if (
            target is not None
            and sign in {"=", "+=", "-=", "*=", "/=", "%=", "^="}
            and self.peek().kind == "sign"
        ):
            self.take()
            get, put = target
            value = self.expression()
            if sign == "=":
                return lambda state: put(state, value(state))
            operate = _ARITHMETIC[sign[0]]
            return lambda state: put(state, operate(number(get(state)), number(value(state))))
        self.position = start
        return self._conditional()

    def _conditional(self) -> Get:
        test = self._or()
        if self.peek().text != "?" or self.peek().kind != "sign":
            return test
        self.take()
        yes = self.expression()
        self.expect(":")
        no = self.expression()
        return lambda state: yes(state) if truth(test(state)) else no(state)

    def _or(self) -> Get:
        left = self._and()
        while self.peek().text == "||":
            self.take()
            left = either(left, self._and())
        return left

    def _and(self) -> Get:
        left = self._in()
        while self.peek().text == "&&":
            self.take()
            left = both(left, self._in())
        return left

    def _in(self) -> Get:
        left = self._match()
        while self.peek().text == "in" and self.peek().kind == "keyword":
            self.take()
            left = member(left, self.take().text)
        return left

    def _match(self) -> Get:
        left = self._comparison()
        while self.peek().kind == "sign" and self.peek().text in {"~", "!~"}:
            wanted = self.take().text == "~"
            left = matching(left, self._pattern(), wanted)
        return left

    def _pattern(self) -> Callable[[State], Pattern]:
        if self.peek().kind == "pattern":
            made = compile_pattern(self.take().text, extended=True)
            return lambda _state: made
        value = self._comparison()
        return lambda state: pattern_of(value(state))

    def _comparison(self) -> Get:
        left = self._joined()
        sign = self.peek()
        if sign.kind == "sign" and sign.text in COMPARISONS and (sign.text != ">" or self._greater):
            self.take()
            right, decide = self._joined(), COMPARISONS[sign.text]
            return lambda state: float(decide(compared(left(state), right(state))))
        return left

    def _joined(self) -> Get:
        parts = [self._sum()]
        while self._begins_value():
            parts.append(self._sum())
        if len(parts) == 1:
            return parts[0]

        def join(state: State) -> Value:
            made = "".join(text(part(state)) for part in parts)
            if len(made) > VALUE_CHARS:
                raise ShellError("value too long")
            return made

        return join

    def _begins_value(self) -> bool:
        token = self.peek()
        return token.kind in {"number", "string", "name", "call", "pattern"} or (
            token.kind == "sign" and token.text in {"$", "(", "!", "-", "+", "++", "--"}
            and token.text not in {"!", "-", "+"}
        )  # fmt: skip

    def _sum(self) -> Get:
        left = self._product()
        while self.peek().kind == "sign" and self.peek().text in {"+", "-"}:
            left = operated(_ARITHMETIC[self.take().text], left, self._product())
        return left

    def _product(self) -> Get:
        left = self._unary()
        while self.peek().kind == "sign" and self.peek().text in {"*", "/", "%"}:
            left = operated(_ARITHMETIC[self.take().text], left, self._unary())
        return left

    def _unary(self) -> Get:
        sign = self.peek()
        if sign.kind == "sign" and sign.text in {"!", "-", "+"}:
            self.take()
            self.depth += 1
            if self.depth > NESTING:
                raise Usage("nested too deeply", 2)
            value = self._unary()
            self.depth -= 1
            if sign.text == "!":
                return lambda state: float(not truth(value(state)))
            factor = -1.0 if sign.text == "-" else 1.0
            return lambda state: factor * number(value(state))
        return self._raised()

    def _raised(self) -> Get:
        base = self._counted()
        if self.peek().kind == "sign" and self.peek().text == "^":
            self.take()
            return operated(_power, base, self._unary())
        return base

    def _counted(self) -> Get:
        """``++x``, ``x++`` and plain values."""
        if self.peek().kind == "sign" and self.peek().text in {"++", "--"}:
            step = 1.0 if self.take().text == "++" else -1.0
            target = self._target()
            if target is None:
                raise Usage("syntax error at '++'", 2)
            get, put = target
            return lambda state: put(state, number(get(state)) + step)
        start = self.position
        target = self._target()
        if target is not None and self.peek().kind == "sign" and self.peek().text in {"++", "--"}:
            step = 1.0 if self.take().text == "++" else -1.0
            get, put = target
            return lambda state: number(put(state, number(get(state)) + step)) - step
        if target is not None:
            return target[0]
        self.position = start
        return self._primary()

    def _target(self) -> tuple[Get, Set] | None:
        """A variable, an element or a field: what can be assigned to."""
        token = self.peek()
        if token.kind == "name":
            self.take()
            name = token.text
            if self.peek().text == "[" and self.peek().kind == "sign":
                self.take()
                return element(name, self.subscript())
            return (lambda state: state.get(name)), (lambda state, value: state.set(name, value))
        if token.kind == "sign" and token.text == "$":
            self.take()
            self.depth += 1
            if self.depth > NESTING:
                raise Usage("nested too deeply", 2)
            index = self._counted()
            self.depth -= 1
            return (
                lambda state: state.field(number(index(state))),
                lambda state, value: state.set_field(number(index(state)), value),
            )
        return None

    def subscript(self) -> Callable[[State], str]:
        """The key between brackets; the closing one is taken."""
        keys = self.arguments("]")
        return lambda state: text(state.variables["SUBSEP"]).join(text(key(state)) for key in keys)

    def _primary(self) -> Get:
        token = self.take()
        if token.kind == "number":
            constant = float(token.text)
            return lambda _state: constant
        if token.kind == "string":
            return lambda _state: token.text
        if token.kind == "pattern":
            pattern = compile_pattern(token.text, extended=True)
            return lambda state: float(pattern.search(text(state.field(0))) is not None)
        if token.kind == "call":
            return self._call(token.text)
        if token.text == "(" and token.kind == "sign":
            values = self.arguments(")")
            if len(values) == 1:
                return values[0]
            return lambda state: text(state.variables["SUBSEP"]).join(
                text(v(state)) for v in values
            )
        raise Usage(f"syntax error at '{token.text.strip() or 'end of program'}'", 2)

    def _call(self, name: str) -> Get:
        self.expect("(")
        if name in {"sub", "gsub"}:
            return self._substitution(every=name == "gsub")
        if name == "match":
            subject = self.expression()
            self.expect(",")
            pattern = self._pattern()
            self.expect(")")
            return lambda state: match(state, text(subject(state)), pattern(state))
        if name == "split":
            return self._split()
        return self.called(name, self.arguments(")"))

    def called(self, name: str, values: list[Get]) -> Get:
        """One of the simple functions over its arguments."""
        if name not in SIMPLE:
            raise Usage(f"function {name} is not known", 2)
        check_arity(name, len(values))
        function = SIMPLE[name][2]
        return lambda state: function(state, [value(state) for value in values])

    def _is_pattern(self) -> bool:
        return self.peek().kind == "pattern"

    def _split(self) -> Get:
        subject = self.expression()
        self.expect(",")
        array = self.take().text
        sign: Get = lambda state: state.variables["FS"]  # noqa: E731
        if self.peek().text == ",":
            self.take()
            sign = constant(self.take().text) if self._is_pattern() else self.expression()
        self.expect(")")

        def run(state: State) -> Value:
            parts = state.split(text(subject(state)), text(sign(state)))
            state.array(array).clear()
            state.array(array).update({str(n): part for n, part in enumerate(parts, 1)})
            return float(len(parts))

        return run

    def _substitution(self, *, every: bool) -> Get:
        pattern = self._pattern()
        self.expect(",")
        template = self.expression()
        get: Get = lambda state: state.field(0)  # noqa: E731
        put: Set = lambda state, value: state.set_field(0, value)  # noqa: E731
        if self.peek().text == ",":
            self.take()
            target = self._target()
            if target is None:
                raise Usage("sub needs a variable to change", 2)
            get, put = target
        self.expect(")")

        def run(state: State) -> Value:
            made, count = substitute(
                state, pattern(state), text(template(state)), text(get(state)), every=every
            )
            if count:
                put(state, made)
            return float(count)

        return run
