"""The loopback port on which a phone waits for adb servers and other clients."""

import contextlib
import socket
import threading

from loguru import logger

from devices.phone.adb.transport import Connection, Router
from devices.phone.adb.wire import Profile

__all__ = ["LOOPBACK", "Listener", "bind_loopback"]

LOOPBACK = "127.0.0.1"
MAX_CONNECTIONS = 16
"""Peers at once. Each is an adb server with all of its clients, or a client by itself."""


def bind_loopback(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1 and nowhere else. Raises OSError if the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Only after a restart of the phone: a port that somebody listens on stays an error.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


class Listener:
    """Accepts connections on a socket and serves each in threads of its own."""

    def __init__(self, listening: socket.socket, profile: Profile, router: Router) -> None:
        self._listening = listening
        self._profile = profile
        self._router = router
        self._connections: set[Connection] = set()
        self._lock = threading.Lock()
        self._suspended = False
        self.dropped = threading.Event()
        """Set whenever a connection ends; whoever waits for it clears it."""

    def start(self) -> None:
        threading.Thread(target=self._accept, name="adb listener", daemon=True).start()

    def suspend(self) -> None:
        """End every connection and turn new ones away until `resume`: the phone is restarting."""
        self._suspended = True
        self._drop_all()

    def resume(self) -> None:
        self._suspended = False

    def _drop_all(self) -> None:
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._drop_all()

    def _accept(self) -> None:
        while True:
            try:
                peer, address = self._listening.accept()
            except OSError:
                return  # closed
            connection = Connection(peer, self._profile, self._router)
            with self._lock:
                full = len(self._connections) >= MAX_CONNECTIONS
                if not full:
                    self._connections.add(connection)
            if self._suspended:
                connection.close()
            if full:
                logger.warning("refused {}: {} peers are connected", address, MAX_CONNECTIONS)
                connection.close()
                continue
            threading.Thread(
                target=self._serve, args=(connection,), name="adb peer", daemon=True
            ).start()

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            with self._lock:
                self._connections.discard(connection)
            self.dropped.set()
