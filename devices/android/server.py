"""A small, fast client of the adb server's socket.

The server's protocol (AOSP ``packages/modules/adb``, the file on services): a request is four hex
digits of length and a text; the answer begins with ``OKAY`` or ``FAIL`` + four hex digits + a
reason. After ``host:transport:SERIAL`` the same socket becomes a stream of the service that the
next request names, until either side closes it. ``host:tport:serial:SERIAL`` does the same and
tells first, as a u64, the number of the server's connection to the device.

Only the standard library is imported here, so that listing devices stays quick.
"""

import os
import re
import socket
import struct
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from agent.errors import DeviceError, DeviceLost, DeviceNotFound, DeviceTimeout, MissingTool

__all__ = ["Attached", "Server", "Stream"]

DEFAULT_PORT = 5037
CONNECT_SECONDS = 3.0
CHUNK = 1 << 20
NUMBERS = 41
"""The first version of the server that tells the number of a connection (adb 1.0.41)."""


@dataclass(frozen=True)
class Attached:
    """One line of ``host:devices-l``. ``state`` is ``device`` when it can be used."""

    serial: str
    state: str
    product: str = ""
    model: str = ""

    @property
    def description(self) -> str:
        return self.model.replace("_", " ") or self.product


class Stream:
    """A service of the device (or an answer of the server), read to its end.

    Raises ``DeviceLost`` when the connection breaks and ``DeviceTimeout`` when nothing comes.
    """

    def __init__(self, sock: socket.socket, what: str) -> None:
        self._sock = sock
        self._what = what

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._sock.close()

    def shut(self) -> None:
        """End it from another thread: whoever reads finds the end."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def set_timeout(self, seconds: float) -> None:
        """No single read or write waits longer than this."""
        self._sock.settimeout(max(seconds, 0.001))

    def send(self, data: bytes) -> None:
        try:
            self._sock.sendall(data)
        except OSError as error:
            raise self._broken(error) from error

    def read_some(self, view: memoryview) -> int:
        """Bytes read into the start of ``view``; 0 at the end of the stream."""
        try:
            return self._sock.recv_into(view)
        except OSError as error:
            raise self._broken(error) from error

    def read_into(self, view: memoryview) -> int:
        """Fill ``view`` as far as the stream goes; the number of bytes read."""
        done = 0
        while done < len(view):
            count = self.read_some(view[done:])
            if count == 0:
                break
            done += count
        return done

    def read_exactly(self, count: int) -> bytes:
        data = bytearray(count)
        got = self.read_into(memoryview(data))
        if got != count:
            raise DeviceLost(f"{self._what}: the connection closed after {got} of {count} bytes")
        return bytes(data)

    def read_all(self, limit: int = 256 << 20) -> bytes:
        """Everything up to the end. Raises ``DeviceError`` beyond ``limit`` bytes."""
        parts: list[bytes] = []
        total = 0
        while True:
            try:
                part = self._sock.recv(CHUNK)
            except OSError as error:
                raise self._broken(error) from error
            if not part:
                return b"".join(parts)
            total += len(part)
            if total > limit:
                raise DeviceError(f"{self._what} sent more than {limit >> 20} MiB")
            parts.append(part)

    def request(self, text: str) -> None:
        """Send one request and read OKAY. Raises what the server's reason means."""
        payload = text.encode()
        self.send(f"{len(payload):04x}".encode() + payload)
        status = self.read_exactly(4)
        if status == b"OKAY":
            return
        if status != b"FAIL":
            raise DeviceError(
                f"{self._what} does not speak adb (it said {status!r})",
                hint="see what listens there; ANDROID_ADB_SERVER_PORT names another port",
            )
        raise _refusal(text, self.read_text())

    def read_text(self) -> str:
        """A text with four hex digits of length in front."""
        length = int(self.read_exactly(4), 16)
        return self.read_exactly(length).decode(errors="replace")

    def _broken(self, error: OSError) -> DeviceError:
        if isinstance(error, TimeoutError):
            return DeviceTimeout(
                f"{self._what} did not answer in {self._sock.gettimeout():.3g} s",
                hint="look at the device: is it busy, locked up or asking something?",
            )
        return DeviceLost(f"{self._what}: {error.strerror or error}", hint="adb devices")


@dataclass(frozen=True)
class Server:
    """Where the adb server listens."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    notes: list[str] = field(default_factory=list, compare=False, repr=False)
    """What had to be done on the way, for people: "started the adb server..."."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """ANDROID_ADB_SERVER_HOST (or adb's own ..._ADDRESS) and ANDROID_ADB_SERVER_PORT."""
        host = environ.get("ANDROID_ADB_SERVER_HOST") or environ.get("ANDROID_ADB_SERVER_ADDRESS")
        port = environ.get("ANDROID_ADB_SERVER_PORT") or str(DEFAULT_PORT)
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise DeviceError(
                f"ANDROID_ADB_SERVER_PORT is {port!r}, which is no port",
                hint="unset ANDROID_ADB_SERVER_PORT",
            )
        return cls(host or "127.0.0.1", int(port))

    def __str__(self) -> str:
        return f"adb server {self.host}:{self.port}"

    def connect(self, timeout: float = 30.0) -> Stream:
        """A fresh connection; the server is started when none listens on this machine."""
        try:
            sock = self._dial()
        except ConnectionRefusedError:
            self.start()
            self.notes.append(f"no adb server was running: started one on port {self.port}")
            try:
                sock = self._dial()
            except OSError as error:
                raise DeviceLost(f"{self} was started but does not answer: {error}") from error
        except OSError as error:
            raise DeviceLost(
                f"{self}: {error}", hint="check ANDROID_ADB_SERVER_HOST and ..._PORT"
            ) from error
        sock.settimeout(timeout)
        return Stream(sock, str(self))

    def _dial(self) -> socket.socket:
        sock = socket.create_connection((self.host, self.port), CONNECT_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def listens(self) -> bool:
        """Whether something answers there now; starts nothing."""
        try:
            self._dial().close()
        except OSError:
            return False
        return True

    def start(self) -> None:
        """Run ``adb start-server`` with the binary that adbutils finds (its own, or yours).

        Raises ``DeviceLost`` for a server on another machine and ``MissingTool`` without adb.
        """
        if self.host not in {"127.0.0.1", "localhost", "::1"}:
            raise DeviceLost(f"nothing listens at {self}", hint=f"start it on {self.host}")
        from adbutils import adb_path

        argv = [adb_path(), "-P", str(self.port), "start-server"]
        environ = {k: v for k, v in os.environ.items() if not k.startswith("ANDROID_ADB_SERVER_")}
        # A file, not a pipe: the server that is left running would hold a pipe open for ever.
        with tempfile.TemporaryFile() as said:
            try:
                done = subprocess.run(
                    argv, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                    timeout=20, check=False,
                )  # fmt: skip
            except (OSError, subprocess.SubprocessError) as error:
                raise MissingTool(
                    f"could not run adb: {error}", hint="set ADBUTILS_ADB_PATH to your adb"
                ) from error
            if done.returncode != 0:
                said.seek(0)
                text = said.read().decode(errors="replace").strip().splitlines()
                raise MissingTool(
                    f"adb start-server failed: {text[-1] if text else done.returncode}",
                    hint=f"try it yourself: {' '.join(argv)}",
                )

    def ask(self, request: str, timeout: float = 10.0) -> str:
        """A ``host:`` request that answers with one text."""
        with self.connect(timeout) as stream:
            stream.request(request)
            return stream.read_text()

    def devices(self) -> tuple[Attached, ...]:
        """What is attached, in the server's order."""
        return tuple(
            found for line in self.ask("host:devices-l").splitlines() if (found := _attached(line))
        )

    def features(self, serial: str) -> frozenset[str]:
        """The protocol features that both the server and the device have (``shell_v2``...)."""
        return frozenset(self.ask(f"host-serial:{serial}:features").split(","))

    def attach(self, host_and_port: str) -> str:
        """``adb connect HOST:PORT``; returns what the server said (it never fails by status)."""
        return self.ask(f"host:connect:{host_and_port}")

    @cached_property
    def _numbers(self) -> bool:
        return int(self.ask("host:version"), 16) >= NUMBERS

    def reach(self, serial: str, timeout: float = 30.0) -> tuple[Stream, int]:
        """A stream that has no service yet, and the number of the connection that it goes by.

        A device that was away has another number afterwards, unless it is a network device, whose
        connection adb mends. 0 from a server that does not tell. Nothing runs on the device yet.
        Raises ``DeviceLost`` for one that is away or offline, ``DeviceNotFound`` for one that was
        not authorized.
        """
        numbers = self._numbers
        stream = self.connect(timeout)
        try:
            stream.request(f"host:{'tport:serial' if numbers else 'transport'}:{serial}")
            (number,) = struct.unpack("<Q", stream.read_exactly(8)) if numbers else (0,)
        except BaseException:
            stream.close()
            raise
        stream._what = serial
        return stream, number


def _attached(line: str) -> Attached | None:
    match = re.match(r"(\S+)\s+(.+?)(?=\s+[\w-]+:|\s*$)", line)
    if match is None:
        return None
    facts: dict[str, str] = {}
    for word in line[match.end() :].split():
        key, sign, value = word.partition(":")
        if sign:
            facts[key] = value
    state = match[2].split()[0].rstrip(";")
    with suppress(KeyError):
        state = {"no": "no permissions"}[state]
    return Attached(match[1], state, facts.get("product", ""), facts.get("model", ""))


def _refusal(request: str, reason: str) -> DeviceError:
    if "unauthorized" in reason:
        return DeviceNotFound(
            f"the device has not authorized this computer: {reason}",
            hint="unlock it and accept the question about USB debugging",
        )
    if (
        "not found" in reason
        or "offline" in reason
        or "closed" in reason
        or "authorizing" in reason
    ):
        return DeviceLost(f"adb: {reason}", hint="adb devices")
    return DeviceError(f"adb refused {request!r}: {reason}", hint="adb devices")
