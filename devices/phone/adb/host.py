"""The other side's server, as seen from a phone: is it running, make it know us, what state is it.

Speaks adb's host protocol (SERVICES.TXT of AOSP) over a socket: four hex digits of length, then
the request; OKAY or FAIL comes back.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.errors import DeviceLost, MissingTool

__all__ = ["AdbServer", "adb_binary"]

DEFAULT_PORT = 5037
_LOOPBACK_NAMES = {"", "localhost", "127.0.0.1", "::1"}


def adb_binary() -> str:
    """The path of an adb to run: the user's own, else the one that adbutils carries.

    Raises `MissingTool`.
    """
    found = shutil.which("adb")
    if found:
        return found
    spec = importlib.util.find_spec("adbutils")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for name in ("adb", "adb.exe"):
            candidate = Path(folder) / "binaries" / name
            if candidate.is_file():
                return str(candidate)
    raise MissingTool(
        "no adb is installed", hint="pip install adbutils   (or: apt-get install adb)"
    )


@dataclass(frozen=True, slots=True)
class AdbServer:
    """Where the adb server listens; nothing is opened before a method is called."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT

    @classmethod
    def from_environment(cls) -> "AdbServer":
        """ANDROID_ADB_SERVER_HOST (or _ADDRESS, as adb spells it) and ANDROID_ADB_SERVER_PORT."""
        names = ("ANDROID_ADB_SERVER_HOST", "ANDROID_ADB_SERVER_ADDRESS")
        host = next((os.environ[name] for name in names if os.environ.get(name)), "127.0.0.1")
        port = os.environ.get("ANDROID_ADB_SERVER_PORT", "")
        return cls(host, int(port) if port.isdecimal() else DEFAULT_PORT)

    def environment(self) -> dict[str, str]:
        """What makes `from_environment` of another process find this very server."""
        return {
            "ANDROID_ADB_SERVER_HOST": self.host,
            "ANDROID_ADB_SERVER_PORT": str(self.port),
        }

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, and so can reach a loopback port of it."""
        return self.host in _LOOPBACK_NAMES

    def running(self) -> bool:
        try:
            self.ask("host:version", timeout=2.0)
        except OSError:
            return False
        return True

    def start(self) -> None:
        """Start the server unless it runs. Raises `MissingTool` or `DeviceLost`."""
        if self.running():
            return
        if not self.is_local:
            raise DeviceLost(
                f"no adb server answers at {self.host}:{self.port}",
                hint="unset ANDROID_ADB_SERVER_HOST to use one on this machine",
            )
        argv = [adb_binary(), "-P", str(self.port), "start-server"]
        # A server's own environment must not name a server.
        environ = {k: v for k, v in os.environ.items() if not k.startswith("ANDROID_ADB_SERVER_")}
        # A file, not a pipe: the server that is left running would hold a pipe open for ever.
        with tempfile.TemporaryFile() as said:
            try:
                done = subprocess.run(
                    argv, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                    timeout=30, check=False,
                )  # fmt: skip
            except (OSError, subprocess.SubprocessError) as error:
                raise MissingTool(
                    f"could not run adb: {error}", hint="pip install --force-reinstall adbutils"
                ) from error
            if done.returncode:
                said.seek(0)
                text = said.read().decode(errors="replace").strip()[-300:]
                raise DeviceLost(f"adb start-server failed: {text}", hint="adb start-server")

    def register(self, port: int) -> None:
        """Say, as an emulator does, that a device listens on loopback `port`. Raises OSError."""
        with self._connected(5.0) as server:
            _send(server, f"host:emulator:{port}")

    def state(self, serial: str) -> str:
        """``device``, ``offline``..., or "" if the server does not know it. Raises OSError."""
        try:
            return self.ask(f"host-serial:{serial}:get-state", timeout=5.0)
        except RefusedError:
            return ""

    def ask(self, request: str, *, timeout: float = 5.0) -> str:
        """The text that answers a ``host`` request. Raises `RefusedError` or OSError."""
        with self._connected(timeout) as server:
            _send(server, request)
            _expect_okay(server)
            return _receive(server, int(_receive(server, 4), 16)).decode()

    @contextmanager
    def service(self, serial: str, name: str, *, timeout: float) -> Iterator[socket.socket]:
        """A socket speaking with one service of the device. Raises `RefusedError` or OSError."""
        with self._connected(timeout) as server:
            _send(server, f"host:transport:{serial}")
            _expect_okay(server)
            _send(server, name)
            _expect_okay(server)
            yield server

    @contextmanager
    def _connected(self, timeout: float) -> Iterator[socket.socket]:
        address = (self.host or "127.0.0.1", self.port)
        with socket.create_connection(address, timeout=timeout) as server:
            yield server


class RefusedError(OSError):
    """The server answered FAIL."""


def _send(server: socket.socket, request: str) -> None:
    data = request.encode()
    server.sendall(f"{len(data):04x}".encode() + data)


def _receive(server: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = server.recv(size - len(data))
        if not part:
            raise ConnectionResetError("the adb server closed the connection")
        data += part
    return data


def _expect_okay(server: socket.socket) -> None:
    status = _receive(server, 4)
    if status == b"FAIL":
        raise RefusedError(_receive(server, int(_receive(server, 4), 16)).decode())
    if status != b"OKAY":
        raise ConnectionResetError(f"the adb server answered {status!r}")
