"""The packaged model, on the built-in phone's Settings, with the right map and with a wrong one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.dialects.families import QWEN3
from agent.dialects.qwen import QWEN3_VL, QwenDialect
from agent.grounding import Report, Scene, Target, ask, judge
from agent.models.local import open_pocket
from agent.policy import Policy
from agent.protocols import Model
from agent.trajectory.png import read
from agent.types import Box, DeviceInfo, Observation

PAGES = ("Network & internet", "Apps", "Battery", "Sound & vibration", "Display")
SEARCH_BAR = Box(42, 346, 1038, 494)  # where the model goes for any page of Settings


@pytest.fixture(scope="module")
def pocket() -> Iterator[Model]:
    model = open_pocket()
    yield model
    model.close()


def look(model: Model, dialect: QwenDialect) -> Report:
    frame = read(Path(__file__).with_name("settings.png"))
    targets = [Target(page, SEARCH_BAR, f"open the {page} page") for page in PAGES]
    about = DeviceInfo(
        kind="android",
        serial="",
        size=frame.size,
        actions=frozenset({"tap", "long_press", "swipe", "type_text", "press", "open_app", "wait"}),
    )
    seen = model.geometry(frame.size)
    answers = list(ask(Policy(model, dialect, about), [Scene(frame, tuple(targets))]))
    return judge(answers, frame.size, seen, dialect.space(frame.size, seen))


def test_the_right_map_passes(pocket: Model) -> None:
    report = look(pocket, QWEN3_VL)
    assert report.passed, report.defects
    assert report.pixels
    assert report.pixels.worst < 30


def test_the_grammar_changes_nothing_that_the_model_says(pocket: Model) -> None:
    frame = read(Path(__file__).with_name("settings.png"))
    about = DeviceInfo(
        kind="android",
        serial="",
        size=frame.size,
        actions=frozenset({"tap", "long_press", "swipe", "type_text", "press", "open_app", "wait"}),
    )
    held = Policy(pocket, QWEN3_VL, about)
    for page in PAGES:
        goal, seen = f"open the {page} page", Observation(frame, at=0.0)
        asked = held.decide(goal, (), seen)
        assert asked.raw == replace(held, held=False).decide(goal, (), seen).raw
        assert not asked.repairs


def test_a_wrong_map_fails_and_is_named(pocket: Model) -> None:
    pixels = replace(QWEN3, spaces=dict.fromkeys(QWEN3.spaces, "abs_resized"))
    report = look(pocket, QwenDialect(pixels))
    assert not report.passed
    assert "is far outside of the screen, which spans 224 x 480" in report.defects[0]
