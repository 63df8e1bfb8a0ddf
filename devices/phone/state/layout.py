"""What a phone's disk looks like from inside: mounts, standard folders, owners, file facts."""

import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["MOUNTS", "SHARED", "STANDARD_FOLDERS", "StampedFile", "Stat", "owner"]

SHARED = ("data", "media", "0")
MOUNTS: tuple[tuple[str, ...], ...] = (
    ("sdcard",),
    ("mnt", "sdcard"),
    ("storage", "emulated", "0"),
    ("storage", "self", "primary"),
)
STANDARD_FOLDERS = (
    *(
        f"/sdcard/{name}"
        for name in (
            "Alarms", "Android", "Audiobooks", "DCIM", "DCIM/Camera", "Documents",
            "Documents/Markor", "Download", "Movies", "Music", "Notifications", "Pictures",
            "Podcasts", "Recordings", "Ringtones", "VLCVideos",
            "Android/data/com.dimowner.audiorecorder/files/Music/records",
        )
    ),
    "/data/app", "/data/data", "/data/local/tmp", "/data/system", "/system/bin", "/system/etc",
    "/vendor", "/cache", "/mnt", "/storage/emulated", "/storage/self",
)  # fmt: skip
"""Made in every phone: a missing one makes android_env restart the adb server (android.md 3.6)."""


@dataclass(frozen=True, slots=True)
class Stat:
    """What a client may know of a file; `mode` has the type bits, times are epoch nanoseconds."""

    mode: int
    size: int
    mtime_ns: int
    atime_ns: int
    ctime_ns: int
    ino: int
    nlink: int
    dev: int
    uid: int
    gid: int

    @property
    def is_dir(self) -> bool:
        return stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.mode)


class StampedFile(io.FileIO):
    """A file that takes the phone's time, not the host's, when what was written to it is closed."""

    def __init__(self, fd: int, mode: str, now: Callable[[], float]) -> None:
        super().__init__(fd, mode)
        self._now = now

    def close(self) -> None:
        if not self.closed and os.utime in os.supports_fd:
            moment = int(self._now() * 1e9)
            os.utime(self.fileno(), ns=(moment, moment))
        super().close()


def owner(parts: tuple[str, ...]) -> tuple[int, int]:
    """Uid and gid as Android gives them: root, media_rw on shared storage, an app's own number."""
    if any(parts[: len(mount)] == mount for mount in (SHARED, *MOUNTS)):
        return 10160, 1023
    if parts[:2] == ("data", "data") and len(parts) > 2:
        number = 10000 + sum(parts[2].encode(errors="surrogateescape")) % 200
        return number, number
    if parts[:2] == ("data", "local"):
        return 2000, 2000
    return 0, 0
