"""ADB on the wire: 24-byte headers, payloads, checksums, the CNXN banner and what it agrees on.

Source: packages/modules/adb of AOSP, its protocol.txt, `apacket` and `transport.cpp`. All numbers
are little-endian u32. A packet that breaks a rule raises `WireError`: the peer's connection ends,
as adbd's does, and nothing else.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "AUTH",
    "CLSE",
    "CNXN",
    "HEADER_BYTES",
    "MAX_PAYLOAD",
    "MIN_PAYLOAD",
    "OKAY",
    "OPEN",
    "STLS",
    "UNCHECKED_VERSION",
    "WRTE",
    "Agreement",
    "Banner",
    "Header",
    "Packet",
    "Profile",
    "WireError",
    "agree",
    "checksum",
    "pack",
    "parse_header",
    "read_packet",
]


def _command(name: bytes) -> int:
    return int.from_bytes(name, "little")


CNXN = _command(b"CNXN")
AUTH = _command(b"AUTH")
STLS = _command(b"STLS")
OPEN = _command(b"OPEN")
OKAY = _command(b"OKAY")
WRTE = _command(b"WRTE")
CLSE = _command(b"CLSE")

HEADER_BYTES = 24
MAX_PAYLOAD = 1024 * 1024
"""MAX_PAYLOAD of AOSP's adb.h: no peer sends or is sent more in one packet."""
MIN_PAYLOAD = 4096
"""MAX_PAYLOAD_V1, the smallest maximum any version of adb ever announced."""
UNCHECKED_VERSION = 0x01000001
"""A_VERSION_SKIP_CHECKSUM: from this version on, on both ends, sums are neither made nor read."""

_HEADER = struct.Struct("<6I")
_WORD = 0xFFFFFFFF


class WireError(Exception):
    """The peer broke the protocol; adbd's answer is to drop the transport."""


class Header(NamedTuple):
    command: int
    arg0: int
    arg1: int
    length: int
    check: int


class Packet(NamedTuple):
    command: int
    arg0: int
    arg1: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Profile:
    """What this device announces of itself. `max_payload` in bytes."""

    product: str = "sdk_gphone64_x86_64"
    model: str = "Fingertip Phone"
    device: str = "emu64x"
    version: int = UNCHECKED_VERSION
    max_payload: int = MAX_PAYLOAD
    features: tuple[str, ...] = (
        "shell_v2",
        "cmd",
        "stat_v2",
        "ls_v2",
        "fixed_push_mkdir",
        "fixed_push_symlink_timestamp",
        "sendrecv_v2",
    )

    def banner(self) -> bytes:
        """The payload of the device's CNXN."""
        facts = (
            f"ro.product.name={self.product};ro.product.model={self.model};"
            f"ro.product.device={self.device};features={','.join(self.features)}"
        )
        return f"device::{facts}".encode()


@dataclass(frozen=True, slots=True)
class Banner:
    """The payload of the host's CNXN, taken apart: `host::features=a,b`."""

    kind: str
    features: frozenset[str]

    @classmethod
    def parse(cls, payload: bytes) -> "Banner":
        """Never raises: an unreadable banner is one without features."""
        text = payload.rstrip(b"\0").decode("utf-8", "replace")
        kind, _, rest = text.partition(":")
        properties = rest.partition(":")[2]
        features: set[str] = set()
        for part in properties.split(";"):
            key, _, value = part.partition("=")
            if key == "features":
                features.update(name for name in value.split(",") if name)
        return cls(kind, frozenset(features))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What both ends settled on. `max_payload` in bytes; `features` that both have."""

    version: int = UNCHECKED_VERSION
    max_payload: int = MAX_PAYLOAD
    features: frozenset[str] = frozenset()

    @property
    def checked(self) -> bool:
        """Whether every packet carries a sum that the receiver verifies."""
        return self.version < UNCHECKED_VERSION


def agree(profile: Profile, version: int, max_payload: int, banner: Banner) -> Agreement:
    """The smaller version and maximum of both ends. Raises `WireError` for an unusable maximum."""
    if max_payload < MIN_PAYLOAD:
        raise WireError(f"peer takes only {max_payload} bytes a packet; {MIN_PAYLOAD} is the least")
    return Agreement(
        version=min(profile.version, version),
        max_payload=min(profile.max_payload, max_payload),
        features=banner.features & frozenset(profile.features),
    )


def checksum(payload: bytes | bytearray | memoryview) -> int:
    """The plain sum of the bytes, modulo 2**32 (adb calls it a crc)."""
    return sum(payload) & _WORD


def pack(command: int, arg0: int, arg1: int, length: int, check: int = 0) -> bytes:
    """A header for a payload of `length` bytes that follows it."""
    return _HEADER.pack(command, arg0, arg1, length, check, command ^ _WORD)


def parse_header(raw: bytes | bytearray, max_payload: int) -> Header:
    """The header's numbers. Raises `WireError` for a wrong magic or a length over `max_payload`."""
    command, arg0, arg1, length, check, magic = _HEADER.unpack(raw)
    if magic != command ^ _WORD:
        raise WireError(f"bad magic {magic:#010x} after command {command:#010x}")
    if length > max_payload:
        raise WireError(f"payload of {length} bytes; at most {max_payload} were agreed on")
    return Header(command, arg0, arg1, length, check)


def read_packet(read: Callable[[int], bytes], agreement: Agreement) -> Packet:
    """The next packet from `read(n)`, which returns exactly n bytes or raises.

    Raises `WireError` when magic, length or (with an old peer) the checksum is wrong.
    """
    header = parse_header(read(HEADER_BYTES), agreement.max_payload)
    payload = read(header.length) if header.length else b""
    if agreement.checked and checksum(payload) != header.check:
        raise WireError(f"bad checksum {header.check} of a payload of {header.length} bytes")
    return Packet(header.command, header.arg0, header.arg1, payload)
