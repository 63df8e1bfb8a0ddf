"""Our agent in the hands of a runner of theirs, acting in their words."""

import json

import pytest

from agent import actions as act
from agent.errors import ActionFailed, ActionUnsupported, ModelError
from agent.evals.android_world import WorldDevice, agent_class
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.registry import dialect

CALL = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'


@pytest.fixture
def device(checkout, env, screen):
    return WorldDevice(checkout, env, screen.pixels)


@pytest.fixture
def run(checkout, env, device):
    """``run(*arguments, budget=)``: what the runner saw of an agent with these replies."""
    runner = checkout.module("android_world.episode_runner")

    def play(*arguments, budget=10):
        model = ScriptedModel([CALL % one for one in arguments], name="scripted")
        policy = Policy(model, dialect("qwen2.5-vl"), device.info())
        agent = agent_class(checkout)(env, policy)
        return runner.run_episode("Open Clock", agent, budget, start_on_home_screen=True)

    return play


def test_an_agent_that_says_so_is_done(run, env):
    done, told = run(
        '{"action": "open", "text": "clock"}',
        json.dumps({"action": "answer", "text": 'it says "open'}),
        '{"action": "terminate", "status": "success"}',
    )
    assert done
    assert env.foreground_activity_name.startswith("com.google.android.deskclock/")
    assert env.interaction_cache == 'it says "open'
    kinds = [one["action_type"] for one in told["action_output_json"]]
    assert kinds[0] == "open_app"
    assert len(told["step_number"]) == len(kinds) == len(told["raw_screenshot"])
    assert told["raw_screenshot"][0].shape == (2400, 1080, 3)


def test_an_agent_that_gives_up_or_never_ends_is_not_done(run):
    done, told = run('{"action": "terminate", "status": "failure"}', budget=3)
    assert (done, told["step_number"]) == (False, [0, 1, 2])
    assert [one["goal_status"] for one in told["action_output_json"]] == ["infeasible"] * 3

    done, told = run(*['{"action": "system_button", "button": "Home"}'] * 2, budget=2)
    assert (done, len(told["step_number"])) == (False, 2)


def test_a_model_that_fails_raises_for_the_runner_to_count(run):
    with pytest.raises(ModelError):
        run('{"action": "system_button", "button": "Home"}', budget=2 + 1)


def test_what_their_words_lack_is_refused(device, hand):
    with pytest.raises(ActionUnsupported, match="no word for drag"):
        device.perform(act.Drag(start=(1, 1), end=(9, 9)))
    with pytest.raises(ActionUnsupported, match="no word for press"):
        device.perform(act.Press(key="volume_up"))
    device.perform(act.Press(key="home"))
    hand.until(lambda shown: not any(one.is_focused for one in shown))
    with pytest.raises(ActionFailed, match="no field has the focus"):
        device.perform(act.TypeText(text="hello"))


def test_what_their_words_say_less_of_is_told(device, hand):
    done = device.perform(act.Swipe(start=(500, 1500), end=(520, 600)))
    assert done.performed == act.Scroll(direction="down")

    hand.open("settings")
    hand.tap("Search Settings")
    hand.find("android.widget.EditText")
    done = device.perform(act.TypeText(text="wifi"))
    assert done.performed == act.TypeText(text="wifi", submit=True)
    hand.find("wifi")


def test_it_is_a_device_like_any_other(device):
    frame, seen = device.capture(), device.observe()
    assert (frame.size, device.info().size) == ((1080, 2400), (1080, 2400))
    assert "/" in seen.app
    assert device.shell(["echo", "a  b"]) == (0, "a  b\n")
    status, said = device.shell(["cat", "/nowhere"])
    assert status == 1
    assert "No such file" in said


def test_the_built_in_phone_is_known(screen):
    assert screen.is_built_in
