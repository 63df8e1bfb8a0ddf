"""Writes a recording while the episode happens: append-only, on disk before the next action."""

import errno
import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from agent.errors import StorageError, StorageFull
from agent.trajectory.appending import AppendOnly
from agent.trajectory.pictures import PictureWriter
from agent.trajectory.schema import (
    EpisodeRecord,
    RunRecord,
    SeenRecord,
    StepRecord,
    TaskRecord,
    step_record,
)
from agent.types import Episode, Frame, Step, Task
from agent.whole import write_whole

__all__ = ["EpisodeWriter", "RunWriter", "slug"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class RunWriter:
    """The folder of one run: ``<UTC yyyymmdd-hhmmss>-<slug>``, never one that is there already.

    ``option``: of the command line, by which ``runs`` was named. Raises ``StorageError`` where
    nothing can be written, ``StorageFull`` on a full disk.
    """

    def __init__(
        self, runs: Path, title: str, record: RunRecord, *, option: str = "--record"
    ) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(record.started))
        with _storing(runs, option):
            self.path = _new_folder(runs, f"{stamp}-{slug(title)}")
            _write_whole(self.path / "run.json", record)

    def episode(self, name: str = "0001", task: Task | None = None) -> "EpisodeWriter":
        """Begin the episode ``name``; with ``task``, a killed recording tells what it was for."""
        return EpisodeWriter(self.path / "episodes" / name, task)


class EpisodeWriter:
    """One episode's folder, fresh or (``resume``) one whose writer is gone.

    A context: leaving it waits for what is being written. ``prepare`` may be called as soon as a
    screen has been seen: a thread then stores the picture while the model thinks. ``write`` returns
    when the step is out of this process's hands; the thread sees to it that the disk has it.
    Raises ``StorageError``, also where somebody else is writing.
    """

    def __init__(self, path: Path, task: Task | None = None, *, resume: bool = False) -> None:
        self.path = path
        with _storing(path), ExitStack() as opened:
            (path / "screens").mkdir(parents=True, exist_ok=resume)
            if task is not None and not resume:
                _write_whole(path / "task.json", TaskRecord(task=task))
            self._steps = opened.enter_context(closing(AppendOnly(path / "steps.jsonl")))
            self._written = self._steps.mend()
            self._seen = opened.enter_context(closing(AppendOnly(path / "seen.jsonl")))
            self._seen.mend()
            self._pictures = PictureWriter(path / "screens")
            opened.pop_all()
        self._stored: dict[int, tuple[Frame, Future[str]]] = {}
        self._synced: Future[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="screens")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def prepare(self, frame: Frame) -> None:
        """Begin to store the screen that the next step is about.

        Nothing is raised before ``await_screen`` or ``write``.
        """
        if id(frame) not in self._stored:
            self._store(frame, seen_in=self._written)

    def await_screen(self, frame: Frame) -> None:
        """Return when ``frame`` is on disk, and that it was seen: now the device may be touched."""
        self.prepare(frame)
        with _storing(self.path):
            self._name(frame)

    def write(self, step: Step) -> StepRecord:
        """Append ``step``, its picture first. What it looks like on disk."""
        with _storing(self.path):
            if self._synced is not None:
                self._synced.result()
            clip = tuple(self._name(frame) for frame in step.observation.earlier)
            record = step_record(step, self._name(step.observation.frame), clip)
            self._steps.append(record.model_dump_json().encode() + b"\n")
            self._synced = self._thread.submit(self._steps.sync)
        self._written += 1
        self._stored.clear()
        return record

    def end(self, episode: Episode, after: Frame | None = None) -> EpisodeRecord:
        """Write ``episode.json``, the last file of an episode.

        ``after``: the screen after the last step, if somebody looked.
        """
        with _storing(self.path):
            record = EpisodeRecord(
                id=self.path.name,
                task=episode.task,
                outcome=episode.outcome,
                claimed=episode.claimed,
                confirmed=episode.confirmed,
                checks=episode.checks,
                steps=episode.steps,
                seconds=round(episode.seconds, 3),
                answer=episode.answer,
                error=episode.error,
                hint=episode.hint,
                extras=episode.extras,
                after="" if after is None else self._name(after),
            )
            if self._synced is not None:
                self._synced.result()
            _write_whole(self.path / "episode.json", record)
        return record

    def close(self) -> None:
        """Idempotent. A disk that is full now takes nothing from what was written before."""
        self._thread.shutdown(wait=True)
        self._steps.close()
        self._seen.close()
        with suppress(OSError):
            self._pictures.close()

    def _name(self, frame: Frame) -> str:
        if id(frame) not in self._stored:
            self._store(frame)
        return self._stored[id(frame)][1].result()

    def _store(self, frame: Frame, seen_in: int | None = None) -> None:
        def store() -> str:
            name = self._pictures.add(frame)
            if seen_in is not None:
                line = SeenRecord(step=seen_in, screen=name)
                self._seen.append(line.model_dump_json().encode() + b"\n")
            return name

        self._stored[id(frame)] = frame, self._thread.submit(store)


def slug(title: str) -> str:
    """A goal as part of a file name: word characters of any script, at most 40, joined by ``-``."""
    words = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
    return words[:40].strip("-") or "run"


def _write_whole(path: Path, record: BaseModel) -> None:
    write_whole(path, record.model_dump_json(indent=2).encode() + b"\n")


def _new_folder(parent: Path, name: str) -> Path:
    for number in range(1, 10_000):
        path = parent / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        return path
    raise OSError(errno.EEXIST, f"{parent} holds too many runs called {name}")


@contextmanager
def _storing(path: Path, option: str = "--record") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                f"the disk of {path} is full; the steps recorded before are intact",
                hint=f"make room, or record elsewhere: {option} DIR",
            ) from error
        busy = error.errno == errno.EBUSY
        raise StorageError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="wait until it has ended" if busy else f"record elsewhere: {option} DIR",
        ) from error
