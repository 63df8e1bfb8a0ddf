"""`agent record` as a person starts it: by the page, and on the phone itself."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from agent.trajectory import find_episode
from agent.types import Outcome

pytestmark = pytest.mark.usefixtures("fresh")


@contextmanager
def recording(phone, folder, *arguments):
    """The command, and the line with which it says that it is ready."""
    program = [sys.executable, "-m", "agent", "record", "go home", "--serial", phone.serial]
    with subprocess.Popen(
        [*program, "--record", str(folder), *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=dict(os.environ),
    ) as process:  # fmt: skip
        try:
            yield process, process.stderr.readline()
        finally:
            process.kill()


def read_back(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return find_episode(Path(out.strip()))


def post(url, action):
    host = urlsplit(url).netloc
    link = http.client.HTTPConnection(host, timeout=120)
    try:
        headers = {"Origin": f"http://{host}", "Content-Type": "application/json"}
        link.request("POST", urlsplit(url).path + "act", json.dumps(action), headers)
        return json.loads(link.getresponse().read())
    finally:
        link.close()


def test_what_is_done_in_the_page_is_recorded(phone, tmp_path):
    with recording(phone, tmp_path, "--no-open") as (process, ready):
        url = re.search(r"http://127\.0\.0\.1:\S+", ready)[0]
        assert post(url, {"type": "open_app", "name": "Settings"})["ok"]
        assert post(url, {"type": "press", "key": "home"})["words"] == "press home"
        assert post(url, {"type": "finish"})["ok"]
        run, episode = read_back(process)

    assert run.record.device.serial == phone.serial
    assert episode.record.outcome is Outcome.SUCCESS
    first, second, _ = episode.steps()
    assert "launcher" in first.app
    assert "settings" in second.app


def test_a_check_that_sees_something_else_is_said(phone, tmp_path):
    words = ("--no-open", "--check", "settings:global/airplane_mode_on=1")
    with recording(phone, tmp_path, *words) as (process, ready):
        url = re.search(r"http://127\.0\.0\.1:\S+", ready)[0]
        assert post(url, {"type": "finish"})["ok"]
        out, err = process.communicate(timeout=120)

    assert process.returncode == 1
    assert "check     failed: settings:global/airplane_mode_on=1 is '0', not '1'" in err
    assert Path(out.strip()).is_dir()


def test_ctrl_c_ends_what_is_watched_on_the_phone(adb, phone, tmp_path):
    with recording(phone, tmp_path, "--watch") as (process, ready):
        assert "Ctrl-C" in ready
        folder = next(tmp_path.iterdir()) / "episodes" / "0001"
        adb.shell("input swipe 540 1900 540 500 200")
        wait_for(folder / "steps.jsonl")
        process.send_signal(signal.SIGINT)
        _, episode = read_back(process)

    assert [step.decision.action.type for step in episode.steps()] == ["swipe", "finish"]
    assert episode.record.extras == {"by": "person"}


def wait_for(file):
    limit = time.monotonic() + 120
    while not file.read_bytes().endswith(b"\n"):
        assert time.monotonic() < limit, "nothing was recorded"
        time.sleep(0.05)
