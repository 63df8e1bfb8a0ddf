"""One trial of an evaluation on one device: prepared, attempted, judged, recorded, tidied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent import registry
from agent.approval import ALLOW_ALL
from agent.checks import begin
from agent.checks.judge import appoint
from agent.errors import DeviceError
from agent.evals.plan import Trial
from agent.evals.results import Result
from agent.evals.solving import flow_for
from agent.loop import Attempt
from agent.policy import Policy
from agent.protocols import Check, Device, Model
from agent.tasks import Instance, suite
from agent.tasks.preparing import prepare
from agent.trajectory import EpisodeWriter
from agent.types import Episode, Outcome, Step

__all__ = ["Arena", "unused"]


@dataclass(frozen=True)
class Arena:
    """A device with a policy, ready for one trial after another."""

    device: Device
    policy: Policy
    folder: Path
    reset: Callable[[], object]
    """Makes the device new; what a real phone cannot do, it leaves."""
    max_steps: int | None = None
    settle: float = 3.0
    judge: Model | None = None
    """Judges where a task's check asks a model to."""

    def attempt(self, trial: Trial, *, retried: bool = False) -> Result:
        """The result of ``trial``; a device that cannot be prepared is ``device_error``.

        Never raises ``DeviceError`` or ``ModelError``: they are outcomes.
        """
        templates = {one.name: one for one in suite(trial.suite)}
        instance = templates[trial.task].instance(trial.seed)
        try:
            self.reset()
            prepare(self.device, instance.setup)
            checks = self._checks(instance)
        except DeviceError as error:
            return self._result(trial, instance, None, [], retried=retried, why=str(error))
        episode, steps, path = self._episode(instance, checks, trial, retried=retried)
        why = ""
        try:
            prepare(self.device, instance.teardown)
        except DeviceError as error:
            why = f"not tidied: {error}"
        result = self._result(trial, instance, episode, steps, retried=retried, why=why)
        return result.model_copy(update={"recording": str(path.relative_to(self.folder))})

    def _checks(self, instance: Instance) -> list[Check]:
        """The task's, each having seen what it compares with. Raises ``DeviceError``."""
        checks = [registry.make_check(expression) for expression in instance.task.checks]
        if self.judge is not None:
            appoint(checks, self.judge)
        begin(checks, self.device)
        return checks

    def _episode(
        self, instance: Instance, checks: Sequence[Check], trial: Trial, *, retried: bool
    ) -> tuple[Episode, list[Step], Path]:
        limits = {} if self.max_steps is None else {"max_steps": self.max_steps}
        task = instance.task.model_copy(update=limits)
        attempt = Attempt(
            task,
            self.device,
            self.policy,
            checks=checks,
            approval=ALLOW_ALL,
            settle=self.settle,
        )
        path = unused(self.folder / "episodes" / trial.key, retried=retried)
        with EpisodeWriter(path) as writer:
            for step in attempt:
                writer.write(step)
            episode = attempt.conclude()
            writer.end(episode)
        # The loop's own: it lets go of old pictures.
        return episode, attempt.history, path

    def _result(
        self,
        trial: Trial,
        instance: Instance,
        episode: Episode | None,
        steps: list[Step],
        *,
        retried: bool,
        why: str,
    ) -> Result:
        scores = [check.score for check in episode.checks] if episode else []
        flow = flow_for(instance, "oracle")
        said = [f"{one.name}: {one.why}" for one in episode.checks] if episode else []
        return Result(
            key=trial.key,
            task=trial.task,
            seed=trial.seed,
            epoch=trial.epoch,
            app=instance.template.app,
            tags=tuple(sorted(instance.template.tags)),
            goal=instance.task.goal,
            outcome=episode.outcome if episode else Outcome.DEVICE_ERROR,
            success=episode is not None and episode.outcome is Outcome.SUCCESS,
            score=sum(scores) / len(scores) if scores else 0.0,
            steps=episode.steps if episode else 0,
            seconds=round(episode.seconds, 3) if episode else 0.0,
            tokens_in=sum(step.decision.tokens_in for step in steps),
            tokens_out=sum(step.decision.tokens_out for step in steps),
            oracle_steps=len(flow.lines) if flow else 0,
            why="; ".join(filter(None, [episode.error if episode else "", *said, why])),
            device=self.device.serial,
            retried=retried,
            judged=any(check.judged for check in episode.checks) if episode else False,
        )


def unused(path: Path, *, retried: bool = False) -> Path:
    """``path``, or one beside it: a killed attempt left its folder, and a lost device another."""
    number = 2 if retried else 1
    while True:
        candidate = path if number == 1 else path.with_name(f"{path.name}-again{number - 1}")
        if not candidate.exists():
            return candidate
        number += 1
