"""LeRobot v3.0, read back with the libraries that LeRobot itself reads it with."""

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from agent import actions as act
from agent.errors import UsageError
from agent.export import Filter, Options, collect
from agent.export.lerobot import ACTION_TYPES, LEROBOT
from agent.export.pictures import as_image
from agent.testing import paint
from agent.trajectory import RunRecord, RunWriter
from agent.types import Decision, Episode, Observation, Outcome, Size, Step, Task, Timings

from .conftest import DONE, OPEN, SWITCH


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    path = tmp_path / "out"
    path.mkdir()
    return path


def test_the_data_and_what_the_metadata_says_of_it(folder, record, tmp_path):
    from datasets import Dataset

    first, second = record(OPEN, SWITCH, DONE), record(OPEN, DONE, goal="open settings")
    third = record(DONE)
    LEROBOT.write(first.episodes + second.episodes + third.episodes, folder, Options())

    info = json.loads((folder / "meta" / "info.json").read_text())
    assert (info["codebase_version"], info["total_episodes"]) == ("v3.0", 3)
    assert (info["total_frames"], info["total_tasks"]) == (6, 2)
    assert info["splits"] == {"train": "0:3"}
    data = folder / info["data_path"].format(chunk_index=0, file_index=0)
    frames = Dataset.from_parquet(str(data), cache_dir=str(tmp_path / "cache"))
    assert set(frames.features) == set(info["features"])
    assert frames["index"][:] == list(range(6))
    assert frames["episode_index"][:] == [0, 0, 0, 1, 1, 2]
    assert frames["frame_index"][:] == [0, 1, 2, 0, 1, 0]
    assert frames["task_index"][:] == [0, 0, 0, 1, 1, 0]
    assert frames["next.done"][:] == [False, False, True, False, True, True]
    width, height = first.episodes[0].device.size
    assert info["features"]["observation.images.screen"]["shape"] == [height, width, 3]
    assert frames[0]["observation.images.screen"].size == (width, height)

    tasks = pd.read_parquet(folder / "meta" / "tasks.parquet")
    assert tasks.loc["open settings"].task_index == 1
    assert tasks.iloc[0].name == "turn Wi-Fi on"
    episodes = pq.read_table(next((folder / "meta" / "episodes").glob("*/*.parquet"))).to_pylist()
    spans = [(one["dataset_from_index"], one["dataset_to_index"]) for one in episodes]
    assert spans == [(0, 3), (3, 5), (5, 6)]
    assert [one["tasks"] for one in episodes][1] == ["open settings"]


def test_an_action_is_a_vector_of_shares(folder, record):
    made = record(OPEN, act.Swipe(start=(27, 60), end=(54, 120)), act.Press(key="home"), DONE)
    LEROBOT.write(made.episodes, folder, Options())

    rows = pq.read_table(next((folder / "data").glob("*/*.parquet"))).to_pylist()
    width, height = made.episodes[0].device.size
    tap, swipe, press, _ = (np.round(row["action"], 4).tolist() for row in rows)
    assert [ACTION_TYPES[int(row["action"][0])] for row in rows] == [
        "tap", "swipe", "press", "finish",
    ]  # fmt: skip
    x, y = OPEN.at[0] / width, OPEN.at[1] / height
    assert tap[1:] == pytest.approx([x, y, -1, -1, -1], abs=1e-4)
    assert swipe[1:] == pytest.approx(
        [27 / width, 60 / height, 54 / width, 120 / height, 0.3], abs=2e-2
    )
    assert press[1:] == [-1.0] * 5
    assert json.loads(rows[0]["action_json"]) == {"type": "tap", "at": list(OPEN.at)}


def test_the_figures_are_those_of_the_frames(folder, record):
    made = record(OPEN, SWITCH, DONE)
    LEROBOT.write(made.episodes, folder, Options())

    stats = json.loads((folder / "meta" / "stats.json").read_text())
    assert stats["frame_index"] == {
        "min": [0.0], "max": [2.0], "mean": [1.0], "std": [pytest.approx((2 / 3) ** 0.5)],
        "count": [3],
    }  # fmt: skip
    screen = stats["observation.images.screen"]
    (episode,) = made.episodes
    frames = [np.asarray(as_image(episode.frame(step)))[::10, ::10] for step in episode.steps]
    pixels = np.concatenate([frame.reshape(-1, 3) for frame in frames]) / 255
    for name in ("min", "max", "mean", "std"):
        assert np.shape(screen[name]) == (3, 1, 1)
        wanted = getattr(pixels, name)(axis=0)
        assert np.ravel(screen[name]) == pytest.approx(wanted, abs=1e-9)
    assert screen["count"] == [3]


def test_screens_of_two_sizes_do_not_go_together(folder, tmp_path):
    writer = RunWriter(tmp_path / "mixed", "x", RunRecord(started=0.0))
    with writer.episode() as episode:
        for index, size in enumerate((Size(40, 80), Size(80, 40))):
            seen = Observation(frame=paint(size, (1, 2, 3)), at=0.0)
            episode.write(Step(index, seen, Decision(action=DONE), None, Timings(), 0.0))
        episode.end(Episode(Task(goal="g"), Outcome.SUCCESS, True, steps=2))

    with pytest.raises(UsageError, match="one size of screen, not 2"):
        LEROBOT.write(collect([writer.path], Filter()), folder, Options())
