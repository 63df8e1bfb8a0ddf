"""One ADB stream: ordered bytes both ways, with the protocol's one-packet flow control.

After each WRTE the sender waits for the receiver's OKAY. Small writes made meanwhile are gathered
and leave together when it comes, so that a command printing line by line is not one round trip a
line; a large write goes out as it is, without a copy.
"""

import io
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from devices.phone.adb.transport import Connection

__all__ = ["Stream", "StreamClosed"]

GATHER_BYTES = 64 * 1024
"""How much waits for an OKAY before `write` blocks: the size of a Linux pipe."""
BUFFERED_BYTES = 256 * 1024
"""How much arrives unread before our OKAY is held back: the order of adbd's socket buffers."""


class StreamClosed(BrokenPipeError):
    """The peer closed the stream, or the connection is gone."""


class Stream:
    """One service's conversation. Reading and writing may happen in different threads."""

    def __init__(self, connection: "Connection", local: int, remote: int) -> None:
        self.connection = connection
        self.local = local
        self.remote = remote
        self.gone = threading.Event()
        """Set when the peer closed the stream or vanished; what it sent before can be read."""
        self._changed = threading.Condition()
        self._arrived: deque[memoryview] = deque()
        self._buffered = 0
        self._owed = False
        self._waiting = bytearray()
        self._unacknowledged = False
        self._ended = False
        self._on_gone: list[Callable[[], None]] = []

    # The service's side

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send all of `data`; blocks while the peer is slow. Raises `StreamClosed`."""
        rest = memoryview(data).cast("B")
        limit = self.connection.agreement.max_payload
        while True:
            with self._changed:
                if not rest:
                    return
                self._require_open()
                if self._unacknowledged and len(self._waiting) + len(rest) <= GATHER_BYTES:
                    self._waiting += rest
                    return
                while self._unacknowledged or self._waiting:
                    self._changed.wait()
                    self._require_open()
                chunk, rest = rest[:limit], rest[limit:]
                self._unacknowledged = True
            self.connection.send_data(self, chunk)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes (-1: whatever is there), at least one; b"" when the peer has closed.

        Blocks until something arrives.
        """
        with self._changed:
            while not self._arrived:
                if self.gone.is_set() or self._ended:
                    return b""
                self._changed.wait()
            data = self._arrived.popleft()
            if 0 <= size < len(data):
                self._arrived.appendleft(data[size:])
                data = data[:size]
            self._buffered -= len(data)
            acknowledge = self._owed and self._buffered <= BUFFERED_BYTES
            if acknowledge:
                self._owed = False
        if acknowledge:
            self.connection.send_okay(self)
        return bytes(data)

    def read_exactly(self, size: int) -> bytes:
        """`size` bytes. Raises `StreamClosed` if the peer closes before they came."""
        parts = []
        while size:
            part = self.read(size)
            if not part:
                raise StreamClosed("closed by the peer")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def when_gone(self, callback: Callable[[], None]) -> None:
        """Call `callback` (quick, must not block) once the peer is gone; at once if it is."""
        with self._changed:
            if not self.gone.is_set():
                self._on_gone.append(callback)
                return
        callback()

    def close(self) -> None:
        """Send what is gathered, then CLSE. Idempotent."""
        with self._changed:
            while (self._waiting or self._unacknowledged) and not self.gone.is_set():
                self._changed.wait()
            if self._ended:
                return
            self._ended = True
            self._changed.notify_all()
        self.connection.end(self)

    def reader(self) -> BinaryIO:
        """This stream's incoming bytes as a buffered binary file."""
        return cast(BinaryIO, io.BufferedReader(_Incoming(self), buffer_size=GATHER_BYTES))

    def writer(self) -> BinaryIO:
        """This stream's outgoing bytes as a binary file; nothing stays behind in a buffer."""
        return cast(BinaryIO, _Outgoing(self.write))

    # The connection's side; called by its reading thread only

    def deliver(self, data: bytes) -> bool:
        """Take the payload of a WRTE. False if the peer did not wait for our OKAY."""
        with self._changed:
            if self._owed:
                return False
            self._arrived.append(memoryview(data))
            self._buffered += len(data)
            self._owed = self._buffered > BUFFERED_BYTES
            acknowledge = not self._owed
            self._changed.notify_all()
        if acknowledge:
            self.connection.send_okay(self)
        return True

    def acknowledged(self) -> None:
        """Take an OKAY: what was gathered may leave now."""
        with self._changed:
            chunk = bytes(self._waiting[: self.connection.agreement.max_payload])
            del self._waiting[: len(chunk)]
            self._unacknowledged = bool(chunk)
            self._changed.notify_all()
        if chunk:
            self.connection.send_data(self, chunk)

    def lost(self) -> None:
        """The peer closed the stream, or the connection ended."""
        with self._changed:
            if self.gone.is_set():
                return
            self.gone.set()
            callbacks, self._on_gone = self._on_gone, []
            self._changed.notify_all()
        for callback in callbacks:
            callback()

    def _require_open(self) -> None:
        if self._ended or self.gone.is_set():
            raise StreamClosed("closed by the peer")


class _Incoming(io.RawIOBase):
    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Outgoing(io.RawIOBase):
    def __init__(self, write: Callable[[memoryview], None]) -> None:
        self._write = write

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        self._write(view)
        return len(view)
