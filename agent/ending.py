"""How an episode ends: the first reason counts, and the checks have the last word on success."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.actions import Answer, AskUser, Finish
from agent.errors import (
    ActionFailed,
    ActionUnsupported,
    AppNotFound,
    FingertipError,
    TypingUnavailable,
)
from agent.protocols import Check, Device
from agent.types import CheckResult, Episode, Outcome, Step, Task, Verdict

__all__ = ["REFUSALS", "UNANSWERED", "Ending"]

REFUSALS = (ActionFailed, ActionUnsupported, AppNotFound, TypingUnavailable)
"""Device errors that end an action, not the episode: the model is told and may do otherwise."""

DENIALS = 3
"""Denied actions that end an episode."""

UNANSWERED = "the model asked and nobody could answer"


@dataclass
class Ending:
    """Gathers, while an episode goes on, what will be said about its end."""

    outcome: Outcome | None = None
    claimed: bool = False
    answer: str = ""
    error: str = ""
    hint: str = ""
    denied: str = ""
    """Why the last action was denied; empty once another one was allowed."""
    denials: int = 0

    def stop(self, outcome: Outcome, why: FingertipError | str = "") -> None:
        """End here. Where something has ended it already, nothing changes."""
        if self.outcome is None:
            self.outcome = outcome
            self.error = str(why)
            self.hint = why.hint if isinstance(why, FingertipError) else ""

    def claim(self) -> None:
        """The goal is said to be reached: hardly by an action that was denied."""
        self.claimed = True
        self.stop(Outcome.DENIED if self.denied else Outcome.SUCCESS, self.denied)

    def hear(self, said: Finish | Answer) -> None:
        """What the model says of the goal. Giving up after a denial, it was denied."""
        match said:
            case Answer(text=text, final=final):
                self.answer = text
                if final:
                    self.claim()
            case Finish(status=status, message=message):
                self.answer = message or self.answer
                if status == "success":
                    self.claim()
                else:
                    self.stop(Outcome.DENIED if self.denied else Outcome.GAVE_UP, self.denied)

    def heed(self, verdict: Verdict) -> None:
        """After a denial the model may go another way; after some, it is not trying to."""
        self.denied = verdict.why
        self.denials += not verdict.allowed
        if self.denials >= DENIALS:
            self.stop(Outcome.DENIED, verdict.why)

    def recall(self, step: Step) -> None:
        """Take in a step of a process that was killed: it may have been about to end."""
        if step.verdict is not None:
            self.heed(step.verdict)
        match step.decision.action:
            case None:
                self.stop(Outcome.UNPARSEABLE, step.decision.error)
            case Finish() | Answer() as said:
                self.hear(said)
            case AskUser() if step.result is not None and not step.result.ok:
                self.stop(Outcome.DENIED, UNANSWERED)

    def judge(
        self, task: Task, device: Device, checks: Sequence[Check], *, steps: int, seconds: float
    ) -> Episode:
        """The episode as it ended. The checks look now, after a claim, a limit or an error alike.

        Only an interrupted episode is not checked: its user wants out. A claim that a check
        contradicts is a ``failure``; a goal reached without a claim stays the limit that it met.
        """
        self.stop(Outcome.INTERRUPTED)
        assert self.outcome is not None
        episode = Episode(
            task=task,
            outcome=self.outcome,
            claimed=self.claimed,
            steps=steps,
            seconds=seconds,
            answer=self.answer,
            error=self.error,
            hint=self.hint,
            extras={"denied": str(self.denials)} if self.denials else {},
        )
        if self.outcome is not Outcome.INTERRUPTED:
            seen = tuple(_look(check, device, episode) for check in checks)
            episode = replace(episode, checks=seen)
        if episode.outcome is Outcome.SUCCESS and episode.confirmed is False:
            episode = replace(episode, outcome=Outcome.FAILURE)
        return episode


def _look(check: Check, device: Device, episode: Episode) -> CheckResult:
    try:
        return check(device, episode)
    except FingertipError as error:
        why = f"could not look: {error}"
        return CheckResult(name=check.name, score=0.0, why=why, looked=False)
