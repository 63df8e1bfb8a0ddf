"""What was copied last."""

from collections.abc import Callable

from devices.phone.state.changes import Changes

__all__ = ["Clipboard"]


class Clipboard:
    """One text; thread-safe."""

    def __init__(self) -> None:
        self._text = ""
        self._changes = Changes()

    def get(self) -> str:
        """The text; empty where nothing was copied."""
        return self._text

    def set(self, text: str) -> None:
        """Copy a text."""
        self._text = text
        self._changes.touch()

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change; returns what ends that."""
        return self._changes.watch(callback)
