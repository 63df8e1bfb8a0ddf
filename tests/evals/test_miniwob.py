"""MiniWoB++ in a real Chromium on a virtual desktop, through the command line."""

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from agent.evals.miniwob import KNOWN, Pages, task_names
from agent.evals.miniwob.pages import State


@pytest.fixture
def agent(tmp_path):
    """``agent(*words)``: the finished ``agent eval miniwob`` in a place of its own."""

    def run(*words):
        return subprocess.run(
            [sys.executable, "-m", "agent", "eval", "miniwob", *words],
            env=os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")},
            cwd=tmp_path, capture_output=True, text=True, timeout=170, check=False,
        )  # fmt: skip

    return run


def test_whoever_knows_the_answers_earns_every_reward(agent, tmp_path):
    """Through parser, loop, driver, X server and browser: the page's script is the judge."""
    done = agent("--model", "oracle", "--json")
    assert done.returncode == 0, done.stderr
    scores = json.loads(done.stdout)["scores"]
    assert {score["task"]: score["reward"] for score in scores} == dict.fromkeys(KNOWN, 1)
    assert {score["outcome"] for score in scores} == {"success"}

    recorded = list(tmp_path.glob("runs/*-miniwob/episodes/*/episode.json"))
    assert len(recorded) == len(KNOWN)
    checks = [check for path in recorded for check in json.loads(path.read_text())["checks"]]
    assert {check["why"] for check in checks} == {"reward 1"}


def test_who_does_nothing_or_the_wrong_thing_earns_nothing(agent, tmp_path):
    replies = [
        '{"action": "left_click", "coordinate": [470, 620]}',
        '{"action": "terminate", "status": "success"}',
    ]
    call = '<tool_call>\n{"name": "computer_use", "arguments": %s}\n</tool_call>'
    script = tmp_path / "replies.txt"
    texts = "\n---\n".join(call % reply for reply in replies)
    script.write_text(f"# dialect: qwen2.5-vl\n{texts}\n")
    done = agent("--model", f"scripted:{script}", "--tasks", "click-test", "--json")
    assert done.returncode == 0, done.stderr
    (score,) = json.loads(done.stdout)["scores"]
    assert (score["reward"], score["outcome"], score["steps"]) == (0, "failure", 2)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "no model is named"),
        (("--model", "oracle", "--tasks", "click-buton"), "Did you mean 'click-button'?"),
        (("--model", "oracle", "--tasks", "bisect-angle"), "the oracle does not know the task"),
    ],
)
def test_what_cannot_be_played_says_why(agent, words, says):
    done = agent(*words)
    assert done.returncode == 2
    assert says in done.stderr


def test_the_tasks_are_listed(agent):
    assert agent("--list").stdout.split() == task_names()
    assert set(KNOWN) <= set(task_names())


def test_pages_come_with_the_script_behind_them_and_nothing_from_elsewhere():
    with Pages() as pages:
        with urlopen(f"{pages.url}miniwob/click-test.html") as answer:
            page = answer.read().decode()
        with urlopen(f"{pages.url}core/core.js") as answer:
            assert b"WOB_REWARD_GLOBAL" in answer.read()
        with pytest.raises(HTTPError, match="404") as raised:
            urlopen(f"{pages.url}../__init__.py")
        raised.value.close()
    assert page.endswith("</script>")
    assert "startEpisodeReal" in page


def test_a_question_that_a_page_took_along_is_put_to_the_next_one():
    state = {"goal": "g", "ready": True, "done": False, "reward": 0.0, "reason": ""}
    with Pages() as pages, ThreadPoolExecutor() as asking:
        place = urlsplit(pages.url)
        with socket.create_connection((place.hostname, place.port)) as left:
            left.sendall(b"GET /ask HTTP/1.0\r\n\r\n")
        asked = asking.submit(pages.state)
        for _ in range(3):  # it waits some seconds for a question each time
            with urlopen(f"{pages.url}ask") as answer:
                question = json.load(answer)
            if question:
                break
        urlopen(f"{pages.url}answer", json.dumps({"value": state}).encode()).close()

        assert question == {"about": "state"}
        assert asked.result() == State(**state)
