"""Alarms and timers whose moment has come."""

import sqlite3
from collections.abc import Hashable
from dataclasses import replace

from devices.phone.state.alarms import Alarm, Alarms, UnknownAlarmError
from devices.phone.state.notifications import Notifications
from devices.phone.state.timers import TimerState

__all__ = ["Ringing"]

_PACKAGE = "com.google.android.deskclock"
_LONGEST_S = 60.0
"""A longer step of the clock means that it was set: what it passed over does not ring."""


class Ringing:
    """Looks at the clock app's store now and then, and posts a notification for what is due.

    As in DeskClock, an alarm without days of repetition is off after it has rung, or gone where it
    says so. For one thread only.
    """

    def __init__(self, alarms: Alarms, notifications: Notifications) -> None:
        self._alarms = alarms
        self._notifications = notifications
        self._last = alarms.now()
        self._seen: Hashable = None
        self._enabled: tuple[Alarm, ...] = ()

    def look(self) -> tuple[str, ...]:
        """What became due since the last look, in words for the screen."""
        before, now = self._last, self._alarms.now()
        self._last = now
        if not 0 < now - before <= _LONGEST_S:
            return ()
        try:
            said = [*self._ring_alarms(before, now), *self._ring_timers(before, now)]
        except (sqlite3.Error, OSError, UnknownAlarmError):
            # A client has put something else in the file's place, or is writing it just now.
            return ()
        for words in said:
            title, _, text = words.partition(": ")
            self._notifications.post(_PACKAGE, title, text, now)
        return tuple(said)

    def _ring_alarms(self, before: float, now: float) -> list[str]:
        stamp = self._alarms.database.stamp()
        if stamp != self._seen:
            # Not the stamp of afterwards: a client may write between the two.
            self._seen = stamp
            self._enabled = tuple(alarm for alarm in self._alarms.list() if alarm.enabled)
        due = [alarm for alarm in self._enabled if alarm.next_time(before) <= now]
        for alarm in due:
            if alarm.delete_after_use:
                self._alarms.delete(alarm.id)
            elif not alarm.days:
                self._alarms.update(replace(alarm, enabled=False))
        return [f"Alarm: {_time(alarm)}" for alarm in due]

    def _ring_timers(self, before: float, now: float) -> list[str]:
        return [
            f"Time's up: {timer.label or 'Timer'}"
            for timer in self._alarms.timers.list()
            if timer.state is TimerState.EXPIRED and now + timer.left_s > before
        ]


def _time(alarm: Alarm) -> str:
    half = "PM" if alarm.hour >= 12 else "AM"
    return f"{(alarm.hour - 1) % 12 + 1}:{alarm.minute:02d} {half} {alarm.label}".strip()
