"""When a typed text counts as the one that was wanted: the rules that benchmarks publish."""

from collections import Counter

__all__ = ["contains", "half_the_words", "mostly_alike", "nearly_alike"]


def contains(wanted: str, said: str) -> bool:
    """One is part of the other, in any case of letters (Qwen2.5-VL's AndroidControl script)."""
    first, second = wanted.casefold().strip(), said.casefold().strip()
    return first in second or second in first


def half_the_words(wanted: str, said: str) -> bool:
    """Equal, or the F1 of their words is above a half (OS-Atlas)."""
    if wanted == said:
        return True
    first, second = Counter(wanted.casefold().split()), Counter(said.casefold().split())
    return 2 * (first & second).total() > 0.5 * (first.total() + second.total())


def nearly_alike(wanted: str, said: str) -> bool:
    """One is part of the other, or at most half of the letters must change (GUI-Odyssey)."""
    first, second = wanted.strip(), said.strip()
    if first in second or second in first:
        return True
    return 1 - _changes(first, second) / max(len(first), len(second)) >= 0.5


def mostly_alike(wanted: str, said: str) -> bool:
    """One is part of the other, or more than 0.8 of both is common to them in order (CoAT).

    The share is that of the package Levenshtein, ``ratio``: letters are taken out and put in.
    """
    if wanted in said or said in wanted:
        return True
    return 2 * _common(wanted, said) / (len(wanted) + len(said)) > 0.8


def _changes(first: str, second: str) -> int:
    """Letters to put in, take out or change (Levenshtein's distance)."""
    row = list(range(len(first) + 1))
    for number, letter in enumerate(second, 1):
        corner, row[0] = row[0], number
        for at, other in enumerate(first, 1):
            changed = corner + (letter != other)
            corner = row[at]
            row[at] = min(changed, row[at] + 1, row[at - 1] + 1)
    return row[-1]


def _common(first: str, second: str) -> int:
    """The length of the longest text whose letters stand in both, in their order."""
    row = [0] * (len(first) + 1)
    for letter in second:
        corner = 0
        for at, other in enumerate(first, 1):
            best = corner + 1 if letter == other else max(row[at], row[at - 1])
            corner, row[at] = row[at], best
    return row[-1]
