"""One trial on one device, whatever becomes of the device."""

import pytest

from agent.errors import DeviceLost
from agent.evals.plan import plan
from agent.evals.trying import Arena
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.registry import dialect
from agent.tasks import suite
from agent.testing import switch_phone

TASK = """\
name: change
goal: Change the screen
checks:
  - screen: {changed: true}
"""


@pytest.fixture
def trial(tmp_path):
    file = tmp_path / "tasks.yaml"
    file.write_text(TASK)
    (trial,) = plan(str(file), suite(str(file)), epochs=1, seed=0)
    return trial


def arena(device, folder):
    policy = Policy(ScriptedModel([], name="silent"), dialect("qwen3-vl"), device.info())
    return Arena(device, policy, folder, reset=lambda: None)


def test_a_device_that_is_lost_before_the_first_step_is_an_outcome(trial, tmp_path):
    def lost(name):
        raise DeviceLost("the cable was pulled")

    result = arena(switch_phone(before=lost), tmp_path / "out").attempt(trial)

    assert (result.outcome, result.success, result.recording) == ("device_error", False, "")
    assert "the cable was pulled" in result.why
