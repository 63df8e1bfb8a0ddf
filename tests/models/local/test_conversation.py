"""What is kept of a conversation changes no number, and is not computed again."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from agent.models.local.conversation import Conversation, Question, positions_of
from agent.models.local.model import LocalModel
from agent.models.local.replying import replies
from agent.types import Picture
from tests.models.local.questions import alone, chat, picture, plain, question

ROUNDING = 3e-5
LONG = "An instruction that is the same in every step, as a system text with its tools is. " * 4


@contextmanager
def computed(model: LocalModel) -> Iterator[list[int]]:
    """The numbers of tokens that passes of the text model compute meanwhile."""
    counts: list[int] = []
    text = model.engine.model.model.language_model
    hook = text.layers[0].mlp.register_forward_pre_hook(
        lambda _, told: counts.append(told[0].shape[-2])
    )
    try:
        yield counts
    finally:
        hook.remove()


def test_a_history_that_grows_is_exact_and_only_its_new_part_is_computed(
    model: LocalModel,
) -> None:
    """Append: each turn a new screenshot, all older ones still there."""
    conversation = Conversation()
    turns: list[list[str | Picture]] = []
    told = ""
    for step in range(5):
        turns.append([f"step {step}", picture(model, step), "what now?"])
        asked = model.encode(chat(*turns, system=LONG))
        before = len(conversation)
        with computed(model) as counts:
            reply = list(replies(model.engine, conversation, asked, 6))
        assert reply == alone(model, asked, reply)
        assert step == 0 or counts[0] <= len(asked.ids) - before + len(told)
        told = model.chat.decode(reply)
        turns.append([told])


def test_text_grows_before_one_picture(model: LocalModel) -> None:
    """Crop and extend: the history is text, and the one screenshot stands behind it."""
    conversation = Conversation()
    past = ""
    for step in range(5):
        asked = model.encode(chat([f"open settings. {past}", picture(model, step)], system=LONG))
        with computed(model) as counts:
            reply = list(replies(model.engine, conversation, asked, 4))
        assert reply == alone(model, asked, reply)
        assert step == 0 or counts[0] < len(asked.ids) - len(LONG)
        past += f"Step {step}: tapped. "


def test_pictures_are_evicted_in_blocks(model: LocalModel) -> None:
    """Two to three screenshots: the oldest go, the rest is computed anew but not seen anew."""
    conversation = Conversation()
    shown: list[int] = []
    for step in range(7):
        shown.append(step)
        if len(shown) > 3:
            del shown[:2]
        turns: list[list[str | Picture]] = []
        for past in range(step + 1):
            seen: list[str | Picture] = [picture(model, past)] if past in shown else ["(old)"]
            turns += [[f"step {past}", *seen], [f"did {past}"]]
        asked = model.encode(chat(*turns[:-1], system=LONG))
        reply = list(replies(model.engine, conversation, asked, 4))
        assert reply == alone(model, asked, reply)


def test_the_same_words_around_another_picture_are_another_question(model: LocalModel) -> None:
    """Token ids alone cannot tell two screens apart."""
    conversation = Conversation()
    first, second = (
        model.encode(chat(["look", picture(model, seed), "and act"], system=LONG))
        for seed in (1, 5)
    )
    assert first.ids == second.ids
    for asked in (first, second, first):
        reply = list(replies(model.engine, conversation, asked, 6))
        assert reply == alone(model, asked, reply)


def test_any_cut_between_pictures_gives_the_logits_of_the_whole(model: LocalModel) -> None:
    asked = question(model, pictures=3)
    whole = plain(model, asked)
    inside = {
        at for seen in asked.visuals for at in range(seen.start + 1, seen.start + seen.tokens)
    }
    inside |= {seen.start + seen.tokens for seen in asked.visuals}
    places = [at for at in range(1, len(asked.ids)) if at not in inside]
    assert len(places) > 20
    for cut in places[:: max(1, len(places) // 12)]:
        conversation = Conversation()
        head = Question(asked.ids[:cut], tuple(v for v in asked.visuals if v.start < cut))
        tail = Question(asked.ids[cut:], tuple(v for v in asked.visuals if v.start >= cut))
        model.engine.extend(conversation, head)
        scores = model.engine.extend(conversation, tail, keep=len(tail.ids))
        assert (scores - whole[cut:]).abs().max() <= ROUNDING


def test_positions_are_those_of_the_models_own_function(model: LocalModel) -> None:
    asked = question(model, pictures=3)
    ids = torch.tensor([asked.ids])
    kinds = (ids == model.engine.model.config.image_token_id).int()
    grids = torch.tensor([visual.grid for visual in asked.visuals])
    whole, _ = model.engine.model.model.get_rope_index(
        ids, mm_token_type_ids=kinds, image_grid_thw=grids
    )
    assert torch.equal(positions_of(model.engine.model, asked), whole[:, 0])
    conversation = Conversation()
    for visual, end in zip(
        asked.visuals, [*(v.start for v in asked.visuals[1:]), len(asked.ids)], strict=True
    ):
        start = len(conversation)
        chunk = Question(asked.ids[start:end], (visual,))
        placed = conversation.place(model.engine.model, chunk)
        assert torch.equal(placed, whole[:, 0, start:end])
        model.engine.extend(conversation, chunk)


def test_a_forgotten_conversation_starts_anew(model: LocalModel) -> None:
    conversation = Conversation()
    asked = question(model)
    first = list(replies(model.engine, conversation, asked, 5))
    conversation.forget()
    assert len(conversation) == 0
    assert list(replies(model.engine, conversation, asked, 5)) == first
