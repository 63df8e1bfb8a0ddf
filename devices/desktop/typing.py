"""Typing: by keys what the keyboard has, any other text by pasting it."""

import re
import time

from agent.actions import TypeText
from agent.errors import TypingUnavailable
from agent.types import ActionResult
from devices.desktop.clipboard import CLIPBOARD, PRIMARY, Clipboard
from devices.desktop.input import Hands
from devices.desktop.keys import name_of
from devices.desktop.session import Session
from devices.desktop.tree import Tree
from devices.desktop.x11 import Server

__all__ = ["Keyboard"]

_TERMINALS = re.compile(r"term|rxvt|konsole|alacritty|kitty|^foot$|guake|tilix", re.IGNORECASE)
"""Programs, by window class, that paste with Shift+Insert, some of them the PRIMARY selection."""

ARRIVAL_SECONDS = 3.0
"""How long a field may take to show what was typed into it."""


class Keyboard:
    """Enters texts into what has the focus."""

    def __init__(self, hands: Hands, session: Session, server: Server | None, tree: Tree) -> None:
        self._hands = hands
        self._tree = tree
        self._server = server
        self._clipboard = Clipboard(session) if server is not None else None

    def type(self, action: TypeText) -> ActionResult:
        """See ``agent.actions.TypeText``. Raises ``TypingUnavailable``."""
        text = action.text.replace("\r\n", "\n")
        locked = self._server is not None and self._server.caps_lock()
        strange = {
            each for each in text if not self._hands.has_key(each) or (locked and each.isalpha())
        }
        if strange and self._clipboard is None:
            raise TypingUnavailable(
                f"no key writes {''.join(sorted(strange))!r}, and pasting is done on X11 only"
            )
        if action.clear:
            self._hands.press([name_of("cmd") or "ctrl", "a"])
            self._hands.press(["delete"])
        if strange and self._clipboard is not None and not self._paste(text, self._clipboard):
            said = "nothing took the pasted text: no text field seems to have the focus"
            return ActionResult(ok=False, said=said)
        if not strange:
            self._hands.write(text)
        said = self._look(text)
        if action.submit:
            self._hands.press(["enter"])
        return ActionResult(ok=True, said=said)

    def _look(self, text: str) -> str:
        """What the field holds, where the UI tree knows it and it is not what was typed."""
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while (held := self._tree.focused_text()) is not None:
            if text in held:
                break
            if time.monotonic() > deadline:
                return f"the field with the focus now reads {held[:200]!r}"
            time.sleep(0.05)
        return ""

    def _paste(self, text: str, clipboard: Clipboard) -> bool:
        front = self._server.front().partition("/")[0] if self._server else ""
        if _TERMINALS.search(front):
            return clipboard.paste(
                text, (CLIPBOARD, PRIMARY), lambda: self._hands.press(["shift", "insert"])
            )
        # PRIMARY stays alone: a toolkit that loses it drops the selected text, which the pasted
        # text is to replace.
        return clipboard.paste(text, (CLIPBOARD,), lambda: self._hands.press(["ctrl", "v"]))
