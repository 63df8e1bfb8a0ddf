"""Bytes in and out of commands: buffered ends over files, pipes between stages, bounded captures.

All text of the shell is `str` decoded from UTF-8 with surrogateescape, so any byte survives a
round trip through a variable.
"""

import contextlib
import errno
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from devices.phone.shell.errors import ShellError, Stopped
from devices.phone.shell.limits import VALUE_CHARS, Budget

__all__ = ["Capture", "FileSink", "Output", "Pipe", "Sink", "Source", "decode", "encode"]

CHUNK = 65_536
FLUSH_SECONDS = 0.05
"""Output waits at most this long for company: each flush costs the adb peer a round trip."""
PIPE_BYTES = 1 << 20
"""A writer ahead of its reader by this much waits, as on a full pipe."""
POLL_SECONDS = 0.2
"""How often a blocked end of a pipe looks whether the client is gone."""


def encode(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


class Sink(Protocol):
    def write(self, data: bytes | memoryview) -> None: ...
    def flush(self) -> None: ...
    def close(self) -> None: ...


class Source:
    """An input with its own buffer, so that ``read x`` leaves the rest for the next command."""

    def __init__(
        self,
        more: Callable[[], bytes],
        budget: Budget,
        stream: object = None,
        before: "Output | None" = None,
    ) -> None:
        self._more = more
        self._before = before
        self._budget = budget
        self._stream = stream
        self._buffer = bytearray()
        self._ended = False

    @classmethod
    def of(cls, stream: BinaryIO, budget: Budget, *, before: "Output | None" = None) -> "Source":
        """Over a stream whose read gives what there is, and b"" at the end.

        `before` is flushed ahead of each read, so that a client sees the question it answers.
        """
        read = getattr(stream, "read1", stream.read)
        return cls(lambda: read(CHUNK) or b"", budget, stream, before)

    def _fill(self) -> bool:
        if self._ended:
            return False
        self._budget.check()
        if self._before is not None:
            self._before.flush()
        try:
            data = self._more()
        except ValueError:
            data = b""  # the client's end was closed under us
        self._ended = not data
        self._buffer += data
        return not self._ended

    def chunk(self, size: int = CHUNK) -> bytes:
        """Some bytes, at most `size`; b"" at the end."""
        if not self._buffer:
            self._fill()
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def line(self) -> bytes:
        """One line with its newline, if it has one; b"" at the end."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > VALUE_CHARS:
                raise ShellError("line too long")
            if not self._fill():
                end = len(self._buffer) - 1
                break
        data = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return data

    def lines(self) -> Iterator[bytes]:
        while line := self.line():
            yield line

    def rest(self, limit: int) -> bytes:
        """Everything up to the end. Raises ShellError if that is more than `limit` bytes."""
        while self._fill():
            if len(self._buffer) > limit:
                raise ShellError("input too large")
        data = bytes(self._buffer)
        self._buffer.clear()
        return data

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close is not None:
            with contextlib.suppress(OSError):
                close()


class Output:
    """The client's stdout or stderr: bounded, thread-safe, and never out of order with `before`."""

    def __init__(self, stream: BinaryIO, budget: Budget, before: "Output | None" = None) -> None:
        self._stream = stream
        self._budget = budget
        self._before = before
        self._buffer = bytearray()
        self._lock = threading.Lock()
        self._since = 0.0

    def write(self, data: bytes | memoryview) -> None:
        self._budget.printed(len(data))
        if self._before is not None:
            self._before.flush()
        with self._lock:
            if len(data) >= CHUNK:
                # A picture of 10 MB: each copy of it would cost as much as drawing it.
                self._send()
                self._emit(data)
                return
            if not self._buffer:
                self._since = time.monotonic()
            self._buffer += data
            late = time.monotonic() - self._since > FLUSH_SECONDS
            if late or len(self._buffer) >= CHUNK or self._before is not None:
                self._send()

    def flush(self) -> None:
        with self._lock:
            self._send()

    def _send(self) -> None:
        if not self._buffer:
            return
        data = bytes(self._buffer)
        self._buffer.clear()
        self._emit(data)

    def _emit(self, data: bytes | memoryview) -> None:
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._budget.cancelled.set()
            raise Stopped("the client is gone") from None

    def close(self) -> None:
        self.flush()


class FileSink:
    """A file that a redirection opened. Counts what is written against the run's share."""

    def __init__(self, stream: BinaryIO, budget: Budget, path: str) -> None:
        self._stream = stream
        self._budget = budget
        self._path = path

    def write(self, data: bytes | memoryview) -> None:
        if not self._budget.written(len(data)):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self._path)
        self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()


class Capture:
    """What ``$(...)`` collects."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes | memoryview) -> None:
        if len(self.data) + len(data) > VALUE_CHARS:
            raise ShellError("command substitution: output too large")
        self.data += data

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


class Pipe:
    """The bytes between two stages of a pipeline. The object itself is the writer's end."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._state = threading.Condition()
        self._write_closed = False
        self._read_closed = False

    def write(self, data: bytes | memoryview) -> None:
        with self._state:
            while self._held > PIPE_BYTES and not self._read_closed:
                self._state.wait(POLL_SECONDS)
                self._budget.check()
            if self._read_closed:
                raise BrokenPipeError(errno.EPIPE, "Broken pipe")
            if data:
                self._chunks.append(bytes(data))
                self._held += len(data)
                self._state.notify_all()

    def flush(self) -> None:
        pass

    def close(self) -> None:
        with self._state:
            self._write_closed = True
            self._state.notify_all()

    def _take(self) -> bytes:
        with self._state:
            while not self._chunks and not self._write_closed:
                self._state.wait(POLL_SECONDS)
                self._budget.check()
            if not self._chunks:
                return b""
            data = self._chunks.popleft()
            self._held -= len(data)
            self._state.notify_all()
            return data

    def source(self) -> Source:
        return Source(self._take, self._budget)

    def close_reader(self) -> None:
        with self._state:
            self._read_closed = True
            self._chunks.clear()
            self._held = 0
            self._state.notify_all()
