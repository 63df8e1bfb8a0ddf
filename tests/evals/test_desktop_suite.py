"""``agent eval`` over tasks for a desktop: a virtual one, and a clean one for every trial."""

import json

import pytest

from agent.cli import app
from agent.evals.results import Results
from agent.testing.browser import Browser

TASK = """\
name: leaves-things
device: desktop
goal: Look about
setup:
  - shell: [sh, -c, "test ! -e ~/left && echo > ~/left"]
  - shell: [sh, -c, "setsid xterm >/dev/null 2>&1 &"]
checks:
  - shell: sh -c 'xdotool search --sync --onlyvisible --class xterm | wc -l'=1
complexity: 1
"""
DONE = """\
<tool_call>
{"name": "computer_use", "arguments": {"action": "terminate", "status": "success"}}
</tool_call>
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("FINGERTIP_SETTLE", "0")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "task.yaml").write_text(TASK)
    (tmp_path / "model.txt").write_text("# dialect: qwen2.5-vl\n" + "---\n".join([DONE] * 2))


def test_every_trial_begins_on_a_clean_desktop_of_its_own(tmp_path, capsys):
    words = ["eval", "task.yaml", "--model", "scripted:model.txt", "--epochs", "2", "--out", "out"]
    code = app.run([*words, "--json"])

    results = Results(tmp_path / "out").read()
    assert code == 0
    assert [one.outcome for one in results] == ["success"] * 2, [one.why for one in results]
    assert json.loads(capsys.readouterr().out)["groups"][-1]["successes"] == 2
    assert app.run(["desktop", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["desktops"] == []

    # Its page leads to one of each trial, and to no other.
    with Browser() as browser:
        browser.open((tmp_path / "out" / "index.html").as_uri())
        links = browser.run("[...document.querySelectorAll('a')].map(link => link.href)")
        browser.open(links[1])
        assert browser.complaints == []
        assert browser.text("#goal") == "Look about"
        assert browser.text(".badge") == "Success"
        assert browser.text("#count") == "1 of 1 episode"
    assert len(links) == 2


def test_tasks_for_a_phone_and_for_a_desktop_are_not_tried_together(tmp_path, capsys):
    with (tmp_path / "task.yaml").open("a") as file:
        file.write("---\nname: other\ngoal: Go home\nchecks: ['foreground:com.android.settings']\n")

    assert app.run(["eval", "task.yaml", "--model", "scripted:model.txt", "--out", "out"]) == 2
    assert "has tasks for android and for desktop: one kind at a time" in capsys.readouterr().err
