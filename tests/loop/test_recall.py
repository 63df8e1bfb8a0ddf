"""An attempt that goes on after the steps of another is as that one would have been."""

import pytest

from agent import actions as act
from agent.approval import Approval, rules_for
from agent.dialects.qwen import QWEN25_VL
from agent.loop import Attempt
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.testing import switch_phone
from agent.types import Decision, Outcome, Size, Task

SIZE = Size(270, 600)
OPEN, SWITCH = act.Tap(at=(135, 300)), act.Tap(at=(230, 180))


def say(action: act.Action) -> str:
    return QWEN25_VL.render(Decision(action=action), QWEN25_VL.space(SIZE, SIZE))


def attempt(replies, device, *, given=0, approve="auto", **limits) -> Attempt:
    model = ScriptedModel(replies, name="scripted", dialect="qwen2.5-vl")
    model.resume(given)
    task = Task(goal="enable wifi", **limits)
    policy = Policy(model, QWEN25_VL, device.info())
    return Attempt(task, device, policy, approval=Approval(rules_for(approve)), settle=0)


@pytest.mark.parametrize("count", range(4))
def test_the_model_is_asked_the_same_and_it_ends_the_same(count):
    replies = [say(OPEN), say(SWITCH), say(SWITCH), say(act.Finish(message="on"))]
    whole = attempt(replies, switch_phone())
    steps = list(whole)
    wanted = whole.conclude()

    device = switch_phone()
    for step in steps[:count]:
        device.perform(step.decision.action)
    resumed = attempt(replies, device, given=count)
    resumed.recall(steps[:count], seconds=1.0)
    rest = list(resumed)

    assert [step.index for step in rest] == [0, 1, 2, 3][count:]
    asked = [prompt.digest for prompt in whole.policy.model.prompts]
    assert [prompt.digest for prompt in resumed.policy.model.prompts] == asked[count:]
    done = resumed.conclude()
    assert (done.outcome, done.answer, done.steps) == (wanted.outcome, "on", 4)
    assert done.seconds >= 1.0


@pytest.mark.parametrize(
    ("last", "approve", "outcome"),
    [
        (say(act.Finish()), "auto", Outcome.SUCCESS),
        (say(act.Finish(status="failure")), "auto", Outcome.GAVE_UP),
        ("hm", "auto", Outcome.UNPARSEABLE),
        (say(act.AskUser(question="which?")), "auto", Outcome.DENIED),
        (say(SWITCH), "auto", Outcome.STUCK),
        (say(SWITCH), "deny", Outcome.DENIED),
    ],
)
def test_what_had_ended_it_ends_it_still(last, approve, outcome):
    """The process may have been killed between its last step and the end of the recording."""
    device = switch_phone()
    device.perform(OPEN)
    before = attempt([last] * 20, device, approve=approve)
    steps = list(before)
    wanted = before.conclude()

    after = attempt([], device)
    after.recall(steps, seconds=0.0)

    assert list(after) == []
    done = after.conclude()
    assert wanted.outcome is done.outcome is outcome
    assert (done.claimed, done.answer, done.error) == (wanted.claimed, wanted.answer, wanted.error)


def test_what_was_used_of_the_budget_is_gone():
    whole = attempt([say(OPEN), say(SWITCH)], switch_phone(), max_steps=2)
    steps = list(whole)

    late = attempt([], switch_phone(), timeout=10.0)
    late.recall(steps, seconds=10.0)
    many = attempt([], switch_phone(), max_steps=2)
    many.recall(steps, seconds=0.0)

    assert [list(late), list(many)] == [[], []]
    assert late.conclude().outcome is Outcome.TIME_LIMIT
    assert many.conclude().outcome is Outcome.STEP_LIMIT
