"""``agent run``, as a process on a device that a plugin brings."""

import json

import pytest

from agent.trajectory import find_episode, open_run

GOAL = "open settings and enable wifi"
CHECK = "settings:global/wifi_on=1"
WIFI = ("run", GOAL, "--device", "fake", "--check", CHECK)
SWITCH = {"action": "click", "coordinate": [230, 180]}
DONE = {"action": "terminate", "status": "success"}


def test_a_reached_goal_exits_with_0_and_says_what_was_claimed_and_seen(agent, wifi):
    done = agent(*WIFI, "--model", wifi)

    assert done.returncode == 0, done.stderr
    assert "outcome   success" in done.stdout
    assert "claimed   yes" in done.stdout
    assert f"check     passed: {CHECK} is '1'" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("recording runs/")
    assert "tap 230,180" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_recording_says_where_everything_came_from(agent, wifi, tmp_path):
    agent(*WIFI, "--model", wifi, "--seed", "7", FINGERTIP_TIMEOUT="99")

    (path,) = (tmp_path / "runs").iterdir()
    run = open_run(path).record
    assert run.settings["model"].source == "--model"
    assert run.settings["timeout"].model_dump() == {"value": 99.0, "source": "FINGERTIP_TIMEOUT"}
    assert run.settings["replies"].source == "default"
    assert run.seed == 7
    assert run.device.kind == "fake"
    assert run.model.dialect == "qwen2.5-vl"
    assert run.versions["python"]
    assert path.name.endswith("-open-settings-and-enable-wifi")
    _, episode = find_episode(path)
    assert [step.decision.action.type for step in episode.steps()] == ["tap", "tap", "finish"]
    assert episode.record.confirmed is True
    assert len((episode.path / "screens" / "index.jsonl").read_text().splitlines()) == 3


def test_a_claim_that_a_check_contradicts_is_a_failure(agent, script):
    done = agent(*WIFI, "--model", script(DONE), "--json")

    result = json.loads(done.stdout)
    assert done.returncode == 1
    assert (result["outcome"], result["claimed"], result["confirmed"]) == ("failure", True, False)


@pytest.mark.parametrize(("verdict", "code"), [("yes", 0), ("no", 1)])
def test_a_named_model_judges_what_no_other_check_can_see(agent, wifi, tmp_path, verdict, code):
    (tmp_path / "judge.txt").write_text(f"# factor: 1\nA switch.\nVerdict: {verdict}\n")
    judged = ("--check", "judge:The switch is on", "--judge", "scripted:judge.txt")

    done = agent(*WIFI, *judged, "--model", wifi, "--json")

    wifi_on, opinion = json.loads(done.stdout)["checks"]
    assert done.returncode == code, done.stderr
    assert (wifi_on["judged"], opinion["judged"]) == (False, True)
    assert opinion["why"] == "judged by scripted:judge.txt: A switch."
    (path,) = (tmp_path / "runs").iterdir()
    assert open_run(path).record.settings["judge"].source == "--judge"


def test_a_check_for_a_judge_is_refused_while_none_is_named(agent, wifi, tmp_path):
    done = agent(*WIFI, "--check", "judge:The switch is on", "--model", wifi)

    assert done.returncode == 2
    assert "the goal is judged by a model, and none is named" in done.stderr
    assert "--judge MODEL" in done.stderr
    assert not (tmp_path / "runs").exists()


def test_a_goal_reached_but_not_claimed_is_the_limit_and_confirmed(agent, wifi):
    done = agent(*WIFI, "--model", wifi, "--json", "--max-steps", "2")

    result = json.loads(done.stdout)
    assert done.returncode == 1
    assert (result["outcome"], result["claimed"], result["confirmed"]) == (
        "step_limit",
        False,
        True,
    )


def test_json_is_one_object_and_jsonl_one_event_a_line(agent, wifi):
    one = json.loads(agent(*WIFI, "--model", wifi, "--json").stdout)
    lines = agent(*WIFI, "--model", wifi, "--jsonl").stdout.splitlines()

    events = [json.loads(line) for line in lines]
    assert one["schema_version"] == 2
    assert one["exit_code"] == 0
    assert [event["event"] for event in events] == [
        "run_started",
        *["step"] * 3,
        "episode_finished",
        "run_finished",
    ]
    assert events[1]["decision"]["action"] == {"type": "tap", "at": [135, 300]}


def test_replies_that_mean_nothing_end_as_unparseable(agent, script):
    done = agent(*WIFI, "--model", script("no", "idea", "at all"), "--json")

    result = json.loads(done.stdout)
    assert done.returncode == 1
    assert result["outcome"] == "unparseable"
    assert result["claimed"] is False


def test_a_model_that_fails_is_a_model_error_with_a_hint(agent, script):
    done = agent(*WIFI, "--model", script(SWITCH), "--json")

    result = json.loads(done.stdout)
    assert done.returncode == 3
    assert result["outcome"] == "model_error"
    assert result["hint"]
    assert result["steps"] == 1


def test_a_shipped_goal_brings_its_checks_only_to_its_kind_of_device(agent, wifi):
    done = agent("run", GOAL, "--device", "fake", "--model", wifi, "--json")

    assert json.loads(done.stdout)["checks"] == []
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--device", "fcke"), "Did you mean 'fake'?"),
        (("--device", "fake", "--serial", "other"), "no device other"),
        (("--device", "fake", "--model", "scriptd"), "Did you mean 'scripted'?"),
        (("--device", "fake", "--model", "scripted:nowhere.txt"), "nowhere.txt"),
        (("--device", "fake"), "no model is named"),
        (("--device", "fake", "--check", "setings:x=1"), "Did you mean 'settings'?"),
        (("--device", "fake", "--max-steps", "0"), "--max-steps sets max_steps to 0"),
        (("--device", "fake", "--approve", "maybe"), "--approve"),
        (("--device", "fake", "--json", "--jsonl"), "exclude each other"),
    ],
)
def test_a_mistake_is_explained_without_a_traceback(agent, words, says):
    done = agent("run", GOAL, *words)

    assert done.returncode in {2, 3}
    assert says in done.stderr
    assert "try:" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_program_is_told_of_a_failure_as_a_person_is(agent):
    one = agent("run", GOAL, "--device", "fcke", "--json")
    line = agent("run", GOAL, "--device", "fcke", "--jsonl")

    result, event = json.loads(one.stdout), json.loads(line.stdout)
    assert (one.returncode, result["exit_code"], event["event"]) == (2, 2, "run_failed")
    assert "fcke" in result["error"]
    assert "android" in result["hint"]


def test_a_dialect_must_be_known_to_somebody(agent, tmp_path):
    (tmp_path / "plain.txt").write_text("hello\n")

    unknown = agent("run", GOAL, "--device", "fake", "--model", "scripted:plain.txt")

    assert unknown.returncode == 2
    assert "--dialect" in unknown.stderr


def test_denied_actions_are_not_performed(agent, wifi):
    done = agent(*WIFI, "--model", wifi, "--approve", "deny", "--json")

    result = json.loads(done.stdout)
    assert done.returncode == 1
    assert (result["outcome"], result["confirmed"]) == ("denied", False)


def test_nobody_to_ask_ends_as_denied(agent, script):
    done = agent(*WIFI, "--model", script({"action": "ask_user", "text": "Which?"}), "--json")

    assert json.loads(done.stdout)["outcome"] == "denied"


def test_a_bug_exits_with_4_and_its_traceback_is_in_the_run_folder(agent, wifi, tmp_path):
    done = agent(*WIFI, "--model", wifi, FAKE_FAILS="tap")

    (path,) = (tmp_path / "runs").iterdir()
    (saved,) = path.glob("traceback-*.txt")
    assert done.returncode == 4
    assert "a driver with a bug" in saved.read_text()
    assert "Traceback" not in done.stderr
    assert saved.name in done.stderr


def test_record_chooses_the_folder(agent, wifi, tmp_path):
    agent(*WIFI, "--model", wifi, "--record", "elsewhere/deep")

    assert len(list((tmp_path / "elsewhere" / "deep").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_told(agent, wifi, tmp_path):
    (tmp_path / "file").write_text("")

    done = agent(*WIFI, "--model", wifi, "--record", "file/inside")

    assert done.returncode == 3
    assert "cannot be written" in done.stderr


def test_the_kind_and_which_of_them_can_be_said_in_one_word(agent, script):
    words = ("run", GOAL, "--device", "fake:fake-2", "--model", script(DONE))

    done = agent(*words)

    assert done.returncode == 3
    assert "no device fake-2" in done.stderr


def test_the_serial_of_a_phone_is_nothing_to_another_kind_of_device(agent, wifi):
    assert agent(*WIFI, "--model", wifi, ANDROID_SERIAL="emulator-5554").returncode == 0


@pytest.mark.parametrize(("flag", "name"), [("--model", "nope:1"), ("--dialect", "nope")])
def test_a_name_that_nobody_has_is_told_before_a_device_is_opened(agent, flag, name):
    done = agent("run", "wander", "--device", "fake", "--serial", "other", flag, name)

    assert done.returncode == 2
    assert repr(name) in done.stderr
