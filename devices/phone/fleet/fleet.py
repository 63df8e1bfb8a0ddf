"""Every built-in phone of this machine: start, stop, list, reset, look at."""

import os
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from agent.errors import CaptureFailed, DeviceLost, DeviceNotFound, SetupError, UsageError
from devices.phone.adb.client import ask_phone
from devices.phone.adb.host import AdbServer
from devices.phone.fleet.info import PhoneInfo, remembered
from devices.phone.fleet.launch import PhoneOptions, launch, reap, wait_for_server
from devices.phone.status import PhoneStatus, folder_of, process_alive

__all__ = ["Fleet"]

STOP_S = 5.0
HEADER_BYTES = 56
"""Of ``framebuffer:``: fourteen u32."""


class Fleet:
    """Keeps nothing: what it knows is what running phones say. Safe from several processes."""

    def __init__(self, server: AdbServer | None = None) -> None:
        self._server = server or AdbServer.from_environment()

    def start(
        self,
        *,
        seed: int = 0,
        size: tuple[int, int] = (1080, 2400),
        density: int = 420,
        port: int | None = None,
        clock: float | None = None,
        state: Path | None = None,
        keep: bool = True,
        screen: bool = True,
    ) -> PhoneInfo:
        """Start a phone; it is ready and known to the adb server when this returns.

        `PhoneOptions` says what the arguments mean. Raises `SetupError` and its children, and
        `UsageError` for arguments that cannot be.
        """
        self._require_local()
        options = PhoneOptions(seed, size, density, port, clock, state, keep, screen)
        with ThreadPoolExecutor(1, thread_name_prefix="adb server") as aside:
            # An adb server takes up to 3 s to start (it looks for USB), as long as a phone.
            serving = aside.submit(self._server.start)
            phone = launch(options, self._server)
            try:
                serving.result()
                wait_for_server(self._server, phone)
            except SetupError:
                self.stop(phone.serial)
                raise
        return phone

    def ensure(self) -> str:
        """The serial of a running phone that the adb server can reach, started if none is."""
        self._require_local()
        self._server.start()
        for phone in self.list():
            if phone.ready:
                wait_for_server(self._server, phone)
                return phone.serial
        return self.start().serial

    def list(self) -> Sequence[PhoneInfo]:
        """The phones that run now, by port."""
        reap()
        return remembered()

    def find(self, serial: str | None = None) -> PhoneInfo:
        """The running phone of that serial, or the only one.

        Raises `DeviceNotFound`, or `UsageError` when several run and none was named.
        """
        phones = [phone for phone in self.list() if serial in {None, phone.serial}]
        if len(phones) == 1:
            return phones[0]
        if phones:
            names = ", ".join(phone.serial for phone in phones)
            raise UsageError(f"several phones are running: {names}", hint="name one of them")
        if serial is None:
            raise DeviceNotFound("no built-in phone is running", hint="agent phone start")
        raise DeviceNotFound(f"no built-in phone {serial!r} is running", hint="agent phone list")

    def stop(self, serial: str) -> PhoneInfo:
        """End a phone and wait until it has ended. Raises `DeviceNotFound` or `DeviceLost`."""
        phone = self.find(serial)
        try:
            ask_phone(phone.port, "fingertip:stop")
        except OSError:
            # `find` saw this very process listen on its port a moment ago: it is ours to end.
            _signal(phone, signal.SIGTERM)
        if not self._ended(phone):
            _signal(phone, signal.SIGKILL)
            if not self._ended(phone):
                raise DeviceLost(f"{serial} (process {phone.pid}) does not end", hint="")
        PhoneStatus.remove(folder_of(serial))
        return phone

    def reset(self, serial: str) -> float:
        """Back to what its seed gave. The seconds it took inside. Raises `DeviceLost`."""
        return float(self._ask(serial, "fingertip:reset"))

    def screenshot(self, serial: str) -> tuple[tuple[int, int], bytes]:
        """Size and RGBA pixels of the screen now. Raises `CaptureFailed` or `DeviceLost`."""
        size = self.find(serial).size
        picture = self._ask(serial, "framebuffer:")
        pixels = picture[-size[0] * size[1] * 4 :]
        if len(picture) - len(pixels) != HEADER_BYTES:
            raise CaptureFailed(
                f"{serial} sent {len(picture)} bytes for a screen of {size[0]}x{size[1]}",
                hint="agent phone reset",
            )
        return size, pixels

    def _require_local(self) -> None:
        if not self._server.is_local:
            raise SetupError(
                f"the adb server is on {self._server.host}, which cannot reach a phone in here:"
                " built-in phones listen on this machine's loopback only",
                hint="unset ANDROID_ADB_SERVER_HOST",
            )

    def _ask(self, serial: str, service: str) -> bytes:
        phone = self.find(serial)
        try:
            return ask_phone(phone.port, service, timeout=15.0)
        except OSError as error:
            raise DeviceLost(
                f"{serial} does not answer: {error}", hint=f"agent phone stop {serial}"
            ) from None

    @staticmethod
    def _ended(phone: PhoneInfo) -> bool:
        deadline = time.monotonic() + STOP_S
        while time.monotonic() < deadline:
            reap()
            if not process_alive(phone.pid):
                return True
            time.sleep(0.01)
        return False


def _signal(phone: PhoneInfo, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended in between
        os.kill(phone.pid, number)
