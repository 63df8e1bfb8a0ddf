"""The Clock app's view of alarms, timers and the stopwatch."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from devices.phone.state.alarms import Alarm, Alarms, UnknownAlarmError
from devices.phone.state.timers import Timer, UnknownTimerError
from devices.phone.ui.apps import clock_words as words
from devices.phone.ui.apps.follow import Follow
from devices.phone.ui.apps.rows import Rows

__all__ = ["ClockApp"]

_TICK_MS = 100
_Result = TypeVar("_Result")


class ClockApp(QObject):
    """Rows for the four tabs. Times are the phone's local time; durations are seconds.

    Args:
        alarms: the store.
        hours24: whether times are written with 24 hours.
        parent: the owner.
    """

    changed = Signal()
    ticked = Signal()
    problem = Signal(str)

    def __init__(
        self, alarms: Alarms, hours24: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = alarms
        self._hours24 = hours24
        names = ("id", "time", "half", "hour", "minute", "days", "enabled", "vibrate", "label")
        self._alarms = Rows((*names, "summary", "silent"), self)
        self._timers = Rows(("id", "label", "left", "length", "state", "part"), self)
        self._laps = Rows(("number", "lap", "total"), self)
        self._follow = Follow(alarms.stamp, alarms.watch, self)
        self._follow.changed.connect(self._reload)
        # Only what is counting needs to be drawn again before its file changes.
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._count)

    @Property(QObject, constant=True)
    def alarms(self) -> Rows:
        """The alarms, by time of day."""
        return self._alarms

    @Property(QObject, constant=True)
    def timers(self) -> Rows:
        """The timers, the newest first."""
        return self._timers

    @Property(QObject, constant=True)
    def laps(self) -> Rows:
        """The stopwatch's laps, the newest first."""
        return self._laps

    @Property(bool, notify=changed)
    def running(self) -> bool:
        """Whether the stopwatch counts."""
        return self._store.stopwatch.running

    @Property(bool, notify=changed)
    def started(self) -> bool:
        """Whether the stopwatch counts or stands still with time on it."""
        return self._store.stopwatch.running or self._store.stopwatch.paused

    @Property(str, notify=ticked)
    def stopwatch(self) -> str:
        """The stopwatch's face without the hundredths."""
        return words.face(self._store.stopwatch.elapsed_s)[0]

    @Property(str, notify=ticked)
    def hundredths(self) -> str:
        """The stopwatch's hundredths of a second."""
        return words.face(self._store.stopwatch.elapsed_s)[1]

    @Property(str, notify=ticked)
    def time(self) -> str:
        """The time of day."""
        return words.time_of_day(self._local().hour, self._local().minute, self._hours24())[0]

    @Property(int, notify=ticked)
    def hour(self) -> int:
        """The hour of the day, 0 to 23."""
        return self._local().hour

    @Property(str, notify=ticked)
    def half(self) -> str:
        """AM, PM or nothing."""
        return words.time_of_day(self._local().hour, self._local().minute, self._hours24())[1]

    @Property(str, notify=ticked)
    def date(self) -> str:
        """Today, such as "Sun, Oct 15"."""
        return f"{self._local():%a, %b} {self._local().day}"

    @Property(bool, notify=changed)
    def hours24(self) -> bool:
        """Whether times are written with 24 hours."""
        return self._hours24()

    @Property(str, notify=changed)
    def next(self) -> str:
        """The alarm that rings next, such as "Mon 8:30 AM"; empty without one."""
        try:
            alarm = self._store.next()
        except (sqlite3.Error, OSError):
            return ""
        return words.next_alarm(alarm, self._store.now(), self._hours24()) if alarm else ""

    @Slot(bool)
    def follow(self, on: bool) -> None:
        """Whether the app is on the screen, and so has to keep up."""
        self._follow.follow(on)
        if on:
            self._tick.start()
        else:
            self._tick.stop()

    @Slot(int, int, result=int)
    def addAlarm(self, hour: int, minute: int) -> int:  # noqa: N802 - QML's naming
        """Add an alarm that is on; its id."""
        alarm = Alarm(hour, minute)
        made = self._try(lambda: self._store.create(alarm)) or 0
        if made:
            self.problem.emit(words.rings_in(alarm, self._store.now()))
        return made

    @Slot(int, "QVariantMap")
    def setAlarm(self, alarm_id: int, changes: Mapping[str, Any]) -> None:  # noqa: N802
        """Change some of: hour, minute, days, enabled, vibrate, label, silent."""
        self._try(lambda: self._set_alarm(alarm_id, changes))

    @Slot(int)
    def deleteAlarm(self, alarm_id: int) -> None:  # noqa: N802 - QML's naming
        """Remove an alarm."""
        self._try(lambda: self._store.delete(alarm_id))

    @Slot(float, result=int)
    def addTimer(self, length_s: float) -> int:  # noqa: N802 - QML's naming
        """Add a timer and start it; its id, or 0 where it could not be kept."""
        return self._try(lambda: self._store.timers.create(length_s)) or 0

    @Slot(int, str)
    def timer(self, number: int, act: str) -> None:
        """Do to a timer: start, pause, reset, add_minute or delete."""
        timers = self._store.timers
        acts = {
            "start": timers.start,
            "pause": timers.pause,
            "reset": timers.reset,
            "add_minute": timers.add_minute,
            "delete": timers.delete,
        }
        self._try(lambda: acts[act](number))

    @Slot(int, str)
    def labelTimer(self, number: int, label: str) -> None:  # noqa: N802 - QML's naming
        """Name a timer."""
        self._try(lambda: self._store.timers.relabel(number, label))

    @Slot(str)
    def watch(self, act: str) -> None:
        """Do to the stopwatch: start, pause, lap or reset."""
        stopwatch = self._store.stopwatch
        acts = {
            "start": stopwatch.start,
            "pause": stopwatch.pause,
            "lap": stopwatch.lap,
            "reset": stopwatch.reset,
        }
        self._try(acts[act])

    def _set_alarm(self, alarm_id: int, changes: Mapping[str, Any]) -> None:
        given = dict(changes)
        if "silent" in given:
            given["ringtone"] = "" if given.pop("silent") else Alarm(0, 0).ringtone
        for name in ("hour", "minute", "days"):
            if name in given:
                given[name] = int(given[name])
        alarm = replace(self._store.get(alarm_id), **given)
        self._store.update(alarm)
        if given.get("enabled"):
            self.problem.emit(words.rings_in(alarm, self._store.now()))

    def _local(self) -> datetime:
        return datetime.fromtimestamp(self._store.now(), UTC)

    @Slot()
    def _reload(self) -> None:
        now, hours24 = self._store.now(), self._hours24()
        try:
            alarms = self._store.list()
        except (sqlite3.Error, OSError):
            alarms = ()
        self._alarms.show([words.alarm_row(alarm, now, hours24) for alarm in alarms])
        self._laps.show(
            [
                {"number": lap.number, "lap": _whole(lap.lap_s), "total": _whole(lap.total_s)}
                for lap in self._store.stopwatch.laps
            ]
        )
        self._count()
        self.changed.emit()

    @Slot()
    def _count(self) -> None:
        self._timers.show([_timer_row(timer) for timer in self._store.timers.list()])
        self.ticked.emit()

    def _try(self, act: Callable[[], _Result]) -> _Result | None:
        try:
            return act()
        except (UnknownAlarmError, UnknownTimerError):
            return None
        except (sqlite3.Error, OSError):
            # A client has put something else in the file's place; the phone lives on.
            self.problem.emit("Alarms aren't available")
            return None


def _whole(seconds: float) -> str:
    return " ".join(words.face(seconds))


def _timer_row(timer: Timer) -> dict[str, Any]:
    left = max(timer.left_s, 0.0)
    return {
        "id": timer.id,
        "label": timer.label,
        "left": words.countdown(timer.left_s),
        "length": words.length(timer.length_s),
        "state": timer.state.name.lower(),
        # Whole percents, so that a running timer is not drawn anew more often than it changes.
        "part": round(min(left / timer.length_s, 1.0), 2) if timer.length_s else 0.0,
    }
