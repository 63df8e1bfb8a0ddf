"""The clock app: its alarms, in DeskClock's own table, with its timers and stopwatch.

Table and defaults follow `ClockDatabaseHelper` of the Android Open Source Project.
"""

import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from devices.phone.state.database import Database
from devices.phone.state.preferences import Preferences
from devices.phone.state.timers import PATH as PREFERENCES_PATH
from devices.phone.state.timers import Stopwatch, Timers

__all__ = ["Alarm", "Alarms", "UnknownAlarmError"]

PATH = "/data/data/com.google.android.deskclock/databases/alarms.db"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS android_metadata (locale TEXT);
CREATE TABLE IF NOT EXISTS alarm_templates (
  _id INTEGER PRIMARY KEY, hour INTEGER NOT NULL, minutes INTEGER NOT NULL,
  daysofweek INTEGER NOT NULL, enabled INTEGER NOT NULL, vibrate INTEGER NOT NULL,
  label TEXT NOT NULL, ringtone TEXT, delete_after_use INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS alarm_instances (
  _id INTEGER PRIMARY KEY, year INTEGER NOT NULL, month INTEGER NOT NULL, day INTEGER NOT NULL,
  hour INTEGER NOT NULL, minutes INTEGER NOT NULL, vibrate INTEGER NOT NULL, label TEXT NOT NULL,
  ringtone TEXT, alarm_state INTEGER NOT NULL,
  alarm_id INTEGER REFERENCES alarm_templates(_id) ON UPDATE CASCADE ON DELETE CASCADE);
"""
_RINGTONE = "content://settings/system/alarm_alert"
_COLUMNS = "hour, minutes, daysofweek, enabled, vibrate, label, ringtone, delete_after_use, _id"


class UnknownAlarmError(LookupError):
    """No alarm has this id."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm, in the phone's local time.

    Attributes:
        days: weekdays of repetition as bits, Monday 1, Tuesday 2, ... Sunday 64; 0 = once.
        ringtone: a content URI; empty = silent.
        delete_after_use: whether an alarm that rings once goes away afterwards.
        id: that of the table; 0 before it is stored.
    """

    hour: int
    minute: int
    days: int = 0
    enabled: bool = True
    vibrate: bool = True
    label: str = ""
    ringtone: str = _RINGTONE
    delete_after_use: bool = False
    id: int = 0

    def next_time(self, after: float) -> float:
        """Epoch seconds (UTC read as local time) at which it would ring next, were it on."""
        start = datetime.fromtimestamp(after, UTC)
        first = start.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        for ahead in range(9):
            moment = first + timedelta(days=ahead)
            if moment > start and (not self.days or self.days >> moment.weekday() & 1):
                return moment.timestamp()
        raise AssertionError("some weekday comes within eight days")


class Alarms:
    """The alarms; every method reads or writes the database file itself.

    Args:
        root: the phone's disk on the host.
        now: the phone's clock, epoch seconds.
    """

    def __init__(self, root: Path, now: Callable[[], float]) -> None:
        self.database = Database(root, PATH, _SCHEMA, "alarm_templates", _fill)
        self.preferences = Preferences(root, PREFERENCES_PATH)
        self.timers = Timers(self.preferences, now)
        self.stopwatch = Stopwatch(self.preferences, now)
        self.now = now

    def stamp(self) -> Hashable:
        """Differs once alarms, timers or the stopwatch may have changed."""
        return (self.database.stamp(), self.preferences.stamp())

    def touch(self) -> None:
        """Say that somebody else has written the files."""
        self.database.changes.touch()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; the returned function ends that."""
        ends = (self.database.changes.watch(listener), self.preferences.watch(listener))

        def unwatch() -> None:
            for end in ends:
                end()

        return unwatch

    def list(self) -> tuple[Alarm, ...]:
        """All alarms by time of day."""
        with self.database.open() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM alarm_templates ORDER BY 1, 2, _id")  # noqa: S608
            return tuple(_alarm(row) for row in rows)

    def get(self, alarm_id: int) -> Alarm:
        """One alarm.

        Raises:
            UnknownAlarmError: there is none (any more).
        """
        for alarm in self.list():
            if alarm.id == alarm_id:
                return alarm
        raise UnknownAlarmError(f"no alarm has the id {alarm_id}")

    def next(self) -> Alarm | None:
        """The enabled alarm that rings first."""
        now = self.now()
        enabled = [alarm for alarm in self.list() if alarm.enabled]
        return min(enabled, key=lambda alarm: alarm.next_time(now), default=None)

    def create(self, alarm: Alarm) -> int:
        """Store a new alarm and return its id."""
        with self.database.write() as db:
            made = db.execute(
                "INSERT INTO alarm_templates (hour, minutes, daysofweek, enabled, vibrate, label, "
                "ringtone, delete_after_use) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                _values(alarm),
            ).lastrowid
            assert made is not None
            return made

    def update(self, alarm: Alarm) -> None:
        """Replace the stored alarm of this id.

        Raises:
            UnknownAlarmError: there is none (any more).
        """
        with self.database.write() as db:
            done = db.execute(
                "UPDATE alarm_templates SET hour = ?, minutes = ?, daysofweek = ?, enabled = ?, "
                "vibrate = ?, label = ?, ringtone = ?, delete_after_use = ? WHERE _id = ?",
                (*_values(alarm), alarm.id),
            )
            if not done.rowcount:
                raise UnknownAlarmError(f"no alarm has the id {alarm.id}")

    def delete(self, alarm_id: int) -> None:
        """Remove an alarm.

        Raises:
            UnknownAlarmError: there is none (any more).
        """
        with self.database.write() as db:
            if not db.execute("DELETE FROM alarm_templates WHERE _id = ?", (alarm_id,)).rowcount:
                raise UnknownAlarmError(f"no alarm has the id {alarm_id}")

    def clear(self) -> None:
        """Remove every alarm and timer; the stopwatch goes back to zero."""
        with self.database.write() as db:
            db.execute("DELETE FROM alarm_instances")
            db.execute("DELETE FROM alarm_templates")
        with self.preferences.edit() as values:
            values.clear()


def _fill(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO android_metadata VALUES ('en_US')")
    weekdays, weekend = 0b0011111, 0b1100000
    db.executemany(
        "INSERT INTO alarm_templates VALUES (NULL, ?, ?, ?, 0, 1, '', ?, 0)",
        [(8, 30, weekdays, _RINGTONE), (9, 0, weekend, _RINGTONE)],
    )


def _alarm(row: sqlite3.Row) -> Alarm:
    return Alarm(
        hour=_whole(row[0]) % 24,
        minute=_whole(row[1]) % 60,
        days=_whole(row[2]) & 127,
        enabled=bool(row[3]),
        vibrate=bool(row[4]),
        label=str(row[5] or ""),
        ringtone=str(row[6] or ""),
        delete_after_use=bool(row[7]),
        id=int(row[8]),
    )


def _whole(value: object) -> int:
    # SQLite keeps whatever a client puts into a column, words in one of numbers too.
    return value if isinstance(value, int) else 0


def _values(alarm: Alarm) -> tuple[int, int, int, bool, bool, str, str | None, bool]:
    return (
        alarm.hour, alarm.minute, alarm.days, alarm.enabled, alarm.vibrate, alarm.label,
        alarm.ringtone or None, alarm.delete_after_use,
    )  # fmt: skip
