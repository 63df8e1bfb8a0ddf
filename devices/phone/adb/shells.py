"""The shell services: ``shell:`` in its first and second protocol, and ``exec:``.

First protocol and exec: bytes both ways until the stream closes, no exit status. Second protocol:
packets of one byte id, u32 length, data. Source: AOSP's shell_protocol.h and shell_service.cpp.
"""

import io
import struct
import threading
from typing import Any, BinaryIO, Protocol, cast

from devices.phone.adb.stream import GATHER_BYTES, Stream, StreamClosed

__all__ = [
    "STDERR",
    "Session",
    "framed_input",
    "framed_output",
    "run_framed",
    "run_raw",
    "send_exit",
]

STDIN, STDOUT, STDERR, EXIT, CLOSE_STDIN, WINDOW_SIZE = range(6)
_FRAME = struct.Struct("<BI")

GRACE_S = 10.0
"""How long a command without the second protocol may go on once its client has left: `exec-in`
leaves as soon as it has sent all, and adbd lets such a command finish what it was given."""


class Session(Protocol):
    """What runs a client's command. `devices.phone.shell.session.ShellSession` is one."""

    def run(
        self,
        command: str,
        stdin: BinaryIO,
        stdout: BinaryIO,
        stderr: BinaryIO,
        *,
        cancelled: threading.Event | None = None,
        prompt: bool = False,
    ) -> int:
        """Run to the end and give the exit status, 0..255. Never raises for what a client sent.

        An empty command: run the lines of `stdin`, with a prompt before each if `prompt`.
        """
        ...


def run_raw(session: Session, command: str, stream: Stream) -> None:
    """Serve ``shell:command`` of the first protocol, or ``exec:command``."""
    cancelled = threading.Event()
    timer = threading.Timer(GRACE_S, cancelled.set)
    timer.daemon = True
    ended = threading.Event()
    stream.when_gone(lambda: None if ended.is_set() else timer.start())
    try:
        output = stream.writer()
        session.run(command, stream.reader(), output, output, cancelled=cancelled)
    finally:
        ended.set()
        timer.cancel()


def run_framed(session: Session, command: str, stream: Stream) -> None:
    """Serve ``shell,v2,...:command``: framed output, then the exit status."""
    out, err = framed_output(stream), framed_output(stream, STDERR)
    status = session.run(command, framed_input(stream), out, err, cancelled=stream.gone)
    send_exit(stream, status)


def framed_input(stream: Stream) -> BinaryIO:
    """The stdin packets of a stream as one file; what else comes is read over."""
    return cast(BinaryIO, io.BufferedReader(_FramedInput(stream), buffer_size=GATHER_BYTES))


def framed_output(stream: Stream, kind: int = STDOUT) -> BinaryIO:
    """A file whose every write is a stdout (or, with `kind`, stderr) packet."""
    return cast(BinaryIO, _FramedOutput(stream, kind))


def send_exit(stream: Stream, status: int) -> None:
    """Tell the exit status: without this packet the client reports a failure of its own."""
    stream.write(_FRAME.pack(EXIT, 1) + bytes([status & 0xFF]))


class _FramedInput(io.RawIOBase):
    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._left = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._left and not self._ended:
                self._next_frame()
        except StreamClosed:
            self._ended = True
        if self._ended:
            return 0
        data = self._stream.read(min(self._left, len(buffer)))
        self._left -= len(data)
        self._ended = not data
        buffer[: len(data)] = data
        return len(data)

    def _next_frame(self) -> None:
        kind, length = _FRAME.unpack(self._stream.read_exactly(_FRAME.size))
        if kind == STDIN:
            self._left = length
            return
        self._ended = kind == CLOSE_STDIN
        while length:
            length -= len(self._stream.read_exactly(min(length, GATHER_BYTES)))


class _FramedOutput(io.RawIOBase):
    def __init__(self, stream: Stream, kind: int) -> None:
        self._write = stream.write
        self._kind = kind
        self._most = stream.connection.agreement.max_payload - _FRAME.size

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        for start in range(0, len(view), self._most):
            part = view[start : start + self._most]
            # One call a frame: stdout and stderr may be written by two threads at once.
            self._write(_FRAME.pack(self._kind, len(part)) + bytes(part))
        return len(view)
