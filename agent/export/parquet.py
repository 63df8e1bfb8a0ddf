"""Parquet as Hugging Face's ``datasets`` reads it: one row a step, the screen an ``Image``.

The recording as a table, in no dialect. The features stand in the file's own metadata and in the
front matter of ``README.md``, so that the folder can be loaded, and uploaded, as it is.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from agent.actions import ACTION
from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import as_png
from agent.optional import need
from agent.trajectory import StepRecord

__all__ = ["PARQUET"]

_BATCH = 32
"""Steps in memory at a time."""
_COLUMNS = {
    "episode": "string", "step": "int32", "goal": "string", "image": "image", "width": "int32",
    "height": "int32", "app": "string", "action_type": "string", "action": "string",
    "thought": "string", "summary": "string", "reply": "string", "ok": "bool", "result": "string",
    "started": "float64", "outcome": "string", "confirmed": "bool", "device": "string",
    "model": "string", "dialect": "string",
}  # fmt: skip
"""``action``: as JSON in pixels of the picture; ``ok``, ``confirmed``: null where not known."""


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    arrow = need("pyarrow", "export", "parquet")
    parquet = need("pyarrow.parquet", "export", "parquet")
    report = Report("steps")
    (folder / "data").mkdir()
    schema = _schema(arrow)
    with parquet.ParquetWriter(folder / "data" / "train-00000-of-00001.parquet", schema) as file:
        rows: list[dict[str, Any]] = []
        for row in _rows(episodes):
            rows.append(row)
            report.rows += 1
            if len(rows) == _BATCH:
                file.write_table(arrow.Table.from_pylist(rows, schema))
                rows.clear()
        file.write_table(arrow.Table.from_pylist(rows, schema))
    (folder / "README.md").write_text(_card(report.rows), encoding="utf-8")
    return report


def _rows(episodes: Sequence[Recorded]) -> Iterator[dict[str, Any]]:
    for episode in episodes:
        for step in episode.steps:
            yield _row(episode, step)


def _row(episode: Recorded, step: StepRecord) -> dict[str, Any]:
    action, model, end = step.decision.action, episode.run.model, episode.end
    picture = as_png(episode.frame(step))
    return {
        "episode": episode.name,
        "step": step.index,
        "goal": episode.goal,
        "image": {"bytes": picture, "path": f"{episode.slug}-{step.index:04d}.png"},
        "width": step.size[0],
        "height": step.size[1],
        "app": step.app,
        "action_type": action.type if action else "",
        "action": ACTION.dump_json(action).decode() if action else "",
        "thought": step.decision.thought,
        "summary": step.decision.summary,
        "reply": step.decision.raw,
        "ok": step.result.ok if step.result else None,
        "result": step.result.said if step.result else "",
        "started": step.started,
        "outcome": end.outcome.value if end else "",
        "confirmed": end.confirmed if end else None,
        "device": episode.device.kind,
        "model": model.name if model else "",
        "dialect": model.dialect if model else "",
    }


def _schema(arrow: Any) -> Any:
    image = arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())])
    fields = [
        (name, image if kind == "image" else arrow.type_for_alias(kind))
        for name, kind in _COLUMNS.items()
    ]
    features = {
        name: {"_type": "Image"} if kind == "image" else {"dtype": kind, "_type": "Value"}
        for name, kind in _COLUMNS.items()
    }
    about = json.dumps({"info": {"features": features}})
    return arrow.schema(fields, metadata={"huggingface": about})


def _card(rows: int) -> str:
    features = "".join(f"  - name: {name}\n    dtype: {kind}\n" for name, kind in _COLUMNS.items())
    return (
        "---\ndataset_info:\n  features:\n"
        f"{features}  splits:\n  - name: train\n    num_examples: {rows}\n"
        "configs:\n- config_name: default\n  data_files:\n"
        "  - split: train\n    path: data/train-*\n"
        "---\n\nRecordings of fingertip: one row a step.\n\n"
        "```python\nfrom datasets import load_dataset\n\n"
        'steps = load_dataset("DIR", split="train")\n```\n'
    )


PARQUET = Export("Parquet with pictures, for Hugging Face datasets", "folder", _write)
