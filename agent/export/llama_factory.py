"""LLaMA-Factory: ``fingertip.json`` in the sharegpt form, and the ``dataset_info.json`` it needs.

Format: LLaMA-Factory's ``data/README.md``. Paths are relative to the folder, which both
``dataset_dir`` and ``media_dir`` name.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import Album
from agent.export.rows import training

__all__ = ["LLAMA_FACTORY"]

_FROM = {"user": "human", "assistant": "gpt"}
_INFO = {
    "fingertip": {
        "file_name": "fingertip.json",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "images": "images", "system": "system"},
        "tags": {
            "role_tag": "from",
            "content_tag": "value",
            "user_tag": "human",
            "assistant_tag": "gpt",
            "observation_tag": "observation",
            "function_tag": "function_call",
            "system_tag": "system",
        },
    }
}


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    report, album = Report("samples"), Album(folder)
    rows: list[dict[str, Any]] = []
    for turns in training(episodes, options, report):
        spoken = [turn for turn in turns if turn.role != "system"]
        rows.append(
            {
                "conversations": [
                    {"from": _FROM[turn.role], "value": turn.text} for turn in spoken
                ],
                "images": [album.add_shown(picture) for turn in turns for picture in turn.pictures],
                "system": "\n".join(turn.text for turn in turns if turn.role == "system"),
            }
        )
    for name, content in (("fingertip.json", rows), ("dataset_info.json", _INFO)):
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return report


LLAMA_FACTORY = Export(
    "LLaMA-Factory: sharegpt JSON, dataset_info.json and pictures (dataset_dir, media_dir: DIR)",
    "folder",
    _write,
)
