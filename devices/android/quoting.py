"""Text for the device's shell, quoted for that shell and no other.

Android's shell is mksh; its single quotes take every byte as it stands except the single quote
itself (and NUL, which no shell word can hold). Nothing else in this package builds shell text.
"""

from collections.abc import Iterable

__all__ = ["command", "quote"]

# What no shell gives a meaning, even at the start of a word ("~", "=" and "-" are left out only
# where position matters: "=" and "-" are plain inside of an argument list, "~" is not).
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+=")


def quote(word: str) -> str:
    """One shell word that the device's shell reads back as ``word``.

    Raises ``ValueError`` for NUL, which ends a C string on the way.
    """
    if "\0" in word:
        raise ValueError("a shell word cannot hold NUL")
    if word and _PLAIN.issuperset(word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"


def command(words: Iterable[str]) -> str:
    """A simple command whose words arrive as given."""
    return " ".join(quote(word) for word in words)
