"""How much two pictures of a screen differ."""

from agent.types import Frame

__all__ = ["STATUS_BAR", "changed"]

STATUS_BAR = 0.05
"""Share of the height at the top that is left out by default: Android's status bar (clock, battery)
is 24-52 dp high, 2-5 % of a phone's height."""
_ROWS = 64
"""Compared at a time: what comes in between stays in the processor's cache."""


def changed(
    before: Frame, after: Frame, *, skip_top: float = STATUS_BAR, enough: float = 1.0
) -> float:
    """Fraction (0..1) of the pixels that are not equal.

    Who only asks whether it is more than ``enough`` gets the answer sooner: the counting ends
    there, with any number above it.
    Left out is the top ``skip_top`` of the height, where both pictures may have a status bar.
    Frames of different sizes differ wholly. The fourth byte of a pixel is ignored.
    """
    if before.size != after.size:
        return 1.0
    if before is after:
        return 0.0
    import numpy as np

    with_bar = before.has_status_bar and after.has_status_bar
    rows = int(before.size.height * skip_top) if with_bar else 0
    shape = (before.size.height, before.size.width)
    first = np.frombuffer(before.data, np.uint32).reshape(shape)[rows:]
    second = np.frombuffer(after.data, np.uint32).reshape(shape)[rows:]
    # Bytes in memory are colour, colour, colour, unused on every machine: mask by bytes.
    mask = np.frombuffer(b"\xff\xff\xff\x00", np.uint32)[0]
    count = 0
    for at in range(0, len(first), _ROWS):
        one, other = first[at : at + _ROWS], second[at : at + _ROWS]
        if before.order != after.order:
            swapped = other.view(np.uint8).reshape(*other.shape, 4)[..., [2, 1, 0, 3]]
            other = np.ascontiguousarray(swapped).view(np.uint32)[..., 0]
        count += int(np.count_nonzero((one ^ other) & mask))
        if count > enough * first.size:
            break
    return count / max(first.size, 1)
