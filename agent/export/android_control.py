"""AndroidControl's fields as JSON lines: ``episodes.jsonl``, one episode a line, and pictures.

Format: google-research/android_control (there as TFRecord). There is one screen more than there
are actions: the last is what the last action led to. ``screenshots`` are paths; the accessibility
trees, protos there, are lists of the elements that we recorded.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.dialects.history import describe
from agent.export.android_actions import as_json
from agent.export.episodes import Recorded, performed
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import Album
from agent.export.rows import json_line
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
    steps = [step for step in episode.steps if performed(step) is not None]
    if len(steps) < 2:
        report.left_out["it has fewer than two screens"] += 1
        return None
    # The last screen is that of the last step, which is the model's word that it is done; where
    # an episode ended otherwise, what its last action led to was not seen.
    *acted, last = steps
    actions = [as_json(step.decision.action) for step in acted if step.decision.action]
    for action, step in zip(actions, acted, strict=True):
        if action is None or action["action_type"] not in _WORDS:
            kind = step.decision.action.type if step.decision.action else ""
            report.left_out[f"AndroidControl has no word for {kind}"] += 1
            return None
    return {
        "episode_id": episode.slug,
        "goal": episode.goal,
        "screenshots": [album.add(episode.frame(step)) for step in (*acted, last)],
        "accessibility_trees": [_tree(step) for step in (*acted, last)],
        "screenshot_widths": [step.size[0] for step in (*acted, last)],
        "screenshot_heights": [step.size[1] for step in (*acted, last)],
        "actions": actions,
        "step_instructions": [_instruction(step) for step in acted],
    }


def _instruction(step: StepRecord) -> str:
    decision = step.decision
    return decision.summary or (describe(decision.action) if decision.action else "")


def _tree(step: StepRecord) -> list[dict[str, Any]]:
    return [element.model_dump(mode="json", exclude_defaults=True) for element in step.elements]


ANDROID_CONTROL = Export("AndroidControl's fields as jsonl, and pictures", "folder", _write)
