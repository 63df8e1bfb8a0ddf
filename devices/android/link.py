"""A device through its adb server: streams and shell commands, connected again when adb drops.

Only *connecting* is tried again: until a service has been accepted nothing has run on the device.
What was sent is never sent twice.

A serial does not tell one phone from another: an emulator's is its port, a network device's its
address. So a link remembers the boot that it began with and, whenever adb's connection to the
device is another one, asks again before anything else is sent.
"""

import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    retry_if_not_result,
    stop_after_delay,
    wait_exponential,
)

from agent.errors import DeviceError, DeviceLost, DeviceTimeout
from devices.android.boot import ASK_BOOT, BootChanged, read_boot
from devices.android.quoting import command
from devices.android.server import Server, Stream

__all__ = ["Answer", "Link", "Running", "waited_for"]

T = TypeVar("T")
RECONNECT_SECONDS = 8.0
"""adb itself takes up to 3 s to start; a phone is connected again within a second of that."""
BOOT_SECONDS = 10.0
"""For the answer to which boot it is, however short-lived the service that follows."""
_STDOUT, _STDERR, _EXIT = 1, 2, 3  # shell_v2 packet ids: AOSP shell_protocol.h
_LOOK = "adb devices"
_PAUSES = wait_exponential(multiplier=0.05, max=1.0)


def waited_for(ask: Callable[[], T], is_ready: Callable[[T], bool]) -> T:
    """The first answer that is ready, else the last one after ``RECONNECT_SECONDS``."""
    retrying = Retrying(
        retry=retry_if_not_result(is_ready),
        stop=stop_after_delay(RECONNECT_SECONDS),
        wait=_PAUSES,
        retry_error_callback=lambda last: last.outcome and last.outcome.result(),
    )
    return retrying(ask)


class Answer(NamedTuple):
    """What a command printed, and its exit status (0-255)."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Both outputs, trimmed: for words to a human."""
        return f"{self.out.strip()}\n{self.err.strip()}".strip()


@dataclass(frozen=True)
class Running:
    """A command that was started; ``wait`` reads it to its end."""

    stream: Stream
    script: str
    started: float
    framed: bool

    def wait(self, timeout: float = 30.0) -> Answer:
        """Raises ``DeviceTimeout`` after ``timeout`` seconds since the start."""
        with self.stream:
            try:
                if self.framed:
                    return self._packets(self.started + timeout)
                self.stream.set_timeout(timeout)
                return self._plain()
            except DeviceTimeout as error:
                raise DeviceTimeout(
                    f"`{self.script[:80]}` did not end in {timeout:g} s",
                    hint="look at the device: is it busy or asking something?",
                ) from error

    def _packets(self, deadline: float) -> Answer:
        collected: dict[int, list[bytes]] = {_STDOUT: [], _STDERR: []}
        while True:
            self.stream.set_timeout(max(deadline - time.monotonic(), 0.001))
            kind, length = struct.unpack("<BI", self.stream.read_exactly(5))
            data = self.stream.read_exactly(length)
            if kind == _EXIT:
                return Answer(
                    data[0] if data else 255,
                    b"".join(collected[_STDOUT]).decode(errors="replace"),
                    b"".join(collected[_STDERR]).decode(errors="replace"),
                )
            if kind in collected:
                collected[kind].append(data)

    def _plain(self) -> Answer:
        text = self.stream.read_all().decode(errors="replace").replace("\r\n", "\n")
        body, mark, status = text.rpartition(_MARK)
        if not mark or not status.strip().isdecimal():
            raise DeviceLost(f"`{self.script[:80]}` was cut off", hint=_LOOK)
        return Answer(int(status), body, "")


_MARK = "fingertip-exit:"


@dataclass
class Link:
    """One device, in the one boot that it is in when it is first reached.

    Everything raises ``BootChanged`` once it is in another one, for good.
    """

    server: Server
    serial: str
    _boot: str | None = field(default=None, init=False)
    """None: it was not asked yet. Empty: it does not tell, and is taken for the same."""
    _number: int | None = field(default=None, init=False)
    """Of the connection by which it is known to be in that boot."""

    @cached_property
    def _framed(self) -> bool:
        return "shell_v2" in self._connected(lambda: self.server.features(self.serial))

    def open(self, service: str, timeout: float = 30.0) -> Stream:
        """A stream of ``service``; waits up to 8 s for a device or server that dropped."""
        return self._connected(lambda: self._opened(service, timeout))

    def _opened(self, service: str, timeout: float) -> Stream:
        stream = self._reached(timeout)
        try:
            stream.request(service)
        except BaseException:
            stream.close()
            raise
        return stream

    def _reached(self, timeout: float) -> Stream:
        """The device, known to be in the boot that this link began with, before any service."""
        while True:
            stream, number = self.server.reach(self.serial, timeout)
            if number == self._number:
                return stream
            boot = self._boot_by(stream)
            if self._boot and not boot:
                raise DeviceLost(f"{self.serial} went while it was asked for its boot", hint=_LOOK)
            self.recognise(boot)
            self._number = number

    def _boot_by(self, stream: Stream) -> str:
        with stream:
            stream.set_timeout(BOOT_SECONDS)
            stream.request(f"shell:{ASK_BOOT}")
            return read_boot(stream.read_all().decode(errors="replace"))

    def recognise(self, boot: str) -> None:
        """Compare what the device told of its boot, if it did. Raises ``BootChanged``."""
        if self._boot is None:
            self._boot = boot
        elif boot and self._boot and boot != self._boot:
            self._number = None
            raise BootChanged(self.serial, self._boot, boot)

    def start(self, script: str) -> Running:
        """Start shell text (every word in it already quoted by ``quoting``)."""
        framed = self._framed
        service = f"shell,v2,raw:{script}" if framed else f"shell:{script}\necho {_MARK}$?"
        return Running(self.open(service), script, time.monotonic(), framed)

    def script(self, script: str, timeout: float = 30.0) -> Answer:
        """Run shell text to its end."""
        return self.start(script).wait(timeout)

    def run(self, words: Sequence[str], timeout: float = 30.0) -> Answer:
        """Run one command, its words quoted for the device's shell."""
        return self.script(command(words), timeout)

    def _connected(self, attempt: Callable[[], T]) -> T:
        def again(_: object) -> None:
            self._number = None
            # A server that was restarted forgets network devices; USB and emulators come back.
            if ":" in self.serial:
                try:
                    self.server.attach(self.serial)
                except DeviceError:
                    return

        retrying = Retrying(
            retry=retry_if_exception_type(DeviceLost) & retry_if_not_exception_type(BootChanged),
            stop=stop_after_delay(RECONNECT_SECONDS),
            wait=_PAUSES,
            before_sleep=again,
            reraise=True,
        )
        return retrying(attempt)
