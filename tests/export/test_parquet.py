"""Parquet, read back by pyarrow and by Hugging Face's datasets."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from agent.export import Options
from agent.export.parquet import PARQUET
from agent.export.pictures import as_image

from .conftest import DONE, OPEN, SWITCH


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    path = tmp_path / "out"
    path.mkdir()
    return path


def test_datasets_reads_the_steps_and_their_pictures(folder, record, tmp_path):
    from datasets import load_dataset

    made = record(OPEN, SWITCH, "no grammar", DONE, score=1.0)
    report = PARQUET.write(made.episodes, folder, Options())
    steps = load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))

    assert report.rows == len(steps) == 3
    assert type(steps.features["image"]).__name__ == "Image"
    first = steps[0]
    episode = made.episodes[0]
    wanted = as_image(episode.frame(episode.steps[0]))
    assert np.array_equal(np.asarray(first["image"]), np.asarray(wanted))
    assert json.loads(first["action"]) == {"type": "tap", "at": list(OPEN.at)}
    assert (first["goal"], first["outcome"], first["confirmed"]) == (
        "turn Wi-Fi on",
        "success",
        True,
    )
    assert steps["step"][:] == [0, 1, 2]
    assert steps[2]["ok"] is True


def test_the_file_alone_knows_its_features(folder, record):
    from datasets import Features

    PARQUET.write(record(OPEN, DONE).episodes, folder, Options())

    schema = pq.read_schema(next((folder / "data").glob("train-*.parquet")))
    features = Features.from_arrow_schema(schema)
    assert type(features["image"]).__name__ == "Image"
    assert features["step"].dtype == "int32"
    assert set(features) == set(schema.names)


def test_what_is_not_known_is_null(folder, record):
    PARQUET.write(record(OPEN, DONE).episodes, folder, Options())

    table = pq.read_table(folder / "data").to_pylist()
    assert [row["confirmed"] for row in table] == [None, None]
