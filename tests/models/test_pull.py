"""Fetching checkpoints, against a hub on loopback that speaks the real routes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from agent.errors import (
    ModelError,
    ModelLoadFailed,
    ModelNotFound,
    StorageFull,
    UsageError,
)
from agent.models.local.checkpoint import find_checkpoint
from agent.models.pull import Plan, fetch, plan
from agent.testing.model_hub import COMMIT, ModelHub

Source = Literal["hf", "modelscope"]
BOTH = pytest.mark.parametrize("source", ["hf", "modelscope"])
SHARDS = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
TINY = {
    "config.json": b'{"model_type": "qwen2_5_vl"}',
    "tokenizer.json": b"{}" * 80,
    "model.safetensors.index.json": json.dumps(
        {"weight_map": {"a.weight": SHARDS[0], "b.weight": SHARDS[1]}}
    ).encode(),
    SHARDS[0]: bytes(range(256)) * 400,
    SHARDS[1]: b"weights" * 300,
    "pytorch_model.bin": b"pickle" * 100,
    "onnx/model.safetensors": b"copy" * 100,
}
WANTED = set(TINY) - {"pytorch_model.bin", "onnx/model.safetensors"}
SIZE = sum(len(TINY[path]) for path in WANTED)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    with ModelHub({"me/tiny": dict(TINY)}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("MODELSCOPE_ENDPOINT", hub.url + "/")
        monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hf"))
        monkeypatch.setenv("MODELSCOPE_CACHE", str(tmp_path / "scope"))
        monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
        yield hub


def planned(source: Source, folder: Path | None = None) -> Plan:
    return plan("me/tiny", source, folder)


@BOTH
@pytest.mark.parametrize("to", [None, "here"])
def test_what_arrives_is_what_was_published(
    hub: ModelHub, tmp_path: Path, source: Source, to: str | None
) -> None:
    folder = tmp_path / to if to else None
    wish = planned(source, folder)
    assert {file.path for file in wish.files} == WANTED
    assert (wish.size, wish.missing) == (SIZE, SIZE)
    assert hub.served == []  # so far nothing but a list was asked for
    heard: dict[str, int] = {}
    place = fetch(wish, lambda file, done, size: heard.update({file: done}))
    assert {path: (place / path).read_bytes() for path in WANTED} == {
        path: TINY[path] for path in WANTED
    }
    assert not (place / "pytorch_model.bin").exists()
    assert heard == {path: len(TINY[path]) for path in WANTED}
    assert find_checkpoint(str(place)).model_type == "qwen2_5_vl"
    assert folder is None or place == folder
    if source == "hf":
        assert wish.revision == COMMIT
        assert folder or (place.parents[1] / "refs" / "main").read_text() == COMMIT


@BOTH
def test_what_is_here_is_not_fetched_again(hub: ModelHub, source: Source) -> None:
    place = fetch(planned(source))
    fetched = len(hub.served)
    again = planned(source)
    assert again.missing == 0
    assert fetch(again) == place
    assert len(hub.served) == fetched == len(WANTED)


@BOTH
def test_a_download_that_breaks_off_goes_on_where_it_stopped(hub: ModelHub, source: Source) -> None:
    large = bytes(range(256)) * 4096 * 12  # the hub's own client writes in pieces of 10 MiB
    hub.models["me/tiny"][SHARDS[0]] = large
    hub.cut(SHARDS[0], after=len(large) - 1000)
    place = fetch(planned(source))
    assert (place / SHARDS[0]).read_bytes() == large
    begins = [begin for path, begin in hub.served if path == SHARDS[0]]
    assert begins[0] == 0
    assert len(begins) == 2
    assert 0 < begins[1] < len(large)


def test_without_ranges_it_begins_again(hub: ModelHub) -> None:
    hub.cut(SHARDS[0], after=70_000)
    hub.ranges = False
    place = fetch(planned("modelscope"))
    assert (place / SHARDS[0]).read_bytes() == TINY[SHARDS[0]]


def test_a_run_that_was_killed_goes_on(hub: ModelHub, tmp_path: Path) -> None:
    part = tmp_path / "to" / (SHARDS[0] + ".part")
    part.parent.mkdir()
    part.write_bytes(TINY[SHARDS[0]][:50_000])
    wish = planned("modelscope", part.parent)
    assert wish.missing == SIZE - 50_000
    fetch(wish)
    assert (SHARDS[0], 50_000) in hub.served
    assert not part.exists()


@BOTH
def test_a_busy_hub_is_asked_again(hub: ModelHub, source: Source) -> None:
    wish = planned(source)
    hub.refuse(503)
    assert fetch(wish).is_dir()


@BOTH
def test_a_damaged_file_is_removed_and_said(hub: ModelHub, source: Source) -> None:
    hub.wrong[SHARDS[1]] = b"w3ights" * 300
    with pytest.raises(ModelLoadFailed, match=f"1 of me/tiny's files .* {SHARDS[1]}") as caught:
        fetch(planned(source))
    assert caught.value.hint == "agent models pull me/tiny"
    hub.wrong.clear()
    place = fetch(planned(source))
    assert (place / SHARDS[1]).read_bytes() == TINY[SHARDS[1]]


@BOTH
def test_a_checkpoint_with_a_gap_is_said(hub: ModelHub, source: Source) -> None:
    del hub.models["me/tiny"][SHARDS[1]]
    with pytest.raises(ModelLoadFailed, match=f"as published lacks {SHARDS[1]}"):
        fetch(planned(source))


@BOTH
def test_what_does_not_fit_is_not_begun(hub: ModelHub, source: Source) -> None:
    wish = planned(source)
    full = Plan(**{**vars(wish), "free": wish.missing})
    with pytest.raises(StorageFull, match=r"still needs 0.0 GB") as caught:
        fetch(full)
    assert "--to DIR" in caught.value.hint
    assert hub.served == []


@BOTH
def test_a_model_that_is_not_there(hub: ModelHub, source: Source) -> None:
    with pytest.raises(ModelNotFound, match="has no model me/none") as caught:
        plan("me/none", source)
    assert hub.url in caught.value.hint


@BOTH
@pytest.mark.parametrize("model", ["tiny", "a/b/c", "../../etc/x", ""])
def test_what_is_no_id(hub: ModelHub, source: Source, model: str) -> None:
    with pytest.raises((UsageError, ModelNotFound)) as caught:
        plan(model, source)
    assert caught.value.hint


@BOTH
def test_only_pickles(hub: ModelHub, source: Source) -> None:
    for path in (*SHARDS, "onnx/model.safetensors"):
        del hub.models["me/tiny"][path]
    with pytest.raises(ModelNotFound, match=r"no \*\.safetensors weights; pickled"):
        planned(source)


@BOTH
def test_a_path_that_leads_elsewhere(hub: ModelHub, tmp_path: Path, source: Source) -> None:
    hub.models["me/tiny"]["../evil.json"] = b"{}"
    with pytest.raises(ModelNotFound, match="lies outside of it"):
        planned(source, tmp_path / "to")


def test_a_gated_model_says_where_to_ask(hub: ModelHub) -> None:
    hub.gated.add("me/tiny")
    with pytest.raises(ModelError, match="accepted its terms") as caught:
        fetch(planned("hf"))
    assert f"{hub.url}/me/tiny" in caught.value.hint


@BOTH
def test_nobody_there(hub: ModelHub, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_ENDPOINT", "MODELSCOPE_ENDPOINT"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setattr("agent.models.pull.modelscope._TRIES", 1)
    with pytest.raises(ModelError, match="did not give me/tiny") as caught:
        planned(source)
    assert "goes on where it stopped" in caught.value.hint
