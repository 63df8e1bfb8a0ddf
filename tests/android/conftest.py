"""A stand-in for the adb server at the wire: answers services from a table, as adb frames them."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from devices.android.boot import ASK_BOOT
from devices.android.server import Server

Answer = bytes | Callable[[str], bytes]


@dataclass
class WireServer:
    """``devices``: the text of host:devices-l, or one a question, the last for all that follow.

    ``services``: what the phone answers, by prefix.
    """

    devices: str | list[str] = ""
    services: dict[str, Answer] = field(default_factory=dict)
    features: str = "cmd"
    seen: list[str] = field(default_factory=list)
    version: int = 41
    number: int = 1
    """Of the connection to the phone, as servers from version 41 on tell it."""
    boot: str = ""
    """The boot id of the phone; this one does not tell."""
    away: int = 0
    """How many transport requests still fail, as while a phone reboots."""

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self._listening.getsockname()[1])

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listening.accept()
            except OSError:
                return
            with peer, peer.makefile("rb") as reader:
                while length := reader.read(4):
                    if not self._answer(peer, reader.read(int(length, 16)).decode()):
                        break

    def _answer(self, peer: socket.socket, request: str) -> bool:
        self.seen.append(request)
        if request == "host:devices-l":
            peer.sendall(b"OKAY" + _framed(self._listed()))
        elif request == "host:version":
            peer.sendall(b"OKAY" + _framed(f"{self.version:04x}"))
        elif request.startswith(("host:transport:", "host:tport:serial:")):
            if self.away > 0:
                self.away -= 1
                peer.sendall(b"FAIL" + _framed("device offline"))
                return False
            number = struct.pack("<Q", self.number) if "tport" in request else b""
            peer.sendall(b"OKAY" + number)
            return True
        elif request == f"shell:{ASK_BOOT}":
            peer.sendall(b"OKAY" + f"boot_id={self.boot}\n".encode())
        elif request.endswith(":features"):
            peer.sendall(b"OKAY" + _framed(self.features))
        else:
            for prefix, answer in self.services.items():
                if request.startswith(prefix):
                    peer.sendall(b"OKAY" + (answer(request) if callable(answer) else answer))
                    return False
            peer.sendall(b"FAIL" + _framed("unknown service"))
        return False

    def _listed(self) -> str:
        if isinstance(self.devices, str):
            return self.devices
        return self.devices.pop(0) if len(self.devices) > 1 else self.devices[0]


def _framed(text: str) -> bytes:
    return f"{len(text):04x}{text}".encode()


@pytest.fixture
def wire() -> Iterator[WireServer]:
    wire = WireServer()
    yield wire
    wire.close()
