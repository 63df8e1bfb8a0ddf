"""The clock app's timers and its stopwatch, on the phone's own clock.

They live in the app's preferences under DeskClock's names, so that they go on counting while the
app is closed or the phone restarts, and so that `pm clear` forgets them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from devices.phone.state.preferences import Preferences, Value

__all__ = ["PATH", "Lap", "Stopwatch", "Timer", "TimerState", "Timers", "UnknownTimerError"]

_PACKAGE = "com.google.android.deskclock"
PATH = f"/data/data/{_PACKAGE}/shared_prefs/{_PACKAGE}_preferences.xml"

_RESET, _RUNNING, _PAUSED = 0, 1, 2  # com.android.deskclock.data.Stopwatch.State, by ordinal


class UnknownTimerError(LookupError):
    """No timer has this id."""


class TimerState(Enum):
    """DeskClock's Timer.State values."""

    RUNNING = 1
    PAUSED = 2
    EXPIRED = 3
    RESET = 4


@dataclass(frozen=True, slots=True)
class Timer:
    """A countdown; durations in seconds. `left_s` is negative once it has run out."""

    id: int
    length_s: float
    left_s: float
    state: TimerState
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lap:
    """The `number`-th lap, how long it took and how long all so far took, in seconds."""

    number: int
    lap_s: float
    total_s: float


class Timers:
    """The list of timers, the newest first."""

    def __init__(self, preferences: Preferences, now: Callable[[], float]) -> None:
        self._preferences = preferences
        self._now = now

    def list(self) -> tuple[Timer, ...]:
        """All timers as they stand at this moment."""
        values = self._preferences.read()
        return tuple(self._timer(values, i) for i in sorted(_ids(values), reverse=True))

    def create(self, length_s: float, label: str = "", *, start: bool = True) -> int:
        """Add a timer and return its id."""
        with self._preferences.edit() as values:
            number = max([_int(values, "next_timer_id"), *(i + 1 for i in _ids(values)), 0])
            values["next_timer_id"] = number + 1
            values["timers_list"] = frozenset(map(str, [*_ids(values), number]))
            values[f"timer_setup_timet_{number}"] = _ms(length_s)
            values[f"timer_original_timet_{number}"] = _ms(length_s)
            values[f"timer_label_{number}"] = label
            self._put(values, number, TimerState.RESET, length_s)
            if start:
                self._put(values, number, TimerState.RUNNING, length_s)
        return number

    def start(self, number: int) -> None:
        """Let it count (on)."""
        self._change(number, TimerState.RUNNING)

    def pause(self, number: int) -> None:
        """Hold it where it is."""
        self._change(number, TimerState.PAUSED)

    def reset(self, number: int) -> None:
        """Back to its full length, not counting."""
        with self._preferences.edit() as values:
            length = _int(values, f"timer_setup_timet_{number}")
            self._put(self._known(values, number), number, TimerState.RESET, length / 1000)

    def add_minute(self, number: int) -> None:
        """One minute more."""
        with self._preferences.edit() as values:
            timer = self._timer(self._known(values, number), number)
            state = TimerState.RUNNING if timer.state is TimerState.EXPIRED else timer.state
            self._put(values, number, state, max(timer.left_s, 0.0) + 60)

    def relabel(self, number: int, label: str) -> None:
        """Give it another name."""
        with self._preferences.edit() as values:
            self._known(values, number)[f"timer_label_{number}"] = label

    def delete(self, number: int) -> None:
        """Remove it."""
        with self._preferences.edit() as values:
            self._known(values, number)
            values["timers_list"] = frozenset(str(i) for i in _ids(values) if i != number)
            for key in [k for k in values if k.startswith("timer_") and k.endswith(f"_{number}")]:
                del values[key]

    def _change(self, number: int, state: TimerState) -> None:
        with self._preferences.edit() as values:
            timer = self._timer(self._known(values, number), number)
            self._put(values, number, state, timer.left_s)

    def _known(self, values: dict[str, Value], number: int) -> dict[str, Value]:
        if number not in _ids(values):
            raise UnknownTimerError(f"no timer has the id {number}")
        return values

    def _put(self, values: dict[str, Value], number: int, state: TimerState, left_s: float) -> None:
        values[f"timer_state_{number}"] = state.value
        values[f"timer_time_left_{number}"] = _ms(left_s)
        values[f"timer_wall_clock_{number}"] = _ms(self._now())

    def _timer(self, values: dict[str, Value], number: int) -> Timer:
        length = _int(values, f"timer_setup_timet_{number}") / 1000
        left = _int(values, f"timer_time_left_{number}") / 1000
        code = _int(values, f"timer_state_{number}")
        state = TimerState(code) if code in (1, 2, 3, 4) else TimerState.RESET
        if state in (TimerState.RUNNING, TimerState.EXPIRED):
            left -= self._now() - _int(values, f"timer_wall_clock_{number}") / 1000
            state = TimerState.EXPIRED if left <= 0 else TimerState.RUNNING
        return Timer(number, length, left, state, str(values.get(f"timer_label_{number}", "")))


class Stopwatch:
    """The one stopwatch."""

    def __init__(self, preferences: Preferences, now: Callable[[], float]) -> None:
        self._preferences = preferences
        self._now = now

    @property
    def running(self) -> bool:
        """Whether it counts now."""
        return _int(self._preferences.read(), "sw_state") == _RUNNING

    @property
    def paused(self) -> bool:
        """Whether it stands still, but not at zero."""
        return _int(self._preferences.read(), "sw_state") == _PAUSED

    @property
    def elapsed_s(self) -> float:
        """Seconds on its face."""
        return self._elapsed(self._preferences.read())

    @property
    def laps(self) -> tuple[Lap, ...]:
        """The laps taken so far, the newest first."""
        values = self._preferences.read()
        before, laps = 0.0, list[Lap]()
        for number in range(1, _int(values, "sw_lap_num") + 1):
            total = _int(values, f"sw_lap_time_{number}") / 1000
            laps.append(Lap(number, total - before, total))
            before = total
        return tuple(reversed(laps))

    def start(self) -> None:
        """Let it count (on)."""
        with self._preferences.edit() as values:
            if _int(values, "sw_state") != _RUNNING:
                values["sw_state"] = _RUNNING
                values["sw_wall_clock_time"] = _ms(self._now())

    def pause(self) -> None:
        """Hold it where it is."""
        with self._preferences.edit() as values:
            if _int(values, "sw_state") == _RUNNING:
                values["sw_accum_time"] = _ms(self._elapsed(values))
                values["sw_state"] = _PAUSED

    def lap(self) -> None:
        """Note a lap; only while it runs."""
        with self._preferences.edit() as values:
            if _int(values, "sw_state") == _RUNNING:
                number = _int(values, "sw_lap_num") + 1
                values["sw_lap_num"] = number
                values[f"sw_lap_time_{number}"] = _ms(self._elapsed(values))

    def reset(self) -> None:
        """Back to zero, no laps."""
        with self._preferences.edit() as values:
            for key in [k for k in values if k.startswith("sw_")]:
                del values[key]
            values["sw_state"] = _RESET

    def _elapsed(self, values: dict[str, Value]) -> float:
        elapsed = _int(values, "sw_accum_time") / 1000
        if _int(values, "sw_state") == _RUNNING:
            elapsed += self._now() - _int(values, "sw_wall_clock_time") / 1000
        return max(elapsed, 0.0)


def _ids(values: dict[str, Value]) -> set[int]:
    known = values.get("timers_list", frozenset())
    return {int(i) for i in known if i.isdecimal()} if isinstance(known, frozenset) else set()


def _int(values: dict[str, Value], key: str) -> int:
    value = values.get(key, 0)
    return value if isinstance(value, int) else 0


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
