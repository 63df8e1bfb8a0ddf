from collections.abc import Callable

import pytest

from agent.dialects.qwen import QWEN25_VL, QwenDialect
from agent.grounding import Report, ask, judge, scenes
from agent.policy import Policy
from agent.protocols import Model
from agent.testing.pointing import PointingModel, Write
from agent.types import Box, DeviceInfo, Size

SIZE = Size(540, 1200)


@pytest.fixture(scope="session")
def places() -> dict[str, Box]:
    """Where the buttons are, which a fake model cannot read."""
    return {
        target.ask: target.box
        for scene in scenes(SIZE)
        for target in scene.targets
        if len(scene.targets) > 1
    }


@pytest.fixture
def examine(places: dict[str, Box]) -> Callable[..., Report]:
    """The report on a model (or on what one writes) that is asked for every target."""

    def run(model: Model | Write, dialect: QwenDialect = QWEN25_VL) -> Report:
        if not isinstance(model, Model):
            model = PointingModel(model, places=places)
        about = DeviceInfo(kind="android", serial="", size=SIZE, actions=frozenset({"tap"}))
        seen = model.geometry(SIZE)
        answers = list(ask(Policy(model, dialect, about), scenes(SIZE)))
        cost = getattr(model, "picture_tokens", None)
        return judge(
            answers,
            SIZE,
            seen,
            dialect.space(SIZE, seen),
            picture_tokens=cost(seen) if cost else 0,
        )

    return run
