"""Finds an anchor on a screen: by its names where there are names, else by its picture."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from agent.anchors.anchor import Anchor, inside, label_of, nearest_labels, target_at
from agent.anchors.picture import search
from agent.types import Box, Element, Observation, Point

__all__ = ["Found", "How", "find", "state_of"]

How = Literal["id and text", "text", "description", "id", "picture", "edges"]


class Found(NamedTuple):
    """Where to act now. ``score``: 1 for a name, else the correlation of the pictures (0..1)."""

    point: Point
    how: How
    score: float
    element: Element | None = None


def find(anchor: Anchor, seen: Observation) -> Found | None:
    """Where ``anchor`` is on the screen, or None if it is not there or may be in two places.

    Where the tree knows names, a target with a name that it does not find is not there: a picture
    that looks alike is then another thing's.
    """
    if anchor.has_name and seen.elements:
        return _by_name(anchor, seen)
    match = search(anchor.crop, anchor.size, seen.frame)
    if match is None:
        return None
    point = _same_part(anchor, match.box)
    return Found(point, "edges" if match.how == "edges" else "picture", match.score)


def state_of(anchor: Anchor, elements: Sequence[Element]) -> bool | None:
    """Whether the switch that ``anchor`` is, or that lies in its row, is on; None: no switch."""
    target = _named(anchor, elements)
    if target is None:
        return None
    switch = target[0]
    if not switch.checkable:
        held = (it for it in elements if it.checkable and inside(it.box, switch.box))
        switch = next(held, switch)
    return switch.checked if switch.checkable else None


def _by_name(anchor: Anchor, seen: Observation) -> Found | None:
    named = _named(anchor, seen.elements)
    if named is None:
        return None
    element, how = named
    point = _same_part(anchor, element.box)
    if target_at(seen.elements, point, seen.size) is not element:
        # Something lies over this part of it, or within it: its middle is the next best.
        point = element.box.center
    return Found(point, how, 1.0, element)


def _named(anchor: Anchor, elements: Sequence[Element]) -> tuple[Element, How] | None:
    wanted = anchor.element
    if wanted is None:
        return None

    def has_id(one: Element) -> bool:
        return one.resource_id == wanted.resource_id and one.role == wanted.role

    def has_label(one: Element) -> bool:
        return bool(anchor.label) and label_of(one, elements) == anchor.label

    def fits(one: Element) -> bool:
        return one.clickable == wanted.clickable and one.editable == wanted.editable

    ways: tuple[tuple[How, Callable[[Element], bool]], ...] = (
        ("id and text", lambda one: bool(wanted.resource_id) and has_id(one) and has_label(one)),
        ("text", lambda one: one.role == wanted.role and has_label(one)),
        (
            "description",
            lambda one: bool(wanted.description) and one.description == wanted.description,
        ),
        ("id", lambda one: anchor.is_alone and not anchor.label and has_id(one)),
    )
    for how, is_it in ways:
        found = [one for one in elements if fits(one) and is_it(one)]
        if found:
            one = _the_one(anchor, found, elements)
            return None if one is None else (one, how)
    return None


def _the_one(
    anchor: Anchor, found: Sequence[Element], elements: Sequence[Element]
) -> Element | None:
    """The only one, or the one whose neighbours are the recorded ones more than any other's."""
    if len(found) == 1:
        return found[0]
    known = set(anchor.neighbours)
    shared = [len(known.intersection(nearest_labels(one, elements))) for one in found]
    best = max(shared)
    return found[shared.index(best)] if shared.count(best) == 1 else None


def _same_part(anchor: Anchor, box: Box) -> Point:
    """The point of ``box`` that lies as the recorded one lay in the recorded box."""
    was = anchor.box
    across = (anchor.point.x - was.left) / (was.right - was.left)
    down = (anchor.point.y - was.top) / (was.bottom - was.top)
    x = box.left + int(across * (box.right - box.left))
    y = box.top + int(down * (box.bottom - box.top))
    return Point(min(max(x, box.left), box.right - 1), min(max(y, box.top), box.bottom - 1))
