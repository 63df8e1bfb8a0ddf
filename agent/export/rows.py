"""What the training formats share: conversations, and JSON as they want it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from agent.export.episodes import Recorded
from agent.export.kinds import Options, Report
from agent.export.samples import Turn, samples, turns

__all__ = ["json_line", "training"]


def training(
    episodes: Sequence[Recorded], options: Options, report: Report
) -> Iterator[list[Turn]]:
    """Every sample of the episodes as its turns, counted in ``report``."""
    for episode in episodes:
        for sample in samples(episode, options.dialect, report.left_out):
            report.rows += 1
            yield turns(sample)


def json_line(value: Any) -> str:
    """One line of a ``.jsonl`` file, with its end."""
    return json.dumps(value, ensure_ascii=False) + "\n"
