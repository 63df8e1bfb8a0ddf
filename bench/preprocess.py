"""From a phone's screen to what a vision tower takes, beside adbutils and transformers.

    python bench/preprocess.py [--serial SERIAL] [--rounds 15] [--app Settings]

Without a serial it starts a built-in phone of its own. Ours: the driver's capture, then
``pixels.packed``: patches of bytes, which is what our towers' first layer takes. Theirs: adbutils'
``screenshot()``, then transformers' image processor: patches of floats, which is what theirs takes.
"Capture" is the part of ours that the phone and the wire need. Both at the sizes of Qwen2.5-VL with
256 to 1280 tokens and with its own budget, and of Qwen3-VL. Before every pair the page is scrolled
and comes to rest: a phone keeps the PNG of a still screen. The two take turns in going first.
Before anything is timed, the two results are compared: our bytes as floats must have the shape of
theirs, and differ by less than one grey level on average (the rounding of two bicubic kernels).
Reported: medians, and the median over rounds of the ratio.
"""

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import adbutils
import torch
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from agent.actions import Direction, OpenApp, Scroll
from agent.models.local.geometry import Geometry
from agent.models.local.pixels import packed
from agent.protocols import Device
from agent.settle import settle
from devices.android.capture import Camera
from devices.android.link import Link
from devices.android.server import Server

HALF = (0.5, 0.5, 0.5)
SHOWN = {
    "Qwen2.5-VL, 256 to 1280 tokens": Geometry(14, min_pixels=256 * 784, max_pixels=1280 * 784),
    "Qwen2.5-VL, the hub's budget": Geometry(14, max_pixels=12845056),
    "Qwen3-VL, the hub's budget": Geometry(
        16, min_pixels=65536, max_pixels=16777216, mean=HALF, std=HALF
    ),
}
ATTEMPTS = 5
Way = Callable[[], torch.Tensor]


def ours(camera: Camera, geometry: Geometry, captures: list[float]) -> Way:
    """``captures`` gets the seconds of each capture."""

    def way() -> torch.Tensor:
        started = time.perf_counter()
        frame = camera.take()
        captures.append(time.perf_counter() - started)
        return packed(frame, geometry.seen(frame.size), geometry)

    return way


def as_floats(bytes_: torch.Tensor, geometry: Geometry) -> torch.Tensor:
    """The same patches in the families' own form."""
    side, mean, std = geometry.patch, torch.tensor(geometry.mean), torch.tensor(geometry.std)
    colours = bytes_.view(-1, side, side, 4)[..., :3].float() + 128
    still = ((colours * geometry.rescale - mean) / std).permute(0, 3, 1, 2)
    return still[:, :, None].expand(-1, -1, geometry.temporal, -1, -1).flatten(1)


def theirs(phone: Any, geometry: Geometry) -> Way:
    processor = Qwen2VLImageProcessorPil(
        patch_size=geometry.patch,
        image_mean=geometry.mean,
        image_std=geometry.std,
        min_pixels=geometry.min_pixels,
        max_pixels=geometry.max_pixels,
    )

    def way() -> torch.Tensor:
        found: torch.Tensor = processor(phone.screenshot(), return_tensors="pt")["pixel_values"]
        return found

    return way


def apart(one: Way, other: Way, geometry: Geometry) -> float | None:
    """Grey levels between the two on average; a clock may tick, so it tries again. None: never."""
    for _ in range(ATTEMPTS):
        first, second = as_floats(one(), geometry), other()
        if first.shape != second.shape:
            return None
        difference = (first - second).abs().mean().item() * 255 * min(geometry.std)
        if difference < 1:
            return difference
    return None


def measure(pair: tuple[Way, Way], device: Device, rounds: int) -> list[tuple[float, float]]:
    """Seconds of the two ways, a pair each round."""
    taken = []
    directions: Iterator[Direction] = itertools.cycle(("down", "up"))
    for turn in range(rounds):
        seconds = [0.0, 0.0]
        for which in (turn % 2, 1 - turn % 2):
            before = device.capture()
            device.perform(Scroll(direction=next(directions), amount=0.3))
            settle(device, before=before)
            started = time.perf_counter()
            pair[which]()
            seconds[which] = time.perf_counter() - started
        taken.append((seconds[0], seconds[1]))
    return taken


def compare(device: Device, link: Link, phone: Any, rounds: int) -> bool:
    camera = Camera(link)
    size = camera.take().size
    print(
        f"{'':32}{'seen':>11}{'ours':>10}{'(capture)':>12}{'theirs':>11}{'ratio':>8}{'apart':>13}"
    )
    for name, geometry in SHOWN.items():
        captures: list[float] = []
        pair = ours(camera, geometry, captures), theirs(phone, geometry)
        difference = apart(*pair, geometry)
        if difference is None:
            print(f"{name}: the two do not make the same patches", file=sys.stderr)
            return False
        captures.clear()
        taken = measure(pair, device, rounds)
        our, their = (statistics.median(side) * 1e3 for side in zip(*taken, strict=True))
        ratio = statistics.median(their / our for our, their in taken)
        print(
            f"{name:32}{geometry.seen(size)!s:>11}{our:7.1f} ms"
            f"{statistics.median(captures) * 1e3:9.1f} ms{their:8.1f} ms{ratio:7.1f}x"
            f"{difference:8.3f} grey"
        )
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--serial")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--app", default="Settings")
    options = parser.parse_args()

    from devices.android.driver import AndroidDevice
    from devices.phone.fleet import Fleet

    torch.set_num_threads(1)
    fleet = Fleet()
    started = None if options.serial else fleet.start(keep=False)
    serial = options.serial or (started.serial if started else "")
    try:
        server = Server.from_environment()
        device = AndroidDevice(server, serial)
        device.perform(OpenApp(name=options.app))
        size = settle(device).frame.size
        phone = adbutils.AdbClient(server.host, server.port).device(serial)
        print(f"{device.info().model}, {options.app}, {size}, {options.rounds} rounds")
        done = compare(device, Link(server, serial), phone, options.rounds)
    finally:
        if started is not None:
            fleet.stop(started.serial)
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
