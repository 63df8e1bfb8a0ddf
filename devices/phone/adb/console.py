"""The emulator's console, on the port below the phone's: what ``adb emu COMMAND`` talks to.

A line in, lines out, ``OK`` or ``KO: why`` after each. Source: "Send emulator console commands" of
developer.android.com. Any token is taken: the port is loopback's, like the phone's own.
"""

import contextlib
import socket
import sqlite3
import threading
from collections.abc import Callable

from devices.phone.phone import Phone

__all__ = ["Console"]

LINE_BYTES = 4096
"""A longer line ends the conversation; the emulator's own buffer has this size."""
IDLE_S = 600.0
_GREETING = (
    b"Android Console: Authentication required\r\n"
    b"Android Console: type 'auth <auth_token>' to authenticate\r\nOK\r\n"
)
_WELCOME = b"Android Console: type 'help' for a list of commands\r\nOK\r\n"
"""Said after ``auth``; to who does not authenticate, before the first answer, since ``adb emu``
prints only what follows the second OK."""
_HELP = "commands: help, ping, avd name|status, sms send NUMBER TEXT, kill, quit"


class Console:
    """Serves one listening socket. `stop` ends the phone, as ``kill`` does with an emulator."""

    def __init__(self, listening: socket.socket, phone: Phone, stop: Callable[[], None]) -> None:
        self._listening = listening
        self._phone = phone
        self._stop = stop

    def start(self) -> None:
        threading.Thread(target=self._accept, name="console", daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listening.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        peer.settimeout(IDLE_S)
        with peer, contextlib.suppress(OSError), peer.makefile("rb") as lines:
            peer.sendall(_GREETING)
            welcome = _WELCOME
            while line := lines.readline(LINE_BYTES + 1):
                text = line.decode("utf-8", "replace").strip()
                words = text.split()
                # A web page can make a browser speak to any loopback port: hang up on HTTP.
                foreign = len(line) > LINE_BYTES or any(word.startswith("HTTP/") for word in words)
                if foreign or words[:1] in (["quit"], ["exit"]):
                    return
                if words:
                    answer = b"" if words[0] == "auth" else self._answer(text).encode() + b"\r\n"
                    peer.sendall(welcome + answer)
                    welcome = b""
                    if words == ["kill"]:
                        self._stop()
                        return

    def _answer(self, line: str) -> str:
        match line.split(maxsplit=3):
            case ["sms", "send", number, text]:
                return self._receive(number, text)
            case ["sms", *_]:
                return "KO: missing argument, try 'sms send NUMBER TEXT'"
            case ["help"] | ["help-verbose"]:
                return f"{_HELP}\r\nOK"
            case ["kill"]:
                return "OK: killing"
            case ["avd", "status"]:
                return "virtual device is running\r\nOK"
            case ["ping"]:
                return "I am alive!\r\nOK"
            case ["avd", "name"]:
                return "builtin\r\nOK"
            case words:
                return f"KO: the built-in phone has no command {words[0]!r}; {_HELP}"

    def _receive(self, number: str, text: str) -> str:
        try:
            self._phone.state.receive_text(number, text)
        except (sqlite3.Error, OSError) as error:
            return f"KO: the message could not be stored: {error}"
        return "OK"
