"""What an awk program works on: fields, variables, arrays."""

import re
from collections.abc import Callable

from devices.phone.shell.errors import ShellError
from devices.phone.shell.limits import FIELDS, VALUE_CHARS, Budget
from devices.phone.shell.patterns import Pattern, compile_pattern

__all__ = ["Exit", "Next", "State", "Value", "compared", "number", "text", "truth"]

Value = str | float
_NUMBER = re.compile(r"\s*[-+]?(?:\d{1,300}\.?\d{0,300}|\.\d{1,300})(?:[eE][-+]?\d{1,3})?")


class Next(Exception):
    """``next``."""


class Exit(Exception):
    """``exit``, with its status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Numeric(str):
    """Input that looks like a number: it compares as one."""

    __slots__ = ()


def number(value: Value) -> float:
    if isinstance(value, float):
        return value
    match = _NUMBER.match(value)
    return float(match[0]) if match else 0.0


def text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if value == int(value) if abs(value) < 1e16 else False:
        return str(int(value))
    return format(value, ".6g")


def truth(value: Value) -> bool:
    if isinstance(value, Numeric):
        return number(value) != 0
    return value != 0 if isinstance(value, float) else bool(value)


def _numeric(value: Value) -> bool:
    return isinstance(value, (float, Numeric))


def compared(left: Value, right: Value) -> int:
    """-1, 0 or 1: as numbers if both are (or look like) numbers, else as text."""
    a: Value
    b: Value
    if _numeric(left) and _numeric(right):
        a, b = number(left), number(right)
        return (a > b) - (a < b)
    a, b = text(left), text(right)
    return (a > b) - (a < b)


def typed(value: str) -> str:
    """An input word, marked if it looks like a number."""
    match = _NUMBER.match(value)
    if match and not value[match.end() :].strip():
        return Numeric(value)
    return value


class State:
    """Variables of one run. Fields are split when the first of them is asked for."""

    def __init__(self, budget: Budget, write: Callable[[str], None]) -> None:
        self.budget = budget
        self.write = write
        self.variables: dict[str, Value] = {
            "FS": " ", "OFS": " ", "ORS": "\n", "RS": "\n", "NR": 0.0, "FNR": 0.0, "SUBSEP": "\x1c",
            "CONVFMT": "%.6g", "OFMT": "%.6g", "RSTART": 0.0, "RLENGTH": -1.0, "FILENAME": "",
        }  # fmt: skip
        self.arrays: dict[str, dict[str, Value]] = {}
        self.active: dict[int, bool] = {}
        self._record = ""
        self._fields: list[str] | None = []

    def begin(self, record: str) -> None:
        """Take the next line of input."""
        self._record, self._fields = record, None
        for name in ("NR", "FNR"):
            self.variables[name] = number(self.variables[name]) + 1

    def _split(self) -> list[str]:
        if self._fields is None:
            self._fields = self.split(self._record, text(self.variables["FS"]))
        return self._fields

    def split(self, line: str, sign: str) -> list[str]:
        if sign == " ":
            parts = line.split()
        elif not line:
            parts = []
        elif len(sign) == 1 and sign != "\\":
            parts = line.split(sign)
        elif not sign:
            parts = list(line)
        else:
            parts = self._split_by(line, compile_pattern(sign, extended=True))
        return [typed(part) for part in parts[:FIELDS]]

    @staticmethod
    def _split_by(line: str, pattern: Pattern) -> list[str]:
        parts: list[str] = []
        position = 0
        while (match := pattern.search(line, position)) is not None and match.end() > match.start():
            parts.append(line[position : match.start()])
            position = match.end()
        return [*parts, line[position:]]

    def get(self, name: str) -> Value:
        if name == "NF":
            return float(len(self._split()))
        return self.variables.get(name, Numeric(""))

    def set(self, name: str, value: Value) -> Value:
        if isinstance(value, str) and len(value) > VALUE_CHARS:
            raise ShellError("value too long")
        if name == "NF":
            fields = self._split()
            count = max(0, min(int(number(value)), FIELDS))
            fields[count:] = [""] * (count - len(fields))
            self._rebuild()
        else:
            self.variables[name] = value
        return value

    def field(self, index: float) -> Value:
        if index < 0 or index > FIELDS:
            raise ShellError(f"access to field {index:.0f}", 2)
        if int(index) == 0:
            return typed(self._record)
        fields = self._split()
        return fields[int(index) - 1] if index <= len(fields) else Numeric("")

    def set_field(self, index: float, value: Value) -> Value:
        if index < 0 or index > FIELDS:
            raise ShellError(f"access to field {index:.0f}", 2)
        if int(index) == 0:
            self._record, self._fields = text(value), None
            return value
        fields = self._split()
        fields.extend([""] * (int(index) - len(fields)))
        fields[int(index) - 1] = typed(text(value))
        self._rebuild()
        return value

    def _rebuild(self) -> None:
        self._record = text(self.variables["OFS"]).join(self._split())

    def array(self, name: str) -> dict[str, Value]:
        found = self.arrays.setdefault(name, {})
        if len(found) > FIELDS:
            raise ShellError("array too large")
        return found
