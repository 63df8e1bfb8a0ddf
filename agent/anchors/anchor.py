"""An anchor: the element and the piece of the picture that an action's point meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.anchors.picture import Grey, grey
from agent.types import Box, Element, Frame, Point, Size

__all__ = ["Anchor", "anchor", "inside", "label_of", "nearest_labels", "target_at"]

WINDOW = 0.12
"""Side of the crop, as a share of the screen's shorter side, where no element says how large the
target is: an icon with its label is 48-80 dp wide on a screen of 360-420 dp."""
LARGE = 0.35
"""Share of the screen from which on an element is the ground that things lie on, not a target."""
NEIGHBOURS = 6


@dataclass(frozen=True, eq=False)
class Anchor:
    """What lay under ``point`` on a screen of ``size``; all in pixels of that screen.

    ``box``: the element's, or a window around the point. ``crop``: the brightness of its pixels.
    ``label``: the element's text or description, or the first text that lies in it.
    ``is_alone``: no other element of that screen has its id and role. ``neighbours``: the labels
    nearest to it, nearest first.
    """

    size: Size
    point: Point
    box: Box
    crop: Grey
    element: Element | None = None
    label: str = ""
    is_alone: bool = False
    neighbours: tuple[str, ...] = ()

    @property
    def has_name(self) -> bool:
        """Whether a UI tree can tell it from other things."""
        return self.element is not None and bool(self.label or self.element.resource_id)

    def __str__(self) -> str:
        if self.label:
            return repr(self.label)
        name = self.element.resource_id.rpartition("/")[2] if self.element else ""
        return name or f"what lay at {self.point.x}, {self.point.y}"


def anchor(frame: Frame, elements: Sequence[Element], point: tuple[int, int]) -> Anchor:
    """The anchor of ``point`` on ``frame``; without ``elements`` it is the picture alone."""
    size, at = frame.size, Point(*point)
    target = target_at(elements, at, size)
    box = _window(at, size) if target is None else _within(target.box, size)
    crop = grey(frame)[box.top : box.bottom, box.left : box.right].copy()
    if target is None:
        return Anchor(size, at, box, crop)
    alike = [one for one in elements if _kind(one) == _kind(target)]
    return Anchor(
        size,
        at,
        box,
        crop,
        target,
        label_of(target, elements),
        is_alone=bool(target.resource_id) and len(alike) == 1,
        neighbours=nearest_labels(target, elements),
    )


def target_at(elements: Sequence[Element], point: Point, size: Size) -> Element | None:
    """The smallest thing there that takes a touch; else the smallest that says something."""
    least = LARGE * size.width * size.height
    under = [one for one in elements if one.box.contains(point) and _area(one.box) < least]
    touched = [one for one in under if one.clickable or one.checkable or one.editable]
    named = [one for one in under if one.text or one.description]
    return min(touched or named, key=lambda one: _area(one.box), default=None)


def label_of(one: Element, elements: Sequence[Element]) -> str:
    """What it says, or the first thing said inside it: a row is called by its title.

    What stands in a field changes with what is typed: a field is called by nothing.
    """
    if one.editable or one.password:
        return one.description
    if own := one.text or one.description:
        return own
    return next((it.text for it in elements if it.text and inside(it.box, one.box)), "")


def nearest_labels(one: Element, elements: Sequence[Element]) -> tuple[str, ...]:
    """The labels around ``one``, nearest first."""
    x, y = one.box.center

    def away(it: Element) -> int:
        return (it.box.center.x - x) ** 2 + (it.box.center.y - y) ** 2

    own = label_of(one, elements)
    others = [it for it in elements if (it.text or it.description) not in {"", own}]
    near = (it.text or it.description for it in sorted(others, key=away))
    return tuple(dict.fromkeys(near))[:NEIGHBOURS]


def inside(one: Box, other: Box) -> bool:
    """Whether ``one`` lies within ``other``."""
    return (
        one.left >= other.left
        and one.top >= other.top
        and one.right <= other.right
        and one.bottom <= other.bottom
    )


def _kind(one: Element) -> tuple[str, str]:
    return one.resource_id, one.role


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _window(at: Point, size: Size) -> Box:
    half = max(round(min(size) * WINDOW / 2), 8)
    return _within(Box(at.x - half, at.y - half, at.x + half, at.y + half), size)


def _within(box: Box, size: Size) -> Box:
    left, top = max(min(box.left, size.width - 1), 0), max(min(box.top, size.height - 1), 0)
    right, bottom = min(box.right, size.width), min(box.bottom, size.height)
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))
