"""Which element of the screen a flow means: Maestro's selectors, over the device's UI tree.

``text`` and ``id`` are regular expressions that must match the whole of the element's text or
description, or its resource id with or without what precedes the last ``/``; letter case is
ignored, and a text that is no regular expression means itself. Relations compare the edges of
boxes, and the nearest element wins. All of this is Maestro's ``Filters.kt`` (v2.8), but for one
thing: the tree is flat here, so *inside* is decided by boxes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from agent.types import Box, Element, Point, Size

__all__ = ["Selector", "find", "in_words", "only_name", "point_in"]

_HOW = re.IGNORECASE | re.DOTALL | re.MULTILINE
_SMALL = 1 / 8
"""Share of the screen up to which an element stands for a point inside it."""


class Written(BaseModel):
    """What stands in a flow: camelCase names, nothing unknown, never changed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )


class Selector(Written):
    """What an element looks like. A bare text is ``text``."""

    text: str | None = None
    id: str | None = None
    index: int | None = None
    """Of all that match, counted from the top left; negative from the end."""
    enabled: bool | None = None
    checked: bool | None = None
    selected: bool | None = None
    focused: bool | None = None
    width: int | None = Field(default=None, ge=0)
    height: int | None = Field(default=None, ge=0)
    tolerance: int = Field(default=0, ge=0)
    """Pixels by which ``width`` and ``height`` may differ."""
    below: "Selector | None" = None
    above: "Selector | None" = None
    left_of: "Selector | None" = None
    right_of: "Selector | None" = None
    child_of: "Selector | None" = None
    contains_child: "Selector | None" = None
    contains_descendants: tuple["Selector", ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _bare_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @property
    def is_empty(self) -> bool:
        """It would match whatever is there."""
        return not self.model_dump(exclude_defaults=True, exclude={"tolerance"})

    def __str__(self) -> str:
        said = self.model_dump(exclude_defaults=True, by_alias=True)
        if set(said) == {"text"}:
            return in_words(self.text)
        return ", ".join(f"{name}: {in_words(value)}" for name, value in said.items())

    def having(self, **changes: Any) -> Self:
        """The same selector with other values, checked again."""
        return type(self).model_validate({**self.model_dump(exclude_unset=True), **changes})


def find(selector: Selector, elements: Sequence[Element]) -> list[Element]:
    """The elements that ``selector`` means, best first; empty: none is there."""
    found = [one for one in elements if _looks_right(selector, one)]
    if selector.child_of is not None:
        parents = find(selector.child_of, elements)
        found = [one for one in found if any(_inside(one, parent) for parent in parents)]
    for part in (*filter(None, [selector.contains_child]), *selector.contains_descendants):
        held = find(part, elements)
        found = [one for one in found if any(_inside(it, one) for it in held)]
    near = dict.fromkeys(map(id, found), 0.0)
    for name, is_there in _RELATIONS.items():
        if other := getattr(selector, name):
            others = find(other, elements)
            near = {
                id(one): min(_distance(one.box, it.box) for it in others if is_there(one, it))
                for one in found
                if any(is_there(one, it) for it in others)
            }
            found = [one for one in found if id(one) in near]
    if selector.text is not None or selector.id is not None:
        found = _deepest(found)
    if selector.index is None:
        return sorted(found, key=lambda one: (near[id(one)], not one.clickable))
    ranked = sorted(found, key=lambda one: (one.box.top, one.box.left))
    return ranked[selector.index :][:1] if -len(ranked) <= selector.index else []


def only_name(elements: Sequence[Element], at: tuple[int, int], size: Size) -> Selector | None:
    """The id or the text that finds what lies at ``at`` and nothing else; None: there is none.

    What fills the screen (of ``size``) says nothing of the place inside it that was meant.
    """
    most = size.width * size.height * _SMALL
    inside = [one for one in elements if one.box.contains(at) and _area(one.box) <= most]
    for element in sorted(inside, key=lambda one: _area(one.box)):
        said = "" if element.password else element.text or element.description
        for name, text in (("id", element.resource_id), ("text", said)):
            if text:
                named = Selector.model_validate({name: _literal(text)})
                found = find(named, elements)
                if len(found) == 1 and found[0].box.contains(at):
                    return named
    return None


def point_in(written: str, within: Box | Size) -> Point:
    """``"50%, 20%"`` or ``"30, 400"`` inside a box or a screen, as a pixel of the screen.

    Raises ``ValueError`` for anything else.
    """
    box = within if isinstance(within, Box) else Box(0, 0, *within)
    parts = [part.strip() for part in written.split(",")]
    if len(parts) != 2:
        raise ValueError(f"{written!r} is no point: write it like '50%, 20%' or '30, 400'")
    x = _along(parts[0], box.right - box.left)
    y = _along(parts[1], box.bottom - box.top)
    return Point(box.left + x, box.top + y)


def _along(part: str, length: int) -> int:
    try:
        if part.endswith("%"):
            share = float(part[:-1])
            if 0 <= share <= 100:
                return min(round(length * share / 100), length - 1)
        else:
            return int(part)
    except ValueError:
        pass
    raise ValueError(f"{part!r} is neither a number of pixels nor 0% to 100%")


def _looks_right(selector: Selector, one: Element) -> bool:
    width, height = one.box.right - one.box.left, one.box.bottom - one.box.top
    return (
        _says(selector.text, (one.text, one.description))
        and _says(selector.id, (one.resource_id, one.resource_id.rpartition("/")[2]))
        and selector.enabled in {None, one.enabled}
        and selector.checked in {None, one.checked}
        and selector.selected in {None, one.selected}
        and selector.focused in {None, one.focused}
        and (selector.width is None or abs(width - selector.width) <= selector.tolerance)
        and (selector.height is None or abs(height - selector.height) <= selector.tolerance)
    )


def _says(wanted: str | None, texts: Iterable[str]) -> bool:
    if wanted is None:
        return True
    pattern = _pattern(wanted)
    for text in texts:
        flat = text.replace("\n", " ")
        if text and (wanted in {text, flat} or pattern.fullmatch(text) or pattern.fullmatch(flat)):
            return True
    return False


@cache
def _pattern(wanted: str) -> re.Pattern[str]:
    try:
        return re.compile(wanted, _HOW)
    except re.error:
        return re.compile(re.escape(wanted), _HOW)


def _literal(text: str) -> str:
    return "".join(f"\\{sign}" if sign in r"\.^$*+?{}[]|()" else sign for sign in text)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _inside(one: Element, other: Element) -> bool:
    a, b = one.box, other.box
    within = a.left >= b.left and a.top >= b.top and a.right <= b.right and a.bottom <= b.bottom
    return within and one is not other


def _deepest(found: list[Element]) -> list[Element]:
    # A row often repeats its label as its own description: the label itself is meant.
    return [one for one in found if not any(_inside(it, one) for it in found if it.box != one.box)]


def _distance(a: Box, b: Box) -> float:
    (ax, ay), (bx, by) = a.center, b.center
    return float(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5)


def in_words(value: Any) -> str:
    """A value of a flow on one line, as it might be written there."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {in_words(part)}" for name, part in value.items()) + "}"
    return repr(value).replace(r"\\", "\\")


_RELATIONS: Mapping[str, Callable[[Element, Element], bool]] = {
    "below": lambda one, other: one.box.top > other.box.top,
    "above": lambda one, other: one.box.top < other.box.top,
    "left_of": lambda one, other: one.box.left < other.box.left,
    "right_of": lambda one, other: one.box.left > other.box.left,
}
