"""awk's own functions."""

import math
import re
from collections.abc import Callable

from devices.phone.shell.awk_state import State, Value, number, text
from devices.phone.shell.commands.text import formatted
from devices.phone.shell.errors import Usage
from devices.phone.shell.patterns import Pattern, compile_pattern

__all__ = ["SIMPLE", "match", "substitute"]

Simple = Callable[[State, list[Value]], Value]


def _substr(_state: State, values: list[Value]) -> Value:
    whole = text(values[0])
    start = round(number(values[1]))
    end = start + round(number(values[2])) if len(values) > 2 else len(whole) + 1
    return whole[max(start, 1) - 1 : max(end - 1, 0)]


def _sprintf(_state: State, values: list[Value]) -> Value:
    return formatted(text(values[0]), [text(value) for value in values[1:]])


def _length(state: State, values: list[Value]) -> Value:
    return float(len(text(values[0] if values else state.field(0))))


def _safe(function: Callable[[float], float]) -> Simple:
    def run(_state: State, values: list[Value]) -> Value:
        try:
            return float(function(number(values[0])))
        except (ValueError, OverflowError):
            return math.nan

    return run


SIMPLE: dict[str, tuple[int, int, Simple]] = {
    "length": (0, 1, _length),
    "substr": (2, 3, _substr),
    "index": (2, 2, lambda _s, v: float(text(v[0]).find(text(v[1])) + 1)),
    "tolower": (1, 1, lambda _s, v: text(v[0]).lower()),
    "toupper": (1, 1, lambda _s, v: text(v[0]).upper()),
    "sprintf": (1, 99, _sprintf),
    "int": (1, 1, lambda _s, v: float(int(number(v[0])))),
    "sqrt": (1, 1, _safe(math.sqrt)),
    "exp": (1, 1, _safe(math.exp)),
    "log": (1, 1, _safe(math.log)),
    "sin": (1, 1, _safe(math.sin)),
    "cos": (1, 1, _safe(math.cos)),
    "systime": (0, 0, lambda _s, _v: 0.0),
}
"""Name to (least, most arguments, function)."""


def pattern_of(value: Value) -> Pattern:
    """A string as a pattern."""
    return compile_pattern(text(value), extended=True)


def match(state: State, subject: str, pattern: Pattern) -> Value:
    """Find a pattern; sets RSTART and RLENGTH."""
    found = pattern.search(subject)
    state.variables["RSTART"] = float(found.start() + 1 if found else 0)
    state.variables["RLENGTH"] = float(found.end() - found.start() if found else -1)
    return state.variables["RSTART"]


def substitute(
    state: State, pattern: Pattern, template: str, subject: str, *, every: bool
) -> tuple[str, int]:
    """What sub and gsub do: the new text and how many were replaced."""
    made: list[str] = []
    position = count = 0
    ended = -1
    while position <= len(subject):
        state.budget.check()
        found = pattern.search(subject, position)
        if found is None or (position and pattern.compiled.pattern.startswith(r"\A")):
            break
        if found.end() == found.start() == ended:
            # An empty match directly behind another one is none (POSIX).
            made.append(subject[position : position + 1])
            position += 1
            continue
        count += 1
        ended = found.end()
        whole = found[0]
        made.append(subject[position : found.start()])
        made.append(
            re.sub(r"\\&|\\\\|&", lambda m: whole if m[0] == "&" else m[0][1:], template)  # noqa: B023  # used at once
        )
        position = found.end()
        if found.end() == found.start():
            made.append(subject[position : position + 1])
            position += 1
        if not every:
            break
    if not count:
        return subject, 0
    return "".join(made) + subject[position:], count


def check_arity(name: str, given: int) -> None:
    """Raise Usage for a wrong number of arguments."""
    least, most, _function = SIMPLE[name]
    if not least <= given <= most:
        raise Usage(f"wrong number of arguments to {name}", 2)
