"""What a formula is worth, worked out by a parser of its own."""

from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation, Overflow

__all__ = ["OPERATORS", "FormulaError", "shown", "value"]

_CONTEXT = Context(prec=28, Emax=999_999, Emin=-999_999)
OPERATORS = "+−×÷"
_SHOWN_DIGITS = 12
_CONSTANTS = {"π": Decimal("3.141592653589793238462643383"), "e": _CONTEXT.exp(Decimal(1))}
_DEEPEST = 50


class FormulaError(ValueError):
    """The formula has no value; the text is what the display says."""


def value(formula: str) -> Decimal:
    """What a formula of digits, `.`, `+ − × ÷ %`, `^`, `√`, `π`, `e`, `!` and brackets is worth.

    Operators left open at the end are ignored and open brackets closed, as the app does.

    Raises:
        FormulaError: it has none.
    """
    parts = list(_parts(formula.rstrip(OPERATORS + "(^√")))
    parser = _Parser(parts)
    try:
        result = parser.sum()
    except (InvalidOperation, Overflow) as error:
        raise FormulaError("Can't calculate") from error
    except ZeroDivisionError as error:
        raise FormulaError("Can't divide by 0") from error
    if parser.at < len(parts):
        raise FormulaError("Format error")
    return result


def shown(number: Decimal) -> str:
    """A number as the display writes it: at most twelve digits, no trailing zeros."""
    short = Context(prec=_SHOWN_DIGITS).plus(number).normalize()
    if short and not -10 <= short.adjusted() < _SHOWN_DIGITS + 2:
        return f"{short:E}".replace("E+", "E").replace("-", "−")
    return f"{short:f}".replace("-", "−")


def _parts(formula: str) -> Iterator[str]:
    number = ""
    for sign in formula.replace(",", "").replace("-", "−").replace("*", "×").replace("/", "÷"):
        if sign.isdecimal() or sign == ".":
            number += sign
            continue
        if number:
            yield number
            number = ""
        yield sign
    if number:
        yield number


class _Parser:
    """Recursive descent over the parts: sum, product, power, factor."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.at = 0
        self.depth = 0

    def sum(self) -> Decimal:
        total = self._product()
        while (sign := self._peek()) in ("+", "−"):
            self.at += 1
            right = self._product()
            total = _CONTEXT.add(total, right if sign == "+" else -right)
        return total

    def _peek(self) -> str:
        return self.parts[self.at] if self.at < len(self.parts) else ""

    def _product(self) -> Decimal:
        total = self._signed()
        while sign := self._peek():
            if sign in "×÷":
                self.at += 1
                right = self._signed()
                if sign == "÷" and not right:
                    raise ZeroDivisionError
                total = (_CONTEXT.multiply if sign == "×" else _CONTEXT.divide)(total, right)
            elif sign in "(√πe":
                total = _CONTEXT.multiply(total, self._signed())
            else:
                break
        return total

    def _signed(self) -> Decimal:
        if self._peek() == "−":
            self.at += 1
            return -self._signed()
        return self._power()

    def _power(self) -> Decimal:
        base = self._postfix()
        if self._peek() == "^":
            self.at += 1
            return _CONTEXT.power(base, self._signed())
        return base

    def _postfix(self) -> Decimal:
        number = self._atom()
        while (sign := self._peek()) in ("%", "!"):
            self.at += 1
            number = _CONTEXT.divide(number, 100) if sign == "%" else _factorial(number)
        return number

    def _atom(self) -> Decimal:
        part = self._peek()
        self.at += 1
        if part == "(":
            self.depth += 1
            if self.depth > _DEEPEST:
                raise FormulaError("Format error")
            inner = self.sum()
            self.depth -= 1
            self.at += self._peek() == ")"
            return inner
        if part == "√":
            return _CONTEXT.sqrt(self._atom())
        if part in _CONSTANTS:
            return _CONSTANTS[part]
        if part.strip(".") and part.count(".") < 2 and part.replace(".", "").isdecimal():
            return Decimal(part)
        raise FormulaError("Format error")


def _factorial(number: Decimal) -> Decimal:
    if number != number.to_integral_value() or not 0 <= number <= 200:
        raise FormulaError("Can't calculate")
    product = Decimal(1)
    for factor in range(2, int(number) + 1):
        product = _CONTEXT.multiply(product, factor)
    return product
