"""Opening checkpoints, good and bad, and asking them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch

from agent.errors import (
    ConfigError,
    ContextTooLong,
    FingertipError,
    ModelError,
    ModelLoadFailed,
    ModelNotFound,
    OutOfMemory,
)
from agent.models.local import open_model, open_pocket
from agent.models.local.checkpoint import find_checkpoint
from agent.models.local.hardware import choose_dtype
from agent.models.local.model import LocalModel
from agent.models.local.weights import memory_errors
from agent.protocols import Model
from agent.testing import check_model
from agent.types import Frame, Message, Picture, Prompt, Size

CPU = {"device": "cpu"}


def prompt(model: LocalModel, **options: object) -> Prompt:
    size = Size(270, 600)
    shown = Picture(
        Frame(size, Random(1).randbytes(size.width * size.height * 4)), model.geometry(size)
    )
    messages = (Message("system", ("Act.",)), Message("user", ("open settings", shown)))
    return Prompt(messages, **{"max_tokens": 20, **options})  # type: ignore[arg-type]


def test_a_reply_is_streamed_and_accounted(model: LocalModel) -> None:
    told: list[str] = []
    reply = model.generate(prompt(model), told.append)
    assert isinstance(model, Model)
    assert "".join(told) == reply.text
    assert reply.tokens_in > 50
    assert 0 <= reply.tokens_out <= 20
    assert reply.finish == ("length" if reply.tokens_out == 20 else "stop")
    assert reply.seconds > 0


def test_the_same_question_gets_the_same_answer(model: LocalModel) -> None:
    question = prompt(model)
    assert model.generate(question).text == model.generate(question).text


def test_a_stop_string_cuts_the_reply(model: LocalModel) -> None:
    question = prompt(model, temperature=1.0, seed=3, max_tokens=40)
    whole = model.generate(question).text
    stop = whole[5:8]
    cut = model.generate(replace(question, stop=(stop,)))
    assert cut.text == whole[: whole.index(stop)]
    assert cut.finish == "stop"


def test_a_prompt_that_does_not_fit_is_refused(model: LocalModel) -> None:
    long = Prompt((Message("user", ("word " * model.context,)),))
    with pytest.raises(ContextTooLong, match="tokens") as caught:
        model.generate(long)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("architecture", "name", "dialect"),
    [
        ("qwen2.5-vl", "Qwen2.5-VL-3B-Instruct", "qwen2.5-vl"),
        ("qwen3-vl", "anything", "qwen3-vl"),
        ("qwen2-vl", "Qwen2-VL-7B-Instruct", "qwen2-vl"),
        ("qwen2.5-vl", "UI-TARS-1.5-7B", "ui-tars-1.5"),
        ("qwen3-vl", "MAI-UI-8B", "mai-ui"),
        ("qwen2.5-vl", "GUI-Actor-7B", None),
    ],
)
def test_the_dialect_is_found_or_left_open_but_never_guessed(
    checkpoints: dict[str, Path], tmp_path: Path, architecture: str, name: str, dialect: str | None
) -> None:
    shutil.copytree(checkpoints[architecture], tmp_path / name)
    assert find_checkpoint(str(tmp_path / name)).dialect() == dialect


def test_settings_narrow_the_picture_and_name_the_dialect(checkpoints: dict[str, Path]) -> None:
    model = open_model(
        str(checkpoints["qwen3-vl"]),
        settings={**CPU, "max_pixels": "20000", "dialect": "mine", "dtype": "bfloat16"},
    )
    seen = model.geometry(Size(1080, 2400))
    assert seen.width * seen.height <= 20_000
    assert model.dialect == "mine"
    assert model.engine.model.dtype == torch.bfloat16
    assert model.generate(prompt(model)).tokens_in > 0


@pytest.mark.parametrize(
    "wrong", [{"device": "cuda:99"}, {"device": "abacus"}, {"dtype": "int3"}, {"max_pixels": "big"}]
)
def test_a_wrong_setting_says_what_may_stand_there(
    checkpoints: dict[str, Path], wrong: dict[str, object]
) -> None:
    with pytest.raises(ConfigError) as caught:
        open_model(str(checkpoints["qwen3-vl"]), settings={**CPU, **wrong})
    assert caught.value.hint


def break_nothing_there(folder: Path) -> None:
    shutil.rmtree(folder)


def break_config(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": ')


def break_architecture(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "llama"}))


def break_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def break_garbage(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"not a tensor in sight")


def break_no_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def break_shard(folder: Path) -> None:
    index = {"metadata": {}, "weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def break_lacks(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    tensors = load_file(path)
    del tensors[max(tensors)]
    save_file(tensors, path, metadata={"format": "pt"})


def break_shape(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["text_config"]["intermediate_size"] = 32
    (folder / "config.json").write_text(json.dumps(config))


def break_no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def break_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")


def break_special_tokens(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_text(path.read_text().replace("<|vision_start|>", "<|vision_strat|>"))


def break_other_tokenizer(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "image_token_id": 3}))


@pytest.mark.parametrize(
    ("damage", "error", "reason"),
    [
        (break_nothing_there, ModelNotFound, "no model at"),
        (break_config, ModelLoadFailed, "config.json cannot be read"),
        (break_architecture, ModelLoadFailed, "'llama' model"),
        (break_weights, ModelLoadFailed, "cannot be loaded"),
        (break_garbage, ModelLoadFailed, "cannot be loaded"),
        (break_no_weights, ModelLoadFailed, "pickled"),
        (break_shard, ModelLoadFailed, "lacks 1 of 2 weight files, the first is model-2"),
        (break_lacks, ModelLoadFailed, "lacks 1 weights"),
        (break_shape, ModelLoadFailed, "cannot be loaded"),
        (break_no_tokenizer, ModelLoadFailed, "no tokenizer.json"),
        (break_tokenizer, ModelLoadFailed, "tokenizer of"),
        (break_special_tokens, ModelLoadFailed, r"no <\|vision_start\|>"),
        (break_other_tokenizer, ModelLoadFailed, r"<\|image_pad\|> is token"),
    ],
)
def test_a_damaged_checkpoint_says_what_is_wrong_and_what_to_do(
    checkpoints: dict[str, Path],
    tmp_path: Path,
    damage: Callable[[Path], None],
    error: type[FingertipError],
    reason: str,
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(checkpoints["qwen3-vl"], folder)
    damage(folder)
    with pytest.raises(error, match=reason) as caught:
        open_model(str(folder), settings=CPU)
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_hub_id_that_was_not_downloaded_says_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelNotFound) as caught:
        open_model("Somebody/No-Such-VL")
    assert caught.value.hint == "fetch it with: agent models pull Somebody/No-Such-VL"


def test_a_folder_that_is_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"no config\.json"):
        open_model(str(tmp_path))


def test_the_pocket_model_takes_the_same_path(checkpoints: dict[str, Path]) -> None:
    model = open_pocket(str(checkpoints["qwen3-vl"]), settings=CPU)
    assert (model.name, model.dialect) == ("pocket", "qwen3-vl")


def test_an_installation_without_the_pocket_model_says_how_to_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.local.POCKET", tmp_path)
    with pytest.raises(ModelNotFound, match="no pocket model") as caught:
        open_pocket()
    assert "agent.pocket.train" in caught.value.hint


def test_a_hub_id_that_was_downloaded_is_opened_by_its_id(
    checkpoints: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    cached = tmp_path / "models--Somebody--Tiny-Qwen2.5-VL"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("abc123")
    shutil.copytree(checkpoints["qwen2.5-vl"], cached / "snapshots" / "abc123")
    model = open_model("Somebody/Tiny-Qwen2.5-VL", settings=CPU)
    assert (model.name, model.dialect) == ("Somebody/Tiny-Qwen2.5-VL", "qwen2.5-vl")


def test_a_snapshot_in_the_hubs_cache_is_known_by_its_id(
    checkpoints: dict[str, Path], tmp_path: Path
) -> None:
    snapshot = tmp_path / "models--Somebody--UI-TARS-1.5-7B" / "snapshots" / "0f3c"
    shutil.copytree(checkpoints["qwen2.5-vl"], snapshot)
    found = find_checkpoint(str(snapshot))
    assert (found.name, found.dialect()) == ("Somebody/UI-TARS-1.5-7B", "ui-tars-1.5")


def test_a_closed_model_says_so(checkpoints: dict[str, Path]) -> None:
    model = open_model(str(checkpoints["qwen3-vl"]), settings=CPU)
    question = prompt(model)
    model.close()
    model.close()
    with pytest.raises(ModelError, match="was closed"):
        model.generate(question)


def test_memory_that_runs_out_is_said_plainly() -> None:
    with pytest.raises(OutOfMemory, match="while loading") as caught, memory_errors("loading"):
        torch.empty(1 << 62, dtype=torch.uint8)
    for way in ("MAX_PIXELS", "QUANTIZE", "fewer episodes", "smaller model"):
        assert way in caught.value.hint


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("NPU out of memory"),
        RuntimeError("MPS backend out of memory (MPS allocated: 9.0 GB)"),
    ],
)
def test_every_way_in_which_memory_runs_out_is_one_error(error: Exception) -> None:
    with pytest.raises(OutOfMemory), memory_errors("answering"):
        raise error


def test_a_cpu_takes_float32_while_it_fits() -> None:
    cpu = torch.device("cpu")
    assert choose_dtype(cpu, 30_000_000) == torch.float32
    assert choose_dtype(cpu, 10**13) == torch.bfloat16


def test_it_keeps_the_laws_of_a_model(checkpoints: dict[str, Path]) -> None:
    for folder in checkpoints.values():
        check_model(open_model(str(folder), settings=CPU))


@pytest.mark.parametrize("architecture", ["qwen2-vl", "qwen2.5-vl"])
def test_the_older_flat_form_of_config_json_is_the_same_model(
    checkpoints: dict[str, Path], models: dict[str, LocalModel], tmp_path: Path, architecture: str
) -> None:
    """The hub's Qwen2-VL and Qwen2.5-VL files hold the text model's fields at the top."""
    folder = tmp_path / architecture
    shutil.copytree(checkpoints[architecture], folder)
    config = json.loads((folder / "config.json").read_text())
    text = config.pop("text_config")
    rope = text.pop("rope_parameters")
    text["rope_theta"] = rope["rope_theta"]
    text["rope_scaling"] = {"type": "mrope", "mrope_section": rope["mrope_section"]}
    del text["model_type"], text["layer_types"]
    (folder / "config.json").write_text(json.dumps({**text, **config}))
    flat = open_model(str(folder), settings=CPU)
    assert flat.context == models[architecture].context
    question = prompt(flat)
    assert flat.generate(question).text == models[architecture].generate(question).text
