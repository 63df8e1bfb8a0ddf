"""logcat: the phone's own events, as far back as a ring keeps them."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from devices.phone.phone import Phone
from devices.phone.shell.call import Call, command, options
from devices.phone.state.phone import PhoneState

RING = 2000
"""Entries kept; clients ask for a few hundred."""


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    when: float
    level: str
    tag: str
    text: str


class Log:
    """What happened on one phone, from the state's own watchers."""

    def __init__(self, state: PhoneState) -> None:
        self._clock = state.clock
        self._entries: deque[Entry] = deque(maxlen=RING)
        self._next = 1
        self._changed = threading.Condition()
        self.write("I", "boot", "boot completed")

    def write(self, level: str, tag: str, text: str) -> None:
        with self._changed:
            self._entries.append(Entry(self._next, self._clock.now(), level, tag, text))
            self._next += 1
            self._changed.notify_all()

    def clear(self) -> None:
        with self._changed:
            self._entries.clear()

    def after(self, number: int) -> list[Entry]:
        with self._changed:
            return [entry for entry in self._entries if entry.number > number]

    def wait(self, number: int, seconds: float) -> None:
        with self._changed:
            if self._next - 1 <= number:
                self._changed.wait(seconds)


_logs: WeakKeyDictionary[PhoneState, Log] = WeakKeyDictionary()
_lock = threading.Lock()


def log_of(phone: Phone) -> Log:
    """The phone's log. Listening begins with the first use."""
    state = phone.state
    with _lock:
        log = _logs.get(state)
        if log is None:
            log = _logs[state] = Log(state)
            _listen(state, log)
        return log


def _listen(state: PhoneState, log: Log) -> None:
    front = ""

    def moved() -> None:
        nonlocal front
        shown = state.activities.foreground()
        name = f"{shown.package}/{shown.activity}"
        if name != front:
            front = name
            log.write("I", "ActivityTaskManager", f"Displayed {name}")

    def switched() -> None:
        on = state.power.screen_on
        log.write("I", "PowerManagerService", "Waking up" if on else "Going to sleep")

    def put(namespace: str, key: str, value: str | None) -> None:
        log.write("D", "SettingsProvider", f"{namespace}/{key} = {value}")

    state.activities.watch(moved)
    state.power.watch(switched)
    state.settings.watch(put)


@command("logcat")
def logcat(call: Call) -> int:
    chosen = options(call, "dcvgLb:v:t:T:s:f:e:m:BSDG:n:r:")
    log = log_of(call.phone)
    if "c" in chosen or "clear" in chosen:
        log.clear()
        return 0
    if "g" in chosen or "L" in chosen:
        call.out("main: ring buffer is 256 KiB (4 KiB consumed, 8 KiB readable)")
        return 0
    show = _format(chosen.last("v", "threadtime"))
    wanted = _wanted([*chosen.rest, *chosen.all("s")], silent="s" in chosen)
    entries = [entry for entry in log.after(0) if wanted(entry)]
    count = chosen.last("t")
    if count.isdecimal():
        entries = entries[-int(count) :] if int(count) else []
    call.out("--------- beginning of main")
    last = 0
    for entry in entries:
        call.out(show(entry))
        last = entry.number
    if {"d", "t"} & set(chosen.given):
        return 0
    while True:
        call.flush()
        log.wait(last, 0.5)
        call.env.budget.check()
        for entry in log.after(last):
            last = entry.number
            if wanted(entry):
                call.out(show(entry))


def _format(name: str) -> Callable[[Entry], str]:
    def stamp(entry: Entry) -> str:
        seconds = time.strftime("%m-%d %H:%M:%S", time.gmtime(entry.when))
        return f"{seconds}.{int(entry.when * 1000) % 1000:03d}"

    formats: dict[str, Callable[[Entry], str]] = {
        "brief": lambda e: f"{e.level}/{e.tag}( 1000): {e.text}",
        "raw": lambda e: e.text,
        "tag": lambda e: f"{e.level}/{e.tag}: {e.text}",
        "time": lambda e: f"{stamp(e)} {e.level}/{e.tag}( 1000): {e.text}",
        "threadtime": lambda e: f"{stamp(e)}  1000  1000 {e.level} {e.tag}: {e.text}",
    }
    return formats.get(name, formats["threadtime"])


def _wanted(filters: list[str], *, silent: bool) -> Callable[[Entry], bool]:
    order = "VDIWEFS"
    least: dict[str, str] = {}
    for word in filters:
        tag, _, level = word.partition(":")
        least[tag] = level[:1].upper() or "V"
    default = least.get("*", "S" if silent and filters else "V")

    def wanted(entry: Entry) -> bool:
        level = least.get(entry.tag, default)
        return order.find(entry.level) >= order.find(level) if level in order else True

    return wanted


@command("log")
def log(call: Call) -> int:
    chosen = options(call, "p:t:", stop_at_first=True)
    log_of(call.phone).write(
        chosen.last("p", "i").upper()[:1], chosen.last("t", "log"), " ".join(chosen.rest)
    )
    return 0
