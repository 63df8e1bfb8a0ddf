"""The loop: what ends an episode, what goes back to the model, what is never done twice."""

import pytest

from agent import actions as act
from agent.approval import Approval, rules_for
from agent.dialects.qwen import QWEN25_VL
from agent.errors import ActionFailed, CaptureFailed, DeviceLost, MissingTool
from agent.loop import Attempt
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.registry import make_check
from agent.testing import switch_phone
from agent.types import Decision, Outcome, Size, Task

OPEN = act.Tap(at=(135, 300))
SWITCH = act.Tap(at=(230, 180))
DONE = act.Finish(status="success")
CHECK = "settings:global/wifi_on=1"


def say(action: act.Action | str) -> str:
    if isinstance(action, str):
        return action
    size = Size(270, 600)
    return QWEN25_VL.render(Decision(action=action), QWEN25_VL.space(size, size))


def attempt(*replies, device=None, checks=(), max_steps=25, timeout=60.0, **options) -> Attempt:
    device = device or switch_phone()
    model = ScriptedModel([say(reply) for reply in replies], name="scripted", dialect="qwen2.5-vl")
    task = Task(goal="enable wifi", max_steps=max_steps, timeout=timeout)
    found = [make_check(expression) for expression in checks]
    return Attempt(
        task, device, Policy(model, QWEN25_VL, device.info()), checks=found, settle=0, **options
    )


def play(running: Attempt):
    steps = list(running)
    return steps, running.conclude()


def asked(running: Attempt, number: int) -> str:
    """The text of the prompt of that call, in order."""
    messages = running.policy.model.prompts[number].messages
    return "\n".join(part for m in messages for part in m.parts if isinstance(part, str))


def test_it_observes_thinks_and_acts_until_the_model_is_done():
    running = attempt(OPEN, SWITCH, DONE, checks=[CHECK])

    steps, episode = play(running)

    assert running.device.performed == [OPEN, SWITCH]
    assert [step.index for step in steps] == [0, 1, 2]
    assert steps[1].observation.app == "com.android.settings/.Settings"
    assert (episode.outcome, episode.claimed, episode.confirmed) == (Outcome.SUCCESS, True, True)
    assert episode.steps == 3


def test_each_step_is_out_before_the_next_action():
    running = attempt(OPEN, SWITCH, DONE)

    for step in running:
        assert len(running.device.performed) == min(step.index + 1, 2)


@pytest.mark.parametrize(
    ("replies", "limits", "outcome"),
    [
        ([act.Finish(status="failure", message="no such app")], {}, Outcome.GAVE_UP),
        ([OPEN, SWITCH, DONE], {"max_steps": 2}, Outcome.STEP_LIMIT),
        ([act.Wait(seconds=5), DONE], {"timeout": 0.05}, Outcome.TIME_LIMIT),
        ([act.AskUser(question="Which?")], {}, Outcome.DENIED),
        ([OPEN], {}, Outcome.MODEL_ERROR),
        (["a", "b", "c"], {}, Outcome.UNPARSEABLE),
        ([act.Answer(text="42"), DONE], {}, Outcome.SUCCESS),
    ],
)
def test_every_end_has_a_name(replies, limits, outcome):
    _, episode = play(attempt(*replies, **limits))

    assert episode.outcome is outcome
    assert episode.claimed is (outcome is Outcome.SUCCESS)


def test_checks_look_after_a_limit_too_and_do_not_turn_it_into_success():
    _, episode = play(attempt(OPEN, SWITCH, DONE, checks=[CHECK], max_steps=2))

    assert (episode.outcome, episode.claimed, episode.confirmed) == (
        Outcome.STEP_LIMIT,
        False,
        True,
    )


def test_a_contradicted_claim_is_a_failure():
    _, episode = play(attempt(DONE, checks=[CHECK]))

    assert (episode.outcome, episode.claimed, episode.confirmed) == (Outcome.FAILURE, True, False)


def test_a_reply_that_cannot_be_used_goes_back_with_the_reason():
    running = attempt("I would rather not.", SWITCH, DONE)

    steps, episode = play(running)

    assert steps[0].decision.action == SWITCH
    assert steps[0].attempts[0].raw == "I would rather not."
    assert steps[0].attempts[0].error in asked(running, 1)
    assert episode.outcome is Outcome.SUCCESS


def test_an_unparseable_step_is_recorded_and_touches_nothing():
    running = attempt("a", "b", "c")

    steps, episode = play(running)

    assert [step.result for step in steps] == [None]
    assert len(steps[0].attempts) == 2
    assert running.device.performed == []
    assert episode.error


def test_a_refusal_goes_back_to_the_model_and_is_not_retried():
    running = attempt(act.OpenApp(name="Radio"), DONE)

    steps, _ = play(running)

    assert not steps[0].result.ok
    assert running.device.performed == [act.OpenApp(name="Radio")]
    assert "no app is called 'Radio'" in asked(running, 1)


def test_the_model_is_told_that_nothing_changed():
    running = attempt(act.Tap(at=(3, 3)), OPEN, DONE)

    play(running)

    assert "Nothing changed on the screen" in asked(running, 1)
    assert "Nothing changed on the screen" not in asked(running, 2)


def test_the_same_thing_again_and_again_gets_a_nudge_and_then_ends_as_stuck():
    running = attempt(*[act.Tap(at=(3, 3))] * 20)

    steps, episode = play(running)

    assert episode.outcome is Outcome.STUCK
    assert [bool(step.nudge) for step in steps] == [False, False, False, True, True]
    assert steps[3].nudge in asked(running, 3)


def test_a_circle_is_stuck_too():
    back = act.Press(key="back")

    _, episode = play(attempt(*[OPEN, back] * 20))

    assert episode.outcome is Outcome.STUCK
    assert episode.steps < 10


def test_a_screen_that_changes_is_not_stuck():
    _, episode = play(attempt(OPEN, *[SWITCH] * 3, DONE))

    assert episode.outcome is Outcome.SUCCESS


def failing(name, error):
    def before(called):
        if called == name:
            raise error

    return before


@pytest.mark.parametrize("error", [DeviceLost("gone", hint="plug in"), CaptureFailed("black")])
def test_a_device_that_cannot_be_seen_is_a_device_error(error):
    steps, episode = play(attempt(OPEN, device=switch_phone(before=failing("capture", error))))

    assert steps == []
    assert episode.outcome is Outcome.DEVICE_ERROR
    assert (episode.error, episode.hint) == (str(error), error.hint)


def test_a_device_lost_within_an_action_leaves_that_step():
    device = switch_phone(before=failing("tap", DeviceLost("gone")))

    steps, episode = play(attempt(OPEN, DONE, device=device, checks=[CHECK]))

    assert [(step.result.ok, step.result.said) for step in steps] == [(False, "gone")]
    assert episode.outcome is Outcome.DEVICE_ERROR
    assert episode.confirmed is False


def test_a_check_that_cannot_look_confirms_nothing():
    class Lost:
        name = "lost"

        def __call__(self, device, episode):
            raise DeviceLost("gone")

    running = attempt(DONE)
    running.checks = [Lost()]

    _, episode = play(running)

    assert (episode.outcome, episode.confirmed) == (Outcome.FAILURE, False)
    assert episode.checks[0].why == "could not look: gone"


def test_a_tool_that_vanishes_is_a_device_error():
    steps, episode = play(
        attempt(DONE, device=switch_phone(before=failing("capture", MissingTool("no adb"))))
    )

    assert (steps, episode.outcome, episode.error) == ([], Outcome.DEVICE_ERROR, "no adb")


def test_a_driver_that_raises_a_refusal_is_as_good_as_one_that_returns_it():
    device = switch_phone(before=failing("tap", ActionFailed("covered by a dialog")))

    steps, episode = play(attempt(OPEN, DONE, device=device))

    assert steps[0].result.said == "covered by a dialog"
    assert episode.outcome is Outcome.SUCCESS


@pytest.mark.parametrize(("place", "steps"), [("capture", 0), ("tap", 1)])
def test_ctrl_c_ends_as_interrupted_and_is_not_checked(place, steps):
    device = switch_phone(before=failing(place, KeyboardInterrupt()))

    taken, episode = play(attempt(OPEN, DONE, device=device, checks=[CHECK]))

    assert len(taken) == steps
    assert (episode.outcome, episode.checks) == (Outcome.INTERRUPTED, ())


def test_the_person_decides_what_may_be_done():
    questions = []

    def person(question):
        questions.append(question)
        return "y" if len(questions) == 1 else "no"

    running = attempt(OPEN, SWITCH, DONE, approval=Approval(rules_for("ask"), person))

    steps, episode = play(running)

    assert running.device.performed == [OPEN]
    assert [step.verdict and step.verdict.allowed for step in steps] == [True, False, None]
    assert (episode.outcome, episode.claimed) == (Outcome.DENIED, True)
    assert "did not allow tap" in asked(running, 2)


def test_after_a_denial_the_model_may_go_another_way():
    answers = iter(["no", "y"])
    running = attempt(
        SWITCH, OPEN, DONE, approval=Approval(rules_for("ask"), lambda question: next(answers))
    )

    _, episode = play(running)

    assert running.device.performed == [OPEN]
    assert (episode.outcome, episode.extras) == (Outcome.SUCCESS, {"denied": "1"})


def test_one_denial_after_another_ends_it():
    running = attempt(*[SWITCH] * 5, approval=Approval(rules_for("deny")))

    steps, episode = play(running)

    assert len(steps) == 3
    assert episode.outcome is Outcome.DENIED
    assert "approve = deny" in episode.error


def test_giving_up_after_a_denial_is_told_as_denied():
    running = attempt(SWITCH, act.Finish(status="failure"), approval=Approval(rules_for("deny")))

    _, episode = play(running)

    assert (episode.outcome, episode.claimed) == (Outcome.DENIED, False)


def test_the_users_answer_reaches_the_model():
    running = attempt(
        act.AskUser(question="Which?"), DONE, approval=Approval(ask=lambda question: "the blue one")
    )

    play(running)

    assert "the blue one" in asked(running, 1)


def test_old_pictures_are_let_go():
    taps = [act.Tap(at=(x, 3)) for x in range(20)]

    running = attempt(*taps, DONE)
    play(running)

    kept = [any(step.observation.frame.data) for step in running.history]
    assert sum(kept) == 8
    assert all(kept[-8:])
    assert {step.observation.size for step in running.history} == {Size(270, 600)}


def test_the_screen_that_still_moves_is_told():
    device = switch_phone()
    running = attempt(DONE, device=device)
    running.settle = 0.05

    def flicker(name):
        if name == "capture":
            device.current = "on" if device.current == "off" else "off"

    device.before = flicker
    steps, _ = play(running)

    assert steps[0].observation.notes == ("The screen is still moving.",)
    assert "still moving" in asked(running, 0)
