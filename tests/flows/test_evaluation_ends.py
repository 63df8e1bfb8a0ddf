"""Evaluations that are killed, interrupted, lose a phone or their model; and one on a cluster."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from agent.cli import app
from agent.evals.results import Results

TASKS = ["wi-fi", "bold-text", "roaming", "night-light", "dark-theme"]


def call(name, **arguments):
    words = {"name": "mobile_use", "arguments": {"action": name, **arguments}}
    return f"<tool_call>\n{json.dumps(words)}\n</tool_call>"


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """Writes a model that gives replies one after another, each after ``delay`` seconds."""
    folder = tmp_path_factory.mktemp("scripts")

    def write(delay, *replies):
        path = folder / f"{len(list(folder.iterdir()))}.txt"
        head = f"# dialect: qwen3-vl\n# delay: {delay}\n"
        path.write_text(head + "\n---\n".join(replies), encoding="utf-8")
        return f"scripted:{path}"

    return write


@pytest.fixture(scope="module")
def hasty(script):
    """Says at once that it is done."""
    return script(0, *[call("terminate", status="success")] * 50)


@pytest.fixture(scope="module")
def idle(script):
    """Taps here and there, slowly, for ever."""
    return script(0.4, *[call("click", coordinate=[at, 3]) for at in range(400)])


def words(out, model, *more, tasks=TASKS):
    chosen = ["--tasks", ",".join(tasks), "--model", model, "--out", str(out)]
    return ["eval", "phone-settings", *chosen, *more]


@pytest.fixture
def start():
    """Starts the program in a process group of its own, which is gone afterwards."""
    running = []

    def begin(said, **variables):
        process = subprocess.Popen(
            [sys.executable, "-m", "agent", *said],
            env=os.environ | {"FINGERTIP_SETTLE": "0"} | variables,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        if not is_gone(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def is_gone(group):
    """Whether no process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def wait_for(holds, process=None):
    until = time.monotonic() + 120
    while not (found := holds()):
        assert process is None or process.poll() is None, process.stdout.read()
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def held(port):
    """The port, listening to no purpose; None while it is not free."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        return None


def lines(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def begun(out):
    """How many trials have a first step."""
    return sum(lines(path) > 0 for path in (out / "episodes").glob("*/steps.jsonl"))


def test_random_kills_lose_no_finished_trial_and_repeat_none(fleet, tmp_path, hasty, start, capsys):
    out, chance, kept = tmp_path / "out", random.Random(5), []
    said = words(out, hasty)
    for _ in range(2):
        process = start(said)
        wanted = len(kept) + 1
        wait_for(
            lambda wanted=wanted, process=process: (
                lines(out / "results.jsonl") >= wanted or process.poll() is not None
            )
        )
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.wait()
        wait_for(lambda process=process: is_gone(process.pid))  # its workers see it and end
        found = Results(out).read()
        assert found[: len(kept)] == kept
        kept = found
        said = ["eval", "suite", "--resume", str(out)]
    wait_for(lambda: not fleet.list())

    assert app.run([*said, "--json"]) == 0
    found = Results(out).read()
    assert found[: len(kept)] == kept
    assert sorted(one.key for one in found) == sorted(f"{task}-0" for task in TASKS)
    assert json.loads(capsys.readouterr().out)["groups"][-1]["trials"] == len(TASKS)


def test_an_interruption_ends_trials_workers_and_phones(fleet, tmp_path, idle, start):
    out = tmp_path / "out"
    process = start(words(out, idle, "--devices", "2", "--max-steps", "300"))
    wait_for(lambda: begun(out) >= 2, process)
    os.killpg(process.pid, signal.SIGINT)

    said, _ = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert all(one.outcome != "interrupted" for one in Results(out).read())
    wait_for(lambda: is_gone(process.pid))
    wait_for(lambda: not fleet.list())


def test_a_phone_that_dies_is_replaced_and_its_trial_marked(fleet, tmp_path, idle, start):
    out = tmp_path / "out"
    process = start(words(out, idle, "--max-steps", "14", tasks=TASKS[:1]))
    # Looked up before: a trial is over within seconds, and the machine may be slow.
    (phone,) = wait_for(fleet.list, process)
    wait_for(lambda: begun(out), process)
    os.kill(phone.pid, signal.SIGKILL)

    # Else another phone of this machine may take the port, and with it the serial.
    with wait_for(lambda: held(phone.port), process):
        said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    (result,) = Results(out).read()
    assert result.retried
    assert result.outcome in {"step_limit", "stuck", "gave_up"}
    assert "1/1" in said
    assert "s left)" in said
    wait_for(lambda: not fleet.list())


def test_the_death_of_the_shared_model_ends_the_evaluation_and_is_no_result(fleet, tmp_path, start):
    out = tmp_path / "out"
    process = start(words(out, "pocket", "--devices", "2"), TMPDIR="/tmp")
    wait_for(lambda: begun(out), process)
    finished = Results(out).read()
    os.kill(holder_of(process.pid), signal.SIGKILL)

    said, _ = process.communicate(timeout=120)
    assert process.returncode == 3, said
    assert "the process that holds pocket has ended (exit status -9)" in said
    assert "--resume" in said
    assert [one for one in Results(out).read() if one.outcome == "model_error"] == []
    assert Results(out).read()[: len(finished)] == finished
    wait_for(lambda: not fleet.list())


def holder_of(pid):
    """The child of ``pid`` that listens at the socket of a shared model."""
    listed = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()]
    sockets = {f"socket:[{one[6]}]" for one in listed if one[-1].endswith("/model")}
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for child in children:
        for handle in Path(f"/proc/{child}/fd").iterdir():
            if handle.is_symlink() and str(handle.readlink()) in sockets:
                return int(child)
    raise AssertionError("no process shares a model")


def test_a_cluster_tries_the_same_trials(fleet, tmp_path, hasty, start):
    out = tmp_path / "out"
    folder = tempfile.mkdtemp(prefix="ray", dir="/tmp")  # of sockets: their paths must be short
    try:
        process = start(
            words(out, hasty, "--executor", "ray", "--devices", "2", "--json", tasks=TASKS[:3]),
            RAY_TMPDIR=folder,
        )
        said, _ = process.communicate(timeout=170)
        assert process.returncode == 0, said
        results = Results(out).read()
        assert sorted(one.task for one in results) == sorted(TASKS[:3])
        assert {one.outcome for one in results} == {"failure"}
        assert all((out / one.recording / "episode.json").exists() for one in results)
        wait_for(lambda: not fleet.list())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
