"""``--device desktop[:0|1|all|virtual]``: lists the monitors and opens one of them."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from agent.errors import SetupError
from agent.protocols import Device, DeviceKind, DeviceListing
from devices.desktop.missing import Missing, missing
from devices.desktop.session import Session

__all__ = ["KIND", "DesktopKind"]


@dataclass(frozen=True)
class Listed:
    """A line of ``agent devices``."""

    serial: str
    state: str
    description: str


@dataclass(frozen=True)
class DesktopKind:
    """The monitors of the desktop that this program runs on."""

    name: str = "desktop"

    def list(self) -> Sequence[DeviceListing]:
        """Each monitor. A desktop that cannot be used is listed with the reason as its state."""
        session = Session()
        if session.system == "none":
            return [Listed("0", "no display", "DISPLAY is not set")]
        from devices.desktop.capture import Camera
        from devices.desktop.x11 import Server

        try:
            session.demand()
            if session.system == "x11":
                Server(session).close()
            camera = Camera(session)
        except SetupError as error:
            return [Listed("0", "unusable", str(error))]
        with closing(camera):
            sizes = camera.monitors
        where = session.display or session.system
        return [Listed(str(i), "device", f"{size} on {where}") for i, size in enumerate(sizes)]

    def open(self, serial: str | None = None) -> Device:
        """See ``DeviceKind.open``. ``0`` is the main monitor and the default; ``1``..., ``all``.

        ``virtual``, ``virtual=1280x800``: a desktop of its own, ended by ``close``; ``virtual-1``:
        one that ``agent desktop start`` keeps.
        """
        if serial is not None and serial.startswith("virtual"):
            from devices.desktop.virtual.device import open_virtual

            return open_virtual(serial)
        from devices.desktop.driver import DesktopDevice

        return DesktopDevice(Session(), serial or "0", watched=True)

    def missing(self) -> Iterator[Missing]:
        """What keeps this machine's desktop from being used: for ``agent doctor``."""
        return missing()


KIND: DeviceKind = DesktopKind()
