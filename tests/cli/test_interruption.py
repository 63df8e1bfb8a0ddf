"""Killed, interrupted, out of disk: what was recorded stays whole."""

import json
import random
import resource
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree as ET

import pytest

from agent.trajectory import find_episode, open_run

KILLS = 4
# Whoever runs the tests may ignore some signals (nohup, &), and a child inherits that.
HEARS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
NOHUP = "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
MAIN = "from agent.cli import main\nmain()\n"


@pytest.fixture
def long_script(script):
    return script(*({"action": "click", "coordinate": [index, 5]} for index in range(400)))


@pytest.fixture
def start(environment, tmp_path, long_script):
    wander = ["run", "wander", "--model", long_script, "--max-steps", "400", "--json"]

    def begin(*words: str, signals: str = HEARS, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", signals + MAIN, *(words or wander), "--device", "fake"],
            env=environment | {"FINGERTIP_SETTLE": "0"} | variables,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin


def recorded(tmp_path, runs="runs"):
    """The steps that are on disk so far."""
    return next((tmp_path / runs).glob("*/episodes/0001/steps.jsonl"), None)


def wait_for_steps(process, tmp_path, count, runs="runs"):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        file = recorded(tmp_path, runs)
        if file is not None and file.read_bytes().count(b"\n") >= count:
            return
        time.sleep(0.01)
    process.kill()
    pytest.fail(f"no {count} steps; {process.communicate(timeout=60)}")


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_run_is_readable_to_its_last_whole_step(number, start, tmp_path):
    process = start(FAKE_TAP_SECONDS="0.01")
    wait_for_steps(process, tmp_path, 1 + number % 4)
    time.sleep(random.Random(number).uniform(0, 0.05))
    process.kill()
    process.communicate(timeout=60)

    (path,) = (tmp_path / "runs").iterdir()
    _, episode = find_episode(path)
    steps = list(episode.steps())
    assert [step.index for step in steps] == list(range(len(steps)))
    assert len(steps) >= 1 + number % 4
    assert all(episode.frame(step).size == step.size for step in steps)
    assert episode.record is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_ends_as_such_with_a_whole_recording(number, start, tmp_path):
    process = start(FAKE_TAP_SECONDS="0.02")
    wait_for_steps(process, tmp_path, 2)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)

    (path,) = (tmp_path / "runs").iterdir()
    _, episode = find_episode(path)
    assert process.returncode == 130, err
    assert json.loads(out)["outcome"] == "interrupted"
    assert episode.record.outcome == "interrupted"
    assert episode.record.steps == len(list(episode.steps()))
    assert not episode.is_torn
    assert "Traceback" not in err


def test_under_nohup_a_hangup_is_no_reason_to_stop(start, tmp_path):
    process = start(signals=HEARS + NOHUP, FAKE_TAP_SECONDS="0.02")
    wait_for_steps(process, tmp_path, 1)
    process.send_signal(signal.SIGHUP)
    after = recorded(tmp_path).read_bytes().count(b"\n")
    wait_for_steps(process, tmp_path, after + 3)
    assert process.poll() is None
    process.terminate()
    out, _ = process.communicate(timeout=60)

    assert json.loads(out)["outcome"] == "interrupted"


def test_every_command_takes_the_word_to_end_as_ctrl_c(start, tmp_path):
    waits = "extendedWaitUntil: {visible: Never, timeout: 600000}"
    (tmp_path / "waits.yaml").write_text(f"appId: none\n---\n- {waits}\n")
    process = start("test", "waits.yaml")
    assert process.stderr.readline().startswith("waits")
    process.terminate()
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130, err
    assert "Traceback" not in err


def test_a_full_disk_is_told_and_leaves_the_earlier_steps(environment, tmp_path, long_script):
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

    words = ["run", "wander", "--device", "fake", "--model", long_script, "--max-steps", "400"]
    done = subprocess.run(
        [sys.executable, "-m", "agent", *words],
        env=environment | {"FINGERTIP_SETTLE": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=small_files,
        check=False,
    )

    (path,) = (tmp_path / "runs").iterdir()
    _, episode = find_episode(path)
    steps = list(episode.steps())
    assert done.returncode == 3, done.stderr
    assert "is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(steps) >= 2
    assert not episode.is_torn
    assert open_run(path).record.device.kind == "fake"


def wait_for_word(process, word):
    """What was said on stderr until ``word``; the process is given up when it ends before."""
    heard = []
    for line in process.stderr:
        heard.append(line)
        if word in line:
            return
    pytest.fail(f"never said {word}: {''.join(heard)}")


def test_an_interrupted_test_tells_of_the_flows_that_ended(start, tmp_path):
    (tmp_path / "a.yaml").write_text("- back\n")
    (tmp_path / "b.yaml").write_text("- extendedWaitUntil: {visible: nothing, timeout: 600000}\n")
    process = start(
        "test", "a.yaml", "b.yaml", "--junit", "out.xml", "--html", "out.html", "--trace", "off"
    )

    wait_for_word(process, "b  (b.yaml)")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 130
    suites = ET.parse(tmp_path / "out.xml").findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["a"]
    assert "1 passed" in (tmp_path / "out.html").read_text()


def test_a_watched_file_may_come_later(start, tmp_path):
    process = start("test", "late.yaml", "--watch", "--trace", "off")

    wait_for_word(process, "there is no late.yaml")
    (tmp_path / "late.yaml").write_text("- back\n")
    wait_for_word(process, "PASSED  late")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 130


def test_a_replay_that_is_killed_has_saved_what_was_done(start, script, tmp_path):
    backs = script(*[{"action": "system_button", "button": "Back"}] * 40)
    run = start("run", "back", "--model", backs, "--max-steps", "40")
    run.communicate(timeout=120)
    (path,) = (tmp_path / "runs").iterdir()

    process = start("replay", str(path), "--anchored", "--save", "mended", FAKE_TAP_SECONDS="3")
    wait_for_steps(process, tmp_path, 1, runs="mended")
    process.kill()
    process.communicate(timeout=60)

    (mended,) = (tmp_path / "mended").iterdir()
    _, episode = find_episode(mended)
    assert len(list(episode.steps())) >= 1
    assert episode.record is None
