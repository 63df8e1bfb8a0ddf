"""What a virtual desktop is, to those who start and name it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.desktop.virtual.status import DesktopStatus, desktops_folder, is_held

__all__ = ["DesktopInfo", "remembered"]


@dataclass(frozen=True, slots=True)
class DesktopInfo:
    """A running desktop. ``size`` in pixels; ``display`` as in ``DISPLAY``; ``home`` on this disk.

    ``environ``: the whole environment of a program that is to run there.
    """

    name: str
    display: str
    pid: int
    size: tuple[int, int]
    home: Path
    ready: bool
    environ: Mapping[str, str]

    @classmethod
    def of(cls, status: DesktopStatus) -> "DesktopInfo":
        return cls(
            status.name,
            status.display,
            status.pid,
            status.size,
            Path(status.home),
            status.ready,
            status.environ,
        )


def remembered() -> list[DesktopInfo]:
    """The desktops that run, by number."""
    folder = desktops_folder()
    places = [place for place in folder.iterdir() if is_held(place)] if folder.is_dir() else []
    known = (DesktopStatus.read(place) for place in places)
    found = [DesktopInfo.of(status) for status in known if status and not status.error]
    return sorted(found, key=lambda desktop: (len(desktop.name), desktop.name))
