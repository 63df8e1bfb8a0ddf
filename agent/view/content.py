"""What a page shows: recordings as plain JSON values, and their pictures.

Every distinct screen of an episode is encoded once, and once only while a page is kept up to date
(``Pictures`` remembers by file).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from agent.dialects.coordinates import CoordinateMap, Space
from agent.errors import TrajectoryCorrupt
from agent.trajectory import EpisodeFolder, RunFolder, StepRecord
from agent.types import Size
from agent.view import pictures

__all__ = ["Pictures", "content_of", "contents"]


@dataclass
class Pictures:
    """The screens of a page by number, in base64: whole, and small for the film strip."""

    whole: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    _numbers: dict[tuple[Path, str], int] = field(default_factory=dict)

    def number(self, episode: EpisodeFolder, name: str) -> int:
        """The number of the screen ``name``. Raises ``TrajectoryCorrupt`` if it is no picture."""
        key = (episode.path, name)
        if key not in self._numbers:
            frame = episode.screen(name)
            self.whole.append(base64.b64encode(pictures.full(frame)).decode("ascii"))
            self.small.append(base64.b64encode(pictures.thumbnail(frame)).decode("ascii"))
            self._numbers[key] = len(self.whole) - 1
        return self._numbers[key]


def contents(runs: Sequence[RunFolder], shown: Pictures) -> dict[str, Any]:
    """The page's data; ``shown`` gets the pictures. What cannot be read is said in its place."""
    told = [_run(run, run.episodes(), shown) for run in runs]
    return {"runs": told, "pictures": shown.small}


def content_of(run: RunFolder, episode: EpisodeFolder, shown: Pictures) -> dict[str, Any]:
    """The data of a page with one episode of ``run`` alone."""
    return {"runs": [_run(run, [episode], shown)], "pictures": shown.small}


def _run(run: RunFolder, episodes: Sequence[EpisodeFolder], shown: Pictures) -> dict[str, Any]:
    return {
        "name": run.path.name,
        "record": run.record.model_dump(mode="json"),
        "episodes": [_episode(run, episode, shown) for episode in episodes],
    }


def _episode(run: RunFolder, episode: EpisodeFolder, shown: Pictures) -> dict[str, Any]:
    problems: list[str] = []
    steps: list[dict[str, Any]] = []
    record = None
    try:
        record = episode.record
        steps.extend(
            _step(step) | {"picture": _picture(episode, step.screen, shown, problems)}
            for step in episode.steps()
        )
    except TrajectoryCorrupt as error:
        problems.append(str(error))
    after = None
    if record is not None and record.after and steps:
        after = _picture(episode, record.after, shown, problems)
    return {
        "id": episode.path.name,
        "goal": _goal(run, episode),
        "record": record.model_dump(mode="json") if record else None,
        "steps": steps,
        "after": after,
        "problem": "\n".join(problems),
    }


def _step(step: StepRecord) -> dict[str, Any]:
    told = step.model_dump(mode="json", exclude={"elements", "screen", "clip"})
    told["elements"] = [element.box for element in step.elements]
    told["model_pixels"] = _model_pixels(step)
    return told


def _model_pixels(step: StepRecord) -> list[tuple[float, float]]:
    """Where the model's own numbers lie on the screen, neither rounded nor moved inside."""
    decision = step.decision
    if decision.space not in get_args(Space) or decision.seen is None:
        return []
    space = CoordinateMap(Size(*step.size), decision.seen, cast("Space", decision.space))
    across, down = (side / most for side, most in zip(step.size, space.extent, strict=True))
    numbers = decision.model_point
    return [
        (round(x * across, 1), round(y * down, 1))
        for x, y in zip(numbers[::2], numbers[1::2], strict=False)
    ]


def _picture(episode: EpisodeFolder, name: str, shown: Pictures, problems: list[str]) -> int | None:
    try:
        return shown.number(episode, name)
    except TrajectoryCorrupt as error:
        problems.append(str(error))
        return None


def _goal(run: RunFolder, episode: EpisodeFolder) -> str:
    """What an episode is about; of an old one without an end, what its folder's name tells."""
    try:
        task = episode.task
    except TrajectoryCorrupt:
        task = None
    return task.goal if task else " ".join(run.path.name.split("-")[2:])
