"""Anchored replay: each action is done to what it was done to, wherever that is by now.

A target is looked for by its names and its picture (``agent.anchors``), once more after a moment,
and then by scrolling. Only what is still not found is asked of a model; without one the replay
ends there, for what comes after belongs to another screen.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import NamedTuple

from agent import actions as act
from agent.actions import Action
from agent.anchors import Anchor, anchor, find, state_of
from agent.difference import changed
from agent.loop import REFUSALS
from agent.policy import Policy
from agent.protocols import Device
from agent.replay.seeking import Seeker
from agent.replay.targets import aimed, scaled, target_of
from agent.settle import TIMEOUT
from agent.trajectory import EpisodeFolder, StepRecord
from agent.types import ActionResult, Decision, Frame, Point, Size, Step, Timings

__all__ = ["Anchored", "Redone"]

_SPOKEN = frozenset({"finish", "answer", "ask_user"})
"""What the loop answered to: it never reached the device and is not performed again."""


@dataclass(frozen=True, eq=False)
class Redone:
    """A step of a recording, done again.

    ``step``: what was seen and done now. ``how``: the way the target was found (``agent.anchors``),
    or ``as recorded`` (it has no target), ``already so`` (its switch stands as the recorded step
    left it: not touched), ``by name`` (an icon of the launcher that is not to be seen: its app was
    opened), ``model``, or ``lost``. ``score``: of the finding, 0..1. ``moved``: how far the target
    is from where it was, as a share of the screen's diagonal. ``scrolled``: how often.
    ``difference``: fraction (0..1) of the pixels that differ; 1 where the sizes do.
    """

    step: Step
    how: str
    score: float
    moved: float
    scrolled: int
    difference: float

    @property
    def passed(self) -> bool:
        result = self.step.result
        return self.how != "lost" and (result is None or result.ok)


class _Plan(NamedTuple):
    action: Action | None
    how: str
    score: float = 1.0
    at: Point | None = None


@dataclass
class Anchored:
    """Iterate it once: performs ``episode`` on ``device``.

    ``goal`` and ``policy``: who is asked what when a target is lost. Raises ``TrajectoryCorrupt``
    for an unreadable recording, ``DeviceError`` when the device is lost, ``ModelError`` when the
    model cannot answer.
    """

    device: Device
    episode: EpisodeFolder
    goal: str = ""
    policy: Policy | None = None
    timeout: float = TIMEOUT
    """Seconds to wait for a still screen before each action."""
    history: list[Step] = field(default_factory=list, init=False)
    _seeker: Seeker = field(init=False)

    def __iter__(self) -> Iterator[Redone]:
        self._seeker = Seeker(self.device, self.timeout)
        before: Frame | None = None
        records = [record for record in self.episode.steps() if record.decision.action]
        for record, after in zip(records, [*records[1:], None], strict=True):
            redone = self._again(record, after, before)
            self.history.append(redone.step)
            result = redone.step.result
            before = redone.step.observation.frame if result is not None and result.ok else None
            yield redone
            if redone.how == "lost":
                return

    def _again(self, record: StepRecord, after: StepRecord | None, before: Frame | None) -> Redone:
        started, recorded = time.time(), self.episode.frame(record)
        difference = changed(recorded, self._seeker.look(before).frame)
        action = record.decision.action
        at = None if action is None else target_of(action)
        kept = None if at is None else anchor(recorded, record.elements, at)
        if action is None or not _happened(record):
            plan = _Plan(None, "as recorded")
        elif kept is None:
            plan = _Plan(scaled(action, recorded.size, self._seeker.seen.size), "as recorded")
        else:
            plan = self._plan(action, kept, record, after)
        decision = record.decision.model_copy(update={"action": plan.action or action, "raw": ""})
        if plan.how == "lost" and self.policy is not None:
            asked = self._ask(self.policy, kept)
            if asked.action is not None:
                decision, plan = asked, _Plan(asked.action, "model")
        seen = self._seeker.seen
        result = None if plan.action is None else self._perform(plan.action)
        step = Step(len(self.history), seen, decision, result, Timings(), started)
        moved = _moved(kept, plan.at, seen.size)
        return Redone(step, plan.how, plan.score, moved, self._seeker.scrolled, difference)

    def _plan(
        self, action: Action, kept: Anchor, record: StepRecord, after: StepRecord | None
    ) -> _Plan:
        found = find(kept, self._seeker.seen)
        if found is None and (app := _app_behind(kept, record, after)):
            return _Plan(act.OpenApp(name=app), "by name")
        found = found or self._seeker.seek(kept)
        if found is None:
            return _Plan(None, "lost", 0.0)
        was = state_of(kept, record.elements)
        became = was if after is None else state_of(kept, after.elements)
        if became not in {None, was} and state_of(kept, self._seeker.seen.elements) == became:
            return _Plan(None, "already so", found.score, found.point)
        return _Plan(aimed(action, found.point), found.how, found.score, found.point)

    def _ask(self, policy: Policy, kept: Anchor | None) -> Decision:
        told: Sequence[str] = (f"The step to do now is about {kept}, which was not found.",)
        return policy.decide(self.goal, self.history, self._seeker.seen, told if kept else ())

    def _perform(self, action: Action) -> ActionResult:
        match action:
            case act.Finish() | act.Answer() | act.AskUser():
                return ActionResult(ok=True)
            case act.Wait(seconds=seconds):
                time.sleep(seconds)
                return ActionResult(ok=True)
        try:
            return self.device.perform(action)
        except REFUSALS as error:
            return ActionResult(ok=False, said=str(error))


def _happened(record: StepRecord) -> bool:
    """What was only said, or refused, is not done now."""
    action, result = record.decision.action, record.result
    return bool(action and action.type not in _SPOKEN and result is not None and result.ok)


def _app_behind(kept: Anchor, record: StepRecord, after: StepRecord | None) -> str:
    """The package that a touched icon of the launcher opened, or nothing."""
    if after is None or kept.element is None or not kept.label:
        return ""
    package, behind = kept.element.package, after.app.partition("/")[0]
    in_launcher = "launcher" in package and record.app.startswith(package)
    return behind if in_launcher and behind not in {"", package} else ""


def _moved(kept: Anchor | None, at: Point | None, size: Size) -> float:
    if kept is None or at is None:
        return 0.0
    across = at.x / size.width - kept.point.x / kept.size.width
    down = at.y / size.height - kept.point.y / kept.size.height
    return hypot(across, down) / hypot(1, 1)
