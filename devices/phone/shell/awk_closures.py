"""The small closures that awk expressions are built from."""

from collections.abc import Callable

from devices.phone.shell.awk_state import State, Value, number, text, truth
from devices.phone.shell.patterns import Pattern

Get = Callable[[State], Value]
Set = Callable[[State, Value], Value]
COMPARISONS: dict[str, Callable[[int], bool]] = {
    "<": lambda c: c < 0, "<=": lambda c: c <= 0, ">": lambda c: c > 0, ">=": lambda c: c >= 0,
    "==": lambda c: c == 0, "!=": lambda c: c != 0,
}  # fmt: skip


def constant(value: Value) -> Get:
    return lambda _state: value


def either(left: Get, right: Get) -> Get:
    return lambda state: float(truth(left(state)) or truth(right(state)))


def both(left: Get, right: Get) -> Get:
    return lambda state: float(truth(left(state)) and truth(right(state)))


def member(key: Get, array: str) -> Get:
    return lambda state: float(text(key(state)) in state.array(array))


def matching(left: Get, pattern: Callable[[State], Pattern], wanted: bool) -> Get:
    return lambda state: float((pattern(state).search(text(left(state))) is not None) == wanted)


def operated(operate: Callable[[float, float], float], left: Get, right: Get) -> Get:
    return lambda state: operate(number(left(state)), number(right(state)))


def element(name: str, key: Callable[[State], str]) -> tuple[Get, Set]:
    def get(state: State) -> Value:
        return state.array(name).setdefault(key(state), "")

    def put(state: State, value: Value) -> Value:
        state.array(name)[key(state)] = value
        return value

    return get, put
