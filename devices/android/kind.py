"""``--device android[:SERIAL]``: lists what adb sees and opens one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.errors import DeviceNotFound
from agent.protocols import Device, DeviceKind
from devices.android.choose import choose, is_coming
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
        """See ``DeviceKind.open``. A serial ``HOST:PORT`` that is not attached yet is dialled.

        One that adb is just connecting to is waited for, up to ``link.RECONNECT_SECONDS``.
        """
        from devices.android.driver import AndroidDevice

        server = Server.from_environment()
        try:
            chosen = choose(_attached(server, serial), serial)
        except DeviceNotFound:
            if serial is None or ":" not in serial:
                raise
            said = server.attach(serial)
            try:
                chosen = choose(_attached(server, serial), serial)
            except DeviceNotFound as error:
                raise DeviceNotFound(f"{error} (adb: {said})", hint=error.hint) from None
        return AndroidDevice(server, chosen)

    def adb(self, serial: str) -> Sequence[str]:
        """See ``SpeaksAdb.adb``: the binary that adbutils finds, and the environment's server."""
        from adbutils import adb_path

        server = Server.from_environment()
        return [adb_path(), "-H", server.host, "-P", str(server.port), "-s", serial]


def _attached(server: Server, serial: str | None) -> Sequence[Attached]:
    """What is attached, once adb has done connecting to the one that is to be used."""
    from devices.android.link import waited_for

    return waited_for(server.devices, lambda found: not is_coming(found, serial))


KIND: DeviceKind = AndroidKind()
