"""How fast a screen gets from the phone into memory, beside adbutils and beside bare bytes.

    python bench/capture.py [--serial SERIAL] [--rounds 15] [--app Settings]

Without a serial it starts a built-in phone of its own. Before every capture the page is scrolled
and comes to rest, as between the steps of an agent: a phone keeps the PNG of a still screen. The
ways take turns, in another order every round. Reported: the median time of each, the CPU time that
it cost this process, and the median over rounds of its ratio to our choice. Before anything is
timed, all ways have to show the same picture, pixel by pixel.
"""

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import adbutils
import numpy as np
import numpy.typing as npt

from agent.actions import Direction, OpenApp, Scroll
from agent.protocols import Device
from agent.settle import settle
from agent.types import Frame
from devices.android.capture import ROUTES, SERVICES, Camera
from devices.android.link import Link
from devices.android.server import Server

Pixels = npt.NDArray[np.uint8]
ATTEMPTS = 5


def rgb(picture: object) -> Pixels:
    """Height x width x 3."""
    if isinstance(picture, Frame):
        width, height = picture.size
        pixels = np.frombuffer(picture.data, np.uint8).reshape(height, width, 4)
        return pixels[..., [0, 1, 2] if picture.order == "RGBA" else [2, 1, 0]]
    return np.asarray(picture.convert("RGB"))  # type: ignore[attr-defined]


def decoded(picture: Any) -> object:
    """Pillow reads a PNG when its pixels are asked for, which nobody does who only times it."""
    picture.load()
    return picture


def bare(link: Link, buffer: memoryview) -> None:
    """The floor: the same bytes off the same socket, looked at by nobody."""
    with link.open(SERVICES["raw"]) as stream:
        stream.read_into(buffer)


def ways(link: Link, serial: str) -> dict[str, Callable[[], object]]:
    client = adbutils.AdbClient(link.server.host, link.server.port).device(serial)
    probed = Camera(link)
    probed.take()
    size = probed.take().size
    buffer = memoryview(bytearray(size.width * size.height * 4 + 16))
    chosen: dict[str, Callable[[], object]] = {f"ours ({probed.route}, as probed)": probed.take}
    for route in ROUTES:
        if route != probed.route and route in probed.timings:
            chosen[f"ours, {route}"] = Camera(link, route=route).take
    return chosen | {
        "bare bytes (raw)": lambda: bare(link, buffer),
        "adbutils screenshot()": lambda: decoded(client.screenshot()),
        "adbutils framebuffer()": lambda: decoded(client.framebuffer()),
    }


def equal(candidates: dict[str, Callable[[], object]]) -> bool:
    """Whether all show one picture; a clock may tick between two of them, so it may try again."""
    for _ in range(ATTEMPTS):
        pictures = [rgb(take()) for name, take in candidates.items() if not name.startswith("bare")]
        if all(np.array_equal(pictures[0], other) for other in pictures[1:]):
            return True
    return False


@dataclass
class Times:
    """Seconds of each capture, by the clock and of this process's own work."""

    wall: list[float]
    work: list[float]


def measure(
    candidates: dict[str, Callable[[], object]], device: Device, rounds: int
) -> dict[str, Times]:
    taken = {name: Times([], []) for name in candidates}
    order = list(candidates)
    directions: Iterator[Direction] = itertools.cycle(("down", "up"))
    for _ in range(rounds):
        order.append(order.pop(0))
        for name in order:
            before = device.capture()
            device.perform(Scroll(direction=next(directions), amount=0.3))
            settle(device, before=before)
            work, wall = time.process_time(), time.perf_counter()
            candidates[name]()
            taken[name].wall.append(time.perf_counter() - wall)
            taken[name].work.append(time.process_time() - work)
    return taken


def report(taken: dict[str, Times]) -> None:
    ours = next(iter(taken.values())).wall
    print(f"{'':28}{'median':>10}{'fastest':>10}{'own CPU':>10}{'ratio to ours':>15}")
    for name, times in taken.items():
        ratio = statistics.median(its / our for its, our in zip(times.wall, ours, strict=True))
        figures = (statistics.median(times.wall), min(times.wall), statistics.median(times.work))
        print(f"{name:28}{''.join(f'{sec * 1e3:7.1f} ms' for sec in figures)}{ratio:14.2f}x")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--serial")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--app", default="Settings")
    options = parser.parse_args()

    from devices.android.driver import AndroidDevice
    from devices.phone.fleet import Fleet

    fleet = Fleet()
    started = None if options.serial else fleet.start(keep=False)
    serial = options.serial or (started.serial if started else "")
    try:
        server = Server.from_environment()
        device = AndroidDevice(server, serial)
        device.perform(OpenApp(name=options.app))
        size = settle(device).frame.size
        candidates = ways(Link(server, serial), serial)
        if not equal(candidates):
            print("the ways do not show the same picture", file=sys.stderr)
            return 1
        print(f"{device.info().model}, {options.app}, {size}, {options.rounds} rounds")
        report(measure(candidates, device, options.rounds))
    finally:
        if started is not None:
            fleet.stop(started.serial)
    return 0


if __name__ == "__main__":
    sys.exit(main())
