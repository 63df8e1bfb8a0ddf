"""``agent models parse``: replies in, actions out, one line for one line."""

import json
import subprocess
import sys
from pathlib import Path

PHONE = {"screen": [1080, 2400], "seen": [1092, 2408]}


def parse(lines: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent", "models", "parse", *arguments],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def question(dialect: str, reply: str) -> str:
    return json.dumps({"dialect": dialect, "reply": reply, **PHONE})


def test_the_same_words_mean_other_places_in_other_families() -> None:
    reply = "Thought: Tap.\nAction: click(start_box='(546,602)')"
    done = parse([question(name, reply) for name in ("ui-tars-1.0", "ui-tars-1.5")])
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"type": "tap", "at": [590, 1445]},
        {"type": "tap", "at": [540, 600]},
    ]


def test_a_reply_that_cannot_be_read_is_an_answer() -> None:
    done = parse([question("gta1", "I cannot see it."), question("gta1", "(546,602)")])
    assert done.returncode == 0
    error, action = map(json.loads, done.stdout.splitlines())
    assert "no place" in error["error"]
    assert action == {"type": "tap", "at": [540, 600]}


def test_lines_that_are_no_questions_are_named_and_the_rest_goes_on() -> None:
    lines = ["{", question("gta1", "(546,602)"), question("ui-tars", "x"), '{"dialect": "gta1"}']
    done = parse(lines)
    assert done.returncode == 2
    assert [f"line {number}: " in done.stderr for number in (1, 2, 3, 4)] == [
        True, False, True, True,
    ]  # fmt: skip
    assert len(done.stdout.splitlines()) == len(lines)
    assert json.loads(done.stdout.splitlines()[1]) == {"type": "tap", "at": [540, 600]}


def test_full_tells_thought_and_repairs(tmp_path: Path) -> None:
    file = tmp_path / "replies.jsonl"
    file.write_text(question("ui-tars-1.5", "Thought: Go.\nAction: wait()[EOS]") + "\n")
    done = parse([], str(file), "--full")
    told = json.loads(done.stdout)
    assert told["action"] == {"type": "wait", "seconds": 5.0}
    assert told["thought"] == "Go."
    assert told["repairs"] == ["[EOS] was taken off the end"]
    assert parse([], str(tmp_path / "none")).returncode == 2
