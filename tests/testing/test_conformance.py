"""The shipped conformance checks: they pass what is right and name what is wrong."""

import pytest

from agent import registry
from agent.models.scripted import ScriptedModel
from agent.testing import (
    ConformanceError,
    FakeDevice,
    check_device,
    check_dialect,
    check_model,
    switch_phone,
)
from agent.types import Decision, Size


def test_the_fake_device_keeps_the_laws_of_a_device():
    check_device(switch_phone())


@pytest.mark.parametrize("name", registry.names("dialects"))
def test_every_registered_dialect_keeps_its_laws(name):
    check_dialect(registry.dialect(name))


def test_the_scripted_model_keeps_the_laws_of_a_model():
    check_model(ScriptedModel(["hello"], name="scripted", dialect="qwen3-vl", factor=32))


def test_a_device_that_lies_about_its_size_is_named():
    class Liar(FakeDevice):
        def info(self):
            return super().info().model_copy(update={"size": Size(1, 1), "serial": "x"})

    honest = switch_phone()
    device = Liar({"home": honest.screen}, "home")

    with pytest.raises(ConformanceError, match="Frame of info") as caught:
        check_device(device)

    assert "own serial" in str(caught.value)


def test_a_model_that_bends_the_screen_is_named():
    class Square(ScriptedModel):
        def geometry(self, size):
            return Size(100, 100)

    with pytest.raises(ConformanceError, match="keeps the shape"):
        check_model(Square(["x"], name="square"))


def test_a_dialect_that_makes_something_of_nothing_is_named():
    good = registry.dialect("qwen2.5-vl")

    class Guessing(type(good)):
        def parse(self, text, space, observation):
            decision = super().parse(text, space, observation)
            if decision.action is None:
                return Decision(action={"type": "tap", "at": (0, 0)})
            return decision

    with pytest.raises(ConformanceError, match="has no action and an error"):
        check_dialect(Guessing(good.family))
