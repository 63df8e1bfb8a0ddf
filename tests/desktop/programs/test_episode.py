"""A whole run on a virtual desktop by the command line; a check reads the file that it saved."""

import json
import os
import subprocess
import sys

REPLIES = (
    {"action": "open", "text": "Mousepad"},
    {"action": "type", "text": "Dear Zoë,\nthe desktop is ready."},
    {"action": "key", "keys": ["ctrl", "s"]},
    {"action": "wait", "time": 3},
    {"action": "type", "text": "letter.txt"},
    {"action": "key", "keys": ["enter"]},
    {"action": "wait", "time": 3},
    {"action": "terminate", "status": "success"},
)
CHECK = "shell:sh -c 'cat ~/letter.txt'=Dear Zoë,\nthe desktop is ready."


def test_an_editor_session_reaches_its_goal_and_leaves_nothing_running(tmp_path):
    calls = (json.dumps({"name": "computer_use", "arguments": each}) for each in REPLIES)
    texts = "\n---\n".join(f"<tool_call>\n{call}\n</tool_call>" for call in calls)
    script = tmp_path / "replies.txt"
    script.write_text(f"# dialect: qwen2.5-vl\n{texts}\n", encoding="utf-8")
    environ = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}
    agent = [sys.executable, "-m", "agent"]
    done = subprocess.run(
        [
            *agent, "run", "write a letter and save it as letter.txt", "--json",
            "--device", "desktop:virtual=800x600", "--model", f"scripted:{script}",
            "--check", CHECK,
        ],
        env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "success"
    left = subprocess.run(
        [*agent, "desktop", "list", "--json"],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(left.stdout)["desktops"] == []
