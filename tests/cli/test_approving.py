"""A person at a terminal is asked, and only what they type after the question is an answer."""

import json
import os
import pty
import subprocess
import sys
from contextlib import contextmanager

import pytest


@contextmanager
def terminal(words, environment, folder):
    """The program with a terminal as stdin; gives it, and a way to type."""
    far, near = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "agent", *words],
            env=environment,
            cwd=folder,
            stdin=near,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process, lambda text: os.write(far, text.encode())
            finally:
                process.kill()
    finally:
        os.close(near)
        os.close(far)


def asked(process) -> str:
    """The next question, once it is there."""
    said = ""
    for line in process.stderr:
        said += line
        if "[y/N]" in line:
            return said
    raise AssertionError(f"nothing was asked:\n{said}")


@pytest.mark.parametrize(
    ("answer", "outcome", "by"), [("y\n", "success", "person"), ("n\n", "denied", "person")]
)
def test_the_person_at_the_terminal_decides(answer, outcome, by, wifi, environment, tmp_path):
    words = ("run", "turn the light on", "--device", "fake", "--model", wifi)
    with terminal([*words, "--approve", "ask", "--json"], environment, tmp_path) as (agent, type_):
        type_("y\n" if answer == "n\n" else "n\n")  # ahead of the question: for nothing
        for _ in range(2):
            question = asked(agent)
            type_(answer)
        out, _ = agent.communicate(timeout=100)

    assert "the rule 'approve = ask'" in question
    told = json.loads(out)
    assert told["outcome"] == outcome
    steps = (tmp_path / told["path"] / "episodes/0001/steps.jsonl").read_text().splitlines()
    assert [json.loads(step)["verdict"]["by"] for step in steps[:2]] == [by, by]
