"""Who listens to a run: a person (stderr), a program (JSON on stdout), or both."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent.cli import terminal
from agent.cli.progress import Progress, summary_lines
from agent.errors import FingertipError
from agent.trajectory import SCHEMA_VERSION, EpisodeRecord, RunRecord, StepRecord
from agent.types import Step, Task

__all__ = ["Audience"]


class Audience:
    """Told of what happens; says it to those who asked for it. A context while steps go on."""

    def __init__(self, *, json: bool, jsonl: bool, verbose: bool, quiet: bool) -> None:
        self._json = json
        self._jsonl = jsonl
        self.verbose = verbose
        self._progress = Progress(quiet=quiet, verbose=verbose)

    def __enter__(self) -> Self:
        self._progress.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.__exit__(kind, error, trace)

    def begins(self, task: Task, run: RunRecord, path: Path) -> None:
        model = run.model.name if run.model else ""
        device = run.device.serial if run.device else ""
        self._progress.line(f"goal: {task.goal}")
        self._progress.line(f"device {device}, model {model}, recording to {path}")
        about = run.model_dump(mode="json", include={"started", "device", "model", "seed"})
        self._event("run_started", path=str(path), task=task.model_dump(mode="json"), **about)

    def phase(self, name: str) -> None:
        self._progress.phase(name)

    def hear(self, piece: str) -> None:
        """A piece of the model's reply, while it comes."""
        self._progress.hear(piece)

    def step(self, step: Step, record: StepRecord) -> None:
        """A step has ended, and is recorded as ``record``."""
        self._progress.step(step)
        if self._jsonl:
            self._event("step", **record.model_dump(mode="json", exclude={"elements"}))

    def ask(self, question: str) -> str | None:
        """Put a question to the person at the terminal; None where nobody sits there."""
        self._event("approval_needed", question=question)
        with self._progress.paused():
            return terminal.ask(question)

    def fails(self, error: FingertipError) -> None:
        """It did not come to an episode: programs are told as persons are."""
        result = {"error": str(error), "hint": error.hint, "exit_code": error.exit_code}
        if self._json:
            terminal.as_json({"schema_version": SCHEMA_VERSION} | result)
        else:
            self._event("run_failed", **result)

    def ends(self, episode: EpisodeRecord, path: Path, exit_code: int) -> None:
        """The result: text for a person, one object or the last events for a program."""
        result = episode.model_dump(mode="json") | {"path": str(path), "exit_code": exit_code}
        if self._json:
            terminal.as_json(result)
        elif self._jsonl:
            self._event("episode_finished", **episode.model_dump(mode="json"))
            self._event("run_finished", path=str(path), exit_code=exit_code)
        else:
            for line in summary_lines(episode, str(path)):
                terminal.out(line)

    def _event(self, name: str, **content: Any) -> None:
        if self._jsonl:
            event = {"event": name, "schema_version": SCHEMA_VERSION} | content
            terminal.as_json(event, indent=None)
