"""``--device android[:SERIAL]``: lists what adb sees and opens one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.errors import DeviceNotFound
from agent.protocols import Device, DeviceKind
from devices.android.choose import choose
from devices.android.server import Attached, Server

__all__ = ["KIND", "AndroidKind"]


@dataclass(frozen=True)
class AndroidKind:
    """Phones, tablets and emulators behind the adb server of the environment."""

    name: str = "android"

    def list(self) -> Sequence[Attached]:
        """One raw request to the adb server, which is started when none listens."""
        return Server.from_environment().devices()

    def open(self, serial: str | None = None) -> Device:
        """See ``DeviceKind.open``. A serial ``HOST:PORT`` that is not attached yet is dialled."""
        server = Server.from_environment()
        try:
            chosen = choose(server.devices(), serial)
        except DeviceNotFound:
            if serial is None or ":" not in serial:
                raise
            server.attach(serial)
            chosen = choose(server.devices(), serial)
        from devices.android.driver import AndroidDevice

        return AndroidDevice(server, chosen)


KIND: DeviceKind = AndroidKind()
