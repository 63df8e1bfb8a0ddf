"""AndroidControl's fields as JSON lines: ``episodes.jsonl``, one episode a line, and pictures.

Format: google-research/android_control (there as TFRecord). There is one screen more than there
are actions: the last is what the last action led to. ``screenshots`` are paths; the accessibility
trees, protos there, are lists of the elements that we recorded.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent import actions as act
from agent.dialects.history import describe
from agent.export.episodes import Recorded, performed
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import Album
from agent.export.rows import json_line
from agent.json_actions import as_json
from agent.trajectory import StepRecord

__all__ = ["ANDROID_CONTROL"]

_WORDS = frozenset(
    {"click", "long_press", "scroll", "open_app", "input_text", "navigate_home", "navigate_back",
     "wait"}
)  # fmt: skip


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    report, album = Report("episodes"), Album(folder)
    with (folder / "episodes.jsonl").open("w", encoding="utf-8") as file:
        for episode in episodes:
            row = _row(episode, album, report)
            if row is not None:
                report.rows += 1
                file.write(json_line(row))
    return report


def _row(episode: Recorded, album: Album, report: Report) -> dict[str, Any] | None:
    """None, and why in ``report``, for an episode that the format cannot tell whole."""
    acted = [step for step in episode.steps if performed(step) is not None]
    if acted and isinstance(acted[-1].decision.action, act.Finish | act.Answer):
        # Its screen is what the last action led to.
        after = episode.frame(acted.pop())
    else:
        seen_after = episode.after
        if seen_after is None:
            report.left_out["the screen after its last action was not seen"] += 1
            return None
        after = seen_after
    if not acted:
        report.left_out["nothing was done"] += 1
        return None
    actions = [_word(step) for step in acted]
    if None in actions:
        kind = acted[actions.index(None)].decision.action
        report.left_out[f"AndroidControl has no word for {kind.type if kind else ''}"] += 1
        return None
    frames = [*(episode.frame(step) for step in acted), after]
    return {
        "episode_id": episode.slug,
        "goal": episode.goal,
        "screenshots": [album.add(frame) for frame in frames],
        "accessibility_trees": [*(_tree(step) for step in acted), []],
        "screenshot_widths": [frame.size.width for frame in frames],
        "screenshot_heights": [frame.size.height for frame in frames],
        "actions": actions,
        "step_instructions": [_instruction(step) for step in acted],
    }


def _word(step: StepRecord) -> dict[str, Any] | None:
    said = as_json(step.decision.action) if step.decision.action else None
    return said if said and said["action_type"] in _WORDS else None


def _instruction(step: StepRecord) -> str:
    decision = step.decision
    return decision.summary or (describe(decision.action) if decision.action else "")


def _tree(step: StepRecord) -> list[dict[str, Any]]:
    return [element.model_dump(mode="json", exclude_defaults=True) for element in step.elements]


ANDROID_CONTROL = Export("AndroidControl's fields as jsonl, and pictures", "folder", _write)
