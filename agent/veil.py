"""A device behind a veil: what is typed there for ``{{name}}`` is seen by nobody.

The value is put in as the driver is called and taken out of all that comes back (texts, titles of
windows, results, errors, what a shell prints), and pictures are covered where they show it. Models,
recordings, pages and logs stand on this side of the veil: they cannot tell what they never had.

Where a picture shows a value, the UI tree says: it is read whenever the screen has changed. Covered
are

- each element whose text or description has a value in it, as long as it is on the screen;
- each password field that has dots in it;
- what changed on the screen as a secret was typed, where the tree does not tell of it (a canvas, a
  desktop without a tree): there to the end, and wherever the very same pixels appear again;
- while a screen that shows a value moves, what has moved since its tree was read.

What draws a value and is in no tree is not known of: the words that an on-screen keyboard suggests,
or, without a tree, the value drawn anew elsewhere in other letters.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from agent import actions as act
from agent.actions import Action
from agent.covering import Piece, covered, piece, places
from agent.errors import ActionFailed
from agent.protocols import Device
from agent.secrets import Secrets
from agent.settle import changed_box, settle
from agent.through import Through
from agent.types import ActionResult, Box, Element, Frame, Observation

__all__ = ["Veiled"]

_DOT = "•●*"
_DOTS = "••••••••"
"""For what a password field shows: how many there are tells something, too."""


class _Look(NamedTuple):
    """A picture whose tree was read, and where it shows what must not be seen."""

    raw: Frame
    told: tuple[Box, ...]
    """By the tree."""
    boxes: tuple[Box, ...]


class Veiled(Through):
    """``device``, with ``secrets`` that are typed on it and seen nowhere.

    Implements ``protocols.Device``.
    """

    def __init__(self, device: Device, secrets: Secrets) -> None:
        super().__init__(device)
        self._secrets = secrets
        self._look: _Look | None = None
        self._untold: tuple[Piece, ...] = ()
        """What was typed and no tree tells of."""
        self._was_typed = False

    def capture(self) -> Frame:
        with self._concealed(self._secrets):
            raw = self._device.capture()
            look = self._look
            if look is None or changed_box(look.raw, raw) is not None:
                look = self._look_into(raw)
            return covered(raw, look.boxes)

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        """See ``protocols.Device``; ``frame`` is one of ours."""
        picture = frame or self.capture()
        with self._concealed(self._secrets):
            seen = self._device.observe(picture, elements=elements)
        return replace(
            seen,
            app=self._secrets.conceal_shown(seen.app),  # a window's title, on a desktop
            elements=tuple(map(self._veiled, seen.elements)),
            notes=tuple(map(self._secrets.conceal_cut, seen.notes)),
        )

    def elements(self) -> tuple[Element, ...]:
        with self._concealed(self._secrets):
            return tuple(map(self._veiled, self._device.elements()))

    def perform(self, action: Action) -> ActionResult:
        if isinstance(action, act.TypeText):
            if unknown := self._secrets.unknown_in(action.text):
                known = ", ".join(self._secrets.values)
                return ActionResult(
                    ok=False, said=f"there is no secret {unknown}; there is {known}"
                )
            if self._secrets.is_named_in(action.text):
                return self._type(action)
        with self._concealed(self._secrets):
            result = self._device.perform(action)
        return result.model_copy(update={"said": self._secrets.conceal_cut(result.said)})

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        """Checks and set-up may name a secret, and see its name again."""
        with self._concealed(self._secrets):
            words = [self._secrets.reveal(word) for word in command]
            status, output = self._device.shell(words, timeout=timeout)
        return status, self._secrets.conceal(output)

    def close(self) -> None:
        with self._concealed(self._secrets):
            self._device.close()

    def _type(self, action: act.TypeText) -> ActionResult:
        """Type, see where it went, and only then send it off."""
        with self._concealed(self._secrets.with_text(action.text)):
            before = self._device.capture()
            typed = {"text": self._secrets.reveal(action.text), "submit": False}
            self._was_typed = True
            result = self._device.perform(action.model_copy(update=typed))
            self._remember(before)
            if result.ok and action.submit:
                sent = self._device.perform(act.Press(key="enter"))
                if not sent.ok:
                    return sent
        told: dict[str, object] = {"said": f"typed {action.text}"} if result.ok else {}
        if isinstance(result.performed, act.TypeText):
            asked = {"text": action.text, "submit": action.submit}
            told["performed"] = result.performed.model_copy(update=asked)
        said = self._secrets.with_text(action.text).conceal_cut(result.said)
        return result.model_copy(update={"said": said, **told})

    def _remember(self, before: Frame) -> None:
        """Where no element says what was typed, that is what has changed."""
        after = settle(self._device, before=before).frame
        changed, look = changed_box(before, after), self._look_into(after)
        if changed is not None and not any(_touch(changed, box) for box in look.told):
            self._untold += (piece(before, after, changed),)
            self._look = look._replace(boxes=(*look.boxes, changed))

    def _look_into(self, raw: Frame) -> _Look:
        """Where ``raw`` shows a value; remembered for as long as the screen stays like this."""
        elements, last = self._tree(), self._look
        told = self._boxes(elements or ())
        boxes, moved = (*told, *self._places(raw)), None
        if elements is None and last is not None and last.boxes:
            boxes, moved = (*boxes, *last.boxes), changed_box(last.raw, raw)
        elif elements and (told or (last and last.told)):
            # The tree is younger than the picture: it tells of what has not moved since.
            moved = changed_box(raw, self._device.capture())
        if moved is not None:
            return _Look(raw, told, (*boxes, moved))
        look = _Look(raw, told, boxes)
        if elements is not None:
            self._look = look
        return look

    def _places(self, raw: Frame) -> Iterator[Box]:
        """Of what no tree tells of."""
        for one in self._untold:
            yield one.box
            yield from places(one, raw)

    def _tree(self) -> tuple[Element, ...] | None:
        """None: there is one, and it cannot be read now."""
        try:
            return self._device.elements()
        except ActionFailed:
            return None

    def _boxes(self, elements: Sequence[Element]) -> tuple[Box, ...]:
        return tuple(one.box for one in elements if self._veiled(one) is not one)

    def _veiled(self, one: Element) -> Element:
        """The same object where there is nothing to hide."""
        if one.password and one.text and (self._was_typed or not one.text.strip(_DOT)):
            return one.model_copy(update={"text": _DOTS})
        cut = self._was_typed and (one.editable or one.focused)
        text = self._secrets.conceal_shown(one.text, cut=cut)
        description = self._secrets.conceal_shown(one.description)
        if (text, description) == (one.text, one.description):
            return one
        return one.model_copy(update={"text": text, "description": description})

    @contextmanager
    def _concealed(self, secrets: Secrets) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            secrets.conceal_error(error)
            raise


def _touch(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom
