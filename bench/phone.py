"""The built-in phone's figures: start, reset, captures a second, memory.

    python bench/phone.py [--rounds 5] [--captures 100]

Medians over the rounds. Captures are raw RGBA of the full screen by ``exec:screencap``, one after
another, through the real adb server that ANDROID_ADB_SERVER_PORT names (else the default one).
Targets: start < 2 s, reset < 0.5 s, >= 30 captures/s, <= 250 MB resident.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from devices.phone.adb.host import AdbServer
from devices.phone.fleet import Fleet, PhoneInfo


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB; 0 where there is no /proc."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def capture(server: AdbServer, phone: PhoneInfo, buffer: bytearray) -> int:
    """Bytes of one raw picture, read into `buffer`."""
    view, done = memoryview(buffer), 0
    with server.service(phone.serial, "exec:screencap", timeout=10.0) as stream:
        while count := stream.recv_into(view[done:]):
            done += count
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--captures", type=int, default=100)
    options = parser.parse_args()

    server = AdbServer.from_environment()
    server.start()  # not what is measured
    fleet = Fleet(server)
    starts: list[float] = []
    resets: list[float] = []
    rates: list[float] = []
    single: list[float] = []
    memory: list[float] = []
    for _ in range(options.rounds):
        started = time.perf_counter()
        phone = fleet.start(keep=False)
        starts.append(time.perf_counter() - started)
        width, height = phone.size
        buffer = bytearray(width * height * 4 + 64)
        capture(server, phone, buffer)
        times = [timed(partial(capture, server, phone, buffer)) for _ in range(options.captures)]
        single += times
        rates.append(options.captures / sum(times))
        resets.append(timed(partial(fleet.reset, phone.serial)))
        memory.append(resident_mb(phone.pid))
        fleet.stop(phone.serial)

    print(f"{'what':34}{'median':>10}{'worst':>10}  target")
    rows = (
        ("start until adb says device, s", starts, max(starts), "< 2"),
        ("reset, s", resets, max(resets), "< 0.5"),
        ("one 1080x2400 raw capture, ms", [t * 1000 for t in single], max(single) * 1000, ""),
        ("captures a second", rates, min(rates), ">= 30"),
        ("resident memory, MB", memory, max(memory), "<= 250"),
    )
    for what, values, worst, target in rows:
        print(f"{what:34}{statistics.median(values):10.2f}{worst:10.2f}  {target}")
    print(f"{options.rounds} rounds on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
