"""What ``agent run --resume`` refuses, and what it says to type. See also test_main_job."""

import pytest

from agent import actions as act
from agent.cli import app
from agent.cli.resuming import reopen
from agent.errors import UsageError
from agent.testing import switch_phone
from agent.trajectory import RunRecord, RunWriter
from agent.trajectory.schema import ModelRecord, SettingRecord
from agent.types import ActionResult, Decision, Episode, Outcome, Step, Task, Timings

TASK = Task(goal="log in", max_steps=7)
SETTINGS = {"device": "fake", "max_steps": 9, "secret": "password=APP_PASSWORD", "gone": True}


@pytest.fixture
def killed(tmp_path):
    """``killed(action, ended=False, task=TASK)``: the folder of a run of one step."""

    def make(action: act.Action, *, ended=False, task=TASK):
        device = switch_phone()
        about = RunRecord(
            started=0.0,
            device=device.info(),
            model=ModelRecord(name="scripted:it", dialect="qwen2.5-vl"),
            settings={
                name: SettingRecord(value=value, source=f"--{name}")
                for name, value in SETTINGS.items()
            },
        )
        run = RunWriter(tmp_path, "it", about)
        decision = Decision(action=action)
        timings = Timings(think=2.0, act=0.5)
        with run.episode(task=task) as writer:
            seen = device.observe()
            writer.write(Step(0, seen, decision, ActionResult(ok=True), timings, 1.0))
            if ended:
                writer.end(Episode(TASK, Outcome.GAVE_UP, claimed=False))
        return run.path

    return make


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("APP_PASSWORD", "hunter22")


def test_task_and_settings_are_the_recorded_ones(killed):
    again = reopen(killed(act.TypeText(text="a word")))

    assert again.task == TASK
    assert again.origin == {"resumed": "1"}
    assert again.config.settings.device == "fake"
    assert again.config.settings.max_steps == 9
    assert again.config.settings.serial == switch_phone().serial
    assert again.config.sources["max_steps"] == "--max_steps"


def test_what_has_ended_is_not_resumed(killed):
    with pytest.raises(UsageError, match="ended as gave_up") as caught:
        reopen(killed(act.Tap(at=(1, 1)), ended=True))
    assert caught.value.hint == "begin again: agent run 'log in'"


def test_what_does_not_tell_its_task_is_not_resumed(killed):
    with pytest.raises(UsageError, match="what was to be done"):
        reopen(killed(act.Tap(at=(1, 1)), task=None))


def test_a_run_that_typed_a_secret_is_not_resumed(killed):
    with pytest.raises(UsageError, match=r"typed '\{\{password\}\}'"):
        reopen(killed(act.TypeText(text="{{password}}")))


@pytest.mark.parametrize("words", [["another goal"], ["--model", "pocket"], ["--check", "ui:x"]])
def test_goal_and_settings_are_not_given_again(words, killed, capsys):
    path = killed(act.Tap(at=(1, 1)))

    assert app.run(["run", "--resume", str(path), *words]) == 2
    assert f"agent run --resume {path}" in capsys.readouterr().err


def test_what_is_no_recording_is_named(tmp_path, capsys):
    assert app.run(["run", "--resume", str(tmp_path)]) == 3
    assert "is no recording" in capsys.readouterr().err
