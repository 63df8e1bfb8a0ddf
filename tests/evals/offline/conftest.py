"""Small benchmarks in the exact formats, and models that answer as a test says."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from agent import registry
from agent.evals.offline import Answered, ask, benchmark
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.types import Decision, DeviceInfo, Size

from . import tensorflow_bytes as tf


@pytest.fixture
def answer() -> Callable[..., list[Answered]]:
    """Ask the benchmark in a folder; the answers are actions, or replies word for word."""

    def run(name, folder, *said, scorer=None, split="", dialect="qwen3-vl") -> list[Answered]:
        chosen = benchmark(name)
        rule = chosen.scorer(scorer)
        questions = list(filter(rule.takes, chosen.load(folder, split)))
        spoken = registry.dialect(dialect)
        replies = []
        for question, one in zip(questions, said, strict=True):
            size = question.screen().size
            space = spoken.space(size, size)
            replies.append(
                one if isinstance(one, str) else spoken.render(Decision(action=one), space)
            )
        model = ScriptedModel(replies, name="scripted", dialect=dialect)
        nowhere = DeviceInfo(kind="android", serial="", size=Size(1, 1), actions=frozenset())
        run.model = model
        return list(ask(Policy(model, spoken, nowhere), questions, rule))

    return run


def save(path: Path, content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def paint(path: Path, size=(1000, 1000), colour=(200, 200, 200)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)


def control_episode(folder: Path, name: str, number: int, *steps, goal="set an alarm") -> None:
    """``steps``: (action, instruction, [(box, text), ..]) on screens of 1000x1000."""
    screens = [tf.png((1000, 1000), (index, 0, 0)) for index in range(len(steps) + 1)]
    trees = [tf.forest(tree) for _, _, tree in steps]
    tf.write(
        folder / name,
        [
            tf.example(
                episode_id=[number],
                goal=[goal.encode()],
                screenshots=screens,
                accessibility_trees=[*trees, tf.forest([])],
                screenshot_widths=[1000] * len(screens),
                screenshot_heights=[1000] * len(screens),
                actions=[json.dumps(action).encode() for action, _, _ in steps],
                step_instructions=[words.encode() for _, words, _ in steps],
            )
        ],
    )
