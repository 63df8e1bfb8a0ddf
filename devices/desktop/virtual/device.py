"""``--device desktop:virtual[=WIDTHxHEIGHT]`` and ``desktop:virtual-N``."""

from contextlib import suppress

from agent.errors import DeviceNotFound, UsageError
from devices.desktop.driver import DesktopDevice
from devices.desktop.session import Session
from devices.desktop.virtual.desktops import SIZE, Desktops

__all__ = ["VirtualDesktopDevice", "open_virtual"]


class VirtualDesktopDevice(DesktopDevice):
    """A desktop that was started for this device and ends with it."""

    _ended = False

    def close(self) -> None:
        if self._ended:
            return
        self._ended = True
        super().close()
        # It is not there any more if its X server broke down.
        with suppress(DeviceNotFound):
            Desktops().stop(self.serial)


def open_virtual(serial: str) -> DesktopDevice:
    """``virtual``: a new desktop, ended by ``close``; ``virtual-N``: one that runs, left running.

    Raises ``SetupError`` and its children, and ``UsageError`` for a size that is none.
    """
    desktops = Desktops()
    name, _, size = serial.partition("=")
    if name != "virtual":
        desktop = desktops.find(serial)
        return DesktopDevice(Session(desktop.environ), serial=desktop.name)
    desktop = desktops.start(size=_size(size) if size else SIZE, keep=False)
    try:
        return VirtualDesktopDevice(Session(desktop.environ), serial=desktop.name)
    except BaseException:
        desktops.stop(desktop.name)
        raise


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if width.isdecimal() and height.isdecimal():
        return int(width), int(height)
    raise UsageError(
        f"{text!r} is not the size of a desktop, WIDTHxHEIGHT", hint="desktop:virtual=1280x800"
    )
