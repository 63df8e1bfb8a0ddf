"""Starting a phone's process, and waiting until it and the adb server know each other."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.errors import DeviceTimeout, SetupError, UsageError
from devices.phone.adb.host import DEFAULT_PORT, AdbServer
from devices.phone.adb.listener import bind_loopback
from devices.phone.fleet.info import PhoneInfo
from devices.phone.state.clock import LATEST
from devices.phone.status import PORT_TAKEN, SIDES, PhoneStatus, folder_of, serial_of

__all__ = ["PhoneOptions", "launch", "reap", "wait_for_server"]

SCANNED = range(5555, 5586, 2)
"""The odd ports on which a starting adb server looks for emulators by itself."""
UNSCANNED = range(5587, 5787, 2)
"""Ports whose phones register by themselves: known to the server they were started for only."""
START_S = 60.0
"""Fifty times what a start takes: a continuous-integration machine may be busy with others."""
POLL_S = 0.01

_children: "list[subprocess.Popen[bytes]]" = []
"""Phones that this process started: it alone can tell the system that their end was noticed."""


@dataclass(frozen=True, slots=True)
class PhoneOptions:
    """How a phone is made. `size` in device pixels, `density` in dpi, `clock` in epoch seconds.

    `port` None: the first free one. `state` None: a fresh disk that the next start replaces; a
    folder: that disk, kept. `keep` False: the phone ends with this process. `screen` False: no
    glass, Qt is not even loaded; for those who want its shell and files only.
    """

    seed: int = 0
    size: tuple[int, int] = (1080, 2400)
    density: int = 420
    port: int | None = None
    clock: float | None = None
    state: Path | None = None
    keep: bool = True
    screen: bool = True

    def __post_init__(self) -> None:
        """Raises `UsageError` for a screen or a time that cannot be."""
        if not all(side in SIDES for side in self.size):
            raise UsageError(
                f"a phone of {self.size[0]}x{self.size[1]} cannot be made:"
                f" sides have {SIDES[0]} to {SIDES[-1]} pixels",
                hint="1080x2400",
            )
        if self.clock is not None and not 0 <= self.clock <= LATEST:
            raise UsageError(
                f"a phone's clock cannot show epoch second {self.clock:g}",
                hint="give a date and time of this age",
            )

    def arguments(self) -> list[str]:
        """For ``python -m devices.phone``, without the port."""
        given = [
            f"--seed={self.seed}",
            f"--size={self.size[0]}x{self.size[1]}",
            f"--density={self.density}",
        ]
        if self.clock is not None:
            given.append(f"--clock={self.clock!r}")
        if self.state is not None:
            given.append(f"--state={self.state.absolute()}")
        if not self.keep:
            given.append(f"--owner={os.getpid()}")
        if not self.screen:
            given.append("--no-screen")
        return given


def launch(options: PhoneOptions, server: AdbServer) -> PhoneInfo:
    """Start a process on the first port that is free and wait until it is ready.

    Raises `UsageError` when the wanted port is taken or impossible, `SetupError` when the phone
    cannot run, `DeviceTimeout` when it does not get ready.
    """
    for port in _ports(options.port, server):
        process = _spawn(port, options, server)
        _children.append(process)
        status = _wait_until_ready(process, port)
        if status is not None:
            return PhoneInfo.of(status)
    if options.port is not None:
        raise UsageError(
            f"port {options.port} or {options.port - 1} is taken by another program",
            hint="agent phone list   (or leave out --port)",
        )
    raise SetupError("every port for a built-in phone is taken", hint="agent phone stop")


def reap() -> None:
    """Let go of the phones of this process that have ended."""
    _children[:] = [process for process in _children if process.poll() is None]


def wait_for_server(server: AdbServer, phone: PhoneInfo, *, timeout: float = 30.0) -> None:
    """Wait until ``adb -s serial get-state`` says device. Raises `DeviceTimeout`."""
    deadline = time.monotonic() + timeout
    reminded = time.monotonic()
    state = ""
    while time.monotonic() < deadline:
        try:
            state = server.state(phone.serial)
            if state == "device":
                return
            if time.monotonic() - reminded > 0.5:
                reminded = time.monotonic()
                server.register(phone.port)
        except OSError as error:
            state = str(error)
        time.sleep(POLL_S)
    raise DeviceTimeout(
        f"the adb server at {server.host}:{server.port} does not see {phone.serial}"
        f" ({state or 'not listed'})",
        hint=f"adb connect 127.0.0.1:{phone.port}",
    )


def _ports(wanted: int | None, server: AdbServer) -> Iterator[int]:
    """Ports that seem free, with the one below for the console."""
    if wanted is not None:
        if not (1025 <= wanted <= 65535 and wanted % 2):
            raise UsageError(
                f"port {wanted} cannot be an emulator's: it has to be odd and above 1024",
                hint="--port 5555",
            )
        candidates = [wanted]
    elif server.port == DEFAULT_PORT:
        candidates = [*SCANNED, *UNSCANNED]
    else:
        # Somebody's private server: no other one is to find its phones.
        candidates = [*UNSCANNED, *SCANNED]
    return (port for port in candidates if _free(port) and _free(port - 1))


def _free(port: int) -> bool:
    try:
        bind_loopback(port).close()
    except OSError:
        return False
    return True


def _spawn(port: int, options: PhoneOptions, server: AdbServer) -> "subprocess.Popen[bytes]":
    folder = folder_of(serial_of(port))
    folder.mkdir(parents=True, exist_ok=True)
    # Also from a checkout that is not installed, and from any working directory.
    package = str(Path(__file__).resolve().parents[3])
    search = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    with (folder / "phone.log").open("ab") as log:
        # The words of an earlier phone of this serial explain nothing about this one.
        log.truncate(0)
        return subprocess.Popen(
            [sys.executable, "-m", "devices.phone", f"--port={port}", *options.arguments()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=os.environ | server.environment() | {"PYTHONPATH": search},
            start_new_session=True,
        )


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> PhoneStatus | None:
    """The status of a phone that is ready; None if its port was taken meanwhile."""
    folder = folder_of(serial_of(port))
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        ended = process.poll()
        if ended == PORT_TAKEN:
            return None
        status = PhoneStatus.read(folder)
        if status is not None and status.pid == process.pid:
            if status.ready:
                return status
            if status.error:
                process.wait()
                PhoneStatus.remove(folder)
                raise SetupError(f"the built-in phone: {status.error}", hint=status.hint)
        if ended is not None:
            raise SetupError(
                f"the built-in phone ended with status {ended}: {_last_words(folder)}",
                hint=f"see {folder / 'phone.log'}",
            )
        time.sleep(POLL_S)
    process.kill()
    process.wait()
    raise DeviceTimeout(
        f"the built-in phone was not ready after {START_S:.0f} s",
        hint=f"see {folder / 'phone.log'}",
    )


def _last_words(folder: Path) -> str:
    lines = (folder / "phone.log").read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1].strip()[:300] if lines else "it said nothing"
