"""The other commands: quick, plain, and honest about what is not there."""

import json
import subprocess
import sys

import pytest

from agent.cli.app import COMMANDS

HEAVY = ("torch", "transformers", "PySide6", "pyautogui", "mss")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"], ["devices"]])
def test_nothing_heavy_is_imported_before_it_is_needed(words, environment, tmp_path):
    code = (
        "import sys; from agent.cli.app import run; run(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment | {"ANDROID_ADB_SERVER_PORT": "1", "ADBUTILS_ADB_PATH": "/bin/false"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, agent):
    done = agent(name, "-h")

    assert done.returncode == 0, done.stderr
    assert f"agent {name}" in done.stdout
    assert name in agent("--help").stdout


@pytest.mark.parametrize("name", ["config", "desktop", "eval", "models", "phone", "tasks"])
def test_no_sentence_about_a_part_of_a_command_is_cut(name, agent):
    assert "..." not in agent(name, "-h", COLUMNS="80").stdout.partition("Commands:")[2]


def test_a_task_is_shown_in_words(agent):
    shown = agent("tasks", "show", "reply-to-message", "--seed", "3").stdout.splitlines()

    assert "parameters  name = Priya Castro" in shown
    assert "            other = Mateo Rossi" in shown
    assert "oracle      yes" in shown


def test_no_command_and_an_unknown_one_are_wrong_usage(agent):
    assert agent().returncode == 2
    unknown = agent("rnu")
    assert unknown.returncode == 2
    assert "Did you mean 'run'?" in unknown.stderr


def test_wrong_options_are_wrong_usage(agent):
    done = agent("run", "goal", "--max-steps", "many")

    assert done.returncode == 2
    assert "--max-steps" in done.stderr
    assert "Traceback" not in done.stderr


def test_devices_lists_every_kind_and_says_what_could_not_be_asked(agent):
    done = agent("devices", "--json", ANDROID_ADB_SERVER_PORT="1", ADBUTILS_ADB_PATH="/bin/false")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert ("fake", "fake-1") in {(each["kind"], each["serial"]) for each in found["devices"]}
    assert "android" in found["problems"]


def test_config_show_names_the_source(agent, tmp_path):
    (tmp_path / "fingertip.toml").write_text("max_steps = 3\n")

    shown = json.loads(agent("config", "show", "--json").stdout)["settings"]

    assert shown["max_steps"] == {"value": 3, "source": str(tmp_path / "fingertip.toml")}
    assert "fingertip.toml" in agent("config", "show").stdout
    assert agent("config", "path").stdout.startswith(str(tmp_path / "fingertip.toml"))


def test_models_list_has_the_plugins_and_the_cached_checkpoints(agent, tmp_path):
    snapshot = tmp_path / "hub" / "models--Qwen--Qwen2.5-VL-3B-Instruct" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")

    found = json.loads(agent("models", "list", "--json", HF_HUB_CACHE=str(tmp_path / "hub")).stdout)

    assert {"pocket", "local", "scripted"} <= {plugin["name"] for plugin in found["plugins"]}
    assert [one["name"] for one in found["checkpoints"]] == ["Qwen/Qwen2.5-VL-3B-Instruct"]
    spaces = {family["name"]: family["space"] for family in found["families"]}
    assert spaces["qwen3-vl"] == "rel999, desktop rel1000"
    assert (spaces["qwen3-vl-mobile"], spaces["qwen3-vl-computer"]) == ("rel999", "rel1000")
    assert spaces["ui-tars-1.5"] == "abs_resized"


def test_doctor_says_what_to_type_for_everything_that_is_missing(agent):
    done = agent("doctor", "--json")

    report = json.loads(done.stdout)
    missing = [one for one in report["findings"] if one["status"] == "missing"]
    assert done.returncode == (3 if missing else 0)
    assert report["ok"] is (not missing)
    assert all(one["fix"] for one in missing)
    assert {"adb", "torch", "Qt libraries"} <= {one["subject"] for one in report["findings"]}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("doctor", "--model", "none"), 2, "agent doctor --grounding --model NAME"),
        (("view", "none"), 3, "none does not exist"),
        (("replay", "none"), 3, "none does not exist"),
        (("replay", "cut"), 3, "restore the file, or name another recording"),
        (("phone", "start", "--state", "file"), 2, "is a file"),
        (("desktop", "start", "--home", "file"), 2, "is a file"),
        (("eval", "phone-smoke"), 2, "agent eval suite SUITE --out DIR"),
        (("view", "a" * 300), 3, "File name too long"),
        (("test", "flow.yaml", "--output", "file"), 3, "record elsewhere: --output DIR"),
        (("phone", "start", "--clock", "soon"), 2, "neither epoch seconds"),
        (("phone", "start", "--clock", "nan"), 2, "neither epoch seconds"),
        (("phone", "start", "--clock", "1e300"), 2, "neither epoch seconds"),
        (("phone", "start", "--clock", "-1"), 2, "neither epoch seconds"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_is_told_with_what_to_do(agent, tmp_path, words, code, says):
    (tmp_path / "file").write_text("")
    (tmp_path / "flow.yaml").write_text("- back\n")
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "run.json").write_text("{}")

    done = agent(*words)

    assert done.returncode == code
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_doctor_reports_a_setting_that_cannot_be_used(agent):
    done = agent("doctor", FINGERTIP_TIMEOUT="never")

    assert done.returncode == 3
    assert "FINGERTIP_TIMEOUT" in done.stdout


def test_replay_of_a_recording_on_the_same_device_drifts_nowhere(agent, wifi, tmp_path):
    agent("run", "enable wifi", "--device", "fake", "--model", wifi)
    (path,) = (tmp_path / "runs").iterdir()

    done = agent("replay", str(path), "--json")

    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert report["passed"] is True
    assert [step["difference"] for step in report["steps"]] == [0, 0, 0]
    assert "same screen" in done.stderr


def test_a_model_that_there_is_not_is_nothing_to_a_command_without_one(agent, wifi, tmp_path):
    agent("run", "enable wifi", "--device", "fake", "--model", wifi)
    (path,) = (tmp_path / "runs").iterdir()
    wrong = {"FINGERTIP_MODEL": "nobody", "FINGERTIP_DIALECT": "nothing"}

    replayed = agent("replay", str(path), **wrong)
    asked = agent("replay", str(path), "--anchored", "--serial", "other", **wrong)

    assert replayed.returncode == 0, replayed.stderr
    assert asked.returncode == 2
    assert "'nothing'" in asked.stderr


def test_an_anchored_replay_ends_where_nothing_tells_what_was_touched(agent, wifi, tmp_path):
    agent("run", "enable wifi", "--device", "fake", "--model", wifi)
    (path,) = (tmp_path / "runs").iterdir()

    done = agent("replay", str(path), "--anchored", "--save", "mended", "--json")

    # The fake home screen has no tree and a plain icon: a crop of one colour is like any other.
    report = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [step["found"] for step in report["steps"]] == ["lost"]
    assert report["without_model"] == 0
    assert (tmp_path / report["saved"] / "run.json").is_file()


def test_a_recording_is_shown_to_a_model_and_its_actions_are_scored(agent, wifi, tmp_path):
    agent("run", "enable wifi", "--device", "fake", "--model", wifi)
    (path,) = (tmp_path / "runs").iterdir()

    done = agent("run", "enable wifi", "--device", f"recorded:{path}", "--model", wifi, "--json")

    whole = json.loads(done.stdout)["scores"][-1]
    assert done.returncode == 0, done.stderr
    assert (whole["split"], whole["right"], whole["count"]) == ("all", 3, 3)
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_replay_of_what_is_no_recording_is_explained(agent, tmp_path):
    done = agent("replay", str(tmp_path))

    assert done.returncode == 3
    assert "no recording" in done.stderr


def test_a_reader_that_leaves_and_a_full_disk_are_no_bugs(environment, tmp_path):
    shell = f"{sys.executable} -m agent %s"

    left = subprocess.run(
        ["sh", "-c", shell % "config show | true"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    full = subprocess.run(
        ["sh", "-c", shell % "--help > /dev/full"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert left.stderr == ""
    assert full.returncode == 3
    assert "No space left" in full.stderr


def test_a_terminal_without_unicode_gets_escapes(agent, script):
    model = script({"action": "terminate", "status": "success"})

    done = agent("run", "打开蓝牙", "--device", "fake", "--model", model, PYTHONIOENCODING="ascii")

    assert done.returncode == 0, done.stderr
    assert r"\u6253" in done.stderr


def test_a_model_that_takes_no_clips_is_not_asked_to_look_at_one(agent, wifi):
    done = agent("run", "enable wifi", "--device", "fake", "--model", wifi, "--observe", "clip")

    assert done.returncode == 2
    assert "takes single screens, no clips" in done.stderr
    assert "--observe clip" in done.stderr
