"""Fingers and keys: actions as words of Android's ``input`` command.

Everything here is pure: an action and a screen size go in, argument lists come out.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from agent.actions import DoubleTap, Drag, LongPress, Pixel, Scroll, Swipe, Tap, TypeText
from agent.types import Size

__all__ = ["Gesture", "Touch", "clipped", "gesture"]

Touch = Tap | DoubleTap | LongPress | Swipe | Drag | Scroll
_Placed = TypeVar("_Placed", Touch, TypeText)

# A finger that starts nearer to an edge than this pulls the shade, goes back or goes home.
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 0.10, 0.12, 0.14
CLICKS_PER_PAGE = 8
# Slow enough that a list follows the finger and glides on only a little.
SCROLL_PIXELS_PER_SECOND = 1600.0
MOST_STROKES = 20


class Gesture(NamedTuple):
    """``input`` argument lists to run one after another, and the seconds that they take."""

    commands: tuple[tuple[str, ...], ...]
    seconds: float


def clipped(action: _Placed, size: Size) -> _Placed:
    """The action with every point that lies outside of the screen moved to its edge."""
    inside = {
        name: (min(max(x, 0), size.width - 1), min(max(y, 0), size.height - 1))
        for name in ("at", "start", "end")
        if (point := getattr(action, name, None)) is not None
        for x, y in (point,)
    }
    return action.model_copy(update=inside)


def gesture(action: Touch, size: Size) -> Gesture:
    """What to run for a touch whose points lie on a screen of ``size`` pixels."""
    match action:
        case Tap(at=at):
            return _points("tap", [at])
        case DoubleTap(at=at):
            once = _points("tap", [at])
            return Gesture(once.commands * 2, once.seconds * 2)
        case LongPress(at=at, seconds=seconds):
            return _points("swipe", [at, at], seconds)
        case Swipe(start=start, end=end, seconds=seconds):
            return _points("swipe", [start, end], seconds)
        case Drag(start=start, end=end, seconds=seconds):
            # A phone has no cursor to start from: the middle is where a finger can be.
            begin = start or (size.width // 2, size.height // 2)
            return _points("draganddrop", [begin, end], seconds)
        case Scroll():
            return _scroll(action, size)


def _points(verb: str, points: Sequence[Pixel], seconds: float | None = None) -> Gesture:
    words = [verb, *(str(value) for point in points for value in point)]
    if seconds is not None:
        words.append(str(max(1, round(seconds * 1000))))
    return Gesture((tuple(words),), seconds or 0.05)


def _scroll(action: Scroll, size: Size) -> Gesture:
    """Swipes whose finger moves against the content's side, kept away from the edges.

    Scrolling *down* reveals what lies below, so the finger goes up.
    """
    vertical = action.direction in {"up", "down"}
    length = size.height if vertical else size.width
    pixels = {
        "pages": action.amount * length,
        "clicks": action.amount * length / CLICKS_PER_PAGE,
        "pixels": action.amount,
    }[action.unit]
    asked = action.at or (size.width // 2, size.height // 2)
    left, right = round(size.width * MARGIN_X), round(size.width * (1 - MARGIN_X))
    top, bottom = round(size.height * MARGIN_TOP), round(size.height * (1 - MARGIN_BOTTOM))
    x, y = min(max(asked[0], left), right), min(max(asked[1], top), bottom)
    low, high, middle = (top, bottom, y) if vertical else (left, right, x)
    sign = -1 if action.direction in {"down", "right"} else 1
    commands: list[tuple[str, ...]] = []
    seconds = 0.0
    remaining = pixels
    while remaining >= 1 and len(commands) < MOST_STROKES:
        stroke = min(remaining, high - low)
        start = min(max(middle - sign * stroke / 2, low), high)
        end = min(max(start + sign * stroke, low), high)
        start = end - sign * stroke
        lasts = max(0.2, stroke / SCROLL_PIXELS_PER_SECOND)
        a, b = round(start), round(end)
        path = (x, a, x, b) if vertical else (a, y, b, y)
        commands.append(("swipe", *(str(value) for value in path), str(round(lasts * 1000))))
        seconds += lasts
        remaining -= stroke
    return Gesture(tuple(commands), seconds)
