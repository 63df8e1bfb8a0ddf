"""A token by tensors that stay where they are, against the plain pass: the same numbers, tokens."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch

from agent.models.local.conversation import Conversation, Question
from agent.models.local.engine import Engine
from agent.models.local.model import LocalModel
from agent.models.local.replying import replies
from agent.models.local.stepping import Compute, Record
from tests.models.local.questions import question

ROUNDING = 3e-5
"""Greatest difference of logits in float32; theirs have a deviation of about 1."""


class Recorder:
    """A record that computes again each time, as a CPU can, and counts."""

    def __init__(self, most: int = 1000) -> None:
        self.recorded = self.replayed = 0
        self._most = most

    def __call__(self, compute: Compute) -> Compute | None:
        if self.recorded == self._most:
            return None
        self.recorded += 1

        def replay() -> torch.Tensor:
            self.replayed += 1
            return compute()

        return replay


def engine_of(model: LocalModel, record: Record) -> Engine:
    return Engine(model.engine.model, frozenset(), record=record)


def steps(engine: Engine, conversation: Conversation, tokens: list[int]) -> torch.Tensor:
    return torch.cat([engine.extend(conversation, Question([token])) for token in tokens])


def test_logits_are_those_of_the_plain_pass(model: LocalModel) -> None:
    recorder = Recorder()
    engine, conversation = engine_of(model, recorder), Conversation()
    asked = question(model, pictures=2)
    engine.extend(conversation, asked)
    tokens = [3 + at % 200 for at in range(20)]
    found = steps(engine, conversation, tokens)

    by_hand = Conversation()
    model.engine.extend(by_hand, asked)
    expected = model.engine.extend(by_hand, Question(tokens), len(tokens))
    assert recorder.replayed > 10
    assert (found - expected).abs().max() <= ROUNDING


def test_a_recording_is_made_anew_where_the_room_grew(model: LocalModel) -> None:
    recorder = Recorder()
    engine, conversation = engine_of(model, recorder), Conversation()
    asked = question(model)
    found = list(replies(engine, conversation, asked, 600))
    assert recorder.recorded == 2
    assert found == list(replies(engine_of(model, Recorder(0)), Conversation(), asked, 600))


def test_another_conversation_has_a_recording_of_its_own(model: LocalModel) -> None:
    recorder = Recorder()
    engine = engine_of(model, recorder)
    one, other = question(model, goal="open settings"), question(model, goal="turn on wi-fi")
    first, second = Conversation(), Conversation()
    engine.extend(first, one)
    engine.extend(second, other)
    mixed = [
        (engine.extend(first, Question([token])), engine.extend(second, Question([token])))
        for token in range(40, 50)
    ]
    assert recorder.recorded == 2
    for asked, rows in ((one, [pair[0] for pair in mixed]), (other, [pair[1] for pair in mixed])):
        alone = Conversation()
        model.engine.extend(alone, asked)
        expected = model.engine.extend(alone, Question(range(40, 50)), 10)
        assert (torch.cat(rows) - expected).abs().max() <= ROUNDING


def test_a_record_that_is_no_gain_is_not_asked_again(model: LocalModel) -> None:
    asked_for = []

    def refuse(compute: Compute) -> None:
        asked_for.append(compute)

    engine = engine_of(model, refuse)
    asked = question(model)
    assert list(replies(engine, Conversation(), asked, 40)) == list(
        replies(engine_of(model, Recorder(0)), Conversation(), asked, 40)
    )
    assert len(asked_for) == 1


@contextmanager
def looking_back(model: LocalModel, window: int) -> Iterator[None]:
    """The attention of ``model``'s layers limited to so many tokens."""
    layers = model.engine.model.model.language_model.layers
    before = [getattr(layer.self_attn, "sliding_window", None) for layer in layers]
    for layer in layers:
        layer.self_attn.sliding_window = window
    try:
        yield
    finally:
        for layer, kept in zip(layers, before, strict=True):
            layer.self_attn.sliding_window = kept


@pytest.mark.parametrize("window", [1, 7])
def test_a_sliding_window_is_kept(model: LocalModel, window: int) -> None:
    asked = question(model)
    tokens = list(range(30, 42))
    with looking_back(model, window):
        recorder = Recorder()
        found_by, plain_by = engine_of(model, recorder), engine_of(model, Recorder(0))
    conversation, by_hand = Conversation(), Conversation()
    found_by.extend(conversation, asked)
    plain_by.extend(by_hand, asked)
    found = steps(found_by, conversation, tokens)
    expected = plain_by.extend(by_hand, Question(tokens), len(tokens))
    assert recorder.replayed > 5
    assert (found - expected).abs().max() <= ROUNDING
