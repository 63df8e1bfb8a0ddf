"""Qwen's own fine-tuning scripts: ``train.json``, a list of ``image`` and ``conversations``.

Format: QwenLM/Qwen3-VL, ``qwen-vl-finetune/README.md`` and ``qwenvl/data/data_processor.py``. It
has no system turn: that text opens the first human turn. Its reader strips blanks around pictures.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import Album
from agent.export.rows import training
from agent.export.samples import Turn

__all__ = ["QWEN_FINETUNE"]

_FROM = {"user": "human", "assistant": "gpt"}


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    report, album = Report("samples"), Album(folder)
    rows: list[dict[str, Any]] = []
    for turns in training(episodes, options, report):
        images = [album.add_shown(picture) for turn in turns for picture in turn.pictures]
        rows.append(
            {
                "image": images[0] if len(images) == 1 else images,
                "conversations": [
                    {"from": _FROM[turn.role], "value": turn.text} for turn in _spoken(turns)
                ],
            }
        )
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / "train.json").write_text(text + "\n", encoding="utf-8")
    return report


def _spoken(turns: Sequence[Turn]) -> list[Turn]:
    system = "\n\n".join(turn.text for turn in turns if turn.role == "system")
    spoken = [turn for turn in turns if turn.role != "system"]
    if system:
        first = spoken[0]
        spoken[0] = Turn("user", f"{system}\n\n{first.text}", first.pictures)
    return spoken


QWEN_FINETUNE = Export(
    "Qwen-VL's fine-tuning scripts: train.json and pictures (data_path: DIR)", "folder", _write
)
