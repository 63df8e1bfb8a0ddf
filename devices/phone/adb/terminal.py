"""An interactive ``adb shell``: prompt, echo, line editing and Ctrl-C over a stream.

The client puts its own terminal into raw mode and leaves these to the device, where the kernel's
pty does them. Here they are done for one line at a time, without history or escape sequences.
"""

import io
import queue
import struct
import threading
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from devices.phone.adb.shells import STDERR, Session, framed_input, framed_output, send_exit
from devices.phone.adb.stream import Stream, StreamClosed

__all__ = ["run_terminal"]

LINE_BYTES = 128 * 1024
"""Further bytes of a longer line are dropped with a bell: MAX_ARG_STRLEN, what a shell can run."""

_INTERRUPT, _END, _BELL, _ERASE, _KILL = 0x03, 0x04, 0x07, (0x08, 0x7F), 0x15


def run_terminal(session: Session, stream: Stream, *, framed: bool, pty: bool) -> None:
    """Run lines from the client until it leaves, types ``exit`` or ends its input.

    Without `pty` (the client's stdin is a pipe) there is no prompt, no echo and no editing.
    """
    if framed:
        source, output = framed_input(stream), framed_output(stream)
        errors = framed_output(stream, STDERR)
    else:
        source = stream.reader()
        output = errors = stream.writer()
    if pty:
        terminal = _Terminal(source, output.write)
        stream.when_gone(terminal.hang_up)
        status = _converse(session, terminal)
    else:
        status = session.run("", source, output, errors, cancelled=stream.gone)
    if framed:
        send_exit(stream, status)


def _converse(session: Session, terminal: "_Terminal") -> int:
    threading.Thread(target=terminal.pump, name="adb terminal", daemon=True).start()
    while True:
        cancelled = terminal.begin()
        output = terminal.stdout
        status = session.run("", terminal.stdin, output, output, cancelled=cancelled, prompt=True)
        if terminal.hung_up or not cancelled.is_set():
            return status
        # Ctrl-C ended a command, and with it the run: a new one goes on.


class _Terminal:
    def __init__(self, source: BinaryIO, send: Callable[[bytes], object]) -> None:
        self._source = source
        self._send = send
        self._lines: queue.Queue[bytes | None] = queue.Queue(maxsize=256)
        self._line = bytearray()
        self._echo = bytearray()
        self._cancel = threading.Event()
        self._reading = False
        self.hung_up = False
        self.stdin = cast(BinaryIO, io.BufferedReader(_Cooked(self)))
        self.stdout = cast(BinaryIO, _Crlf(self))

    def begin(self) -> threading.Event:
        """The event that ends the next run: set by Ctrl-C and when the client leaves."""
        self._cancel = threading.Event()
        if self.hung_up:
            self._cancel.set()
        return self._cancel

    def hang_up(self) -> None:
        self.hung_up = True
        self._cancel.set()

    def write(self, data: bytes) -> None:
        self._send(data.replace(b"\n", b"\r\n"))

    def next_line(self) -> bytes | None:
        """The next line with its newline; None at the end of input."""
        self._reading = True
        line = self._lines.get()
        self._reading = False
        return line

    def pump(self) -> None:
        """Take what is typed until the input ends."""
        try:
            while data := cast(io.BufferedReader, self._source).read1(4096):
                for byte in data:
                    self._take(byte)
                self._flush()
        except (StreamClosed, ValueError, struct.error):
            pass  # the client has left; the end of the lines says so
        self.hang_up()
        self._lines.put(None)

    def _take(self, byte: int) -> None:
        if byte in {0x0D, 0x0A}:
            self._finish(b"\n")
        elif byte == _INTERRUPT:
            self._line.clear()
            self._echo += b"^C\r\n"
            # Whoever waits for a line gets an empty one; a command at work is ended.
            if self._reading:
                self._lines.put(b"\n")
            else:
                self._cancel.set()
        elif byte == _END:
            if self._line:
                self._finish(b"")
            else:
                self._lines.put(None)
        elif byte in _ERASE:
            self._erase(1)
        elif byte == _KILL:
            self._erase(len(self._line.decode("utf-8", "replace")))
        elif len(self._line) >= LINE_BYTES:
            self._echo.append(_BELL)
        else:
            self._line.append(byte)
            self._echo.append(byte)

    def _flush(self) -> None:
        if self._echo:
            self._send(bytes(self._echo))
            self._echo.clear()

    def _finish(self, ending: bytes) -> None:
        self._echo += b"\r\n" if ending else b""
        self._flush()
        self._lines.put(bytes(self._line) + ending)
        self._line.clear()

    def _erase(self, characters: int) -> None:
        for _ in range(characters):
            if not self._line:
                return
            while self._line and self._line[-1] & 0xC0 == 0x80:
                del self._line[-1]
            del self._line[-1:]
            self._echo += b"\b \b"


class _Cooked(io.RawIOBase):
    """Whole lines for a command that reads its stdin."""

    def __init__(self, terminal: _Terminal) -> None:
        self._terminal = terminal
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = self._terminal.next_line() or b""
        data, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


class _Crlf(io.RawIOBase):
    def __init__(self, terminal: _Terminal) -> None:
        self._terminal = terminal

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        written = bytes(data)
        self._terminal.write(written)
        return len(written)
