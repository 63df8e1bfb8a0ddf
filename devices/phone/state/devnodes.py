"""The few files under /dev and /proc that clients read, made on the spot and never the host's own.

Everything else under those two directories is absent (ENOENT), so a client can reach neither the
host's processes nor its devices through them.
"""

import io
import os
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["BOOT_ID", "CHARACTER_DEVICES", "TEXT_NODES", "open_device"]

BOOT_ID = "/proc/sys/kernel/random/boot_id"
"""A UUID that the kernel draws at every boot (Linux, ``sysctl/kernel.rst``); the phone draws it."""

MEMORY_KB = 3_915_776
"""What a 4 GB phone shows as MemTotal; no client computes with it."""


class _Device(io.RawIOBase):
    """A character device: `fill` makes what is read, writing is swallowed."""

    def __init__(self, fill: Callable[[int], bytes]) -> None:
        self._fill = fill

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._fill(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data: Any) -> int:
        return memoryview(data).nbytes


CHARACTER_DEVICES: Mapping[str, Callable[[int], bytes]] = {
    "/dev/null": lambda _size: b"",
    "/dev/tty": lambda _size: b"",
    "/dev/zero": bytes,
    "/dev/urandom": os.urandom,
    "/dev/random": os.urandom,
}


def open_device(path: str) -> io.RawIOBase:
    """Open one of `CHARACTER_DEVICES` for reading and writing."""
    return _Device(CHARACTER_DEVICES[path])


_CPU = (
    "processor\t: {0}\nBogoMIPS\t: 38.40\n"
    "Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics\n"
    "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: 0xd05\n\n"
)

TEXT_NODES: Mapping[str, str] = {
    "/proc/version": "Linux version 5.10.107-android13 (builtin-phone) #1 SMP PREEMPT\n",
    "/proc/cpuinfo": "".join(_CPU.format(core) for core in range(8)) + "Hardware\t: Fingertip\n",
    "/proc/meminfo": (
        f"MemTotal:        {MEMORY_KB} kB\nMemFree:          812344 kB\n"
        "MemAvailable:    2103488 kB\nBuffers:            6212 kB\nCached:          1402112 kB\n"
        "SwapTotal:       2097148 kB\nSwapFree:        2097148 kB\n"
    ),
    "/proc/uptime": "3600.00 28000.00\n",
    "/proc/loadavg": "0.42 0.38 0.31 1/812 4242\n",
    "/proc/mounts": (
        "/dev/block/dm-0 / ext4 ro,seclabel,relatime 0 0\n"
        "/dev/block/dm-5 /data f2fs rw,lazytime,seclabel,nosuid,nodev,noatime 0 0\n"
        "/dev/fuse /storage/emulated fuse rw,lazytime,nosuid,nodev,noexec,noatime 0 0\n"
    ),
    "/proc/stat": "cpu  12000 900 8000 240000 300 500 200 0 0 0\nbtime 1697380000\n",
    "/proc/filesystems": "nodev\tproc\nnodev\ttmpfs\n\text4\n\tf2fs\nnodev\tfuse\n",
}
