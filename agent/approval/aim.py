"""What an action is aimed at: the app, the points, and what the UI tree says lies there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent import actions as act
from agent.actions import Action, Pixel
from agent.errors import ActionFailed, ActionUnsupported
from agent.protocols import Device
from agent.types import Element, Observation

__all__ = ["LABEL", "Aim"]

_SMALL = 1 / 4
"""Share of the screen up to which an element says something of a point inside it. A page or a list
holds the words of everything; a dialog's button or a row holds its own."""
LABEL = 40
"""Characters. What a button is called is shorter; what somebody writes to somebody is longer."""
_ENTER = frozenset({"enter", "return", "numpad_enter", "kp_enter", "send", "go"})
_CHOOSES = frozenset({"space", "dpad_center", "select"}) | _ENTER
"""Keys that press what has the focus; Enter in a text field also does what the app likes."""


@dataclass(frozen=True, eq=False)
class Aim:
    """Where ``action`` would go on ``device``, of which ``seen`` was seen.

    The tree is asked for when first needed, and now: what the model saw may have changed while it
    was thinking. A device that has none tells of no element.
    """

    action: Action
    seen: Observation
    device: Device

    @property
    def apps(self) -> tuple[str, ...]:
        """What is in front, as ``package`` and as ``package/activity``; what is to be opened."""
        shown = (self.seen.app, self.seen.app.partition("/")[0])
        opened = self.action.name if isinstance(self.action, act.OpenApp) else ""
        return tuple(app for app in (*shown, opened) if app)

    @cached_property
    def points(self) -> tuple[Pixel, ...]:
        """The pixels that are touched."""
        points: list[Pixel | None] = []
        match self.action:
            case act.Tap(at=at) | act.DoubleTap(at=at) | act.LongPress(at=at):
                points = [at]
            case act.Click(at=at) | act.Scroll(at=at):
                points = [at or self.seen.cursor]
            case act.TypeText(at=at):
                points = [at]
            case act.Swipe(start=start, end=end):
                points = [start, end]
            case act.Drag(start=start, end=end):
                points = [start or self.seen.cursor, end]
        return tuple((point[0], point[1]) for point in points if point is not None)

    @property
    def typed(self) -> str:
        return self.action.text if isinstance(self.action, act.TypeText) else ""

    @property
    def key(self) -> str:
        """The key or the keys, as ``ctrl+s``."""
        match self.action:
            case act.Press(key=key):
                return key.casefold()
            case act.Hotkey(keys=keys):
                return "+".join(keys).casefold()
        return ""

    @property
    def is_blind(self) -> bool:
        """It is aimed at something, and the device does not tell at what."""
        return self._is_aimed and not self._tree

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """What is at the points or has the focus, with the labels inside what takes the touch."""
        if not self._is_aimed:
            return ()
        meant: list[Element] = []
        for point in self.points:
            meant += self._at(point)
        if not self.points or self._ends_with_enter:
            meant += self._focused()
        return tuple(dict.fromkeys(meant))

    @property
    def names(self) -> tuple[str, ...]:
        """What those elements say; a password field only what it is for."""
        said = [
            text
            for one in self.elements
            for text in ("" if one.password else one.text, one.description)
        ]
        return tuple(dict.fromkeys(filter(None, said)))

    @property
    def labels(self) -> tuple[str, ...]:
        """Those of the names that are no prose: a row shows the beginning of a letter too."""
        return tuple(name for name in self.names if len(name) <= LABEL)

    @cached_property
    def _tree(self) -> Sequence[Element]:
        try:
            return self.device.elements()
        except (ActionFailed, ActionUnsupported):
            return ()

    @property
    def _is_aimed(self) -> bool:
        types = isinstance(self.action, act.TypeText)
        return bool(self.points) or types or self._presses(_CHOOSES)

    @property
    def _ends_with_enter(self) -> bool:
        typed = self.action
        if isinstance(typed, act.TypeText):
            return typed.submit or "\n" in typed.text or "\r" in typed.text
        return self._presses(_ENTER)

    def _presses(self, keys: frozenset[str]) -> bool:
        return not keys.isdisjoint(self.key.split("+"))

    def _at(self, point: Pixel) -> Iterator[Element]:
        here = [one for one in self._tree if one.box.contains(point) and self._is_small(one)]
        yield from here
        takers = [one for one in here if one.clickable]
        if takers:
            yield from self._inside(min(takers, key=_area))

    def _focused(self) -> Iterator[Element]:
        focused = [one for one in self._tree if one.focused]
        yield from focused
        # In a text field, Enter means whatever the app has a button for: send, search, buy.
        if self._ends_with_enter and (not focused or any(one.editable for one in focused)):
            for button in filter(self._is_button, self._tree):
                yield from self._inside(button)

    def _inside(self, taker: Element) -> Iterator[Element]:
        yield from (one for one in self._tree if taker.box.contains(one.box.center))

    def _is_button(self, one: Element) -> bool:
        # The keys of an on-screen keyboard are not the app's: one of them is called Delete.
        own = one.package in {"", self.seen.app.partition("/")[0]}
        return own and one.clickable and one.enabled and self._is_small(one)

    def _is_small(self, one: Element) -> bool:
        width, height = self.seen.size
        return _area(one) <= width * height * _SMALL


def _area(one: Element) -> int:
    return (one.box.right - one.box.left) * (one.box.bottom - one.box.top)
