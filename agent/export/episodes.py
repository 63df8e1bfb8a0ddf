"""The episodes that are to be exported, each with what its run says of itself."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from agent.actions import Action
from agent.errors import UsageError
from agent.trajectory import (
    EpisodeFolder,
    EpisodeRecord,
    RunRecord,
    StepRecord,
    find_episode,
    open_run,
)
from agent.trajectory.pack import SUFFIX, unpack
from agent.types import DeviceInfo, Frame, Outcome, Size, Task

__all__ = ["Filter", "Recorded", "collect", "performed", "unpacked", "with_steps"]


@dataclass(frozen=True)
class Recorded:
    """One episode. ``name`` is unique among those of an export: ``<run's folder>/<episode>``."""

    name: str
    folder: EpisodeFolder
    run: RunRecord

    @cached_property
    def end(self) -> EpisodeRecord | None:
        """How it ended; None where it was killed."""
        return self.folder.record

    @cached_property
    def steps(self) -> tuple[StepRecord, ...]:
        return tuple(self.folder.steps())

    @cached_property
    def task(self) -> Task | None:
        return self.folder.task

    @property
    def goal(self) -> str:
        """Empty where a recording of the first version was killed."""
        return self.task.goal if self.task else ""

    @property
    def succeeded(self) -> bool:
        return self.end is not None and self.end.outcome is Outcome.SUCCESS

    @property
    def slug(self) -> str:
        """Its name as part of a file name."""
        return self.name.replace("/", "-")

    @cached_property
    def device(self) -> DeviceInfo:
        """As recorded; of a run that does not say, what its steps show."""
        if self.run.device is not None:
            return self.run.device
        size = Size(*self.steps[0].size) if self.steps else Size(1, 1)
        done = {step.decision.action.type for step in self.steps if step.decision.action}
        return DeviceInfo(kind="android", serial="", size=size, actions=frozenset(done))

    @property
    def after(self) -> Frame | None:
        """The screen after the last step, if it was seen."""
        name = self.end.after if self.end else ""
        return self.folder.screen(name) if name else None

    def frame(self, step: StepRecord) -> Frame:
        """What was on the screen, under the digest that it had when it was captured."""
        frame = self.folder.frame(step)
        if step.screen.endswith(".png"):
            # A PNG does not keep the order of a pixel's bytes, and the digest is of the bytes.
            vars(frame)["digest"] = Path(step.screen).stem
        return frame


def performed(step: StepRecord) -> Action | None:
    """The action of ``step`` as far as the device did it; None where nothing happened."""
    if step.decision.action is None or (step.result is not None and not step.result.ok):
        return None
    return step.decision.action


def with_steps(episodes: Iterable[Recorded]) -> list[Recorded]:
    """Those in which something was seen. Raises ``UsageError`` where that is none."""
    shown = [episode for episode in episodes if episode.steps]
    if not shown:
        raise UsageError("the episodes have no step to show", hint="name another recording")
    return shown


@dataclass(frozen=True)
class Filter:
    """Which episodes are wanted. ``outcomes`` empty: all. ``confirmed``: only what checks saw."""

    outcomes: frozenset[Outcome] = frozenset()
    confirmed: bool = False

    def takes(self, episode: Recorded) -> bool:
        end = episode.end
        if self.confirmed and (end is None or end.confirmed is not True):
            return False
        return not self.outcomes or (end is not None and end.outcome in self.outcomes)


@contextmanager
def unpacked(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """The same paths, each pack (``.trace.zip``) among them laid out in a folder for so long.

    Raises ``TrajectoryCorrupt`` for a pack that cannot be read, or means harm.
    """
    with tempfile.TemporaryDirectory(prefix="fingertip-") as room:
        found = []
        for number, path in enumerate(paths):
            if path.name.endswith(SUFFIX) and path.is_file():
                folder = Path(room) / str(number) / path.name.removesuffix(SUFFIX)
                folder.mkdir(parents=True)
                found.append(unpack(path, folder).path)
            else:
                found.append(path)
        yield found


def collect(paths: Iterable[Path], wanted: Filter) -> list[Recorded]:
    """The wanted episodes of runs, of folders of runs and of single episodes, each once, in order.

    Raises ``TrajectoryCorrupt`` (``TrajectoryTooNew``) for a path that holds no recording.
    """
    found: dict[Path, Recorded] = {}
    for path in paths:
        for folder, run in _episodes(path):
            where = folder.path.resolve()
            name = f"{where.parents[1].name}/{where.name}"
            found.setdefault(where, Recorded(name, folder, run))
    return [episode for episode in _apart(found.values()) if wanted.takes(episode)]


def _episodes(path: Path) -> Iterable[tuple[EpisodeFolder, RunRecord]]:
    held = [] if _is_recording(path) else sorted(file.parent for file in path.glob("*/run.json"))
    if not held and not (path / "run.json").is_file():
        run, folder = find_episode(path)
        return [(folder, run.record)]
    runs = map(open_run, held or [path])
    return [(folder, run.record) for run in runs for folder in run.episodes()]


def _is_recording(path: Path) -> bool:
    return (path / "run.json").is_file() or (path / "steps.jsonl").is_file()


def _apart(episodes: Iterable[Recorded]) -> Iterable[Recorded]:
    """Runs of the same name in different places get a number, so that nothing is written twice."""
    seen: dict[str, int] = {}
    for episode in episodes:
        count = seen[episode.name] = seen.get(episode.name, 0) + 1
        if count == 1:
            yield episode
        else:
            yield Recorded(f"{episode.name}-{count}", episode.folder, episode.run)
