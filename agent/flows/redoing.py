"""What a model did for a sentence, done again without it: each act to what it was done to."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.actions import Action, Pixel
from agent.anchors import anchor, find, state_of
from agent.flows.finding import Found
from agent.flows.memory import Act
from agent.flows.stage import POLL, Stage
from agent.types import Box, Step

__all__ = ["Doing", "redo"]

_SPOKEN = frozenset({"finish", "answer", "ask_user", "wait"})
"""What never reached the device: the loop answered to it."""
_AIMED = frozenset({"tap", "double_tap", "long_press", "click", "type_text"})
"""What is done to the thing ``at`` a point; others move what is there, whatever it is."""


@dataclass
class Doing:
    """Remembers steps as they are taken: ``acts``."""

    acts: list[Act] = field(default_factory=list)
    _stood: bool | None = None
    """How the switch of the last act stood before it."""

    def saw(self, step: Step) -> None:
        elements = step.observation.elements
        if self.acts and (target := self.acts[-1].target):
            stands = state_of(target, elements)
            if stands is not None and stands != self._stood:
                self.acts[-1] = replace(self.acts[-1], left=stands)
        action, result = step.decision.action, step.result
        if action is None or action.type in _SPOKEN or result is None or not result.ok:
            self._stood = None
            return
        point = _point(action)
        target = anchor(step.observation.frame, elements, point) if point else None
        self._stood = state_of(target, elements) if target else None
        self.acts.append(Act(action, target))


def redo(acts: Sequence[Act], stage: Stage) -> tuple[int, str]:
    """Perform ``acts`` as far as they are found: how many, and what was not found, or nothing.

    A switch that stands already as its act left it is not touched. Raises ``Unmet`` for what the
    device refuses.
    """
    for done, act in enumerate(acts):
        if act.target is None:
            stage.act(act.action)
            continue
        until = time.monotonic() + stage.patience(optional=True)
        while True:
            seen = stage.device.observe(elements=True)
            found = find(act.target, seen)
            if found is not None or time.monotonic() >= until:
                break
            time.sleep(POLL)
        if found is None:
            return done, str(act.target)
        x, y = found.point
        box = found.element.box if found.element else Box(x, y, x + 1, y + 1)
        stage.seen = seen.elements
        stage.found.append(Found(box, "anchor", found.element))
        if act.left is None or state_of(act.target, seen.elements) != act.left:
            stage.act(act.action.model_copy(update={"at": (x, y)}))
    return len(acts), ""


def _point(action: Action) -> Pixel | None:
    return getattr(action, "at", None) if action.type in _AIMED else None
