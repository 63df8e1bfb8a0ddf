"""ms-swift: ``train.jsonl`` with ``messages`` and ``images``, one row for each step.

Format: ms-swift's documentation "Custom dataset"; paths are relative to the folder, which
``ROOT_IMAGE_DIR`` names.
"""

from collections.abc import Sequence
from pathlib import Path

from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import Album
from agent.export.rows import json_line, training

__all__ = ["MS_SWIFT"]


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    report, album = Report("samples"), Album(folder)
    with (folder / "train.jsonl").open("w", encoding="utf-8") as file:
        for turns in training(episodes, options, report):
            messages = [{"role": turn.role, "content": turn.text} for turn in turns]
            images = [album.add_shown(picture) for turn in turns for picture in turn.pictures]
            file.write(json_line({"messages": messages, "images": images}))
    return report


MS_SWIFT = Export("ms-swift: train.jsonl and pictures (ROOT_IMAGE_DIR=DIR)", "folder", _write)
