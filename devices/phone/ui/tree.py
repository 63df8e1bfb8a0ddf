"""What is on the screen, as an accessibility service would be told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Node", "parse"]


@dataclass(frozen=True, slots=True)
class Node:
    """One node.

    Attributes:
        bounds: left, top, right, bottom in device pixels, clipped to what is visible.
        description: the content-desc.
        cls: the Android class, in full.
    """

    text: str
    hint: str
    description: str
    resource_id: str
    cls: str
    package: str
    bounds: tuple[int, int, int, int]
    checkable: bool
    checked: bool
    clickable: bool
    enabled: bool
    focusable: bool
    focused: bool
    scrollable: bool
    long_clickable: bool
    password: bool
    selected: bool
    children: tuple["Node", ...] = ()

    @property
    def center(self) -> tuple[int, int]:
        """The middle of the bounds, in device pixels."""
        left, top, right, bottom = self.bounds
        return (left + right) // 2, (top + bottom) // 2

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in drawing order."""
        yield self
        for child in self.children:
            yield from child.walk()


_FLAGS = (
    "checkable", "checked", "clickable", "enabled", "focusable", "focused", "scrollable",
    "long_clickable", "password", "selected",
)  # fmt: skip


def parse(rows: str, size: tuple[int, int], scale: float) -> Node:
    """The tree from the rows that `system/tree.js` wrote.

    Args:
        rows: JSON: a list of [parent index, [x, y, right, bottom] in dp, text, hint, description,
            resource id, class, package, flags as letters by `_FLAGS` order].
        size: the screen in device pixels.
        scale: device pixels per dp.
    """
    below: dict[int, list[int]] = {}
    items: list[list[Any]] = json.loads(rows)
    for number, item in enumerate(items):
        below.setdefault(item[0], []).append(number)

    def build(number: int) -> Node:
        _, box, text, hint, description, rid, cls, package, flags = items[number]
        left, top, right, bottom = (round(edge * scale) for edge in box)
        bounds = (
            max(0, min(left, size[0])), max(0, min(top, size[1])),
            max(0, min(right, size[0])), max(0, min(bottom, size[1])),
        )  # fmt: skip
        if rid and ":" not in rid:
            rid = f"{package}:id/{rid}"
        return Node(
            text, hint, description, rid, cls, package, bounds,
            **{flag: bool(flags >> place & 1) for place, flag in enumerate(_FLAGS)},
            children=tuple(build(child) for child in below.get(number, ())),
        )  # fmt: skip

    return Node(
        "", "", "", "", "android.widget.FrameLayout", "", (0, 0, *size),
        **{flag: flag == "enabled" for flag in _FLAGS},
        children=tuple(build(number) for number in below.get(-1, ())),
    )  # fmt: skip
