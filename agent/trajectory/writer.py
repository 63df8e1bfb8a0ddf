"""Writes a recording while the episode happens: append-only, on disk before the next action."""

import errno
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from agent.errors import StorageError, StorageFull
from agent.trajectory import png
from agent.trajectory.schema import EpisodeRecord, RunRecord, TaskRecord, step_record
from agent.types import Episode, Frame, Step, Task

__all__ = ["EpisodeWriter", "RunWriter", "slug"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class RunWriter:
    """The folder of one run: ``<UTC yyyymmdd-hhmmss>-<slug>``, never one that is there already.

    Raises ``StorageError`` where nothing can be written, ``StorageFull`` on a full disk.
    """

    def __init__(self, runs: Path, title: str, record: RunRecord) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(record.started))
        with _storing(runs):
            self.path = _new_folder(runs, f"{stamp}-{slug(title)}")
            _write_whole(self.path / "run.json", record)

    def episode(self, name: str = "0001", task: Task | None = None) -> "EpisodeWriter":
        """Begin the episode ``name``; with ``task``, a killed recording tells what it was for."""
        return EpisodeWriter(self.path / "episodes" / name, task)


class EpisodeWriter:
    """One episode's folder. A context: leaving it waits for the pictures that are being written.

    ``prepare`` may be called as soon as a screen has been seen: the picture is then encoded and
    stored by a thread while the model thinks. ``write`` returns when the step is on disk.
    """

    def __init__(self, path: Path, task: Task | None = None) -> None:
        self.path = path
        with _storing(path):
            (path / "screens").mkdir(parents=True)
            if task is not None:
                _write_whole(path / "task.json", TaskRecord(task=task))
            self._steps = os.open(
                path / "steps.jsonl", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644
            )
        self._stored: dict[str, Future[None]] = {}
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
        """Begin to store ``frame``; nothing is raised before ``write``."""
        if frame.digest not in self._stored:
            path = self.path / "screens" / f"{frame.digest}.png"
            self._stored[frame.digest] = self._thread.submit(_store, frame, path)

    def write(self, step: Step) -> None:
        """Append ``step``; it is on disk, picture first, when this returns."""
        frames = (*step.observation.earlier, step.observation.frame)
        for frame in frames:
            self.prepare(frame)
        with _storing(self.path):
            for frame in frames:
                self._stored[frame.digest].result()
            line = step_record(step).model_dump_json().encode() + b"\n"
            end = os.fstat(self._steps).st_size
            try:
                written = os.write(self._steps, line)
                if written < len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            except OSError:
                # A torn line would be the last one for ever: nothing whole follows it.
                os.ftruncate(self._steps, end)
                raise
            os.fsync(self._steps)

    def end(self, episode: Episode, after: Frame | None = None) -> EpisodeRecord:
        """Write ``episode.json``, the last file of an episode.

        ``after``: the screen after the last step, if somebody looked.
        """
        if after is not None:
            self.prepare(after)
            with _storing(self.path):
                self._stored[after.digest].result()
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
            after=f"{after.digest}.png" if after is not None else "",
        )
        with _storing(self.path):
            _write_whole(self.path / "episode.json", record)
        return record

    def close(self) -> None:
        """Idempotent."""
        self._thread.shutdown(wait=True)
        if self._steps >= 0:
            os.close(self._steps)
            self._steps = -1


def slug(title: str) -> str:
    """A goal as part of a file name: word characters of any script, at most 40, joined by ``-``."""
    words = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
    return words[:40].strip("-") or "run"


def _store(frame: Frame, path: Path) -> None:
    # Under its final name only when whole: the digest promises the content.
    _write_bytes(path, png.encode(frame))


def _write_whole(path: Path, record: BaseModel) -> None:
    _write_bytes(path, record.model_dump_json(indent=2).encode() + b"\n")


def _write_bytes(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


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
def _storing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                f"the disk of {path} is full; the steps recorded before are intact",
                hint="make room, or record elsewhere: --record DIR",
            ) from error
        raise StorageError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="record elsewhere: --record DIR",
        ) from error
