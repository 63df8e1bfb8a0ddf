"""Anchored replay: each action is done to what it was done to, wherever that is by now.

A target is looked for by its names and its picture (``agent.anchors``), once more after a moment,
and then by scrolling. Only what is still not found is asked of a model, an action at a time, until
the target shows or the next step's does; without one the replay ends there, for what comes after
belongs to another screen.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import NamedTuple

from agent import actions as act
from agent.actions import Action
from agent.anchors import Anchor, anchor, find, state_of
from agent.approval import ALLOW_ALL, Approval
from agent.difference import changed
from agent.loop import REFUSALS
from agent.policy import Policy
from agent.protocols import Device
from agent.repetition import fade
from agent.replay.seeking import Seeker
from agent.replay.targets import SPOKEN, aimed, scaled, target_of
from agent.settle import TIMEOUT
from agent.trajectory import EpisodeFolder, StepRecord
from agent.types import ActionResult, Decision, Frame, Point, Size, Step, Timings, Verdict

__all__ = ["Anchored", "Redone"]

HELP = 5
"""Actions of a model at most, until a step that was lost can be done or has been."""


@dataclass(frozen=True, eq=False)
class Redone:
    """A step of a recording, done again.

    ``step``: what was seen and done now. ``how``: the way the target was found (``agent.anchors``),
    or ``as recorded`` (it has no target), ``already so`` (its switch stands as the recorded step
    left it: not touched), ``by name`` (an icon of the launcher that is not to be seen: its app was
    opened), ``model``, or ``lost``. ``score``: of the finding, 0..1. ``moved``: how far the target
    is from where it was, as a share of the screen's diagonal. ``scrolled``: how often.
    ``difference``: fraction (0..1) of the pixels that differ; 1 where the sizes do. ``sought``: the
    target in words, empty where the step has none.
    """

    step: Step
    how: str
    score: float
    moved: float
    scrolled: int
    difference: float
    sought: str = ""

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
    approval: Approval = ALLOW_ALL
    """Looks at what the model wants to do; what was recorded was allowed then."""
    timeout: float = TIMEOUT
    """Seconds to wait for a still screen before each action."""
    history: list[Step] = field(default_factory=list, init=False)
    _seeker: Seeker = field(init=False)
    _before: Frame | None = field(default=None, init=False)
    """The screen that the last action was done to."""

    def __iter__(self) -> Iterator[Redone]:
        self._seeker = Seeker(self.device, self.timeout)
        records = [record for record in self.episode.steps() if record.decision.action]
        for record, after in zip(records, [*records[1:], None], strict=True):
            for helped in range(HELP + 1):
                redone = self._again(record, after, helped)
                yield redone
                if _is_last(redone):
                    return
                if redone.how != "model" or self._is_behind(record, after):
                    break

    def _is_behind(self, record: StepRecord, after: StepRecord | None) -> bool:
        """Whether the model has done the step itself, and not what leads to it."""
        self._seeker.look(self._before)
        if self._shows(record):
            return False
        if after is None:
            return True
        shows = self._shows(after)
        return after.app == self._seeker.seen.app if shows is None else shows

    def _shows(self, record: StepRecord) -> bool | None:
        """Whether what ``record`` is about is to be seen; None: it is about no single thing."""
        kept = self._kept(record)
        return None if kept is None else find(kept, self._seeker.seen) is not None

    def _kept(self, record: StepRecord) -> Anchor | None:
        at = None if record.decision.action is None else target_of(record.decision.action)
        return None if at is None else anchor(self.episode.frame(record), record.elements, at)

    def _again(self, record: StepRecord, after: StepRecord | None, helped: int) -> Redone:
        started, recorded = time.time(), self.episode.frame(record)
        difference = changed(recorded, self._seeker.look(self._before).frame)
        action = record.decision.action
        kept = self._kept(record)
        if action is None or not _happened(record):
            plan = _Plan(None, "as recorded")
        elif kept is None:
            plan = _Plan(scaled(action, recorded.size, self._seeker.seen.size), "as recorded")
        else:
            plan = self._plan(action, kept, record, after, helped)
        decision = record.decision.model_copy(update={"action": plan.action or action, "raw": ""})
        if plan.how == "lost" and self.policy is not None and helped < HELP:
            asked = self._ask(self.policy, kept)
            if asked.action is not None:
                decision, plan = asked, _Plan(asked.action, "model")
        seen = self._seeker.seen
        verdict = self._review(plan)
        result = None if plan.action is None else self._perform(plan.action, verdict)
        step = Step(len(self.history), seen, decision, result, Timings(), started, verdict=verdict)
        self.history.append(step)
        fade(self.history)
        self._before = seen.frame if result is not None and result.ok else None
        moved = _moved(kept, plan.at, seen.size)
        scrolled, sought = self._seeker.scrolled, "" if kept is None else str(kept)
        return Redone(step, plan.how, plan.score, moved, scrolled, difference, sought)

    def _plan(
        self,
        action: Action,
        kept: Anchor,
        record: StepRecord,
        after: StepRecord | None,
        helped: int,
    ) -> _Plan:
        found = find(kept, self._seeker.seen)
        if found is None and (app := _app_behind(kept, record, after)):
            return _Plan(act.OpenApp(name=app), "by name")
        if found is None and not helped:
            found = self._seeker.seek(kept)
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

    def _review(self, plan: _Plan) -> Verdict | None:
        """Of what a model wants to do on the device."""
        if plan.how != "model" or plan.action is None or plan.action.type in SPOKEN:
            return None
        return self.approval.review(plan.action, self._seeker.seen, self.device)

    def _perform(self, action: Action, verdict: Verdict | None) -> ActionResult:
        if verdict is not None and not verdict.allowed:
            return ActionResult(ok=False, said=verdict.why)
        match action:
            case act.Finish(status="failure", message=message):
                return ActionResult(ok=False, said=message or "the model says it cannot be done")
            case act.Finish() | act.Answer() | act.AskUser():
                return ActionResult(ok=True)
            case act.Wait(seconds=seconds):
                time.sleep(seconds)
                return ActionResult(ok=True)
        try:
            return self.device.perform(action)
        except REFUSALS as error:
            return ActionResult(ok=False, said=str(error))


def _is_last(redone: Redone) -> bool:
    """Nothing is left to do, as the model says, or nothing can be done."""
    step = redone.step
    done = redone.how == "model" and isinstance(step.decision.action, act.Finish)
    denied = step.verdict is not None and not step.verdict.allowed
    return redone.how == "lost" or done or denied


def _happened(record: StepRecord) -> bool:
    """What was only said, or refused, is not done now."""
    action, result = record.decision.action, record.result
    return bool(action and action.type not in SPOKEN and result is not None and result.ok)


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
