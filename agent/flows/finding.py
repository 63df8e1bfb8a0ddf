"""The ways to an element: the UI tree, a kept anchor, the words on the picture, a model.

A device with a tree is asked by the tree alone: what it does not know is not there. Only a run that
heals looks further for what is to be touched, by the anchor that an earlier such run has kept, and
then by the model; what a flow asserts is never healed. A device without a tree is asked by the
anchor, by reading, and at last by the model, whose answer is kept as an anchor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from agent.anchors import Anchor, anchor
from agent.anchors import find as find_anchor
from agent.anchors.anchor import target_at
from agent.flows import commands as say
from agent.flows.memory import Act, Memory
from agent.flows.reading import Line
from agent.ocr import Reader
from agent.protocols import Device
from agent.selectors import Selector, find, only_name
from agent.types import Box, Element, Episode, Observation, Point, Size

__all__ = ["Assistant", "Carried", "Finder", "Found", "Healing"]

By = Literal["tree", "anchor", "ocr", "model"]


@dataclass(frozen=True)
class Found:
    """Where an element is, and which way it was found."""

    box: Box
    by: By
    element: Element | None = None


@dataclass(frozen=True)
class Carried:
    """How a sentence was carried out, and what was done for it."""

    episode: Episode
    acts: tuple[Act, ...] = ()


class Assistant(Protocol):
    """Whoever can be asked for what no tree tells: a model behind ``--model``."""

    def carry_out(self, goal: str, max_steps: int) -> Carried:
        """Reach ``goal`` by acting; the episode's outcome says whether it was reached."""
        ...

    def judge(self, question: str) -> tuple[bool, str]:
        """Yes or no about the screen as it is, and why."""
        ...

    def locate(self, selector: Selector) -> Box | None:
        """Where on the screen it is, or None."""
        ...


@dataclass(frozen=True)
class Healing:
    """A step whose selector no longer finds what it means. ``now``: one that does, if any does."""

    line: Line
    now: Selector | None
    by: By


@dataclass
class Finder:
    """``line`` is the step that is carried out; ``healed`` what was found against its selector."""

    device: Device
    assistant: Assistant | None = None
    memory: Memory | None = None
    heals: bool = False
    reader: Reader | None = None
    line: Line | None = None
    healed: list[Healing] = field(default_factory=list)

    def look(self, selector: Selector, elements: Sequence[Element]) -> Found | None:
        """The element that ``selector`` means, if it is on the screen; ``elements``: its tree."""
        for element in find(selector, elements):
            box = _on_screen(element.box, self.device.info().size)
            if box is not None:
                self._learn(selector, element, elements)
                return Found(box, "tree", element)
        if elements:
            return None
        target = self._kept(selector)
        found = _by_anchor(target, self.device.observe()) if target else None
        return found or self._by_reading(selector)

    def words(self) -> tuple[Element, ...]:
        """What can be read on the screen, if anybody can read."""
        return self.reader.read(self.device.capture()) if self.reader else ()

    def ask(self, selector: Selector, elements: Sequence[Element]) -> Found | None:
        """The same when looking has not helped for long enough."""
        if not elements:
            found = self._by_model(selector)
            if found is not None:
                self._keep(selector, found.box.center, elements)
            return found
        if not (self.heals and self.line and _touches(self.line, selector)):
            return None
        target = self._kept(selector)
        found = _anew(target, self.device.observe(elements=True)) if target else None
        found = found or self._by_model(selector)
        if found is not None:
            now = only_name(elements, found.box.center, self.device.info().size)
            self.healed.append(Healing(self.line, now, found.by))
            self._keep(selector, found.box.center, elements)
        return found

    def _by_reading(self, selector: Selector) -> Found | None:
        for element in find(selector, self.words()):
            return Found(element.box, "ocr", element)
        return None

    def _by_model(self, selector: Selector) -> Found | None:
        box = self.assistant.locate(selector) if self.assistant else None
        return Found(box, "model") if box else None

    def _kept(self, selector: Selector) -> Anchor | None:
        if self.memory is None or self.line is None:
            return None
        return self.memory.target(self.line, selector)

    def _learn(self, selector: Selector, found: Element, elements: Sequence[Element]) -> None:
        if self.heals and self.line and _touches(self.line, selector):
            kept = self._kept(selector)
            target = target_at(elements, found.box.center, self.device.info().size)
            if kept is None or _names(kept.element) != _names(target):
                self._keep(selector, found.box.center, elements)

    def _keep(self, selector: Selector, point: Point, elements: Sequence[Element]) -> None:
        if self.memory is not None and self.line is not None:
            kept = anchor(self.device.capture(), elements, point)
            self.memory.keep_target(self.line, selector, kept)


def _names(one: Element | None) -> tuple[str, ...]:
    return (one.resource_id, one.role, one.text, one.description) if one else ()


def _touches(line: Line, selector: Selector) -> bool:
    command = line.command
    touched = (say.TapOn, say.DoubleTapOn, say.LongPressOn, say.CopyTextFrom)
    return isinstance(command, touched) and command.selector == selector


def _by_anchor(target: Anchor, seen: Observation) -> Found | None:
    found = find_anchor(target, seen)
    if found is None:
        return None
    if found.element is not None:
        return Found(found.element.box, "anchor", found.element)
    width, height = (side // 2 for side in _sides(target.box))
    x, y = found.point
    return Found(Box(x - width, y - height, x + width, y + height), "anchor")


def _anew(target: Anchor, seen: Observation) -> Found | None:
    """What has another name by now: by its other names, by its id alone, by its looks."""
    found = _by_anchor(target, seen)
    was = target.element
    if found is None and was is not None and target.is_alone:
        alike = [
            one for one in seen.elements
            if (one.resource_id, one.role) == (was.resource_id, was.role)
        ]  # fmt: skip
        if len(alike) == 1:
            found = Found(alike[0].box, "anchor", alike[0])
    return found or _by_anchor(replace(target, element=None, label=""), seen)


def _sides(box: Box) -> tuple[int, int]:
    return box.right - box.left, box.bottom - box.top


def _on_screen(box: Box, size: Size) -> Box | None:
    left, top = max(box.left, 0), max(box.top, 0)
    right, bottom = min(box.right, size.width), min(box.bottom, size.height)
    return Box(left, top, right, bottom) if left < right and top < bottom else None
