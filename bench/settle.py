"""How long after the screen has really come to rest an agent goes on waiting.

    python bench/settle.py [--traces 400] [--seed 0] [--phone]

Synthetic transitions on a clock of their own (nothing sleeps): the screen answers late, ripples
under the finger, slides, pauses, loads more; meanwhile the status bar ticks. Each policy waits on
the same traces. Reported: seconds idle after true rest, and how often it looked too early.

``--phone`` also waits on a built-in phone while applications and pages open, watches it for
another second, and reports the same two figures.
"""

import argparse
import random
import statistics
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from agent.actions import Action, OpenApp, Press, Scroll
from agent.protocols import Device
from agent.settle import STATUS_BAR, changed_box, settle
from agent.types import Box, Frame, Size

SIZE = Size(90, 200)
CLOCK = Box(5, 0, 20, 6)
CAPTURE = 0.012
"""Seconds of a capture: the built-in phone's; a real one's is 0.05 to 0.7."""


@dataclass(frozen=True)
class Burst:
    """Pictures that change every 16 ms inside of ``box``, from ``start`` to ``end`` seconds."""

    box: Box
    start: float
    end: float
    fades: bool = False
    """Whether it leaves nothing behind."""


def transition(random: random.Random) -> tuple[Burst, ...]:
    """What a tap sets off: nothing, a switch, a page at once or late, or one that loads more."""
    kind = random.choices(("nothing", "switch", "page", "slow", "two"), (1, 3, 6, 1, 1))[0]
    late = random.uniform(0.0, 0.12)
    if kind == "nothing":
        return ()
    if kind == "switch":
        return (Burst(Box(70, 90, 84, 98), late, late + random.uniform(0.1, 0.3)),)
    ripple = Burst(Box(5, 90, 85, 104), late, late + 0.08, fades=True)
    begin = late + (random.uniform(0.2, 1.2) if kind == "slow" else random.uniform(0.0, 0.2))
    end = begin + random.uniform(0.15, 0.5)
    page = Burst(Box(0, 10, 90, 190), begin, end)
    if kind in {"page", "slow"}:
        return (ripple, page)
    more = end + random.uniform(0.02, 0.3)
    return (ripple, page, Burst(Box(0, 60, 90, 120), more, more + 0.05))


class Screen:
    def __init__(self, bursts: tuple[Burst, ...]) -> None:
        self.at = 0.0
        self.bursts = bursts
        self.rest = max((burst.end for burst in bursts), default=0.0)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def show(self, at: float) -> Frame:
        data = bytearray(b"\xee" * (SIZE.width * SIZE.height * 4))
        marks = [(CLOCK, int(at * 3))]
        marks += [
            (burst.box, 1 + int(min(at, burst.end) * 60) + 7 * index)
            for index, burst in enumerate(self.bursts)
            if at >= burst.start and not (burst.fades and at > burst.end)
        ]
        for box, shade in marks:
            width = box.right - box.left
            for y in range(box.top, box.bottom):
                begin = (y * SIZE.width + box.left) * 4
                data[begin : begin + width * 4] = bytes([shade % 230]) * (4 * width)
        return Frame(SIZE, data)

    def capture(self) -> Frame:
        frame = self.show(self.at)
        self.at += CAPTURE
        return frame


def ours(screen: Screen, before: Frame) -> Frame:
    return settle(screen, before=before, now=screen.now, sleep=screen.sleep).frame


def fixed(seconds: float) -> Callable[[Screen, Frame], Frame]:
    def wait(screen: Screen, before: Frame) -> Frame:
        screen.sleep(seconds)
        return screen.capture()

    return wait


def three_equal(screen: Screen, before: Frame) -> Frame:
    """AndroidWorld's other mode: three equal looks, 0.5 s apart, at most 6 s."""
    looks = [screen.capture()]
    while screen.now() < 6.0:
        screen.sleep(0.5)
        looks.append(screen.capture())
        if len(looks) >= 3 and all(changed_box(looks[-1], other) is None for other in looks[-3:-1]):
            break
    return looks[-1]


POLICIES: dict[str, Callable[[Screen, Frame], Frame]] = {
    "agent.settle": ours,
    "fixed 1.0 s (AndroidWorld)": fixed(1.0),
    "fixed 2.0 s (M3A and others)": fixed(2.0),
    "three equal looks": three_equal,
}


WATCHED = 1.0
ACTIONS: tuple[Action, ...] = (
    OpenApp(name="Settings"),
    Scroll(direction="down"),
    Scroll(direction="up", amount=2),
    Press(key="home"),
    OpenApp(name="Contacts"),
    Press(key="recents"),
    Press(key="home"),
    OpenApp(name="Clock"),
    Press(key="back"),
)


@dataclass
class Watch:
    """Remembers when each picture was asked for, and what it showed below the status bar."""

    device: Device
    seen: list[tuple[float, int]]

    def capture(self) -> Frame:
        asked = time.monotonic()
        frame = self.device.capture()
        skip = round(frame.size.height * STATUS_BAR) * frame.size.width * 4
        self.seen.append((asked, zlib.crc32(memoryview(frame.data)[skip:])))
        return frame


def on_phone(rounds: int = 3) -> None:
    from devices.android import KIND
    from devices.phone.fleet import Fleet

    fleet = Fleet()
    phone = fleet.start(keep=False)
    idle, early = [], 0
    try:
        device = KIND.open(phone.serial)
        for action in ACTIONS * rounds:
            before = device.capture()
            device.perform(action)
            watch = Watch(device, [])
            settle(watch, before=before)
            settled = time.monotonic()
            while time.monotonic() < settled + WATCHED:
                watch.capture()
            last = watch.seen[-1][1]
            moving = [at for at, shown in watch.seen if shown != last]
            rest = next(at for at, _ in watch.seen if not moving or at > moving[-1])
            idle.append(settled - rest)
            early += rest > settled
    finally:
        fleet.stop(phone.serial)
    waits = [seconds for seconds in idle if seconds >= 0]
    p95 = statistics.quantiles(waits, n=20)[-1]
    print(
        f"built-in phone, {len(idle)} actions: idle median {statistics.median(waits):.3f} s, ",
        end="",
    )
    print(f"p95 {p95:.3f} s, too early {early} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--traces", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--phone", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    traces = [transition(chance) for _ in range(options.traces)]
    print(f"{options.traces} transitions, {CAPTURE * 1e3:.0f} ms a capture")
    print(f"{'':30}{'idle median':>13}{'p95':>10}{'too early':>12}")
    for name, policy in POLICIES.items():
        idle, early = [], 0
        for bursts in traces:
            screen = Screen(bursts)
            frame = policy(screen, Screen(()).show(0.0))
            if changed_box(frame, screen.show(99.0)) is None:
                idle.append(screen.at - screen.rest)
            else:
                early += 1
        p95 = statistics.quantiles(idle, n=20)[-1]
        rate = early / len(traces)
        print(f"{name:30}{statistics.median(idle):10.3f} s {p95:8.3f} s{rate:11.1%}")
    if options.phone:
        on_phone()


if __name__ == "__main__":
    main()
