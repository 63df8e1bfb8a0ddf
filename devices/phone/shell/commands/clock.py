"""date, uptime and cal: the phone's own clock, in UTC, never the host's."""

import calendar
import re
import time
from datetime import UTC, datetime

from devices.phone.shell.call import Call, command, options
from devices.phone.shell.errors import Usage
from devices.phone.state.clock import Clock

__all__ = ["parse"]

DEFAULT = "%a %b %e %H:%M:%S %Z %Y"
FORMAT_CHARS = 4096


@command("date")
def date(call: Call) -> int:
    chosen = options(call, "ud:r:D:I:Rs:")
    clock = call.state.clock
    moment = clock.now()
    template = DEFAULT
    for word in chosen.rest:
        if word.startswith("+"):
            template = word[1:]
        else:
            moment = _set(clock, parse(word, moment))
    if "s" in chosen:
        moment = _set(clock, parse(chosen.last("s"), moment))
    if "d" in chosen:
        moment = parse(chosen.last("d"), moment)
    elif "r" in chosen:
        moment = call.files.stat(chosen.last("r"), call.cwd).mtime_ns / 1e9
    if "R" in chosen:
        template = "%a, %d %b %Y %H:%M:%S %z"
    elif "I" in chosen:
        template = "%Y-%m-%dT%H:%M:%S%z" if chosen.last("I").startswith("s") else "%Y-%m-%d"
    call.out(_formatted(template, moment))
    return 0


def _set(clock: Clock, moment: float) -> float:
    try:
        clock.set(moment)
    except ValueError:
        raise Usage("cannot set date: Invalid argument") from None
    return moment


def _formatted(template: str, moment: float) -> str:
    """Strftime in UTC with English names, plus GNU's and toybox's %N and %s."""
    if len(template) > FORMAT_CHARS:
        raise Usage("format too long")
    parts = time.gmtime(moment)
    fraction = int(moment % 1 * 1e9)

    def field(match: re.Match[str]) -> str:
        letter = match[2]
        simple = {
            "s": str(int(moment)), "N": f"{fraction:09d}", "Z": "UTC", "z": "+0000", "n": "\n",
            "t": "\t", "%": "%", "e": f"{parts.tm_mday:>2}", "k": f"{parts.tm_hour:>2}",
            "l": f"{(parts.tm_hour + 11) % 12 + 1:>2}", "P": "am" if parts.tm_hour < 12 else "pm",
            "h": calendar.month_abbr[parts.tm_mon], "D": time.strftime("%m/%d/%y", parts),
            "F": time.strftime("%Y-%m-%d", parts), "T": time.strftime("%H:%M:%S", parts),
            "R": time.strftime("%H:%M", parts), "c": time.strftime("%a %b %d %H:%M:%S %Y", parts),
            "r": time.strftime("%I:%M:%S %p", parts), "C": f"{parts.tm_year // 100:02d}",
            "u": str(parts.tm_wday + 1), "x": time.strftime("%m/%d/%y", parts),
            "X": time.strftime("%H:%M:%S", parts), "V": time.strftime("%V", parts),
        }  # fmt: skip
        if letter in simple:
            text = simple[letter]
            if letter == "N" and match[1].isdecimal():
                return text[: int(match[1])]
        elif letter in "aAbBdHIjmMpSUwWyYgG":
            text = time.strftime("%" + letter, parts)
        else:
            return match[0]
        return text.lstrip("0 ") or "0" if match[1] == "-" else text

    return re.sub(r"%([-_0-9]?)([A-Za-z%])", field, template)


def parse(text: str, now: float) -> float:
    """Epoch seconds of ``MMDDhhmm[[CC]YY][.SS]``, ``@N`` or ``YYYY-MM-DD[ hh:mm[:ss]]``.

    Raises Usage for anything else.
    """
    text = text.strip()
    if re.fullmatch(r"@-?\d{1,12}(\.\d{1,9})?", text):
        return max(0.0, float(text[1:]))
    iso = re.fullmatch(
        r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?Z?", text
    )
    try:
        if iso:
            year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
            hour, minute, second = (int(part or 0) for part in iso.groups()[3:6])
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
        posix = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d{2}|\d{4})?(?:\.(\d\d))?", text)
        if posix:
            month, day, hour, minute = (int(posix[n]) for n in range(1, 5))
            year = int(posix[5]) if posix[5] else time.gmtime(now).tm_year
            if year < 100:
                year += 2000 if year < 70 else 1900
            second = int(posix[6] or 0)
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
        if re.fullmatch(r"\d\d?:\d\d(:\d\d)?", text):
            hour, minute, second = (int(p) for p in [*text.split(":"), "0"][:3])
            today = datetime.fromtimestamp(now, UTC)
            return today.replace(hour=hour, minute=minute, second=second, microsecond=0).timestamp()
    except (ValueError, OverflowError):
        pass
    if text in {"now", "today"}:
        return now
    raise Usage(f"bad date '{text[:80]}'")


@command("uptime")
def uptime(call: Call) -> int:
    seconds = int(call.state.clock.uptime())
    if "-s" in call.args:
        call.out(_formatted("%Y-%m-%d %H:%M:%S", call.state.clock.now() - seconds))
        return 0
    clock = _formatted("%H:%M:%S", call.state.clock.now())
    call.out(
        f" {clock} up {seconds // 3600}:{seconds // 60 % 60:02d},  0 users,  "
        "load average: 0.42, 0.38, 0.31"
    )
    return 0


@command("cal")
def cal(call: Call) -> int:
    today = datetime.fromtimestamp(call.state.clock.now(), UTC)
    call.out(calendar.TextCalendar(calendar.SUNDAY).formatmonth(today.year, today.month).rstrip())
    return 0


@command("hwclock")
def hwclock(call: Call) -> int:
    call.out(_formatted(DEFAULT, call.state.clock.now()))
    return 0
