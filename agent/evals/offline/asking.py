"""Asks a model every question of a benchmark and judges its answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.errors import UnknownAction
from agent.evals.offline.question import Past, Question
from agent.evals.offline.scoring import Judgement, Scorer
from agent.policy import Policy
from agent.types import ActionResult, Decision, DeviceInfo, Frame, Observation, Step, Timings

__all__ = ["Answered", "ask"]

_TOUCHES = frozenset(
    {"tap", "long_press", "swipe", "type_text", "press", "open_app", "wait", "answer"}
)
_CLICKS = frozenset({"click", "drag", "scroll", "type_text", "hotkey", "move_cursor", "wait"})
_SHOWN = 5
"""Earlier screens that a family may be shown, if it does not say how many."""


@dataclass(frozen=True, eq=False)
class Answered:
    """What the model chose for a question, and what that is worth; the screens are let go."""

    id: str
    episode: str
    splits: tuple[str, ...]
    decision: Decision
    judgement: Judgement

    @property
    def unreadable(self) -> bool:
        """The reply could not be read: counted, and counted as wrong."""
        return self.decision.action is None


def ask(policy: Policy, questions: Iterable[Question], scorer: Scorer) -> Iterator[Answered]:
    """One answer for each question that the scorer takes. Raises ``ModelError``, ``StorageError``.

    The past is told as it ought to have been, whatever the model chose before.
    """
    for question in questions:
        if not scorer.takes(question):
            continue
        frame = question.screen()
        told = replace(policy, device=_device(question, frame))
        history = _history(told, question.past, frame)
        decision = told.decide(question.goal, history, Observation(frame=frame, at=0.0))
        judgement = scorer.judge(question.wanted, decision.action, frame.size)
        yield Answered(question.id, question.episode, question.splits, decision, judgement)


def _device(question: Question, frame: Frame) -> DeviceInfo:
    actions = _CLICKS if question.device == "desktop" else _TOUCHES
    return DeviceInfo(kind=question.device, serial="offline", size=frame.size, actions=actions)


def _history(policy: Policy, past: tuple[Past, ...], now: Frame) -> list[Step]:
    profile = getattr(policy.dialect, "profile", None)
    shown = profile.history.pictures - 1 if profile else _SHOWN
    return [
        _step(policy, index, step, step.screen() if index >= len(past) - shown else now)
        for index, step in enumerate(past)
    ]


def _step(policy: Policy, index: int, past: Past, frame: Frame) -> Step:
    observation = Observation(frame=frame, at=0.0)
    seen = policy.model.geometry(frame.size)
    decision = Decision(action=past.action, summary=past.summary)
    try:
        raw = policy.dialect.render(decision, policy.dialect.space(frame.size, seen))
    except UnknownAction:
        raw = past.summary
    told = decision.model_copy(update={"raw": raw})
    return Step(index, observation, told, ActionResult(ok=True), Timings(), 0.0)
