"""OpenCUA's AgentNet: ``agentnet.jsonl``, one episode a line, its steps as pyautogui code.

Format: xlang-ai/OpenCUA, ``data/README.md``. Coordinates are shares of the screen (0-1). What a
phone does beyond pyautogui is written in Aguvis's words (``mobile.*``). The judgements that
AgentNet's own annotators gave (scores, difficulty, whether a step was right) are null: nobody made
them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent import registry
from agent.actions import Action
from agent.errors import UnknownAction
from agent.export.episodes import Recorded, performed
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import Album
from agent.export.rows import json_line
from agent.types import Decision, Size

__all__ = ["AGENTNET"]

_SPOKEN = ("opencua-a3b", "aguvis")
"""Dialects that write pyautogui in shares of the screen; the first that has a word is asked."""


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    report, album = Report("steps"), Album(folder)
    with (folder / "agentnet.jsonl").open("w", encoding="utf-8") as file:
        for episode in episodes:
            steps = _steps(episode, album, report)
            report.rows += len(steps)
            if steps:
                file.write(json_line(_task(episode, steps)))
    return report


def _task(episode: Recorded, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "task_id": episode.slug,
        "instruction": episode.goal,
        "traj": steps,
        "task_completed": episode.succeeded,
        "alignment_score": None,
        "efficiency_score": None,
        "task_difficulty": None,
        "reason": "; ".join(check.why for check in episode.end.checks) if episode.end else "",
        "actual_task": episode.goal,
        "natural_language_task": episode.goal,
    }


def _steps(episode: Recorded, album: Album, report: Report) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for step in episode.steps:
        action = performed(step)
        if action is None:
            report.left_out["nothing was done"] += 1
            continue
        try:
            code = _code(action, Size(*step.size))
        except UnknownAction:
            report.left_out[f"pyautogui has no word for {action.type}"] += 1
            continue
        value = {
            "code": code,
            "observation": "",
            "thought": step.decision.thought,
            "action": step.decision.summary,
            "last_step_correct": None,
            "last_step_redundant": None,
            "reflection": "",
        }
        image = album.add(episode.frame(step)).removeprefix("images/")
        steps.append({"index": len(steps), "image": image, "value": value})
    return steps


def _code(action: Action, size: Size) -> str:
    """The lines of code alone. Raises ``UnknownAction``."""
    for name in _SPOKEN:
        dialect = registry.dialect(name)
        try:
            said = dialect.render(Decision(action=action), dialect.space(size, size))
        except UnknownAction:
            continue
        return said.rpartition("```python\n")[2].removesuffix("\n```")
    raise UnknownAction(f"no word for {action.type}")


AGENTNET = Export("OpenCUA's AgentNet: jsonl with pyautogui code, and pictures", "folder", _write)
