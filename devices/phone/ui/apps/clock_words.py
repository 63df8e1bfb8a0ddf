"""How the Clock app writes times, durations and days."""

from datetime import UTC, datetime
from math import ceil
from typing import Any

from devices.phone.state.alarms import Alarm

__all__ = [
    "alarm_row",
    "countdown",
    "face",
    "length",
    "next_alarm",
    "rings_in",
    "summary",
    "time_of_day",
]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)
_EVERY_DAY = 127


def time_of_day(hour: int, minute: int, hours24: bool) -> tuple[str, str]:
    """The time and its half of the day: ("8:30", "AM"), or ("08:30", "")."""
    if hours24:
        return f"{hour:02d}:{minute:02d}", ""
    return f"{(hour - 1) % 12 + 1}:{minute:02d}", "PM" if hour >= 12 else "AM"


def summary(alarm: Alarm, now: float) -> str:
    """The days of an alarm in words."""
    if alarm.days == _EVERY_DAY:
        return "Every day"
    if alarm.days:
        return ", ".join(_DAYS[i] for i in _SUNDAY_FIRST if alarm.days >> i & 1)
    if not alarm.enabled:
        return "Not scheduled"
    then, today = (datetime.fromtimestamp(t, UTC).date() for t in (alarm.next_time(now), now))
    return "Today" if then == today else "Tomorrow"


def next_alarm(alarm: Alarm, now: float, hours24: bool) -> str:
    """When an alarm rings next: "Mon 8:30 AM"."""
    day = _DAYS[datetime.fromtimestamp(alarm.next_time(now), UTC).weekday()]
    return " ".join((day, *time_of_day(alarm.hour, alarm.minute, hours24))).strip()


def rings_in(alarm: Alarm, now: float) -> str:
    """The toast for an alarm that was switched on."""
    minutes = ceil((alarm.next_time(now) - now) / 60)
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    said = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n]
    return f"Alarm set for {' and '.join(said[:2])} from now."


def alarm_row(alarm: Alarm, now: float, hours24: bool) -> dict[str, Any]:
    """What the list shows of an alarm."""
    time, half = time_of_day(alarm.hour, alarm.minute, hours24)
    return {
        "id": alarm.id,
        "time": time,
        "half": half,
        "hour": alarm.hour,
        "minute": alarm.minute,
        "days": alarm.days,
        "enabled": alarm.enabled,
        "vibrate": alarm.vibrate,
        "label": alarm.label,
        "summary": summary(alarm, now),
        "silent": not alarm.ringtone,
    }


def face(seconds: float) -> tuple[str, str]:
    """A stopwatch's face and its hundredths: ("0", "00"), ("1:02:03", "45")."""
    hundredths = round(seconds * 1000) // 10
    hours, minutes, secs = hundredths // 360000, hundredths // 6000 % 60, hundredths // 100 % 60
    if hours:
        text = f"{hours}:{minutes:02d}:{secs:02d}"
    elif minutes:
        text = f"{minutes}:{secs:02d}"
    else:
        text = f"{secs}"
    return text, f"{hundredths % 100:02d}"


def countdown(seconds: float) -> str:
    """What is left of a timer, negative once it has run out: "1:05:30", "4:59", "-0:03"."""
    whole = ceil(seconds)
    hours, minutes, secs = abs(whole) // 3600, abs(whole) // 60 % 60, abs(whole) % 60
    text = f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
    return f"-{text}" if whole < 0 else text


def length(seconds: float) -> str:
    """A timer's whole length: "1h 5m 30s timer"."""
    whole = round(seconds)
    parts = ((whole // 3600, "h"), (whole // 60 % 60, "m"), (whole % 60, "s"))
    return " ".join(f"{n}{unit}" for n, unit in parts if n) + " timer"
