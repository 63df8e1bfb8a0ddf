"""How often the wheel turns for a scroll. Pure."""

from typing import NamedTuple

from agent.actions import Scroll
from agent.types import Size

__all__ = ["Turns", "notches"]

PIXELS_PER_NOTCH = 120
"""What one click of the wheel moves at most, at a scale of 1: Chromium, which moves twice that many
at a scale of 2. Qt moves three lines of text, GTK the two thirds' power of the area's height (79 of
700): there a scroll ends short of what was asked. Nothing is scrolled past unseen."""
MOST_NOTCHES = 200


class Turns(NamedTuple):
    """Clicks of the wheel: ``up`` reveals what lies above, ``right`` what lies to the right."""

    up: int
    right: int


def notches(scroll: Scroll, size: Size, scale: float = 1.0) -> Turns:
    """The turns that reveal content on the side ``scroll.direction``; at least one, at most 200.

    A page is the picture's height (its width, sideways): how large the scrolled area is nobody
    tells. ``scale``: pixels of the picture for one that programs count in.
    """
    per_notch = PIXELS_PER_NOTCH * scale
    vertical = scroll.direction in {"up", "down"}
    page = size.height if vertical else size.width
    clicks = {
        "pages": scroll.amount * page / per_notch,
        "clicks": scroll.amount,
        "pixels": scroll.amount / per_notch,
    }[scroll.unit]
    count = min(max(round(clicks), 1), MOST_NOTCHES)
    signed = count if scroll.direction in {"up", "right"} else -count
    return Turns(signed, 0) if vertical else Turns(0, signed)
