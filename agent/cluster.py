"""The same kind of work as ``agent.parallel`` does, by the workers of a Ray cluster.

Every seat is an actor on some machine of the cluster, which opens its device there once; every job
is a task of such an actor. ``RAY_ADDRESS`` names the cluster, as Ray has it; without, one is
started on this machine and ended again. See docs/cluster.md.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent.errors import FingertipError, SetupError
from agent.optional import need
from agent.parallel import PARTING, Done, Job, Open, Work, attempt

__all__ = ["run_on_cluster"]

PLACING = 600.0
"""Seconds that the cluster has to place the first worker, its device and its weights."""


def run_on_cluster(
    jobs: Iterable[Job], seats: Sequence[str], open_seat: Open, *, gpus: float = 0.0
) -> Iterator[Done]:
    """Do ``jobs`` as ``agent.parallel.run_jobs`` does. ``gpus``: of a machine, for each seat.

    A seat takes one CPU. Seats for which there is no room wait, and the others do the work. Raises
    ``MissingDependency`` without Ray, and ``SetupError`` when the cluster is not there or no seat
    can be opened.
    """
    ray = need("ray", "ray", "the executor ray")
    with _connected(ray, len(seats)):
        crew = _Crew(ray, open_seat, gpus, deque(jobs))
        try:
            for seat in seats[: len(crew.waiting)]:
                crew.hire(seat)
            while crew.has_work:
                done = crew.next()
                if done is not None:
                    yield done
        finally:
            crew.dismiss()


@contextmanager
def _connected(ray: Any, seats: int) -> Iterator[None]:
    if ray.is_initialized():
        yield  # the caller's own, and for the caller to end
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    there: dict[str, Any] = {"num_cpus": seats, "include_dashboard": False}
    if os.environ.get("RAY_ADDRESS"):
        there = {}
    try:
        ray.init(log_to_driver=False, logging_level="ERROR", **there)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise SetupError(
            f"Ray cannot be reached or started: {error}", hint="ray status; docs/cluster.md"
        ) from error
    try:
        yield
    finally:
        ray.shutdown()


class _Seat:
    """The actor. ``home``: the folder in which the evaluation was started."""

    def open(self, seat: str, open_seat: Open, home: str) -> tuple[bool, Any]:
        """(True, None), or (False, why it cannot be opened)."""
        if not Path(home).is_dir():
            return False, f"{os.uname().nodename} has no folder {home}: see docs/cluster.md"
        os.chdir(home)
        self._opened = open_seat(seat)
        try:
            self._work: Work = self._opened.__enter__()
        except FingertipError as error:
            return False, str(error)
        return True, None

    def do(self, carries: Any) -> tuple[bool, Any]:
        return attempt(self._work, carries)

    def close(self) -> None:
        self._opened.__exit__(None, None, None)


@dataclass
class _Worker:
    """``job`` None: its seat is being opened."""

    seat: str
    actor: Any
    job: Job | None = None


class _Crew:
    """The workers, each with what is awaited of it."""

    def __init__(self, ray: Any, open_seat: Open, gpus: float, waiting: deque[Job]) -> None:
        self.waiting = waiting
        self._ray = ray
        self._actor = ray.remote(_Seat).options(num_cpus=1, num_gpus=gpus)
        self._open_seat = open_seat
        self._busy: dict[Any, _Worker] = {}
        self._idle: list[_Worker] = []
        self._failed: list[str] = []

    @property
    def has_work(self) -> bool:
        return bool(self.waiting) or any(worker.job for worker in self._busy.values())

    def hire(self, seat: str) -> None:
        actor = self._actor.remote()
        answer = actor.open.remote(seat, self._open_seat, str(Path.cwd()))
        self._busy[answer] = _Worker(seat, actor)

    def next(self) -> Done | None:
        """What the next worker to answer has done; None where it did no job."""
        if not self._busy:
            raise SetupError(
                f"no device is left for {len(self.waiting)} of the jobs: {'; '.join(self._failed)}",
                hint="ray status; docs/cluster.md",
            )
        answer, worker = self._answered()
        try:
            good, result = self._ray.get(answer)
        except self._ray.exceptions.RayActorError as error:
            return self._lost(worker, str(error).strip().splitlines()[0])
        except self._ray.exceptions.RayError as error:  # what cannot be sent, for one
            good, result = False, str(error)
        job, worker.job = worker.job, None
        if job is None and not good:
            self._failed.append(f"{worker.seat}: {result}")
            self._ray.kill(worker.actor)
            return None
        self._occupy(worker)
        if job is None:
            return None
        return (
            Done(job, worker.seat, result=result) if good else Done(job, worker.seat, None, result)
        )

    def dismiss(self) -> None:
        """The idle let go of their devices first; the others are ended as they are."""
        partings = [worker.actor.close.remote() for worker in self._idle]
        if partings:
            self._ray.wait(partings, num_returns=len(partings), timeout=PARTING)
        for worker in [*self._idle, *self._busy.values()]:
            with suppress(self._ray.exceptions.RayError):
                self._ray.kill(worker.actor)

    def _answered(self) -> tuple[Any, _Worker]:
        opening = not self._idle and not any(worker.job for worker in self._busy.values())
        ready, _ = self._ray.wait(list(self._busy), timeout=PLACING if opening else None)
        if not ready:
            there = {name: self._ray.cluster_resources().get(name, 0) for name in ("CPU", "GPU")}
            raise SetupError(
                f"no worker was ready within {PLACING:.0f} s; the cluster has {there}",
                hint="ray status",
            )
        return ready[0], self._busy.pop(ready[0])

    def _occupy(self, worker: _Worker) -> None:
        if not self.waiting:
            self._idle.append(worker)
            return
        worker.job = self.waiting.popleft()
        self._busy[worker.actor.do.remote(worker.job.carries)] = worker

    def _lost(self, worker: _Worker, why: str) -> Done | None:
        """Its job goes to another worker, once."""
        with suppress(self._ray.exceptions.RayError):
            self._ray.kill(worker.actor)  # cut off only, it must not go on beside the other
        if worker.job is None:
            self._failed.append(f"{worker.seat}: {why}")
            return None
        self.hire(worker.seat)
        if worker.job.attempts:
            return Done(worker.job, worker.seat, None, f"the worker died twice over it ({why})")
        self.waiting.appendleft(replace(worker.job, attempts=1))
        return None
