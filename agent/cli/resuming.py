"""``agent run --resume RUN``: go on with an episode whose process was killed."""

from dataclasses import dataclass
from pathlib import Path

from agent.actions import TypeText
from agent.cli.terminal import say
from agent.config import Config, Settings
from agent.difference import changed
from agent.errors import UsageError
from agent.loop import Attempt
from agent.protocols import Resumable
from agent.repetition import SAME
from agent.secrets import Secrets
from agent.settle import settle
from agent.trajectory import EpisodeFolder, RunFolder, StepRecord, find_episode
from agent.trajectory.schema import observation_of
from agent.types import Step, Task

__all__ = ["Killed", "reopen"]


@dataclass(frozen=True)
class Killed:
    """An episode without an end, and what it takes to go on with it."""

    run: RunFolder
    episode: EpisodeFolder
    config: Config
    """As recorded; the serial is that of the device that was used."""
    task: Task

    @property
    def origin(self) -> dict[str, str]:
        """Where the checks come from, and the number of the first step that is yet to come."""
        named = {"task": self.task.name} if self.task.name else {}
        return named | {"resumed": str(sum(1 for _ in self.episode.steps()))}

    def continue_with(self, attempt: Attempt) -> None:
        """Tell ``attempt`` and its model of the past.

        Raises ``UsageError`` where the screen is not the one that the next step began with.
        """
        seen = self._check_screen(attempt)
        records = list(self.episode.steps())
        model = attempt.policy.model
        if isinstance(model, Resumable):
            model.resume(sum(1 + len(record.attempts) for record in records))
        attempt.recall(map(self._step, records), sum(map(_seconds, records)))
        compared = "" if seen else "; nobody saw the screen after them, so it is not compared"
        say(f"going on after {len(records)} steps{compared}")

    def _check_screen(self, attempt: Attempt) -> bool:
        """False: the run was killed before it saw the screen again, nor has it touched it since."""
        name = self.episode.unfinished
        if not name:
            return False
        recorded, now = self.episode.screen(name), settle(attempt.device, timeout=attempt.settle)
        share = changed(recorded, now.frame)
        if share > SAME:
            raise UsageError(
                f"{attempt.device.serial} does not show what it showed when {self.run.path} was"
                f" killed: {share:.1%} of the screen differs (the last action may have been done)",
                hint=f"agent view {self.run.path} shows that screen: put it back, or begin again:"
                f" agent run {self.task.goal!r}",
            )
        return True

    def _step(self, record: StepRecord) -> Step:
        pictures = self.episode.frame(record), self.episode.clip(record)
        return Step(
            record.index, observation_of(record, *pictures), record.decision, record.result,
            record.timings, record.started, record.attempts, record.nudge, record.verdict,
        )  # fmt: skip


def reopen(recording: Path) -> Killed:
    """The killed episode in ``recording``. Raises ``UsageError`` for what cannot go on."""
    run, episode = find_episode(recording)
    task = episode.task
    if episode.record is not None:
        raise UsageError(
            f"{recording} ended as {episode.record.outcome}, and is not resumed",
            hint=f"begin again: agent run {episode.record.task.goal!r}",
        )
    if task is None or run.record.device is None or run.record.model is None:
        raise UsageError(
            f"{recording} does not say what was to be done, or with which device and model",
            hint="name a recording of agent run",
        )
    settings = {
        name: one for name, one in run.record.settings.items() if name in Settings.model_fields
    }
    values = {name: one.value for name, one in settings.items()}
    config = Config(
        Settings.model_validate(values | {"serial": run.record.device.serial}),
        dict.fromkeys(Settings.model_fields, "default")
        | {name: one.source for name, one in settings.items()},
    )
    _refuse_typed_secrets(recording, episode, Secrets.read(config.settings.secret))
    return Killed(run, episode, config, task)


def _refuse_typed_secrets(recording: Path, episode: EpisodeFolder, secrets: Secrets) -> None:
    for step in episode.steps():
        action = step.decision.action
        if isinstance(action, TypeText) and secrets.is_named_in(action.text):
            raise UsageError(
                f"{recording} typed {action.text!r}, and only the killed process knew where a"
                " screen without a UI tree shows it: it could no longer be covered",
                hint="begin again: agent run GOAL --secret NAME=ENV_VAR",
            )


def _seconds(step: StepRecord) -> float:
    took = step.timings
    return took.settle + took.observe + took.think + took.act
