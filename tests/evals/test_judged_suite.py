"""``agent eval suite`` with a task that only a model can judge: a phone, two scripts, the files."""

import json
import os
import socket
import subprocess
import sys
from xml.etree import ElementTree as ET

import adbutils
import pytest

TASK = """\
name: clock
app: Clock
goal: Open the clock
checks:
  - foreground:com.google.android.deskclock
  - judge: The time of day is shown
complexity: 1
tags: [smoke]
"""
REPLIES = ['{"action": "open", "text": "Clock"}', '{"action": "terminate", "status": "success"}']
CALL = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'


@pytest.fixture
def evaluate(tmp_path):
    (tmp_path / "clock.yaml").write_text(TASK)
    replies = [
        '{"action": "open", "text": "Clock"}',
        '{"action": "terminate", "status": "success"}',
    ]
    texts = "\n---\n".join(CALL % reply for reply in replies)
    (tmp_path / "agent.txt").write_text(f"# dialect: qwen2.5-vl\n{texts}\n")
    (tmp_path / "judge.txt").write_text("# factor: 1\nA clock.\nVerdict: yes\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    home = str(tmp_path / "home")
    own = {
        "HOME": home, "ANDROID_USER_HOME": home, "XDG_STATE_HOME": home,
        "ANDROID_ADB_SERVER_PORT": port, "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554", "ADB_USB": "0",
        "ADB_MDNS_OPENSCREEN": "0",
    }  # fmt: skip

    def run(*words):
        command = [sys.executable, "-m", "agent", "eval", "suite", "clock.yaml"]
        return subprocess.run(
            [*command, "--model", "scripted:agent.txt", *words],
            cwd=tmp_path, env=os.environ | own, capture_output=True, text=True, timeout=170,
            check=False,
        )  # fmt: skip

    yield run
    subprocess.run([adbutils.adb_path(), "-P", port, "kill-server"], check=False)


def test_an_opinion_is_asked_for_and_told_apart(evaluate, tmp_path):
    done = evaluate("--judge", "scripted:judge.txt", "--out", "out", "--json")
    assert done.returncode == 0, done.stderr
    app, tag, every = json.loads(done.stdout)["groups"]
    assert [(one["kind"], one["name"]) for one in (app, tag)] == [
        ("app", "Clock"),
        ("tag", "smoke"),
    ]
    assert (every["successes"], every["judged"]) == (1, 1)

    out = tmp_path / "out"
    assert json.loads((out / "summary.json").read_text())["groups"][-1] == every
    assert "judged" in (out / "index.html").read_text()
    (said,) = ET.parse(out / "junit.xml").iter("system-out")
    assert "judged by a model" in said.text
    (kept,) = (out / "results.jsonl").read_text().splitlines()
    assert "judged by scripted:judge.txt: A clock." in json.loads(kept)["why"]


def test_nobody_judges_who_was_not_named(evaluate):
    done = evaluate("--out", "out")
    assert done.returncode == 2
    assert "the task clock is judged by a model, and none is named" in done.stderr
