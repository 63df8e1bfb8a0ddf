"""Typing: by keys what the keyboard has, and an honest refusal for the rest."""

from agent.actions import TypeText
from agent.errors import TypingUnavailable
from agent.types import ActionResult
from devices.desktop.input import Hands
from devices.desktop.keys import name_of

__all__ = ["Keyboard"]


class Keyboard:
    """Enters texts into what has the focus."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    def type(self, action: TypeText) -> ActionResult:
        """See ``agent.actions.TypeText``. Raises ``TypingUnavailable``."""
        text = action.text.replace("\r\n", "\n")
        strange = sorted({each for each in text if not self._hands.has_key(each)})
        if strange:
            raise TypingUnavailable(f"this keyboard has no key for {''.join(strange)!r}")
        if action.clear:
            self._hands.press([name_of("cmd") or "ctrl", "a"])
            self._hands.press(["delete"])
        self._hands.write(text)
        if action.submit:
            self._hands.press(["enter"])
        return ActionResult(ok=True)
