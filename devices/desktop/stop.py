"""The emergency stop: a hand on the mouse or the keyboard ends the run at once.

Watched on X11 by a thread with a connection of its own, twenty times a second, also while a model
thinks. Whoever pushes the pointer into a corner of the desktop, or holds both Shift keys and
Escape, sends this process what Ctrl-C sends it: the loop ends as interrupted, and the device lets
go of all that is pressed. A pointer that we put into a corner does not count.
"""

import signal
import threading

from loguru import logger

from agent.errors import DeviceError
from agent.types import Point
from devices.desktop.input import Hands
from devices.desktop.session import Session
from devices.desktop.x11 import Server

__all__ = ["CHORD", "Watch"]

CHORD = ("Shift_L", "Shift_R", "Escape")
"""Held together; no program is known to use it, and no model can press the right Shift alone."""
POLL = 0.05


class Watch(threading.Thread):
    """Raises SIGINT in the main thread, once, unless ``hands`` have been stopped already."""

    def __init__(self, session: Session, hands: Hands) -> None:
        super().__init__(name="emergency stop", daemon=True)
        self._server = Server(session)
        self._hands = hands
        self._chord = frozenset(self._server.keycode(name) for name in CHORD)
        self._ended = threading.Event()

    def run(self) -> None:
        try:
            reason = self._watched()
        except DeviceError:
            return  # the display has gone; whoever uses it next will say so
        if not reason:
            return
        logger.warning("stopped by hand: {}", reason)
        if self._hands.claim_stop():
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def _watched(self) -> str:
        """Look on until somebody stops the run, and how; empty for the end of the watch."""
        before = self._server.pointer()
        while not self._ended.wait(POLL):
            now = self._server.pointer()
            if reason := self._reason(before, now):
                return reason
            before = now
        return ""

    def _reason(self, before: Point, now: Point) -> str:
        width, height = self._server.size()
        corners = {(x, y) for x in (0, width - 1) for y in (0, height - 1)}
        if now in corners and now != before and now not in self._hands.expected:
            return f"the pointer was put into the corner {now.x},{now.y}"
        if self._chord <= self._server.held_keys():
            return f"{' + '.join(CHORD)} were held"
        return ""

    def stop(self) -> None:
        """End the thread and its connection. Idempotent."""
        self._ended.set()
        if self.is_alive():
            self.join()
        self._server.close()
