"""A stdin that also ends when a signal asks for the end, as if the client had gone."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from agent.cli.signals import on_interruption

__all__ = ["stdin_until_interrupted"]

_CHUNK = 1 << 16


@contextmanager
def stdin_until_interrupted() -> Iterator[None]:
    """Inside, file descriptor 0 ends by Ctrl-C too, and by the signals that mean the same.

    A server that blocks in a read of stdin hears no signal; what ends all it does is that stdin
    ends. Raises ``KeyboardInterrupt`` at the end of the block, if that was why. Main thread only.
    """
    interrupted = False
    client = os.dup(0)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        os.dup2(theirs.fileno(), 0)
        Thread(target=_pass_on, args=(client, ours), name="stdin", daemon=True).start()

        def hang_up() -> None:
            nonlocal interrupted
            interrupted = True
            _end(ours)

        try:
            with on_interruption(hang_up):
                yield
        finally:
            os.dup2(client, 0)
    if interrupted:
        raise KeyboardInterrupt


def _pass_on(source: int, sink: socket.socket) -> None:
    with suppress(OSError):  # hung up, or the client's terminal is gone
        while said := os.read(source, _CHUNK):
            sink.sendall(said)
    _end(sink)


def _end(sink: socket.socket) -> None:
    with suppress(OSError):  # it has ended already
        sink.shutdown(socket.SHUT_WR)
