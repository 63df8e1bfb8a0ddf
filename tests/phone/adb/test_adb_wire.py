"""The wire without adb: handshakes, checksums, flow control, and peers that break the rules."""

import socket
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.phone.adb import wire
from devices.phone.adb.wire import CLSE, CNXN, OKAY, OPEN, WRTE, Agreement, Banner, Profile


class Peer:
    """A client that speaks packets, well or badly."""

    def __init__(self, port, *, checked=False):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.agreement = Agreement(0x01000000 if checked else wire.UNCHECKED_VERSION)

    def send(self, command, arg0, arg1, payload=b"", *, check=None):
        total = wire.checksum(payload) if check is None else check
        self.socket.sendall(wire.pack(command, arg0, arg1, len(payload), total) + payload)

    def receive(self):
        return wire.read_packet(self._exactly, self.agreement)

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def connect(self, version=wire.UNCHECKED_VERSION, most=wire.MAX_PAYLOAD):
        self.send(CNXN, version, most, b"host::features=shell_v2,cmd")
        return self.receive()

    def open(self, name, local=7):
        self.send(OPEN, local, 0, name + b"\0")
        return self.receive()

    def gone(self):
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True


@pytest.fixture
def port(wire_phone):
    return wire_phone().port


@pytest.fixture
def peer(port):
    peer = Peer(port)
    with peer.socket:
        yield peer


def still_works(port):
    peer = Peer(port)
    with peer.socket:
        peer.connect()
        opened = peer.open(b"shell:echo alive")
        assert opened.command == OKAY
        return peer.receive().payload == b"alive\n"


def test_the_handshake_announces_a_device(peer):
    answer = peer.connect()
    assert (answer.command, answer.arg0, answer.arg1) == (CNXN, 0x01000001, 1024 * 1024)
    assert answer.payload.startswith(b"device::ro.product.name=")
    assert answer.payload.endswith(b"fixed_push_symlink_timestamp,sendrecv_v2")


def test_an_old_peer_gets_and_gives_checksums(port):
    peer = Peer(port, checked=True)
    with peer.socket:
        peer.connect(version=0x01000000, most=4096)
        assert peer.open(b"shell:noise 40").command == OKAY
        data = peer.receive()
        assert len(data.payload) == 4096
        peer.send(OKAY, 7, data.arg0, check=1)
        assert peer.gone()
    assert still_works(port)


def test_one_packet_at_a_time_until_it_is_acknowledged(peer):
    peer.connect()
    stream = peer.open(b"exec:noise 8192").arg0
    first = peer.receive()
    assert (first.command, len(first.payload)) == (WRTE, 1024 * 1024)
    peer.socket.settimeout(0.3)
    with pytest.raises(TimeoutError):
        peer.receive()
    peer.socket.settimeout(10)
    peer.send(OKAY, 7, stream)
    assert len(peer.receive().payload) == 1024 * 1024
    peer.send(OKAY, 7, stream)
    assert peer.receive().command == CLSE


@pytest.mark.parametrize(
    "name", [b"tcp:80", b"jdwp:1", b"track-jdwp", b"localabstract:x", b"abb:x", b"", b"\xff", b":"]
)
def test_an_unknown_service_is_refused(peer, name):
    peer.connect()
    refused = peer.open(name)
    assert (refused.command, refused.arg0, refused.arg1) == (CLSE, 0, 7)


def test_close_is_answered_once_and_unknown_streams_are_ignored(peer):
    peer.connect()
    stream = peer.open(b"exec:cat").arg0
    for _ in range(3):
        peer.send(CLSE, 7, stream)
    peer.send(WRTE, 7, stream, b"late")
    peer.send(OKAY, 7, 99)
    peer.send(WRTE, 1, 12345, b"lost")
    assert peer.receive()[:3] == (CLSE, stream, 7)
    assert peer.open(b"shell:echo on", local=8).command == OKAY
    assert peer.receive().payload == b"on\n"


def test_a_peer_that_floods_a_stream_loses_the_stream(peer):
    peer.connect()
    stream = peer.open(b"shell:wait").arg0
    assert peer.receive().payload == b"waiting\n"
    for _ in range(4):
        peer.send(WRTE, 7, stream, bytes(200_000))
    commands = []
    while not commands or commands[-1] != CLSE:
        commands.append(peer.receive().command)
    assert commands.count(OKAY) == 1


def test_more_services_at_once_than_bounded_are_refused(peer):
    peer.connect()
    answers = []
    for local in range(1, 300):
        peer.send(OPEN, local, 0, b"exec:cat\0")
        answers.append(peer.receive().command)
    assert answers.count(OKAY) == 256
    assert answers[-1] == CLSE


@pytest.mark.parametrize(
    "junk",
    [
        b"GET / HTTP/1.1\r\nHost: phone\r\n\r\n" * 3,
        bytes(24),
        struct.pack("<6I", CNXN, 0x01000001, 1 << 20, 5, 0, 0),
        struct.pack("<6I", CNXN, 0x01000001, 1 << 20, (1 << 20) + 1, 0, CNXN ^ 0xFFFFFFFF),
        struct.pack("<6I", CNXN, 0x01000001, 0, 0, 0, CNXN ^ 0xFFFFFFFF),
    ],
    ids=["http", "zeros", "magic", "length", "maximum"],
)
def test_junk_ends_that_connection_and_no_other(port, peer, junk):
    peer.socket.sendall(junk)
    assert peer.gone()
    assert still_works(port)


@pytest.mark.parametrize("sent", [10, 24, 30])
def test_a_client_that_vanishes_mid_packet(port, sent):
    peer = Peer(port)
    packet = wire.pack(CNXN, 0x01000001, 1 << 20, 20) + b"host::" + bytes(14)
    peer.socket.sendall(packet[:sent])
    peer.socket.close()
    assert still_works(port)


def test_a_client_that_vanishes_ends_its_command(port, left):
    peer = Peer(port)
    peer.connect()
    peer.open(b"shell,v2:wait")
    peer.receive()
    peer.socket.close()
    assert left.wait(5)


def test_nothing_is_served_before_the_handshake(peer):
    peer.send(OPEN, 7, 0, b"shell:echo early\0")
    assert peer.connect().command == CNXN
    assert peer.open(b"shell:echo late").command == OKAY
    assert peer.receive().payload == b"late\n"


PACKETS = st.lists(
    st.tuples(
        st.sampled_from([CNXN, OPEN, OKAY, WRTE, CLSE, wire.AUTH, wire.STLS, 0x12345678]),
        st.integers(0, 3) | st.integers(0, 2**32 - 1),
        st.integers(0, 3) | st.just(1 << 20),
        st.binary(max_size=40) | st.sampled_from([b"shell:cat", b"sync:", b"shell,v2:cat"]),
    ),
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(packets=PACKETS, tail=st.binary(max_size=30))
def test_any_packets_leave_the_phone_alive(port, packets, tail):
    peer = Peer(port)
    with peer.socket:
        try:
            for command, arg0, arg1, payload in packets:
                peer.send(command, arg0, arg1, payload)
            peer.socket.sendall(tail)
        except OSError:
            pass
    assert still_works(port)


@given(st.binary(max_size=200))
def test_no_banner_is_too_strange(payload):
    assert isinstance(Banner.parse(payload).features, frozenset)


@given(st.integers(0, 2**32 - 1), st.integers(4096, 2**32 - 1))
def test_the_smaller_of_two_is_agreed_on(version, most):
    agreed = wire.agree(Profile(), version, most, Banner("host", frozenset({"cmd", "x"})))
    assert agreed.version <= wire.UNCHECKED_VERSION
    assert agreed.max_payload <= wire.MAX_PAYLOAD
    assert agreed.features == {"cmd"}
