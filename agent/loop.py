"""The observe-think-act loop.

    observe: wait until the screen is still, capture it, ask the device what it knows
    think:   the policy renders the prompt, the model answers, the dialect parses
    act:     approval, then the driver performs; what really happened goes into the history

An ``Attempt`` is iterated for its ``Step``s; whoever iterates (recorder, terminal, evaluator) has
them before the next action. ``conclude`` then says how it ended. Actions are never retried.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from agent import actions as act
from agent.approval import ALLOW_ALL, Approval
from agent.ending import REFUSALS, UNANSWERED, Ending
from agent.errors import ModelError, SetupError, StorageError
from agent.policy import Policy
from agent.protocols import Check, Device
from agent.repetition import Repetition, fade
from agent.settle import TIMEOUT, settle
from agent.types import (
    ActionResult,
    Decision,
    Episode,
    Frame,
    Observation,
    Outcome,
    Step,
    Task,
    Timings,
    Verdict,
)

__all__ = ["REFUSALS", "Attempt", "Listener"]

Listener = Callable[[str, Observation | None], None]
"""Told of each phase (settle, observe, think, act) as it begins, with what has been seen."""


@dataclass
class Attempt:
    """One attempt at ``task``: iterate it once for its steps, then ``conclude``."""

    task: Task
    device: Device
    policy: Policy
    checks: Sequence[Check] = ()
    approval: Approval = ALLOW_ALL
    elements: bool = False
    """Ask the device for its UI tree at every step."""
    settle: float = TIMEOUT
    """Seconds to wait for a still screen; a screen that moves on is taken as it is."""
    replies: int = 3
    """How often the model is asked in one step before the episode ends as ``unparseable``."""
    on_phase: Listener = lambda phase, observation: None

    history: list[Step] = field(default_factory=list, init=False)
    ending: Ending = field(default_factory=Ending, init=False)
    _spent: float = field(default=0.0, init=False)
    _begun: float = field(default_factory=time.monotonic, init=False)
    _laps: dict[str, float] = field(default_factory=dict, init=False)
    _attempts: tuple[Decision, ...] = field(default=(), init=False)
    _verdict: Verdict | None = field(default=None, init=False)
    _repetition: Repetition = field(default_factory=Repetition, init=False)

    def recall(self, steps: Iterable[Step], seconds: float) -> None:
        """Before it is iterated: go on after ``steps``, which took ``seconds`` of the time."""
        for step in steps:
            self.ending.recall(step)
            self._remember(step)
        self._spent = seconds

    def __iter__(self) -> Iterator[Step]:
        self._begun = time.monotonic() - self._spent
        try:
            while not self._is_over():
                yield self._remember(self._step())
        except KeyboardInterrupt:
            self.ending.stop(Outcome.INTERRUPTED)
        except ModelError as error:
            self.ending.stop(Outcome.MODEL_ERROR, error)
        except StorageError:
            raise  # what is not recorded is not done
        except SetupError as error:
            self.ending.stop(Outcome.DEVICE_ERROR, error)

    def conclude(self) -> Episode:
        """How it ended: see ``Ending.judge``."""
        seconds, steps = time.monotonic() - self._begun, len(self.history)
        return self.ending.judge(self.task, self.device, self.checks, steps=steps, seconds=seconds)

    def look(self) -> Frame | None:
        """The screen after the last step; None where it cannot be seen."""
        try:
            before = self._repetition.expects_change
            return settle(self.device, before=before, timeout=self.settle).frame
        except SetupError:
            return None

    def _step(self) -> Step:
        index, started, nudge = len(self.history), time.time(), self._repetition.nudge
        observation = self._observe()
        decision = self._think(observation)
        result = self._act(decision, observation)
        timings = Timings(**self._laps)
        attempts, verdict = self._attempts, self._verdict
        return Step(
            index, observation, decision, result, timings, started, attempts, nudge, verdict
        )

    def _observe(self) -> Observation:
        self._laps, self._verdict = {}, None
        with self._phase("settle"):
            before = self._repetition.expects_change
            settled = settle(self.device, before=before, timeout=min(self.settle, self._left()))
        with self._phase("observe"):
            seen = self.device.observe(settled.frame, elements=self.elements)
        if settled.still or not self.settle:
            return seen
        return replace(seen, notes=(*seen.notes, "The screen is still moving."))

    def _think(self, observation: Observation) -> Decision:
        notes = told = self._repetition.notes(observation)
        self._attempts = ()
        with self._phase("think", observation):
            while True:
                decision = self.policy.decide(self.task.goal, self.history, observation, told)
                if decision.action is not None:
                    return decision
                if len(self._attempts) + 1 >= self.replies:
                    self.ending.stop(Outcome.UNPARSEABLE, decision.error)
                    return decision
                self._attempts += (decision,)
                told = (*notes, f"Your last reply could not be used: {decision.error}")

    def _act(self, decision: Decision, observation: Observation) -> ActionResult | None:
        if decision.action is None:
            return None
        with self._phase("act", observation):
            try:
                return self._answer_to(decision.action, observation)
            except REFUSALS as error:
                return ActionResult(ok=False, said=str(error))
            except SetupError as error:
                self.ending.stop(Outcome.DEVICE_ERROR, error)
                return ActionResult(ok=False, said=str(error))
            except KeyboardInterrupt:
                self.ending.stop(Outcome.INTERRUPTED)
                return ActionResult(ok=False, said="interrupted; it may have happened")

    def _answer_to(self, action: act.Action, seen: Observation) -> ActionResult:
        match action:
            case act.Finish() | act.Answer() as said:
                self.ending.hear(said)
            case act.AskUser(question=question):
                answer = self.approval.answer(question)
                if answer is None:
                    self.ending.stop(Outcome.DENIED, UNANSWERED)
                    return ActionResult(ok=False, said="nobody answered")
                return ActionResult(ok=True, said=f"the user says: {answer}")
            case act.Wait(seconds=seconds):
                time.sleep(min(seconds, max(self._left(), 0)))
            case _:
                verdict = self._verdict = self.approval.review(action, seen, self.device)
                self.ending.heed(verdict)
                if not verdict.allowed:
                    return ActionResult(ok=False, said=verdict.why)
                return self.device.perform(action)
        return ActionResult(ok=True)

    def _remember(self, step: Step) -> Step:
        self.history.append(step)
        fade(self.history)
        self._repetition.saw(step)
        if self._repetition.is_stuck:
            self.ending.stop(Outcome.STUCK, "the same action on the same screen, again and again")
        return step

    def _is_over(self) -> bool:
        if self.ending.outcome is None and self._left() <= 0:
            self.ending.stop(Outcome.TIME_LIMIT, f"{self.task.timeout:g} s have passed")
        if len(self.history) >= self.task.max_steps:
            self.ending.stop(Outcome.STEP_LIMIT, f"{self.task.max_steps} steps were taken")
        return self.ending.outcome is not None

    def _left(self) -> float:
        return self._begun + self.task.timeout - time.monotonic()

    @contextmanager
    def _phase(self, name: str, observation: Observation | None = None) -> Iterator[None]:
        self.on_phase(name, observation)
        begun = time.monotonic()
        try:
            yield
        finally:
            self._laps[name] = time.monotonic() - begun
