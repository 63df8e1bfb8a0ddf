"""Text while it comes: nothing twice, nothing behind a stop string or the end of a turn."""

from collections.abc import Callable, Sequence

__all__ = ["END_OF_TURN", "Spoken"]

END_OF_TURN = ("<|im_end|>", "<|endoftext|>")
"""Tokens that some servers leave at the end of a reply when they keep special tokens."""


class Spoken:
    """Gathers a reply. ``on_text`` gets each piece once, as soon as it is sure."""

    def __init__(
        self, stop: Sequence[str] = (), on_text: Callable[[str], None] | None = None
    ) -> None:
        self._stop = tuple(text for text in stop if text)
        self._ends = (*self._stop, *END_OF_TURN)
        self._on_text = on_text
        self._text = ""
        self._told = 0
        self._over = False
        self.stopped = False
        """A stop string has come: the server need not go on."""

    def add(self, piece: str) -> None:
        if self._over or not piece:
            return
        # A stop string may have begun in what came before.
        begin = max(len(self._text) - max(map(len, self._ends)), 0)
        self._text += piece
        found = [(at, end) for end in self._ends if (at := self._text.find(end, begin)) >= 0]
        if found:
            at, end = min(found)
            self._text = self._text[:at]
            self._over, self.stopped = True, end in self._stop
        self._tell(len(self._text) if self._over else self._sure())

    def finish(self) -> str:
        """The whole text; what was held back is told now."""
        self._tell(len(self._text))
        return self._text

    def _sure(self) -> int:
        for length in range(min(max(map(len, self._ends)), len(self._text)), 0, -1):
            if any(end.startswith(self._text[-length:]) for end in self._ends):
                return len(self._text) - length
        return len(self._text)

    def _tell(self, end: int) -> None:
        if self._on_text is not None and end > self._told:
            self._on_text(self._text[self._told : end])
        self._told = max(self._told, end)
