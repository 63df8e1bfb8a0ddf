"""What a page shows: recordings as plain JSON values, and their pictures.

Every distinct screen of an episode is encoded once, and once only while a page is kept up to date
(``Pictures`` remembers by file).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.errors import TrajectoryCorrupt
from agent.trajectory import EpisodeFolder, RunFolder, StepRecord
from agent.view import pictures

__all__ = ["Pictures", "contents"]


@dataclass
class Pictures:
    """The screens of a page by number, in base64: whole, and small for the film strip."""

    whole: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    _numbers: dict[tuple[Path, str], int] = field(default_factory=dict)

    def number(self, episode: EpisodeFolder, step: StepRecord) -> int:
        """The number of a step's screen. Raises ``TrajectoryCorrupt`` if it is no picture."""
        key = (episode.path, step.screen)
        if key not in self._numbers:
            frame = episode.frame(step)
            self.whole.append(base64.b64encode(pictures.full(frame)).decode("ascii"))
            self.small.append(base64.b64encode(pictures.thumbnail(frame)).decode("ascii"))
            self._numbers[key] = len(self.whole) - 1
        return self._numbers[key]


def contents(runs: Sequence[RunFolder], shown: Pictures) -> dict[str, Any]:
    """The page's data; ``shown`` gets the pictures. What cannot be read is said in its place."""
    told = [_run(run, shown) for run in runs]
    return {"runs": told, "pictures": shown.small}


def _run(run: RunFolder, shown: Pictures) -> dict[str, Any]:
    return {
        "name": run.path.name,
        "record": run.record.model_dump(mode="json"),
        "episodes": [_episode(run, episode, shown) for episode in run.episodes()],
    }


def _episode(run: RunFolder, episode: EpisodeFolder, shown: Pictures) -> dict[str, Any]:
    told: dict[str, Any] = {"id": episode.path.name, "goal": _goal(run), "steps": []}
    problems: list[str] = []
    try:
        record = episode.record
        told["record"] = record.model_dump(mode="json") if record else None
        for step in episode.steps():
            told["steps"].append(_step(episode, step, shown, problems))
    except TrajectoryCorrupt as error:
        problems.append(str(error))
    told["problem"] = "\n".join(problems)
    return told


def _step(
    episode: EpisodeFolder, step: StepRecord, shown: Pictures, problems: list[str]
) -> dict[str, Any]:
    told = step.model_dump(mode="json", exclude={"elements", "screen"})
    told["elements"] = [element.box for element in step.elements]
    try:
        told["picture"] = shown.number(episode, step)
    except TrajectoryCorrupt as error:
        told["picture"] = None
        problems.append(str(error))
    return told


def _goal(run: RunFolder) -> str:
    """What an episode without an end was about, as far as its folder's name tells."""
    return " ".join(run.path.name.split("-")[2:])
