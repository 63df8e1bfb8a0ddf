"""The same kind of work on several devices at once: one process for each.

Drivers, adb and ``generate`` block, so parallel work is processes. A worker is a fresh Python
process that opens its device once and then does one job after the other. A worker that dies takes
nothing with it but the job at hand: the job goes to another worker, once, and is marked.
"""

import multiprocessing
import multiprocessing.connection
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from agent.errors import FingertipError, SetupError

__all__ = ["Done", "Job", "Open", "Work", "attempt", "run_jobs"]

Work = Callable[[Any], Any]
"""Does one job: what a job carries -> its result (both can be pickled)."""

Open = Callable[[str], AbstractContextManager[Work]]
"""Importable: opens a seat (a device's serial) inside the worker, and lets go of it at the end."""

PARTING = 10.0
"""Seconds that a worker has to let go of its device before it is ended: a driver lifts its fingers
and puts an input method back, each one round trip of at most a few seconds."""


@dataclass(frozen=True)
class Job:
    """``key`` names it in messages; ``attempts`` counts the workers that died over it."""

    key: str
    carries: Any
    attempts: int = 0


@dataclass(frozen=True)
class Done:
    """A job that is over. ``error``: why there is no result (the worker's own words)."""

    job: Job
    seat: str
    result: Any = None
    error: str = ""


@dataclass
class _Worker:
    seat: str
    process: SpawnProcess
    pipe: Connection
    job: Job | None = None


def run_jobs(jobs: Iterable[Job], seats: Sequence[str], open_seat: Open) -> Iterator[Done]:
    """Do ``jobs`` on ``seats``, each ``Done`` as it comes; at most one job a seat at a time.

    Raises ``SetupError`` when no seat can be opened any more; what was yielded stays done. Leaving
    the loop early ends the workers.
    """
    waiting = deque(jobs)
    workers = [_start(seat, open_seat) for seat in seats[: len(waiting)]]
    failed: list[str] = []
    try:
        while waiting or any(worker.job for worker in workers):
            for worker in workers:
                if worker.job is None and waiting:
                    _give(worker, waiting.popleft())
            for worker in _heard(workers):
                done = _hear(worker)
                if done is not None:
                    yield done
                    continue
                # It died, or could not open its seat (then there was no job to lose).
                workers.remove(worker)
                again = _lost(worker, waiting)
                if isinstance(again, Done):
                    yield again
                if worker.process.exitcode != _CANNOT_OPEN:
                    workers.append(_start(worker.seat, open_seat))
                else:
                    failed.append(worker.seat)
            if not workers and waiting:
                raise SetupError(
                    f"no device is left for {len(waiting)} of the jobs; lost: {', '.join(failed)}",
                    hint="agent devices",
                )
    finally:
        _dismiss(workers)


_CANNOT_OPEN = 70
"""The worker's exit status when its device cannot be opened (``EX_SOFTWARE`` of sysexits.h)."""


def _start(seat: str, open_seat: Open) -> _Worker:
    spawn = multiprocessing.get_context("spawn")  # torch and Qt do not survive a fork
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs, seat, open_seat), daemon=True)
    process.start()
    theirs.close()
    return _Worker(seat, process, ours)


def _give(worker: _Worker, job: Job) -> None:
    worker.job = job
    with suppress(BrokenPipeError, OSError):  # it has died: that is heard next
        worker.pipe.send(job.carries)


def _heard(workers: Sequence[_Worker]) -> list[_Worker]:
    busy = {worker.pipe: worker for worker in workers if worker.job is not None}
    ready = multiprocessing.connection.wait(list(busy))
    return [busy[pipe] for pipe in ready if isinstance(pipe, Connection)]


def _hear(worker: _Worker) -> Done | None:
    assert worker.job is not None
    try:
        good, answer = worker.pipe.recv()
    except (EOFError, OSError):
        _end(worker.process, PARTING)
        return None
    job, worker.job = worker.job, None
    if good:
        return Done(job, worker.seat, result=answer)
    return Done(job, worker.seat, error=answer)


def _lost(worker: _Worker, waiting: deque[Job]) -> Done | None:
    worker.pipe.close()
    job = worker.job
    if job is None:
        return None
    if worker.process.exitcode == _CANNOT_OPEN:
        waiting.appendleft(job)  # it was never begun
        return None
    if job.attempts:
        why = f"the worker died twice over it (exit status {worker.process.exitcode})"
        return Done(job, worker.seat, error=why)
    waiting.appendleft(replace(job, attempts=1))
    return None


def _dismiss(workers: Sequence[_Worker]) -> None:
    for worker in workers:
        worker.pipe.close()
        if worker.job is not None:
            worker.process.terminate()  # in the middle of it: as Ctrl-C there
    until = time.monotonic() + PARTING
    for worker in workers:
        _end(worker.process, max(until - time.monotonic(), 0.0))
        worker.process.close()


def _end(process: SpawnProcess, seconds: float) -> None:
    """Wait for its end, and then end it: one that lingers would hold its device against others."""
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()


def _serve(pipe: Connection, seat: str, open_seat: Open) -> None:
    # Ctrl-C reaches the whole group: the parent decides. Its closed pipe is the word to end, and
    # its SIGTERM the word to end at once.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), pipe:
        try:
            opened = open_seat(seat)
            work = opened.__enter__()
        except FingertipError as error:
            pipe.close()
            raise SystemExit(_say(f"{seat}: {error}")) from None
        try:
            with suppress(EOFError, BrokenPipeError):
                while True:
                    pipe.send(attempt(work, pipe.recv()))
        finally:
            opened.__exit__(None, None, None)


def attempt(work: Work, carries: Any) -> tuple[bool, Any]:
    """(True, the result), or (False, why there is none)."""
    try:
        return True, work(carries)
    except FingertipError as error:
        return False, str(error)
    except Exception:  # noqa: BLE001 - a bug in one job must not take the others along
        return False, traceback.format_exc()


def _say(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return _CANNOT_OPEN
