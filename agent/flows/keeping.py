"""What is kept of a flow that was tried: its actions as a recording, its failure as it looked."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

from agent.flows.finding import Found
from agent.trajectory import EpisodeWriter
from agent.types import Element, Episode, Outcome, Step, Task

__all__ = ["Trace", "Tracing", "fresh", "keep_failure"]

Trace = Literal["on", "off", "retain-on-failure"]


class Tracing:
    """Records one attempt below ``run``, in ``episodes/<name>``, if ``keep`` says so.

    What is kept of failures only is moved in place at the end.
    """

    def __init__(self, run: Path, name: str, keep: Trace) -> None:
        self._final = run / "episodes" / name
        self._path = self._final if keep == "on" else run / f".unfinished-{name}"
        self._writer = None if keep == "off" else EpisodeWriter(self._path)
        self._steps = 0
        self._passed = False

    def __enter__(self) -> Self:
        return self

    def step(self, step: Step, _found: Sequence[Found] = ()) -> None:
        if self._writer is not None:
            self._writer.write(step)
            self._steps += 1

    def end(self, flow: str, seconds: float, error: str, path: Path) -> None:
        """``error``: what failed; empty: nothing did. ``path``: the file that says it all."""
        self._passed = not error
        if self._writer is None:
            return
        episode = Episode(
            Task(goal=flow, name=flow),
            Outcome.SUCCESS if self._passed else Outcome.FAILURE,
            claimed=self._passed,
            steps=self._steps,
            seconds=seconds,
            error=error,
            extras={"flow": str(path)},
        )
        self._writer.end(episode)

    def __exit__(self, *_: object) -> None:
        if self._writer is None:
            return
        self._writer.close()
        if self._path == self._final:
            return
        if self._passed:
            shutil.rmtree(self._path)
        else:
            self._final.parent.mkdir(exist_ok=True)
            self._path.rename(self._final)


def keep_failure(folder: Path, number: int, screen: bytes, elements: Sequence[Element]) -> None:
    """Write the screen (a PNG) and the tree of the ``number``-th attempt, which failed."""
    mark = "failure" if number == 1 else f"failure-{number}"
    if screen:
        (folder / f"{mark}.png").write_bytes(screen)
    tree = [one.model_dump(mode="json", exclude_defaults=True) for one in elements]
    text = json.dumps(tree, ensure_ascii=False, indent=1)
    (folder / f"{mark}-tree.json").write_text(text + "\n", encoding="utf-8")


def fresh(folder: Path) -> Path:
    """``folder``, or one beside it with a number: never one that was there."""
    for number in range(1, 10_000):
        path = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        return path
    raise AssertionError(f"ten thousand flows are called {folder.name}")
