"""One episode that a person performs: every act with the screen that it was done on."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from agent.actions import Action, Finish, TypeText, Wait
from agent.ending import REFUSALS, Ending
from agent.errors import SetupError
from agent.protocols import Check, Device
from agent.settle import TIMEOUT, changed_box, settle
from agent.trajectory import EpisodeRecord, EpisodeWriter
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
)

__all__ = ["Demonstration"]


@dataclass
class Demonstration:
    """What a person does about ``task`` on ``device``, written step by step.

    ``observe`` first, then ``perform`` for each act, ``conclude`` at the end. One thread.
    """

    task: Task
    device: Device
    writer: EpisodeWriter
    checks: Sequence[Check] = ()
    elements: bool = False
    """Record the UI tree at every step."""
    settle: float = TIMEOUT
    """Seconds to wait for a still screen."""
    on_frame: Callable[[Frame], None] = lambda frame: None
    """Told of every picture of the screen as it is taken."""
    conceal: Callable[[str], str] = str
    """What is recorded for a text that the person typed."""
    shield: Callable[[], AbstractContextManager[None]] = nullcontext
    """Around what a signal may not interrupt: the writing of a step."""

    steps: int = field(default=0, init=False)
    ending: Ending = field(default_factory=Ending, init=False)
    _seen: Observation | None = field(default=None, init=False)
    _acted: bool = field(default=False, init=False)
    """Something was done since the screen was seen."""
    _began: float = field(default_factory=time.monotonic, init=False)

    def capture(self) -> Frame:
        """The screen now."""
        frame = self.device.capture()
        self.on_frame(frame)
        return frame

    def observe(self) -> None:
        """Wait until the screen has answered to what was done last, and remember it."""
        before = self._seen.frame if self._seen is not None else None
        frame = settle(self, before=before, timeout=self.settle).frame
        self._seen = self.device.observe(frame, elements=self.elements)
        self._acted = False

    def perform(self, action: Action) -> ActionResult:
        """Do what the person did, and write the step. Raises ``SetupError`` for a lost device.

        Where the screen has changed by itself since it was looked at, the person has waited for
        it: this is written as a step of its own, so that a replay waits as well.
        """
        if isinstance(action, TypeText):
            action = action.model_copy(update={"text": self.conceal(action.text)})
        seen = self._catch_up()
        begun, started = time.monotonic(), time.time()
        try:
            result = self._act(action)
        except REFUSALS as error:
            result = ActionResult(ok=False, said=str(error))
        except SetupError as error:
            self._write(seen, action, ActionResult(ok=False, said=str(error)), started, begun)
            raise
        self._write(seen, action, result, started, begun)
        return result

    @property
    def has_seen(self) -> bool:
        return self._seen is not None

    @property
    def seen(self) -> Observation:
        """What was on the screen when it was last looked at in earnest."""
        if self._seen is None:
            self.observe()
        assert self._seen is not None
        return self._seen

    def witness(self, action: Action, seen: Observation) -> None:
        """Write what the person has done on the device itself, on the screen ``seen``."""
        self._write(seen, action, ActionResult(ok=True), time.time(), time.monotonic())

    def conclude(self) -> EpisodeRecord:
        """Write how it ended. The person's word is a claim; the checks have the last one."""
        episode = self.ending.judge(
            self.task,
            self.device,
            self.checks,
            steps=self.steps,
            seconds=time.monotonic() - self._began,
        )
        return self.writer.end(
            replace(episode, extras={"by": "person"}), self._last_screen(episode)
        )

    def _act(self, action: Action) -> ActionResult:
        if not isinstance(action, Finish):
            return self.device.perform(action)
        self.ending.answer = action.message
        if action.status == "success":
            self.ending.claim()
        else:
            self.ending.stop(Outcome.GAVE_UP)
        return ActionResult(ok=True)

    def _catch_up(self) -> Observation:
        """What the person sees while acting."""
        if self._acted:
            self.observe()
            return self.seen
        frame = settle(self, timeout=self.settle).frame
        if changed_box(self.seen.frame, frame) is not None:
            self.wait_for(self.device.observe(frame, elements=self.elements))
        return self.seen

    def wait_for(self, now: Observation) -> None:
        """The screen has become ``now`` by itself: write that this was waited for."""
        waited = Wait(seconds=round(min(600.0, max(0.0, now.at - self.seen.at)), 2))
        self._write(self.seen, waited, ActionResult(ok=True), self.seen.at, time.monotonic())
        self._seen = now
        self._acted = False

    def _write(
        self,
        seen: Observation,
        action: Action,
        result: ActionResult,
        started: float,
        begun: float,
    ) -> None:
        decision = Decision(action=action)
        timings = Timings(act=time.monotonic() - begun)
        with self.shield():
            self.writer.write(Step(self.steps, seen, decision, result, timings, started))
            self.steps += 1
            self._acted = True

    def _last_screen(self, episode: Episode) -> Frame | None:
        if episode.outcome is Outcome.DEVICE_ERROR:
            return None
        try:
            return settle(self, timeout=self.settle).frame
        except SetupError:
            return None
