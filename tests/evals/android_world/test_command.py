"""``agent eval android_world``: a phone of its own, their tasks, results in both terms."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

CHECKOUT = Path(__file__).parent / "checkout"
CALL = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'
REPLIES = [
    # BreaksDown, twice: claimed, but its check raises.
    '{"action": "terminate", "status": "success"}',
    '{"action": "terminate", "status": "success"}',
    # ExpensesCount_0: right, and said so.
    '{"action": "answer", "text": "1"}',
    '{"action": "terminate", "status": "success"}',
    # ExpensesCount_1: to the end of its budget of four steps.
    '{"action": "wait", "time": 0.01}',
    '{"action": "system_button", "button": "Home"}',
    '{"action": "wait", "time": 0.01}',
    '{"action": "system_button", "button": "Back"}',
]


@pytest.fixture
def evaluate(fleet, tmp_path):
    """``evaluate(*words)``: the finished command, with a model that says ``REPLIES``."""
    script = tmp_path / "replies.txt"
    texts = "\n---\n".join(CALL % reply for reply in REPLIES)
    script.write_text(f"# dialect: qwen2.5-vl\n{texts}\n")

    def run(*words):
        command = [sys.executable, "-m", "agent", "eval", "android_world", "--checkout", CHECKOUT]
        return subprocess.run(
            [*command, "--model", f"scripted:{script}", *words],
            env=os.environ | {"FINGERTIP_SETTLE": "0"},
            cwd=tmp_path, capture_output=True, text=True, timeout=170, check=False,
        )  # fmt: skip

    return run


def test_their_tasks_their_rules_and_both_terms(evaluate, tmp_path):
    out = tmp_path / "out"
    words = ("--tasks", "ExpensesCount,BreaksDown", "--n-combinations", "2", "--json")
    done = evaluate(*words, "--out", out)
    assert done.returncode == 0, done.stderr

    (_hard, _all) = json.loads(done.stdout)["groups"]
    told = (out / "android_world.jsonl").read_text()
    assert (_all["trials"], _all["successes"], _all["crashed"]) == (4, 1, 2), told
    records = json.loads((out / "android_world.json").read_text())
    told = {
        f"{one['task_template']}_{one['instance_id']}": (
            one["is_successful"], one["episode_length"], one["exception_info"] is not None,
        )
        for one in records
    }  # fmt: skip
    assert told == {
        "BreaksDown_0": (None, None, True),
        "BreaksDown_1": (None, None, True),
        "ExpensesCount_0": (1.0, 2, False),
        "ExpensesCount_1": (0.0, 4, False),
    }
    assert "ZeroDivisionError: a task with a bug" in records[0]["exception_info"]
    assert records[0]["screen_config"]["orientation"] == "portrait"
    rows = list(csv.DictReader((out / "android_world.csv").read_text().splitlines()))
    assert [(row["task"], row["mean_success_rate"], row["num_fail_trials"]) for row in rows] == [
        ("BreaksDown", "nan", "2.0"),
        ("ExpensesCount", "0.5", "0.0"),
        ("========= Average =========", "0.5", "1.0"),
    ]
    cases = ET.parse(out / "junit.xml").iter("testcase")
    assert {case.get("name"): next(child.tag for child in case) for case in cases} == {
        "BreaksDown_0": "error",
        "BreaksDown_1": "error",
        "ExpensesCount_0": "system-out",
        "ExpensesCount_1": "failure",
    }
    recorded = [json.loads(path.read_text()) for path in out.glob("episodes/*/episode.json")]
    assert [one["task"]["name"] for one in recorded] == ["ExpensesCount"] * 2

    # Its last line lost, it goes on with that one instance alone.
    lines = (out / "results.jsonl").read_text().splitlines(keepends=True)
    (out / "results.jsonl").write_text("".join(lines[:-1]))
    again = evaluate("--resume", out)
    assert again.returncode == 0, again.stderr
    kept = (out / "results.jsonl").read_text().splitlines(keepends=True)
    assert kept[:-1] == lines[:-1]
    last = json.loads(kept[-1])
    assert (last["key"], last["outcome"]) == ("ExpensesCount_1", "failure")
    assert len(json.loads((out / "android_world.json").read_text())) == 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "say where: --out DIR"),
        (("--out", "out", "--acting", "mouse"), "it is env or driver"),
        (("--out", "out", "--checkout", "."), "no checkout of AndroidWorld"),
    ],
)
def test_wrong_usage_is_said_before_a_phone_is_started(evaluate, words, says):
    done = evaluate(*words)
    assert done.returncode == 2
    assert says in done.stderr
