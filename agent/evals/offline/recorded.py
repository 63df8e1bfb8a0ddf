"""Recordings as a benchmark: what was done on each recorded screen is what is right there.

Steps that were refused then, and actions that no scorer knows (key combinations, moving the
cursor), are not asked. Elements are known where the recording has the UI tree.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from agent.errors import UsageError
from agent.evals.offline.question import Area, Past, Question, Wanted
from agent.evals.offline.said import Said, read
from agent.trajectory import EpisodeFolder, RunFolder, StepRecord, find_episode, open_run

__all__ = ["episodes", "questions"]


def episodes(folder: Path, part: str) -> Iterator[Question]:
    """Every step of the recording ``folder``, or of all that lie in it; ``part``: of one episode.

    Raises ``TrajectoryCorrupt`` for a recording that cannot be read.
    """
    if (folder / "steps.jsonl").is_file():
        yield from questions(*find_episode(folder))
        return
    for path in _runs(folder):
        run = open_run(path)
        for episode in run.episodes():
            if part in {"", episode.path.name}:
                yield from questions(run, episode)


def questions(run: RunFolder, episode: EpisodeFolder, goal: str = "") -> Iterator[Question]:
    """The steps of one episode; ``goal``: asked for instead of the recorded one."""
    about, task = run.record.device, episode.task
    name = f"{run.path.name}/{episode.path.name}"
    past: list[Past] = []
    for step in episode.steps():
        action, screen = step.decision.action, partial(episode.frame, step)
        said = read(action)
        if action is None or said is None or (step.result is not None and not step.result.ok):
            continue
        yield Question(
            id=f"{name}-{step.index}",
            episode=name,
            splits=(said.kind,),
            goal=goal or (task.goal if task else ""),
            screen=screen,
            wanted=_wanted(said, step),
            past=tuple(past),
            device="desktop" if about is not None and about.kind == "desktop" else "android",
        )
        past.append(Past(screen, action, step.decision.summary))


def _runs(folder: Path) -> list[Path]:
    if (folder / "run.json").is_file():
        return [folder]
    runs = sorted(file.parent for file in folder.glob("*/run.json"))
    if not runs:
        raise UsageError(f"{folder} holds no recording", hint="name a folder below runs/, or runs/")
    return runs


def _wanted(said: Said, step: StepRecord) -> Wanted:
    touched = [one for one in step.elements if one.clickable or one.checkable or one.editable]
    areas: tuple[Area, ...] = tuple(one.box for one in touched)
    icons: tuple[Area, ...] = tuple(
        one.box
        for one in touched
        if said.kind == "open"
        and said.text.casefold() in {one.text.casefold(), one.description.casefold()}
    )
    return Wanted(said.kind, said.point, areas, said.direction, said.text, said.key, icons)
