"""What a demonstration writes for each act."""

import pytest

from agent import actions as act
from agent.demonstration import Demonstration
from agent.secrets import Secrets
from agent.testing import switch_phone
from agent.trajectory import RunRecord, RunWriter, find_episode
from agent.types import CheckResult, Outcome, Task
from agent.veil import Veiled


@pytest.fixture
def demonstrate(tmp_path):
    """A demonstration on a phone in memory; ``steps`` are read back from the disk."""
    run = RunWriter(tmp_path, "it", RunRecord(started=1.0))
    with run.episode() as writer:

        def start(device, *, checks=(), **more):
            return Demonstration(Task(goal="it"), device, writer, checks, settle=1.0, **more)

        start.steps = lambda: list(find_episode(run.path)[1].steps())
        yield start


def test_each_act_has_the_screen_that_it_was_done_on(demonstrate):
    device = switch_phone()
    one = demonstrate(device)
    for action in (act.Tap(at=(135, 300)), act.Tap(at=(230, 180)), act.Finish(message="on")):
        one.observe()
        assert one.perform(action).ok
    ended = one.conclude()

    apps = [step.app.rpartition("/")[2] for step in demonstrate.steps()]
    assert apps == [".NexusLauncherActivity", ".Settings", ".Settings"]
    assert (ended.outcome, ended.answer, ended.steps) == (Outcome.SUCCESS, "on", 3)
    assert ended.after == demonstrate.steps()[-1].screen


def test_a_screen_that_changed_by_itself_is_recorded_as_a_wait(demonstrate):
    device = switch_phone()
    one = demonstrate(device)
    one.observe()
    device.current = "off"
    one.perform(act.Tap(at=(230, 180)))
    waited, tapped = demonstrate.steps()

    assert waited.decision.action.type == "wait"
    assert waited.app != tapped.app == "com.android.settings/.Settings"
    assert device.performed == [act.Tap(at=(230, 180))]


def test_a_secret_that_the_person_types_is_recorded_by_its_name(demonstrate):
    secrets, phone = Secrets({"{{word}}": "xyzzy"}), switch_phone()
    one = demonstrate(Veiled(phone, secrets), conceal=secrets.conceal)
    assert one.perform(act.TypeText(text="say xyzzy")).said == "typed say {{word}}"
    one.conclude()

    assert phone.typed == "say xyzzy"
    (step,) = demonstrate.steps()
    assert step.decision.action == act.TypeText(text="say {{word}}")


def test_a_check_has_the_last_word(demonstrate):
    class Check:
        name = "x"

        def __call__(self, device, episode):
            return CheckResult(name="x", score=0, why="it is not so")

    one = demonstrate(switch_phone(), checks=[Check()])
    one.observe()
    one.perform(act.Finish())
    assert one.conclude().outcome is Outcome.FAILURE


def test_without_an_end_it_is_interrupted(demonstrate):
    one = demonstrate(switch_phone())
    one.observe()
    assert one.conclude().outcome is Outcome.INTERRUPTED
