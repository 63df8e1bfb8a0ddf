"""The check that asks a model: only the one that was appointed, and marked as its opinion."""

import pytest

from agent.checks import begin
from agent.checks.judge import appoint, is_judged
from agent.errors import UsageError
from agent.models.scripted import ScriptedModel
from agent.registry import make_check
from agent.testing import switch_phone
from agent.types import Episode, Outcome, Picture, Task

SORTED = "judge:The list is sorted by price"


@pytest.fixture
def device():
    device = switch_phone()
    yield device
    device.close()


def judged(device, expression, *replies, answer=""):
    model = ScriptedModel(list(replies), name="a-judge")
    check = make_check(expression)
    appoint([check], model)
    begin([check], device)
    episode = Episode(Task(goal="Sort it"), Outcome.SUCCESS, claimed=True, answer=answer)
    return check(device, episode), model


def test_it_is_shown_the_last_screen_the_task_and_the_answer(device):
    said, model = judged(
        device, SORTED, "The prices rise.\nVerdict: yes", answer="cheapest: 3 euros"
    )
    assert (said.passed, said.judged) == (True, True)
    assert said.why == "judged by a-judge: The prices rise."

    (prompt,) = model.prompts
    picture, told = prompt.messages[-1].parts
    assert isinstance(picture, Picture)
    assert picture.frame.digest == device.capture().digest
    for part in ("Sort it", "cheapest: 3 euros", "The list is sorted by price"):
        assert part in told


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("The last price is lower.\n**Verdict: NO.**", "The last price is lower."),
        ("It looks fine to me: yes", "gave no verdict: It looks fine to me: yes"),
        ("Verdict: yes\nNo, wait.\nVerdict: no", "No, wait."),
    ],
)
def test_whatever_is_no_clear_yes_scores_nothing(device, reply, why):
    said, _ = judged(device, SORTED, reply)
    assert (said.score, said.why) == (0, f"judged by a-judge: {why}")


def test_a_judge_that_fails_confirms_nothing(device):
    said, _ = judged(device, SORTED)
    assert (said.score, said.judged) == (0, True)
    assert "could not judge" in said.why


def test_nobody_is_asked_who_was_not_named(device):
    with pytest.raises(UsageError, match="none is named"):
        begin([make_check(SORTED)], device)
    with pytest.raises(UsageError, match="nothing to judge"):
        make_check("judge: ")


def test_an_opinion_stays_one_inside_other_checks(device):
    both = f'all:["answer:3", "{SORTED}"]'
    said, _ = judged(device, both, "Sorted.\nVerdict: yes", answer="3")
    assert (said.score, said.judged) == (1, True)
    assert is_judged([make_check("answer:3"), make_check(f'not:["{SORTED}"]')])
    assert not is_judged([make_check('all:["answer:3"]')])
    said, _ = judged(device, 'all:["answer:3"]', answer="3")
    assert not said.judged
