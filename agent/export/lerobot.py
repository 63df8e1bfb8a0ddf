"""A LeRobot dataset, version 3.0: one frame a step, the screens stored losslessly as pictures.

Format: huggingface/lerobot, ``datasets/utils.py`` and ``datasets/lerobot_dataset.py`` (v3.0). Steps
are not evenly spaced in time, so the nominal rate is one frame a second and ``timestamp`` counts
frames. ``action`` is (type, x, y, x2, y2, seconds): the type's number in ``agent.actions``' order,
points as shares of the screen (0-1), -1 where an action has none; ``action_json`` is the whole.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from agent.actions import ACTION, Action
from agent.errors import UsageError
from agent.export.episodes import Recorded, with_steps
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import as_image, as_png
from agent.optional import need
from agent.trajectory import StepRecord

__all__ = ["ACTION_TYPES", "LEROBOT"]

_SCREEN = "observation.images.screen"
_FILE_LIMIT = 100 * 2**20
"""Bytes of pictures after which a new data file begins (LeRobot's own figure)."""
_CHUNK = 1000
"""Files in a folder ``chunk-000``."""
_NAMES = ["type", "x", "y", "x2", "y2", "seconds"]
ACTION_TYPES: tuple[str, ...] = tuple(
    kind.model_fields["type"].default for kind in get_args(get_args(Action)[0])
)
_SCALARS = {
    "next.reward": "float32", "next.done": "bool", "next.success": "bool", "timestamp": "float32",
    "frame_index": "int64", "episode_index": "int64", "index": "int64", "task_index": "int64",
}  # fmt: skip


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    shown = with_steps(episodes)
    sizes = {step.size for episode in shown for step in episode.steps}
    if len(sizes) != 1:
        raise UsageError(
            f"a LeRobot dataset has one size of screen, not {len(sizes)}",
            hint="export the recordings of each device apart",
        )
    (size,) = sizes
    tasks = list(dict.fromkeys(episode.goal for episode in shown))
    with closing(_Files(folder, size)) as files:
        for number, episode in enumerate(shown):
            files.add(number, episode, tasks.index(episode.goal))
    _describe(folder, files, tasks, size)
    return Report("frames", rows=files.frames)


class _Files:
    """The data files, one open at a time, and what the metadata tells of them."""

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self.arrow, self.parquet = (
            need(f"pyarrow{n}", "export", "lerobot") for n in ("", ".parquet")
        )
        self.frames = 0
        self.episodes: list[dict[str, Any]] = []
        self.values: dict[str, list[Any]] = {"action": [], **{name: [] for name in _SCALARS}}
        self.colours: list[NDArray[np.float64]] = []
        self._folder = folder
        self._schema = _schema(self.arrow, size)
        self._writer: Any = None
        self._number = -1
        self._bytes = 0

    def add(self, number: int, episode: Recorded, task: int) -> None:
        if self._writer is None or self._bytes > _FILE_LIMIT:
            self._next()
        rows = list(self._rows(number, episode, task))
        self._bytes += sum(len(row[_SCREEN]["bytes"]) for row in rows)
        self._writer.write_table(self.arrow.Table.from_pylist(rows, self._schema))
        for name, values in self.values.items():
            values += [row[name] for row in rows]
        self.episodes.append(
            {
                "episode_index": number,
                "tasks": [episode.goal],
                "length": len(rows),
                "data/chunk_index": self._number // _CHUNK,
                "data/file_index": self._number % _CHUNK,
                "dataset_from_index": self.frames,
                "dataset_to_index": self.frames + len(rows),
                "meta/episodes/chunk_index": 0,
                "meta/episodes/file_index": 0,
            }
        )
        self.frames += len(rows)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _next(self) -> None:
        self.close()
        self._number += 1
        self._bytes = 0
        chunk, file = divmod(self._number, _CHUNK)
        path = self._folder / "data" / f"chunk-{chunk:03d}" / f"file-{file:03d}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = self.parquet.ParquetWriter(path, self._schema)

    def _rows(self, number: int, episode: Recorded, task: int) -> Iterator[dict[str, Any]]:
        last = len(episode.steps) - 1
        for frame, step in enumerate(episode.steps):
            self.colours.append(_colours(episode, step))
            done = frame == last
            action = step.decision.action
            yield {
                _SCREEN: {"bytes": as_png(episode.frame(step)), "path": None},
                "action": _numbers(action, step.size),
                "action_json": ACTION.dump_json(action).decode() if action else "",
                "next.reward": float(done and episode.succeeded),
                "next.done": done,
                "next.success": done and episode.succeeded,
                "timestamp": float(frame),
                "frame_index": frame,
                "episode_index": number,
                "index": self.frames + frame,
                "task_index": task,
            }


def _numbers(action: Action | None, size: tuple[int, int]) -> list[float]:
    if action is None:
        return [-1.0] * len(_NAMES)
    said = action.model_dump()
    first = said.get("start") or said.get("at") or said.get("to")
    second = said.get("end")
    points = [
        share
        for point in (first, second)
        for share in ((-1.0, -1.0) if point is None else (point[0] / size[0], point[1] / size[1]))
    ]
    return [float(ACTION_TYPES.index(action.type)), *points, float(said.get("seconds", -1.0))]


def _colours(episode: Recorded, step: StepRecord) -> NDArray[np.float64]:
    """float64[4, 3], of a hundredth of the screen's pixels, 0-1: least, most, mean, mean square."""
    pixels = np.asarray(as_image(episode.frame(step)))[::10, ::10].reshape(-1, 3) / 255
    return np.stack([pixels.min(0), pixels.max(0), pixels.mean(0), (pixels**2).mean(0)])


def _schema(arrow: Any, size: tuple[int, int]) -> Any:
    image = arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())])
    vector = arrow.list_(arrow.float32(), len(_NAMES))
    fields = [(_SCREEN, image), ("action", vector), ("action_json", arrow.string())]
    fields += [(name, arrow.type_for_alias(kind)) for name, kind in _SCALARS.items()]
    features = {
        _SCREEN: {"_type": "Image"},
        "action": {
            "feature": {"dtype": "float32", "_type": "Value"},
            "length": len(_NAMES),
            "_type": "List",
        },
        "action_json": {"dtype": "string", "_type": "Value"},
        **{name: {"dtype": kind, "_type": "Value"} for name, kind in _SCALARS.items()},
    }
    return arrow.schema(
        fields, metadata={"huggingface": json.dumps({"info": {"features": features}})}
    )


def _describe(folder: Path, files: _Files, tasks: list[str], size: tuple[int, int]) -> None:
    meta = folder / "meta"
    (meta / "episodes" / "chunk-000").mkdir(parents=True)
    arrow, parquet = files.arrow, files.parquet
    parquet.write_table(
        arrow.Table.from_pylist(files.episodes),
        meta / "episodes" / "chunk-000" / "file-000.parquet",
    )
    parquet.write_table(_tasks(arrow, tasks), meta / "tasks.parquet")
    for name, content in (("info", _info(files, tasks, size)), ("stats", _stats(files))):
        (meta / f"{name}.json").write_text(json.dumps(content, indent=4), encoding="utf-8")


def _tasks(arrow: Any, tasks: list[str]) -> Any:
    """The task's text is the table's index, as pandas understands it."""
    table = arrow.table({"task_index": list(range(len(tasks))), "task": tasks})
    kinds = {"task_index": ("int64", "int64"), "task": ("unicode", "object")}
    columns = [
        {"name": n, "field_name": n, "pandas_type": kind, "numpy_type": array, "metadata": None}
        for n, (kind, array) in kinds.items()
    ]
    about = {"index_columns": ["task"], "column_indexes": [], "columns": columns}
    return table.replace_schema_metadata({"pandas": json.dumps(about)})


def _info(files: _Files, tasks: list[str], size: tuple[int, int]) -> dict[str, Any]:
    width, height = size
    features: dict[str, Any] = {
        _SCREEN: {
            "dtype": "image",
            "shape": [height, width, 3],
            "names": ["height", "width", "channels"],
        },
        "action": {"dtype": "float32", "shape": [len(_NAMES)], "names": _NAMES},
        "action_json": {"dtype": "string", "shape": [1], "names": None},
        **{name: {"dtype": kind, "shape": [1], "names": None} for name, kind in _SCALARS.items()},
    }
    return {
        "codebase_version": "v3.0",
        "robot_type": "fingertip",
        "total_episodes": len(files.episodes),
        "total_frames": files.frames,
        "total_tasks": len(tasks),
        "chunks_size": _CHUNK,
        "data_files_size_in_mb": 100,
        "video_files_size_in_mb": 200,
        "fps": 1,
        "splits": {"train": f"0:{len(files.episodes)}"},
        "data_path": "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
        "video_path": None,
        "features": features,
    }


def _stats(files: _Files) -> dict[str, dict[str, Any]]:
    stats = {
        name: _summary(np.asarray(values, dtype=np.float64).reshape(files.frames, -1))
        for name, values in files.values.items()
    }
    least, most, mean, square = np.moveaxis(np.stack(files.colours), 1, 0)
    middle = mean.mean(0)
    spread = np.sqrt(np.maximum(square.mean(0) - middle**2, 0))
    screen = {"min": least.min(0), "max": most.max(0), "mean": middle, "std": spread}
    shaped = {name: value.reshape(3, 1, 1).tolist() for name, value in screen.items()}
    return {**stats, _SCREEN: {**shaped, "count": [files.frames]}}


def _summary(rows: Any) -> dict[str, list[float]]:
    """Of float64[rows, columns]."""
    found = {name: getattr(rows, name)(axis=0).tolist() for name in ("min", "max", "mean", "std")}
    return {**found, "count": [len(rows)]}


LEROBOT = Export("a LeRobot v3.0 dataset, screens as pictures", "folder", _write)
