"""Exact replay: the same actions again, and an honest word on each screen."""

import pytest

from agent import actions as act
from agent.dialects.qwen import QWEN25_VL
from agent.errors import UsageError
from agent.loop import Attempt
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.replay import replay
from agent.testing import switch_phone
from agent.trajectory import EpisodeFolder, RunRecord, RunWriter
from agent.types import Decision, Size, Task

OPEN = act.Tap(at=(135, 300))
SWITCH = act.Tap(at=(230, 180))
DONE = act.Finish(status="success")


@pytest.fixture
def record(tmp_path):
    def run(*actions) -> EpisodeFolder:
        device = switch_phone()
        size = device.info().size
        space = QWEN25_VL.space(size, size)
        replies = [QWEN25_VL.render(Decision(action=action), space) for action in actions]
        model = ScriptedModel(replies, name="scripted", dialect="qwen2.5-vl")
        attempt = Attempt(Task(goal="g"), device, Policy(model, QWEN25_VL, device.info()), settle=0)
        with RunWriter(tmp_path, "g", RunRecord(started=0.0)).episode() as writer:
            for step in attempt:
                writer.write(step)
            writer.end(attempt.conclude())
        return EpisodeFolder(writer.path)

    return run


def test_the_same_device_shows_the_same_screens(record):
    episode, device = record(OPEN, SWITCH, DONE), switch_phone()

    drifts = list(replay(device, episode))

    assert device.performed == [OPEN, SWITCH]
    assert [(drift.difference, drift.same, drift.passed) for drift in drifts] == [
        (0.0, True, True)
    ] * 3
    assert drifts[-1].result is None


def test_a_screen_that_differs_is_reported_and_the_rest_is_still_done(record):
    episode, device = record(OPEN, SWITCH, DONE), switch_phone()
    device.current = "on"

    drifts = list(replay(device, episode))

    assert device.performed == [OPEN, SWITCH]
    assert [drift.same for drift in drifts] == [False, False, False]
    assert drifts[0].difference > 0.5


def test_what_was_refused_then_is_not_tried_now(record):
    episode, device = record(act.OpenApp(name="Radio"), DONE), switch_phone()

    drifts = list(replay(device, episode))

    assert device.performed == []
    assert all(drift.passed for drift in drifts)


def test_a_screen_of_another_size_is_refused(record):
    with pytest.raises(UsageError, match="270x600"):
        list(replay(switch_phone(Size(540, 1200)), record(OPEN, DONE)))
