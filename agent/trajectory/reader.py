"""Reads a recording, finished or killed: every whole step, and nothing that is torn."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from agent.errors import TrajectoryCorrupt, TrajectoryTooNew
from agent.trajectory import png
from agent.trajectory.pictures import read_picture
from agent.trajectory.schema import (
    SCHEMA_VERSION,
    EpisodeRecord,
    RunRecord,
    SeenRecord,
    StepRecord,
    TaskRecord,
)
from agent.types import Frame, Task

__all__ = ["EpisodeFolder", "RunFolder", "find_episode", "open_run"]

_Record = TypeVar("_Record", bound=BaseModel)
_CHANGED = "restore the file, or name another recording: this one was changed or cut"


@dataclass(frozen=True)
class EpisodeFolder:
    """One recorded episode."""

    path: Path

    @property
    def record(self) -> EpisodeRecord | None:
        """How it ended; None while it runs, and for ever if it was killed."""
        file = self.path / "episode.json"
        return _read(file, EpisodeRecord) if file.exists() else None

    def steps(self) -> Iterator[StepRecord]:
        """Every whole step in order.

        The last line may be torn (the writer was killed within it) and is then left out. Raises
        ``TrajectoryCorrupt``, naming file and line, for any other line that cannot be read.
        """
        yield from _lines(self.path / "steps.jsonl", StepRecord)

    @property
    def is_torn(self) -> bool:
        """The last line has no end: its step is lost."""
        return not (_bytes(self.path / "steps.jsonl") or b"\n").endswith(b"\n")

    @property
    def task(self) -> Task | None:
        """What was to be done; None where a recording of version 1 was killed."""
        file = self.path / "task.json"
        if file.exists():
            return _read(file, TaskRecord).task
        return self.record.task if self.record else None

    @property
    def unfinished(self) -> str:
        """Names the screen that the step after the last whole one began with, in a killed run.

        Empty where that step had not begun. Raises ``TrajectoryCorrupt``.
        """
        file = self.path / "seen.jsonl"
        seen = list(_lines(file, SeenRecord)) if file.exists() else []
        count = sum(1 for _ in self.steps())
        return seen[-1].screen if seen and seen[-1].step == count else ""

    def frame(self, step: StepRecord) -> Frame:
        """What was on the screen. Raises ``TrajectoryCorrupt`` if the picture is missing or bad."""
        return self.screen(step.screen)

    def clip(self, step: StepRecord) -> tuple[Frame, ...]:
        """What the model was shown before ``frame(step)``, oldest first; mostly nothing."""
        return tuple(self.screen(name) for name in step.clip)

    def after(self, index: int) -> str:
        """Names the screen after step ``index``: the next step's, or at the end the last one seen.

        Empty where it was not seen. Raises ``IndexError`` where there is no such step.
        """
        steps = list(self.steps())
        if index + 1 < len(steps):
            return steps[index + 1].screen
        return self.record.after if self.record and steps[index] else ""

    def screen(self, name: str) -> Frame:
        """The picture ``name`` (of ``StepRecord.screen``, ``clip``, or ``after``).

        Raises ``TrajectoryCorrupt`` if it is missing or bad.
        """
        if Path(name).name != name:
            raise TrajectoryCorrupt(
                f"{self.path} names a picture outside of screens/: {name}",
                hint="do not trust this recording",
            )
        screens = self.path / "screens"
        # Version 1 kept every picture in a PNG file of its own.
        return png.read(screens / name) if name.endswith(".png") else read_picture(screens, name)

    def png(self, name: str) -> bytes:
        """The picture ``name`` as a PNG file. Raises ``TrajectoryCorrupt``."""
        return png.encode(self.screen(name))


@dataclass(frozen=True)
class RunFolder:
    """One recorded run."""

    path: Path

    @cached_property
    def record(self) -> RunRecord:
        return _read(self.path / "run.json", RunRecord)

    def episodes(self) -> list[EpisodeFolder]:
        """In the order of their ids."""
        folder = self.path / "episodes"
        return [
            EpisodeFolder(path)
            for path in sorted(folder.iterdir() if folder.is_dir() else ())
            if (path / "steps.jsonl").exists()
        ]


def open_run(path: Path) -> RunFolder:
    """The run in folder ``path``. Raises ``TrajectoryCorrupt``, ``TrajectoryTooNew``."""
    if not (path / "run.json").is_file():
        why = "is no recording: it has no run.json" if path.exists() else "does not exist"
        raise TrajectoryCorrupt(f"{path} {why}", hint="name a folder below runs/")
    run = RunFolder(path)
    _ = run.record
    return run


def find_episode(path: Path) -> tuple[RunFolder, EpisodeFolder]:
    """The episode at ``path``: a run's folder (its only or first episode) or an episode's own."""
    path = path.parent if path.name in {"steps.jsonl", "episode.json", "run.json"} else path
    if (path / "steps.jsonl").is_file():
        return open_run(path.parent.parent), EpisodeFolder(path)
    run = open_run(path)
    episodes = run.episodes()
    if not episodes:
        raise TrajectoryCorrupt(f"{path} holds no episode", hint="name another recording")
    return run, episodes[0]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise TrajectoryCorrupt(
            f"{file} cannot be read: {error.strerror}", hint="name a folder below runs/"
        ) from error


def _lines(file: Path, kind: type[_Record]) -> Iterator[_Record]:
    for number, line in enumerate(_bytes(file).split(b"\n")[:-1], start=1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            raise _corrupt(f"{file}:{number}", error, "the steps before it are readable") from error


def _read(file: Path, kind: type[_Record]) -> _Record:
    text = _bytes(file)
    try:
        version = json.loads(text).get("schema_version")
    except (ValueError, AttributeError) as error:
        raise TrajectoryCorrupt(f"{file} is not a JSON object: {error}", hint=_CHANGED) from error
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise TrajectoryTooNew(
            f"{file} has version {version}; this program knows up to {SCHEMA_VERSION}",
            hint="upgrade: pip install -U fingertip",
        )
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise _corrupt(str(file), error, _CHANGED) from error


def _corrupt(where: str, error: ValidationError, hint: str) -> TrajectoryCorrupt:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return TrajectoryCorrupt(f"{where}: {field or 'the line'}: {first['msg']}", hint=hint)
