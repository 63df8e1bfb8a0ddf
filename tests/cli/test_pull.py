"""``agent models pull`` as a person types it."""

import json
from pathlib import Path

import pytest

from agent.cli.app import run
from agent.testing.model_hub import ModelHub

FILES = {"config.json": b"{}", "model.safetensors": b"weights" * 300_000}


def test_the_folder_is_printed_and_the_rest_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["models", "pull", "me/tiny", "--from", "modelscope", "--to", str(tmp_path / "to")]
    with ModelHub({"me/tiny": FILES}) as hub:
        monkeypatch.setenv("MODELSCOPE_ENDPOINT", hub.url)
        assert run([*words, "--dry-run", "--json"]) == 0
        dry = json.loads(capsys.readouterr().out)
        assert (dry["files"], dry["bytes"], dry["missing_bytes"]) == (2, 2_100_002, 2_100_002)
        assert not (tmp_path / "to").exists()

        assert run(words) == 0
        said = capsys.readouterr()
        assert said.out == f"{tmp_path / 'to'}\n"
        assert "2 files, 2 MB, of which 2 MB are still to be fetched" in said.err
        assert said.err.count("model.safetensors  2 MB") == 1

        assert run([*words, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["folder"] == str(tmp_path / "to")


@pytest.mark.parametrize(("model", "code"), [("me/none", 3), ("none", 2)])
def test_what_cannot_be_had(
    model: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with ModelHub({}) as hub:
        monkeypatch.setenv("MODELSCOPE_ENDPOINT", hub.url)
        assert run(["models", "pull", model, "--from", "modelscope"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert "  try: " in said.err
