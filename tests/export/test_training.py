"""The training formats, read back by the libraries that train on them, or by their rules."""

import json

import pytest
from PIL import Image

from agent.export import Options
from agent.export.llama_factory import LLAMA_FACTORY
from agent.export.ms_swift import MS_SWIFT
from agent.export.qwen_finetune import QWEN_FINETUNE

from .conftest import DONE, OPEN, SWITCH


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    return path


def check_pictures(folder, names, text):
    assert text.count("<image>") == len(names)
    for name in names:
        with Image.open(folder / name) as image:
            image.load()
            assert name.endswith(f"-{image.width}x{image.height}.png")
            assert image.mode == "RGB"


@pytest.mark.parametrize("dialect", ["qwen3-vl", "opencua"])
def test_ms_swift(dialect, folder, record):
    report = MS_SWIFT.write(record(OPEN, SWITCH, SWITCH, DONE).episodes, folder, Options(dialect))

    rows = [json.loads(line) for line in (folder / "train.jsonl").read_text().splitlines()]
    assert (report.rows, report.unit) == (len(rows), "samples") == (4, "samples")
    for row in rows:
        assert row.keys() == {"messages", "images"}
        assert row["messages"][0]["role"] == "system"
        roles = [message["role"] for message in row["messages"][1:]]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        check_pictures(folder, row["images"], "".join(m["content"] for m in row["messages"]))
    assert len(rows[2]["images"]) == (3 if dialect == "opencua" else 1)


def test_llama_factory(folder, record):
    LLAMA_FACTORY.write(record(OPEN, SWITCH, DONE).episodes, folder, Options())

    info = json.loads((folder / "dataset_info.json").read_text())["fingertip"]
    rows = json.loads((folder / info["file_name"]).read_text())
    assert info["formatting"] == "sharegpt"
    assert info["columns"] == {
        "messages": "conversations",
        "images": "images",
        "system": "system",
    }
    tags = info["tags"]
    for row in rows:
        assert row.keys() == {"conversations", "images", "system"}
        assert row["system"].startswith("# Tools")
        said = [turn[tags["role_tag"]] for turn in row["conversations"]]
        assert said == [tags["user_tag"], tags["assistant_tag"]] * (len(said) // 2)
        text = "".join(turn[tags["content_tag"]] for turn in row["conversations"])
        check_pictures(folder, row["images"], text)
    assert len(rows) == 3


def test_qwen_finetune(folder, record):
    QWEN_FINETUNE.write(record(OPEN, SWITCH, DONE).episodes, folder, Options())

    rows = json.loads((folder / "train.json").read_text())
    assert len(rows) == 3
    for row in rows:
        assert row.keys() == {"image", "conversations"}
        assert [turn["from"] for turn in row["conversations"]] == ["human", "gpt"]
        assert row["conversations"][0]["value"].startswith("# Tools")
        check_pictures(folder, [row["image"]], row["conversations"][0]["value"])


def test_several_pictures_are_a_list(folder, record):
    QWEN_FINETUNE.write(record(OPEN, SWITCH, DONE).episodes, folder, Options("opencua"))

    rows = json.loads((folder / "train.json").read_text())
    assert [len(row["image"]) for row in rows[1:]] == [2, 3]
    assert isinstance(rows[0]["image"], str)


def test_each_picture_is_stored_once(folder, record):
    made = record(OPEN, SWITCH, SWITCH, SWITCH, DONE, dialect="opencua")
    MS_SWIFT.write(made.episodes, folder, Options())

    assert len(list((folder / "images").iterdir())) == 3
