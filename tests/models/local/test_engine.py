"""Our loop against transformers' own: the same numbers, not similar ones."""

import itertools
from random import Random
from typing import Any

import pytest
import torch
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from agent.models.local.engine import Sampling
from agent.models.local.model import LocalModel
from agent.models.local.pixels import resized
from agent.types import Frame, Message, Picture, Prompt, Size


def prompt(model: LocalModel, *, pictures: int = 1, goal: str = "open settings") -> Prompt:
    parts: list[str | Picture] = [goal]
    for index in range(pictures):
        size = Size(300 + 40 * index, 420)
        parts.append(
            Picture(Frame(size, Random(index).randbytes(size.width * size.height * 4)), Size(0, 0))
        )
        parts[-1] = Picture(parts[-1].frame, model.geometry(size))
        parts.append(f"that was picture {index}")
    return Prompt((Message("system", ("You act.",)), Message("user", tuple(parts))))


def inputs(model: LocalModel, given: Prompt) -> tuple[list[int], Any, list[tuple[int, int, int]]]:
    encoded, pixels = model.encode(given)
    return encoded.ids, pixels, [model.pictures.grid(p.seen) for p in encoded.pictures]


def their_inputs(model: LocalModel, given: Prompt) -> dict[str, torch.Tensor]:
    """The processor's pixels for pictures that we resized, and the ids it would be given."""
    processor = Qwen2VLImageProcessorPil(
        patch_size=model.pictures.patch,
        image_mean=model.pictures.mean,
        image_std=model.pictures.std,
    )
    pictures = [part for message in given.messages for part in message.parts]
    images = [
        resized(part.frame, part.seen).numpy() for part in pictures if isinstance(part, Picture)
    ]
    ids = torch.tensor([model.encode(given)[0].ids])
    kinds = (ids == model.engine.model.config.image_token_id).int()
    told = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "mm_token_type_ids": kinds}
    if images:
        seen = processor(images, do_resize=False, input_data_format="channels_last")
        told["pixel_values"] = torch.from_numpy(seen["pixel_values"])
        told["image_grid_thw"] = torch.from_numpy(seen["image_grid_thw"])
    return told


@pytest.mark.parametrize("pictures", [0, 1, 2])
def test_logits_are_those_of_a_plain_forward(model: LocalModel, pictures: int) -> None:
    given = prompt(model, pictures=pictures)
    ours = model.engine.logits(*inputs(model, given))
    with torch.no_grad():
        theirs = model.engine.model(**their_inputs(model, given)).logits[0]
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize("pictures", [0, 1, 2])
def test_greedy_tokens_are_those_of_generate(model: LocalModel, pictures: int) -> None:
    given = prompt(model, pictures=pictures, goal="turn on Wi-Fi")
    told = their_inputs(model, given)
    whole = model.engine.model.generate(**told, max_new_tokens=12, do_sample=False)
    theirs = whole[0, told["input_ids"].shape[1] :].tolist()
    ours = list(model.engine.stream(*inputs(model, given), 12, Sampling()))
    assert ours == [token for token in theirs if token not in model.engine.end]


def test_each_cached_step_has_the_logits_of_a_full_pass(model: LocalModel) -> None:
    """A wrong position after the picture would show here and nowhere else."""
    ids, pixels, grids = inputs(model, prompt(model))
    tokens = list(model.engine.stream(ids, pixels, grids, 6, Sampling()))
    full = model.engine.logits([*ids, *tokens], pixels, grids)
    again = [int(row.argmax()) for row in full[len(ids) - 1 : -1]]
    assert again == tokens


def test_a_seed_repeats_a_draw_and_the_callers_numbers_stay(model: LocalModel) -> None:
    told = inputs(model, prompt(model))
    torch.manual_seed(11)
    wanted = torch.rand(3)
    torch.manual_seed(11)
    draws = [list(model.engine.stream(*told, 12, Sampling(1.5, seed))) for seed in (5, 5, 6)]
    assert draws[0] == draws[1] != draws[2]
    assert torch.equal(torch.rand(3), wanted)


def test_what_computing_sets_is_put_back_between_tokens(model: LocalModel) -> None:
    threads = torch.get_num_threads()
    stream = model.engine.stream(*inputs(model, prompt(model)), 3, Sampling())
    for _ in itertools.islice(stream, 2):
        assert not torch.is_inference_mode_enabled()
        assert torch.get_num_threads() == threads


LONG = "An instruction that is the same in every step, as a system text with its tools is. " * 4


def later(model: LocalModel, goal: str, *, system: str = LONG, pictures: int = 1) -> Prompt:
    given = prompt(model, pictures=pictures, goal=goal)
    return Prompt((Message("system", (system,)), *given.messages[1:]))


@pytest.mark.parametrize("pictures", [0, 1, 2])
def test_a_kept_beginning_changes_no_answer(model: LocalModel, pictures: int) -> None:
    """Prompts with a long, a short and no common beginning, in turn, against a fresh start."""
    goals = [
        later(model, "open settings", pictures=pictures),
        later(model, "open the settings and look", pictures=1),
        later(model, "open settings", pictures=pictures),
        later(model, "short", system="Another."),
        later(model, "open settings", system=LONG[:200], pictures=pictures),
    ]
    for given in goals:
        told = inputs(model, given)
        warm = list(model.engine.stream(*told, 10, Sampling()))
        model.engine.forget()
        assert warm == list(model.engine.stream(*told, 10, Sampling()))
        # Leave the state of the warm answer behind, cut off in the middle of a reply.
        for _ in itertools.islice(model.engine.stream(*told, 10, Sampling()), 3):
            pass


def test_a_kept_beginning_is_not_computed_again(model: LocalModel) -> None:
    seen: list[int] = []
    hook = model.engine.model.register_forward_pre_hook(
        lambda _, __, told: seen.append(told["input_ids"].shape[1]), with_kwargs=True
    )
    try:
        model.engine.forget()
        whole = [inputs(model, later(model, goal)) for goal in ("first goal", "other goal")]
        for told in whole:
            list(model.engine.stream(*told, 1, Sampling()))
    finally:
        hook.remove()
    prefills = [count for count in seen if count > 1]
    assert prefills[0] == len(whole[0][0])
    assert prefills[1] <= len(whole[1][0]) - len(LONG)
