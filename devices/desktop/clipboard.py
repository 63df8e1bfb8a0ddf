"""Pastes a text: we own the X selection for a moment, and the previous content is put back.

X has no clipboard that holds data: its owner answers whoever asks (ICCCM 2). Owning it ourselves
tells whether the program in front really took the text. What was there before is read and given
back by xclip, which goes on answering after this program has ended.
"""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from agent.errors import TypingUnavailable
from devices.desktop.session import Session
from devices.desktop.x11 import connect, hang_up

__all__ = ["CLIPBOARD", "PRIMARY", "Clipboard"]

CLIPBOARD, PRIMARY = "CLIPBOARD", "PRIMARY"

FETCH_SECONDS = 5.0
"""How long the program in front may take to ask for the text."""
QUIET_SECONDS = 0.25
"""After the last request, once the text was handed over: some programs ask twice, clipboard
managers ask as well.
"""
XCLIP_SECONDS = 5.0
LARGEST = 50_000
"""Characters at a time: an X request without BIG-REQUESTS holds 256 KiB."""

_TEXT = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT")
_NO_CONTENT = {"TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "DELETE"}


class Kept(NamedTuple):
    """What a selection held: one of its forms, the best for a text."""

    selection: str
    target: str
    content: bytes


class Clipboard:
    """The selections of the X server of ``session``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def paste(self, text: str, selections: Sequence[str], press: Callable[[], None]) -> bool:
        """Offer ``text`` in ``selections`` while ``press`` makes a program ask for it.

        Whether it was asked for. What the selections held is there again afterwards. Raises
        ``TypingUnavailable`` when it could not be put back for want of xclip.
        """
        with self._connected() as server, self._restored(server, selections):
            pieces = [text[at : at + LARGEST] for at in range(0, len(text), LARGEST)]
            return all(_Offer(server, piece, selections).serve(press) for piece in pieces)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        server = connect(self._session)
        try:
            yield server
        finally:
            hang_up(server)

    @contextmanager
    def _restored(self, server: Any, selections: Sequence[str]) -> Iterator[None]:
        owned = [s for s in selections if server.get_selection_owner(server.intern_atom(s))]
        if owned and shutil.which("xclip") is None:
            raise TypingUnavailable(
                "this text has to be pasted, and without xclip the clipboard could not be given "
                "back: sudo apt-get install -y xclip",
                hint="sudo apt-get install -y xclip",
            )
        kept = [found for selection in owned if (found := self._read(selection))]
        try:
            yield
        finally:
            for each in kept:
                self._give_back(server, each)

    def _give_back(self, server: Any, kept: Kept) -> None:
        """By xclip, which returns before the X server knows the selection's new owner."""
        self._xclip(kept.selection, "-i", "-t", kept.target, content=kept.content)
        deadline = time.monotonic() + XCLIP_SECONDS
        while not server.get_selection_owner(server.intern_atom(kept.selection)):
            if time.monotonic() > deadline:
                return
            time.sleep(0.005)

    def _read(self, selection: str) -> Kept | None:
        forms = self._xclip(selection, "-o", "-t", "TARGETS").decode("ascii", "replace").split()
        better = [each for each in (*_TEXT, "STRING", "image/png", *forms) if each in forms]
        target = next((each for each in better if each not in _NO_CONTENT), None)
        if target is None:
            return None
        content = self._xclip(selection, "-o", "-t", target)
        return Kept(selection, target, content) if content else None

    def _xclip(self, selection: str, *words: str, content: bytes = b"") -> bytes:
        """Its output; nothing when it failed, or when the owner does not answer."""
        command = ["xclip", "-selection", selection.lower(), *words]
        reads = "-o" in words
        try:
            done = subprocess.run(
                command,
                input=content,
                # Giving back, xclip stays behind as a daemon: it must not hold a pipe of ours.
                stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(self._session.environ),
                timeout=XCLIP_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return b""
        return done.stdout if reads and done.returncode == 0 else b""


class _Offer:
    """Owns selections and answers the requests for them."""

    def __init__(self, server: Any, text: str, selections: Sequence[str]) -> None:
        from Xlib import X, Xatom
        from Xlib.protocol import event

        self._x, self._atom, self._notify = X, Xatom.ATOM, event.SelectionNotify
        self._server = server
        self._content = text.encode("utf-8", "replace")
        self._targets = server.intern_atom("TARGETS")
        self._utf8 = server.intern_atom("UTF8_STRING")
        self._texts = [server.intern_atom(name) for name in _TEXT]
        root = server.screen().root
        self._window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        for name in selections:
            self._window.set_selection_owner(server.intern_atom(name), X.CurrentTime)
        server.sync()

    def serve(self, press: Callable[[], None]) -> bool:
        """Press, then answer until the text was taken and all is quiet. Whether it was taken."""
        press()
        taken = False
        deadline = time.monotonic() + FETCH_SECONDS
        while time.monotonic() < deadline:
            if self._server.pending_events():
                event = self._server.next_event()
                if event.type == self._x.SelectionRequest:
                    taken = self._answer(event) or taken
                    if taken:
                        deadline = time.monotonic() + QUIET_SECONDS
            else:
                time.sleep(0.005)
        self._window.destroy()
        self._server.sync()
        return taken

    def _answer(self, request: Any) -> bool:
        """Whether it got the text."""
        where = request.property or request.target  # obsolete clients name no property
        wants_text = request.target in self._texts
        if wants_text:
            kind = self._utf8 if request.target == self._texts[-1] else request.target
            request.requestor.change_property(where, kind, 8, self._content)
        elif request.target == self._targets:
            forms = [self._targets, *self._texts]
            request.requestor.change_property(where, self._atom, 32, forms)
        else:
            where = self._x.NONE
        answer = self._notify(
            time=request.time,
            requestor=request.requestor,
            selection=request.selection,
            target=request.target,
            property=where,
        )
        request.requestor.send_event(answer)
        self._server.flush()
        return wants_text
