"""How the apps write moments. The phone's time zone is UTC."""

from datetime import UTC, datetime

__all__ = ["clock", "day", "moment"]


def clock(when: float, *, hours24: bool) -> str:
    """The time of day of an epoch second: "15:34" or "3:34 PM"."""
    then = datetime.fromtimestamp(when, UTC)
    return f"{then:%H:%M}" if hours24 else f"{then.hour % 12 or 12}:{then:%M} {then:%p}"


def day(when: float, now: float, *, hours24: bool) -> str:
    """A time of today as a clock shows it, any other as its date (both in epoch seconds)."""
    then, today = (datetime.fromtimestamp(t, UTC) for t in (when, now))
    if then.date() == today.date():
        return clock(when, hours24=hours24)
    date = f"{then:%b} {then.day}"
    return date if then.year == today.year else f"{date}, {then.year}"


def moment(when: float, now: float, *, hours24: bool) -> str:
    """As `day`, with the time of day after a date."""
    shown, time = day(when, now, hours24=hours24), clock(when, hours24=hours24)
    return time if shown == time else f"{shown}, {time}"
