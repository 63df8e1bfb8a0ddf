"""What a client did on a device by single actions, recorded like a run."""

import time
from dataclasses import replace
from types import TracebackType
from typing import Self

from agent.trajectory import RunWriter
from agent.types import Episode, Outcome, Step, Task

__all__ = ["Session"]

_TASK = Task(goal="what a client did")


class Session:
    """A context: leaving it ends the recording ``run``, as interrupted: nobody said how it went."""

    def __init__(self, run: RunWriter) -> None:
        self._writer = run.episode(task=_TASK)
        self._began = time.monotonic()
        self._steps = 0

    def __enter__(self) -> Self:
        return self

    def keep(self, step: Step) -> None:
        """Record it as the next one."""
        self._writer.write(replace(step, index=self._steps))
        self._steps += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        seconds = time.monotonic() - self._began
        with self._writer:
            self._writer.end(
                Episode(
                    _TASK,
                    Outcome.INTERRUPTED,
                    claimed=False,
                    steps=self._steps,
                    seconds=seconds,
                    error="the client has gone",
                )
            )
