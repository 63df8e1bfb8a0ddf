"""Which service a name such as ``shell,v2,raw:ls`` opens, and the services of one line.

Source of the names and of the lines: AOSP's SERVICES.TXT, daemon/services.cpp, restart_service.cpp.
"""

from collections.abc import Callable, Mapping
from functools import partial

from devices.phone.adb.framebuffer import serve_framebuffer
from devices.phone.adb.shells import Session, run_framed, run_raw
from devices.phone.adb.stream import Stream
from devices.phone.adb.sync import serve_sync
from devices.phone.adb.terminal import run_terminal
from devices.phone.adb.transport import Runner
from devices.phone.phone import Phone

__all__ = ["PhoneRouter"]

_LINES = {
    "root": "adbd is already running as root\n",
    "unroot": "adbd cannot run as non root on the built-in phone\n",
    "remount": "remount succeeded\n",
    "tcpip": "restarting in TCP mode is not needed: the built-in phone listens already\n",
    "usb": "the built-in phone has no USB\n",
    "disable-verity": "verity is not used on the built-in phone\n",
    "enable-verity": "verity is not used on the built-in phone\n",
}


class PhoneRouter:
    """Gives each service name of one phone its runner.

    Everything it does not know is refused, among them ``jdwp``, ``track-jdwp``, ``track-app``,
    ``tcp:``, ``localabstract:``, ``abb:``: nothing in this phone listens there.
    """

    def __init__(
        self,
        phone: Phone,
        open_session: Callable[[], Session],
        written: Callable[[str], None] = lambda _path: None,
        controls: Mapping[str, Callable[[], bytes]] | None = None,
    ) -> None:
        """Take what the services need.

        `open_session` makes a new shell; `written` is told each path that a client pushed;
        `controls` answer ``fingertip:NAME``, by which this program reaches a phone of its own.
        """
        self._phone = phone
        self._open_session = open_session
        self._written = written
        self._controls = controls or {}

    def __call__(self, name: str) -> Runner | None:
        service, colon, argument = name.partition(":")
        kind, *options = service.split(",")
        if not colon:
            return None
        if kind == "shell":
            return self._shell(argument, frozenset(options))
        if options:
            return None
        if kind in _LINES:
            return partial(_say, _LINES[kind])
        return self._other(kind, argument)

    def _other(self, kind: str, argument: str) -> Runner | None:
        if kind == "exec":
            return lambda stream: run_raw(self._open_session(), argument, stream)
        if kind == "sync" and not argument:
            return lambda stream: serve_sync(self._phone.files, stream, self._written)
        if kind == "framebuffer":
            return self._framebuffer
        if kind == "reboot":
            return self._reboot
        if kind == "reverse":
            return partial(_reverse, argument)
        if kind == "fingertip" and argument in self._controls:
            return partial(_control, self._controls[argument])
        return None

    def _shell(self, command: str, options: frozenset[str]) -> Runner:
        framed = "v2" in options
        if not command:
            pty = not framed or "raw" not in options
            return lambda stream: run_terminal(self._open_session(), stream, framed=framed, pty=pty)
        run = run_framed if framed else run_raw
        return lambda stream: run(self._open_session(), command, stream)

    def _framebuffer(self, stream: Stream) -> None:
        screen = self._phone.screen
        if screen is not None:
            width, height = screen.size
            dark = not self._phone.state.power.screen_on
            pixels = b"\0\0\0\xff" * (width * height) if dark else screen.capture()
            serve_framebuffer(screen.size, pixels, stream)

    def _reboot(self, stream: Stream) -> None:
        # adbd says nothing: the client waits for the close, then for the device to go.
        stream.close()
        self._phone.reboot()


def _control(answer: Callable[[], bytes], stream: Stream) -> None:
    stream.write(answer())


def _say(line: str, stream: Stream) -> None:
    stream.write(line.encode())


def _reverse(request: str, stream: Stream) -> None:
    """Ports of the host are not reachable from this phone, so nothing can be forwarded to them."""
    if request == "list-forward":
        stream.write(b"0000")
    elif request == "killforward-all":
        stream.write(b"OKAY")
    else:
        text = "the built-in phone does not forward to its host"
        stream.write(f"FAIL{len(text):04x}{text}".encode())
