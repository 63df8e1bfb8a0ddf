"""Clips: frames between two actions as a video, at the positions that the family gives them."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from agent.models.local.conversation import Conversation, Question, positions_of
from agent.models.local.model import LocalModel
from agent.models.local.pixels import clip_patches, patches
from agent.models.local.replying import replies
from agent.types import Picture
from tests.models.local.questions import chat, picture

ROUNDING = 3e-5
INTERVAL = 0.4


def clip(model: LocalModel, seed: int, frames: int) -> Picture:
    last = picture(model, seed)
    earlier = [picture(model, seed + 4 * at).frame for at in range(1, frames)]
    return replace(last, earlier=tuple(earlier), interval=INTERVAL)


def asked(model: LocalModel) -> Question:
    """A clip of five frames, a still, a clip of two, each with text around it."""
    parts = [clip(model, 0, 5), "then", picture(model, 1), "then", clip(model, 2, 2)]
    return model.encode(chat(["what happened?", *parts, "and now?"]))


def their_inputs(model: LocalModel, question: Question) -> dict[str, Any]:
    """What transformers' forward takes for the same question."""
    config = model.engine.model.config
    ids = torch.tensor([question.ids])
    clips = [seen for seen in question.visuals if seen.interval is not None]
    stills = [seen for seen in question.visuals if seen.interval is None]
    told = {
        "input_ids": ids,
        "mm_token_type_ids": (ids == config.image_token_id) + 2 * (ids == config.video_token_id),
        "pixel_values": torch.cat([seen.patches() for seen in stills]),
        "image_grid_thw": torch.tensor([seen.grid for seen in stills]),
        "pixel_values_videos": torch.cat([seen.patches() for seen in clips]),
        "video_grid_thw": torch.tensor([seen.grid for seen in clips]),
    }
    if config.model_type == "qwen2_5_vl":
        told["second_per_grid_ts"] = torch.tensor([2 * INTERVAL] * len(clips))
    return told


def test_logits_with_clips_are_those_of_a_plain_forward(model: LocalModel) -> None:
    question = asked(model)
    with torch.inference_mode():
        theirs = model.engine.model(**their_inputs(model, question)).logits[0]
    ours = model.engine.extend(Conversation(), question, keep=len(question.ids))
    assert (ours - theirs).abs().max() <= ROUNDING
    # In pieces, cut before each picture, and with a reply behind.
    conversation = Conversation()
    edges = [seen.start for seen in question.visuals]
    for start, end in zip([0, *edges], [*edges, len(question.ids)], strict=True):
        here = tuple(seen for seen in question.visuals if start <= seen.start < end)
        scores = model.engine.extend(conversation, Question(question.ids[start:end], here))
        assert (scores[-1] - theirs[end - 1]).abs().max() <= ROUNDING


def test_positions_of_clips_are_those_of_the_models_own_function(model: LocalModel) -> None:
    question = asked(model)
    told = their_inputs(model, question)
    told = {name: value for name, value in told.items() if not name.startswith("pixel")}
    whole, _ = model.engine.model.model.get_rope_index(**told)
    assert torch.equal(positions_of(model.engine.model, question), whole[:, 0])


def test_a_clip_in_the_history_is_kept(model: LocalModel) -> None:
    conversation = Conversation()
    turns: list[list[str | Picture]] = []
    for step in range(3):
        turns.append([f"step {step}", clip(model, step, 3), "what now?"])
        question = model.encode(chat(*turns))
        kept = len(conversation)
        reply = list(replies(model.engine, conversation, question, 4))
        assert reply == list(replies(model.engine, Conversation(), question, 4))
        assert step == 0 or len(conversation) > kept
        turns.append([model.chat.decode(reply)])


def test_the_time_between_frames_counts(model: LocalModel) -> None:
    """By positions where the family does so, by words where it does that, not for Qwen2-VL."""
    slow, quick = (
        model.encode(chat([replace(clip(model, 0, 4), interval=seconds), "what happened?"]))
        for seconds in (0.5, 3.0)
    )
    places = [positions_of(model.engine.model, each) for each in (slow, quick)]
    kind = model.engine.model.config.model_type
    assert (slow.ids != quick.ids) == (kind == "qwen3_vl")
    if kind == "qwen3_vl":
        assert "<0.2 seconds>" in model.chat.decode(list(slow.ids))
    else:
        assert torch.equal(*places) == (kind == "qwen2_vl")


@pytest.mark.parametrize("frames", [2, 3])
def test_frames_of_a_clip_lie_behind_each_other_in_a_patch(model: LocalModel, frames: int) -> None:
    shown = clip(model, 0, frames)
    every = [*shown.earlier, shown.frame]
    side = model.pictures.patch
    found = clip_patches(every, shown.seen, model.pictures)
    found = found.view(-(-frames // 2), -1, 3, 2, side * side)
    for at, frame in enumerate([*every, *every[-1:]][: 2 * -(-frames // 2)]):
        still = patches(frame, shown.seen, model.pictures).view(-1, 3, 2, side * side)
        assert torch.equal(found[at // 2, :, :, at % 2], still[:, :, 0])
