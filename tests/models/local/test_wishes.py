"""What users may ask of a checkpoint: each wish is kept exactly, or refused in words."""

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoConfig, AutoModelForImageTextToText

from agent.errors import ConfigError, MissingDependency
from agent.models.local import open_model
from agent.models.local.checkpoint import find_checkpoint
from agent.models.local.conversation import Conversation, Question
from agent.models.local.model import LocalModel
from agent.models.local.quantizing import check_quantizing
from agent.models.local.replying import replies
from agent.models.local.wishes import Wishes, read_wishes
from agent.types import Size
from tests.models.local.conftest import ARCHITECTURES
from tests.models.local.questions import plain, question

ROUNDING = 3e-5
ALL = pytest.mark.parametrize("architecture", ARCHITECTURES)


def asked_for(folder: Path, **settings: object) -> LocalModel:
    return open_model(str(folder), settings={"device": "cpu", **settings})


def in_steps(model: LocalModel, asked: Question, *, keep: int) -> torch.Tensor:
    """Our logits of the last ``keep`` tokens, with the picture in one pass and they in another."""
    conversation = Conversation()
    cut = len(asked.ids) - keep
    model.engine.extend(conversation, Question(asked.ids[:cut], asked.visuals))
    return model.engine.extend(conversation, Question(asked.ids[cut:]), keep=keep)


@ALL
@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_every_kernel_computes_what_transformers_does(
    checkpoints: dict[str, Path], architecture: str, attention: str
) -> None:
    model = asked_for(checkpoints[architecture], attention=attention)
    assert model.engine.model.config.text_config._attn_implementation == attention
    asked = question(model)
    whole = plain(model, asked)
    assert (in_steps(model, asked, keep=9) - whole[-9:]).abs().max() <= ROUNDING
    assert (in_steps(model, asked, keep=1) - whole[-1:]).abs().max() <= ROUNDING


@ALL
def test_stretched_positions_are_transformers_own(
    checkpoints: dict[str, Path], models: dict[str, LocalModel], architecture: str
) -> None:
    folder = checkpoints[architecture]
    model = asked_for(folder, yarn="4")
    asked = question(model)
    config = AutoConfig.from_pretrained(folder)
    config.text_config.rope_parameters |= {
        "rope_type": "yarn",
        "factor": 4.0,
        "original_max_position_embeddings": 8192,
    }
    theirs = AutoModelForImageTextToText.from_pretrained(folder, config=config).eval()
    told: dict[str, Any] = {
        "input_ids": (ids := torch.tensor([asked.ids])),
        "mm_token_type_ids": (ids == config.image_token_id).int(),
        "pixel_values": asked.visuals[0].patches(),
        "image_grid_thw": torch.tensor([asked.visuals[0].grid]),
    }
    with torch.inference_mode():
        wanted = theirs(**told).logits[0]
    assert (in_steps(model, asked, keep=9) - wanted[-9:]).abs().max() <= ROUNDING
    # And they are others than without the wish.
    assert (in_steps(models[architecture], asked, keep=9) - wanted[-9:]).abs().max() > 1e-3
    assert (model.context, model.another().context) == (4 * 8192, 4 * 8192)


def test_a_checkpoint_that_is_scaled_in_another_way_is_not_scaled_twice(
    checkpoints: dict[str, Path],
) -> None:
    from agent.models.local.scaling import scale_context

    config = AutoConfig.from_pretrained(checkpoints["qwen2.5-vl"])
    config.text_config.rope_parameters["rope_type"] = "linear"
    with pytest.raises(ConfigError, match="'linear' already") as caught:
        scale_context(config, 2.0)
    assert caught.value.hint


@ALL
@pytest.mark.parametrize(("quantize", "bound"), [("int8", 0.1), ("nf4", 1.0)])
def test_smaller_weights_answer_nearly_the_same_and_in_every_way_alike(
    checkpoints: dict[str, Path],
    models: dict[str, LocalModel],
    architecture: str,
    quantize: str,
    bound: float,
) -> None:
    model = asked_for(checkpoints[architecture], quantize=quantize)
    asked = question(model)
    whole = plain(model, asked)
    exact = plain(models[architecture], asked)
    assert 0 < (whole - exact).abs().mean() < bound
    layer = model.engine.model.model.language_model.layers[0].mlp.down_proj.weight
    assert layer.dtype == {"int8": torch.int8, "nf4": torch.uint8}[quantize]
    if quantize == "nf4":
        # int8 rounds what goes in by its own largest: what else is in the pass matters a little.
        assert (in_steps(model, asked, keep=9) - whole[-9:]).abs().max() <= ROUNDING
    assert list(replies(model.engine, Conversation(), asked, 4))


def test_small_weights_are_not_made_smaller(checkpoints: dict[str, Path]) -> None:
    found = find_checkpoint(str(checkpoints["qwen2.5-vl"]))
    found.config["quantization_config"] = {"quant_method": "awq"}
    with pytest.raises(ConfigError, match="quantised already"):
        check_quantizing(found, "nf4", torch.device("cpu"))
    with pytest.raises(ConfigError, match="not on mps"):
        check_quantizing(find_checkpoint(str(found.folder)), "nf4", torch.device("mps"))


def test_what_quantising_needs_is_named(
    checkpoints: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    found = find_checkpoint(str(checkpoints["qwen2.5-vl"]))
    with pytest.raises(MissingDependency) as caught:
        check_quantizing(found, "int8", torch.device("cpu"))
    assert caught.value.hint == "pip install bitsandbytes"


@ALL
def test_an_exact_size_is_every_pictures(checkpoints: dict[str, Path], architecture: str) -> None:
    factor = 32 if architecture == "qwen3-vl" else 28
    model = asked_for(
        checkpoints[architecture], resized_width=2 * factor, resized_height=str(5 * factor)
    )
    for screen in (Size(1080, 2400), Size(64, 64), Size(1920, 1080)):
        assert model.geometry(screen) == Size(2 * factor, 5 * factor)
    asked = question(model)
    assert asked.visuals[0].grid == (1, 10, 4)
    assert (in_steps(model, asked, keep=5) - plain(model, asked)[-5:]).abs().max() <= ROUNDING


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"resized_width": 56}, "only one of them"),
        ({"resized_width": 60, "resized_height": 64}, "60x64 is not made of whole tokens"),
        ({"resized_width": -28, "resized_height": 28}, "resized_width must be a number above 0"),
        ({"yarn": 1}, "yarn must be a number above 1"),
        ({"yarn": "nan"}, "yarn must be"),
        ({"attention": "flash"}, "attention cannot be 'flash'"),
        ({"attention": "flash_attention_2"}, "16 bits on cuda, not in torch.float32 on cpu"),
        ({"quantize": "int3"}, "quantize cannot be 'int3'"),
        ({"dtype": "int8"}, "the dtype 'int8'"),
    ],
)
def test_a_wish_that_cannot_be_kept_says_what_can(
    checkpoints: dict[str, Path], settings: dict[str, object], reason: str
) -> None:
    with pytest.raises(ConfigError, match=reason) as caught:
        asked_for(checkpoints["qwen2.5-vl"], **settings)
    assert caught.value.hint


def test_nothing_asked_for_is_nothing_wished() -> None:
    assert read_wishes({}) == Wishes()
