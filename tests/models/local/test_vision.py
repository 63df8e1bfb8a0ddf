"""A picture is looked at once, and what is remembered stays within its limit."""

from collections.abc import Iterator

import pytest
import torch

from agent.models.local.model import LocalModel
from agent.models.local.vision import Eyes, Visual
from tests.models.local.questions import question


@pytest.fixture
def looks(model: LocalModel) -> Iterator[list[int]]:
    """Grows by one each time that the vision tower computes."""
    counted: list[int] = []
    embed = model.engine.model.model.visual.patch_embed
    hook = embed.register_forward_pre_hook(lambda *_: counted.append(1))
    yield counted
    hook.remove()


@pytest.fixture
def visuals(model: LocalModel) -> tuple[Visual, ...]:
    return question(model, pictures=3).visuals


def test_a_picture_is_seen_once(
    model: LocalModel, looks: list[int], visuals: tuple[Visual, ...]
) -> None:
    eyes = Eyes(model.engine.model, 10**9)
    with torch.inference_mode():
        first = [eyes.see(each) for each in visuals]
        again = [eyes.see(each) for each in visuals]
    assert len(looks) == 3
    assert all(one is other for one, other in zip(first, again, strict=True))
    assert [len(each.tokens) for each in first] == [each.tokens for each in visuals]


def test_the_one_not_used_for_longest_goes_first(
    model: LocalModel, looks: list[int], visuals: tuple[Visual, ...]
) -> None:
    one, two, three = visuals
    with torch.inference_mode():
        sizes = [Eyes(model.engine.model, 0).see(each).bytes for each in visuals]
        eyes = Eyes(model.engine.model, sum(sizes) - 1)
        for each in (one, two, one, three):
            eyes.see(each)
        looks.clear()
        eyes.see(one)
        eyes.see(three)
        assert not looks
        eyes.see(two)
    assert len(looks) == 1


def test_a_discarded_picture_is_seen_anew(
    model: LocalModel, looks: list[int], visuals: tuple[Visual, ...]
) -> None:
    eyes = Eyes(model.engine.model, 10**9)
    with torch.inference_mode():
        eyes.see(visuals[0])
        eyes.discard(visuals[0].key)
        eyes.discard(visuals[1].key)
        eyes.see(visuals[0])
        eyes.forget()
        eyes.see(visuals[0])
    assert len(looks) == 3
