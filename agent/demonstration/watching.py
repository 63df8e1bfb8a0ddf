"""Records a person who acts on the device itself, as its driver's ``watch`` tells.

What is told has happened already: the screen that an act is recorded with is the last one that was
seen before it began. Keys of an on-screen keyboard are no steps: what they made of the text of the
focused field, as the UI tree shows it, is one.
"""

from dataclasses import dataclass, field, replace

from agent.actions import Press, Tap, TypeText, Wait
from agent.demonstration.recording import Demonstration
from agent.errors import SetupError
from agent.protocols import Watch
from agent.settle import changed_box
from agent.types import Element, Frame, Observation, Outcome, Witnessed

__all__ = ["follow"]

_PAUSE = 0.1
"""Seconds between two looks at the screen while nothing is done."""
_SYSTEM = "com.android.systemui"
"""Draws the bars with Back and Home, over every app and beside every keyboard."""
_UNSAID = "A password was typed here; it is not recorded."
_QUICK = "The person went on before the screen was still: it is the one from before."


def follow(demonstration: Demonstration, watch: Watch) -> None:
    """Write what is done until the device is lost. ``KeyboardInterrupt`` ends it, and is raised.

    The first act is recorded with what ``demonstration`` observed last, else with the screen now.
    """
    demonstration.elements = True
    follower = _Follower(demonstration, watch)
    try:
        if not demonstration.has_seen:
            demonstration.observe()
        while True:
            witnessed = watch.next(_PAUSE)
            if witnessed is not None:
                follower.take(witnessed)
            elif not watch.is_touched:
                follower.look()
    except SetupError as error:
        demonstration.ending.stop(Outcome.DEVICE_ERROR, error)
    finally:
        follower.finish_text()


@dataclass
class _Text:
    """A text that is being typed: where, what was there before, and the keys that were tapped."""

    seen: Observation
    before: str
    now: str
    is_secret: bool
    keys: list[Tap] = field(default_factory=list)


class _Follower:
    def __init__(self, demonstration: Demonstration, watch: Watch) -> None:
        self._demonstration = demonstration
        self._watch = watch
        self._text: _Text | None = None
        self._glimpse: Frame | None = None

    def take(self, witnessed: Witnessed) -> None:
        """An act: part of a text, or a step."""
        waiting = [witnessed]
        # Whoever is quick has done more by now, and the screen shows what came of all of it.
        while (more := self._watch.next(0)) is not None:
            waiting.append(more)
        for number, one in enumerate(waiting):
            self._take(one, late=number > 0)
        self._glimpse = None
        self._demonstration.observe()
        self._read_text()

    def look(self) -> None:
        """See whether the screen has changed by itself, and come to rest."""
        frame = self._demonstration.capture()
        if self._watch.is_touched or changed_box(self._demonstration.seen.frame, frame) is None:
            self._glimpse = None
        elif self._glimpse is None or changed_box(self._glimpse, frame) is not None:
            self._glimpse = frame
        else:
            now = self._demonstration.device.observe(frame, elements=True)
            if self._text is None and not self._watch.is_touched:
                self._demonstration.wait_for(now)

    def finish_text(self) -> None:
        """The keys that were tapped, as one step."""
        text, self._text = self._text, None
        if text is None:
            return
        if text.is_secret:
            noted = replace(text.seen, notes=(*text.seen.notes, _UNSAID))
            self._demonstration.witness(Wait(seconds=0), noted)
        elif text.now == text.before:
            for key in text.keys:
                self._demonstration.witness(key, text.seen)
        elif text.now.startswith(text.before):
            typed = TypeText(text=text.now[len(text.before) :])
            self._demonstration.witness(typed, text.seen)
        else:
            self._demonstration.witness(TypeText(text=text.now, clear=True), text.seen)

    def _take(self, witnessed: Witnessed, *, late: bool) -> None:
        seen = self._demonstration.seen
        field = _focused(seen)
        if isinstance(witnessed.action, Tap) and field and _is_key(seen, witnessed.action, field):
            if self._text is None:
                self._text = _Text(seen, field.text, field.text, field.password)
            self._text.keys.append(witnessed.action)
            return
        self.finish_text()
        noted = replace(seen, notes=(*seen.notes, _QUICK)) if late else seen
        self._demonstration.witness(witnessed.action, noted)

    def _read_text(self) -> None:
        """What the field holds after the keys; a field that has gone was sent off by the last."""
        if self._text is None:
            return
        field = _focused(self._demonstration.seen)
        if field is not None:
            self._text.now = field.text
            return
        seen = self._text.seen
        self.finish_text()
        self._demonstration.witness(Press(key="enter"), seen)


def _focused(seen: Observation) -> Element | None:
    """The field that has the focus."""
    fields = (one for one in seen.elements if one.editable and one.focused)
    return next(fields, None)


def _is_key(seen: Observation, tap: Tap, field: Element) -> bool:
    """Whether a tap fell on the on-screen keyboard.

    It did where another app than the field's has something to click, or, as most phones leave the
    keyboard out of their UI tree, nobody has.
    """
    under = [one for one in seen.elements if one.clickable and one.box.contains(tap.at)]
    return not under or under[-1].package not in {field.package, _SYSTEM}
