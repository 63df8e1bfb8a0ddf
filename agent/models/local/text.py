"""Tokens to text while they come: nothing half, nothing twice, nothing behind a stop string."""

from collections.abc import Callable, Sequence

__all__ = ["ReplyText"]

_HALF = "�"
"""What a tokenizer gives for bytes that do not make a whole character yet."""


class ReplyText:
    """Gathers a reply. ``decode``: token ids to text; ``on_text`` gets each finished piece once."""

    def __init__(
        self,
        decode: Callable[[list[int]], str],
        stop: Sequence[str] = (),
        on_text: Callable[[str], None] | None = None,
    ) -> None:
        self._decode = decode
        self._stop = tuple(text for text in stop if text)
        self._on_text = on_text
        # Decoding from the start of the last piece keeps a long reply linear.
        self._done = ""
        self._open: list[int] = []
        self._told = 0
        self.count = 0
        """Tokens taken."""
        self.stopped = False
        """A stop string has ended the reply."""

    def add(self, token: int) -> bool:
        """Take a token; True when a stop string has ended the reply."""
        self.count += 1
        self._open.append(token)
        piece = self._decode(self._open)
        if piece.endswith(_HALF) and len(self._open) < 8:
            return False
        self._done += piece
        self._open = []
        ends = [at for stop in self._stop if (at := self._done.find(stop)) >= 0]
        if ends:
            self._done = self._done[: min(ends)]
            self.stopped = True
        self._tell(len(self._done) if self.stopped else self._safe())
        return self.stopped

    def finish(self) -> str:
        """The whole text; what was held back is told now."""
        if self._open and not self.stopped:
            self._done += self._decode(self._open)
            self._open = []
        self._tell(len(self._done))
        return self._done

    def _safe(self) -> int:
        """How much may be told: not what could turn out to begin a stop string."""
        for length in range(min(max(map(len, self._stop), default=0), len(self._done)), 0, -1):
            if any(stop.startswith(self._done[-length:]) for stop in self._stop):
                return len(self._done) - length
        return len(self._done)

    def _tell(self, end: int) -> None:
        if self._on_text is not None and end > self._told:
            self._on_text(self._done[self._told : end])
        self._told = max(self._told, end)
