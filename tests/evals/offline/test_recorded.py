"""Recordings as a benchmark: what was done is right; what never happened is not asked."""

import time
from dataclasses import replace

import pytest

from agent import actions as act
from agent.errors import UsageError
from agent.evals.offline import benchmark, tally
from agent.testing import switch_phone
from agent.trajectory import RunRecord, RunWriter
from agent.types import (
    ActionResult,
    Box,
    Decision,
    Element,
    Episode,
    Outcome,
    Step,
    Task,
    Timings,
)

OPEN = act.OpenApp(name="Settings")
REFUSED = act.OpenApp(name="Radio")
SWITCH = act.Tap(at=(230, 180))
DONE = act.Finish()


@pytest.fixture
def runs(tmp_path):
    """A folder of one recording, with the tree: settings opened, a switch turned, a refusal."""
    device, folder = switch_phone(), tmp_path / "runs"
    about = RunRecord(started=0.0, device=device.info())
    task = Task(goal="enable wifi")
    with RunWriter(folder, "g", about).episode(task=task) as writer:
        for index, action in enumerate((OPEN, REFUSED, SWITCH, DONE)):
            seen = device.observe(elements=True)
            result = ActionResult(ok=True) if action is DONE else device.perform(action)
            said = Decision(action=action, summary=f"did {action.type}")
            writer.write(Step(index, seen, said, result, Timings(), time.time()))
        writer.end(Episode(task, Outcome.SUCCESS, claimed=True, steps=4))
    return folder


def test_the_recorded_actions_are_right(answer, runs):
    answers = answer("recorded", runs, OPEN, SWITCH, DONE)

    assert [one.judgement.exact for one in answers] == [True, True, True]
    assert [one.splits for one in answers] == [("open",), ("click",), ("done",)]
    (whole,) = [score for score in tally(answers) if score.split == "all"]
    assert (whole.right, whole.count, whole.whole) == (3, 3, 1)


@pytest.mark.parametrize(
    ("tap", "scorer", "right"),
    [
        (act.Tap(at=(210, 165)), "qwen", True),  # elsewhere in the recorded element
        (act.Tap(at=(230, 240)), "qwen", False),  # a tenth of the screen away
        (act.Tap(at=(230, 240)), "agentcpm", True),
        (act.Tap(at=(40, 500)), "agentcpm", False),
        (act.LongPress(at=(230, 180)), "agentcpm", False),
    ],
)
def test_a_touch_is_judged_by_the_recorded_element_and_the_distance(
    answer, runs, tap, scorer, right
):
    touched = answer("recorded", runs, OPEN, tap, DONE, scorer=scorer)[1]

    assert touched.judgement.exact is right


def test_an_app_may_be_opened_by_the_icon_that_is_described_as_it(answer, tmp_path):
    device = switch_phone()
    icon = Element(box=Box(10, 10, 60, 60), description="Settings", clickable=True)
    seen = replace(device.observe(), elements=(icon,))
    about = RunRecord(started=0.0, device=device.info())
    task = Task(goal="open settings")
    with RunWriter(tmp_path / "runs", "g", about).episode(task=task) as writer:
        did = ActionResult(ok=True)
        writer.write(Step(0, seen, Decision(action=OPEN), did, Timings(), time.time()))
        writer.end(Episode(task, Outcome.SUCCESS, claimed=True, steps=1))

    (touched,) = answer("recorded", tmp_path / "runs", act.Tap(at=(30, 30)))

    assert touched.judgement.exact


def test_the_past_is_told_as_recorded_whatever_the_model_chose(answer, runs):
    answer("recorded", runs, SWITCH, SWITCH, DONE)

    last = answer.model.prompts[-1]
    said = "".join(part for turn in last.messages for part in turn.parts if isinstance(part, str))
    assert "did open_app" in said
    assert "did tap" in said


def test_a_folder_without_recordings_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="no recording"):
        list(benchmark("recorded").load(tmp_path, ""))
