"""Our passes against transformers' own: the same numbers within rounding, the same tokens."""

from random import Random

import pytest
import torch
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from agent.models.local.conversation import Conversation, Question
from agent.models.local.drawing import Sampling
from agent.models.local.model import LocalModel
from agent.models.local.pixels import resized
from agent.models.local.replying import replies
from agent.types import Picture, Prompt
from tests.models.local.questions import chat, picture, plain, question

ROUNDING = 3e-5
"""Greatest difference of logits in float32; theirs have a deviation of about 1."""


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
    ids = torch.tensor([model.encode(given).ids])
    kinds = (ids == model.engine.model.config.image_token_id).int()
    told = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "mm_token_type_ids": kinds}
    if images:
        seen = processor(images, do_resize=False, input_data_format="channels_last")
        told["pixel_values"] = torch.from_numpy(seen["pixel_values"])
        told["image_grid_thw"] = torch.from_numpy(seen["image_grid_thw"])
    return told


def shown(model: LocalModel, pictures: int) -> Prompt:
    parts = [part for at in range(pictures) for part in (picture(model, at), f"picture {at}")]
    return chat(["turn on Wi-Fi", *parts])


@pytest.mark.parametrize("pictures", [0, 1, 2])
def test_logits_are_those_of_a_plain_forward(model: LocalModel, pictures: int) -> None:
    given = shown(model, pictures)
    asked = model.encode(given)
    ours = model.engine.extend(Conversation(), asked, keep=len(asked.ids))
    with torch.no_grad():
        theirs = model.engine.model(**their_inputs(model, given)).logits[0]
    assert (ours - theirs).abs().max() <= ROUNDING
    assert torch.equal(plain(model, asked), theirs)


@pytest.mark.parametrize("pictures", [0, 1, 2])
def test_greedy_tokens_are_those_of_generate(model: LocalModel, pictures: int) -> None:
    given = shown(model, pictures)
    told = their_inputs(model, given)
    whole = model.engine.model.generate(**told, max_new_tokens=12, do_sample=False)
    theirs = whole[0, told["input_ids"].shape[1] :].tolist()
    ours = list(replies(model.engine, Conversation(), model.encode(given), 12))
    assert ours == [token for token in theirs if token not in model.engine.end]


def test_a_long_conversation_outgrows_its_room(model: LocalModel) -> None:
    """More tokens than a stride of the cache: what was copied must still be what it was."""
    asked, more = question(model), Random(3).choices(range(200), k=600)
    conversation = Conversation()
    model.engine.extend(conversation, asked)
    for at in range(0, 600, 200):
        scores = model.engine.extend(conversation, Question(more[at : at + 200]), keep=200)
    assert (scores - plain(model, asked, more)[-200:]).abs().max() <= ROUNDING


@pytest.mark.parametrize("keep", [1, 600])
def test_a_long_pass_is_as_a_plain_one(model: LocalModel, keep: int) -> None:
    """So many tokens that they go through a layer in pieces, the last one not full."""
    asked = question(model)
    told = Question([*asked.ids, *Random(4).choices(range(200), k=600)], asked.visuals)
    scores = model.engine.extend(Conversation(), told, keep)
    assert (scores - plain(model, told)[-keep:]).abs().max() <= ROUNDING


def test_several_conversations_in_one_pass_are_each_as_alone(model: LocalModel) -> None:
    engine = model.engine
    asked = [question(model, pictures=count, goal="x" * (7 * count)) for count in (0, 2, 1)]
    together = [Conversation() for _ in asked]
    whole = [plain(model, each) for each in asked]
    # First all of them at their beginnings, then one token, a picture and a text side by side.
    cuts = [len(asked[0].ids) - 1, asked[1].visuals[1].start, asked[2].visuals[0].start]
    for conversation, each, cut in zip(together, asked, cuts, strict=True):
        head = Question(each.ids[:cut], tuple(v for v in each.visuals if v.start < cut))
        engine.extend(conversation, head)
    chunks = []
    for conversation, each, cut in zip(together, asked, cuts, strict=True):
        rest = Question(each.ids[cut:], tuple(v for v in each.visuals if v.start >= cut))
        chunks.append(engine.chunk(conversation, rest, len(rest.ids)))
    found = engine.run(chunks)
    for rows, scores, cut in zip(found, whole, cuts, strict=True):
        assert (rows - scores[cut:]).abs().max() <= ROUNDING


def test_a_seed_repeats_a_draw_and_the_callers_numbers_stay(model: LocalModel) -> None:
    asked = question(model)
    torch.manual_seed(11)
    wanted = torch.rand(3)
    torch.manual_seed(11)
    draws = [
        list(replies(model.engine, Conversation(), asked, 12, Sampling(1.5, seed)))
        for seed in (5, 5, 6)
    ]
    assert draws[0] == draws[1] != draws[2]
    assert torch.equal(torch.rand(3), wanted)


def test_what_computing_sets_is_put_back_between_tokens(model: LocalModel) -> None:
    threads = torch.get_num_threads()
    stream = replies(model.engine, Conversation(), question(model), 3)
    for _, _ in zip(stream, range(2), strict=False):
        assert not torch.is_inference_mode_enabled()
        assert torch.get_num_threads() == threads


def test_a_failed_pass_leaves_the_conversation_as_it_was(model: LocalModel) -> None:
    conversation = Conversation()
    asked = question(model)
    first = list(replies(model.engine, conversation, asked, 5))
    before = len(conversation)
    with pytest.raises(IndexError):
        model.engine.extend(conversation, Question([10**6]))
    assert len(conversation) == before
    noise = Question(Random(1).choices(range(200), k=9))
    scores = model.engine.extend(conversation, noise, keep=9)
    whole = plain(model, asked, [*first[:4], *noise.ids])
    assert (scores - whole[-9:]).abs().max() <= ROUNDING
