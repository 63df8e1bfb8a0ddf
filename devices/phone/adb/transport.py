"""One connection of an adb server or client: the handshake, and streams multiplexed over it."""

import contextlib
import socket
import threading
from collections.abc import Callable

from loguru import logger

from devices.phone.adb.stream import Stream, StreamClosed
from devices.phone.adb.wire import (
    CLSE,
    CNXN,
    HEADER_BYTES,
    OKAY,
    OPEN,
    WRTE,
    Agreement,
    Banner,
    Packet,
    Profile,
    WireError,
    agree,
    checksum,
    pack,
    read_packet,
)

__all__ = ["Connection", "Router", "Runner"]

Runner = Callable[[Stream], None]
"""Serves one stream in a thread of its own and returns; the stream is closed after it."""
Router = Callable[[str], Runner | None]
"""The runner for a service name such as ``shell:ls``; None refuses the OPEN with a CLSE."""

MAX_STREAMS = 256
"""Services running at once for one connection, each a thread. adbd has no bound of its own; a full
pass of AndroidWorld uses fewer than ten."""
STALLED_S = 60.0
"""A peer that takes nothing for so long is dropped, so that no thread waits for it for ever."""


class Connection:
    """Speaks with one peer until it goes. `serve` runs in the caller's thread."""

    def __init__(self, peer: socket.socket, profile: Profile, router: Router) -> None:
        self.profile = profile
        self.agreement = Agreement()
        self.online = threading.Event()
        """Set once the peer has said CNXN."""
        self._socket = peer
        self._router = router
        self._sending = threading.Lock()
        self._streams: dict[int, Stream] = {}
        self._lock = threading.Lock()
        self._running = 0
        self._last = 0

    def serve(self) -> None:
        """Handle packets until the peer goes, breaks the protocol or `close` is called."""
        try:
            self._socket.settimeout(STALLED_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                self._handle(read_packet(self._receive, self.agreement))
        except WireError as error:
            logger.warning("dropped a peer that broke the protocol: {}", error)
        except OSError as error:
            logger.debug("peer gone: {}", error)
        finally:
            self.close()

    def close(self) -> None:
        """End the connection and all of its streams. Idempotent, from any thread."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._drop_streams()

    # For streams

    def send_data(self, stream: Stream, chunk: bytes | memoryview) -> None:
        self._send(WRTE, stream.local, stream.remote, chunk)

    def send_okay(self, stream: Stream) -> None:
        self._send(OKAY, stream.local, stream.remote)

    def end(self, stream: Stream) -> None:
        """Forget `stream` and say so to the peer, once."""
        with self._lock:
            known = self._streams.pop(stream.local, None) is not None
        if known:
            self._send(CLSE, stream.local, stream.remote)
        stream.lost()

    # Packets

    def _handle(self, packet: Packet) -> None:
        if packet.command == CNXN:
            self._connect(packet)
        elif not self.online.is_set():
            logger.debug("ignored {:#010x} before CNXN", packet.command)
        elif packet.command == OPEN:
            self._open(packet)
        elif packet.command in {OKAY, WRTE, CLSE}:
            self._pass_on(packet)
        else:
            # AUTH and STLS are never asked for here; adbd ignores what it does not know.
            logger.debug("ignored {:#010x}", packet.command)

    def _connect(self, packet: Packet) -> None:
        self._drop_streams()
        banner = Banner.parse(packet.payload)
        self.agreement = agree(self.profile, packet.arg0, packet.arg1, banner)
        payload = self.profile.banner()
        # Sent before anything was agreed on, so always with its sum: adb_shell 0.4 insists.
        header = pack(
            CNXN, self.profile.version, self.profile.max_payload, len(payload), checksum(payload)
        )
        self._send_raw(header, payload)
        self.online.set()

    def _open(self, packet: Packet) -> None:
        if packet.arg0 == 0:
            return
        name = packet.payload.rstrip(b"\0").decode("utf-8", "surrogateescape")
        runner = self._router(name)
        with self._lock:
            if runner is None or self._running >= MAX_STREAMS:
                stream = None
            else:
                self._running += 1
                self._last += 1
                stream = Stream(self, self._last, packet.arg0)
                self._streams[stream.local] = stream
        if stream is None or runner is None:
            logger.debug("refused {!r:.80}", name)
            self._send(CLSE, 0, packet.arg0)
            return
        self._send(OKAY, stream.local, stream.remote)
        threading.Thread(
            target=self._run, args=(runner, stream), name=f"adb {name[:40]}", daemon=True
        ).start()

    def _run(self, runner: Runner, stream: Stream) -> None:
        try:
            runner(stream)
        except StreamClosed:
            pass  # the client left early, which is its right
        except Exception:  # noqa: BLE001 - one service's bug closes its stream, not the phone
            logger.exception("a service failed")
        try:
            stream.close()
        except OSError as error:
            logger.debug("peer gone: {}", error)
        with self._lock:
            self._running -= 1

    def _pass_on(self, packet: Packet) -> None:
        with self._lock:
            stream = self._streams.get(packet.arg1)
            if stream is None or packet.arg0 not in {0, stream.remote}:
                return  # closed a moment ago, or never open: adbd ignores these as well
            if packet.command == CLSE:
                del self._streams[packet.arg1]
        if packet.command == OKAY:
            stream.acknowledged()
        elif packet.command == CLSE:
            stream.lost()
            self._send(CLSE, stream.local, stream.remote)
        elif not stream.deliver(packet.payload):
            logger.warning("closed a stream whose peer did not wait for OKAY")
            self.end(stream)

    def _drop_streams(self) -> None:
        with self._lock:
            streams, self._streams = list(self._streams.values()), {}
        for stream in streams:
            stream.lost()

    # Bytes

    def _send(self, command: int, arg0: int, arg1: int, payload: bytes | memoryview = b"") -> None:
        check = checksum(payload) if self.agreement.checked else 0
        self._send_raw(pack(command, arg0, arg1, len(payload), check), payload)

    def _send_raw(self, header: bytes, payload: bytes | memoryview) -> None:
        try:
            with self._sending:
                if len(payload) <= HEADER_BYTES * 100:
                    self._socket.sendall(header + bytes(payload))
                else:
                    self._socket.sendall(header)
                    self._socket.sendall(payload)
        except OSError as error:
            # Half a packet may be out: nothing that follows could be understood.
            self.close()
            raise StreamClosed(f"connection lost: {error}") from None

    def _receive(self, size: int) -> bytes:
        buffer = bytearray(size)
        view = memoryview(buffer)
        done = 0
        while done < size:
            try:
                count = self._socket.recv_into(view[done:])
            except TimeoutError:
                if self.online.is_set():
                    continue  # an idle peer is an ordinary one
                raise
            if count == 0:
                raise ConnectionResetError("closed by the peer")
            done += count
        return bytes(buffer)
