"""Text in XML 1.0, which cannot hold every character: any other makes a whole file unreadable."""

import re

__all__ = ["can_hold", "held"]

_OUTSIDE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but the characters of the recommendation's production 2."""


def can_hold(text: str) -> bool:
    """Whether XML can hold all of it."""
    return _OUTSIDE.search(text) is None


def held(text: str, instead: str = "") -> str:
    """The text with ``instead`` in the place of every character that XML cannot hold."""
    return _OUTSIDE.sub(instead, text)
