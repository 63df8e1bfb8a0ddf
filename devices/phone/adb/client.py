"""A client that speaks to one phone directly, without an adb server: one service, its whole answer.

For this program's own use on a phone of its own (is it ours, stop it, reset it, its picture).
"""

import socket

from devices.phone.adb.listener import LOOPBACK
from devices.phone.adb.wire import (
    CLSE,
    CNXN,
    MAX_PAYLOAD,
    OKAY,
    OPEN,
    UNCHECKED_VERSION,
    WRTE,
    Agreement,
    WireError,
    checksum,
    pack,
    read_packet,
)

__all__ = ["ask_phone"]

_ID = 1


def ask_phone(port: int, service: str, *, timeout: float = 5.0) -> bytes:
    """Everything that `service` of the phone on loopback `port` says until it closes.

    Raises OSError when nothing listens there, it is no phone, it refuses, or it takes longer than
    `timeout` seconds to go on.
    """
    with socket.create_connection((LOOPBACK, port), timeout=timeout) as phone:
        agreement = Agreement()

        def send(command: int, arg0: int, arg1: int, payload: bytes = b"") -> None:
            header = pack(command, arg0, arg1, len(payload), checksum(payload))
            phone.sendall(header + payload)

        def receive(size: int) -> bytes:
            data = bytearray()
            while len(data) < size:
                part = phone.recv(size - len(data))
                if not part:
                    raise ConnectionResetError("closed by the phone")
                data += part
            return bytes(data)

        try:
            send(CNXN, UNCHECKED_VERSION, MAX_PAYLOAD, b"host::features=")
            if read_packet(receive, agreement).command != CNXN:
                raise ConnectionRefusedError("what listens there wants to be authorized")
            send(OPEN, _ID, 0, service.encode() + b"\0")
            if read_packet(receive, agreement).command != OKAY:
                raise ConnectionRefusedError(f"it has no service {service!r}")
            answer = bytearray()
            while True:
                packet = read_packet(receive, agreement)
                if packet.command == WRTE:
                    answer += packet.payload
                    send(OKAY, _ID, packet.arg0)
                elif packet.command == CLSE:
                    return bytes(answer)
        except WireError as error:
            raise ConnectionAbortedError(f"it does not speak ADB: {error}") from None
