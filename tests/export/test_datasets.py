"""AgentNet, AndroidControl and AndroidWorld: their fields, and what they mean."""

import gzip
import json
import math
import pickle

import numpy as np
import pytest
from PIL import Image

from agent import actions as act
from agent.export import Options
from agent.export.agentnet import AGENTNET
from agent.export.android_control import ANDROID_CONTROL
from agent.export.android_world import ANDROID_WORLD
from agent.json_actions import as_json

from .conftest import DONE, OPEN, SWITCH


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    return path


def test_agentnet(folder, record):
    made = record(OPEN, act.TypeText(text="hi"), act.Press(key="home"), DONE, score=1.0)
    AGENTNET.write(made.episodes, folder, Options())

    (task,) = map(json.loads, (folder / "agentnet.jsonl").read_text().splitlines())
    assert set(task) == {
        "task_id", "instruction", "traj", "task_completed", "alignment_score", "efficiency_score",
        "task_difficulty", "reason", "actual_task", "natural_language_task",
    }  # fmt: skip
    assert (task["instruction"], task["task_completed"]) == ("turn Wi-Fi on", True)
    assert task["reason"] == "as the test says"
    assert [step["index"] for step in task["traj"]] == [0, 1, 2, 3]
    assert set(task["traj"][0]["value"]) == {
        "code", "observation", "thought", "action", "last_step_correct", "last_step_redundant",
        "reflection",
    }  # fmt: skip
    codes = [step["value"]["code"] for step in task["traj"]]
    size = made.episodes[0].device.size
    x, y = round(OPEN.at[0] / size.width, 3), round(OPEN.at[1] / size.height, 3)
    assert codes[0] == f"pyautogui.click(x={x}, y={y})"
    assert codes[1:3] == ["pyautogui.write(message='hi')", "pyautogui.press(keys=['home'])"]
    assert codes[3] == "computer.terminate(status='success')"
    with Image.open(folder / "images" / task["traj"][0]["image"]) as image:
        assert image.size == made.episodes[0].device.size


def test_agentnet_writes_a_phones_own_words_as_aguvis_does(folder, record):
    AGENTNET.write(record(act.OpenApp(name="settings"), DONE).episodes, folder, Options())

    task = json.loads((folder / "agentnet.jsonl").read_text())
    assert task["traj"][0]["value"]["code"] == "mobile.open_app(app_name='settings')"


def test_androidcontrol_has_one_screen_more_than_actions(folder, record):
    made = record(OPEN, act.Swipe(start=(100, 400), end=(100, 100)), SWITCH, DONE)
    ANDROID_CONTROL.write(made.episodes, folder, Options())

    (row,) = map(json.loads, (folder / "episodes.jsonl").read_text().splitlines())
    assert set(row) == {
        "episode_id", "goal", "screenshots", "accessibility_trees", "screenshot_widths",
        "screenshot_heights", "actions", "step_instructions",
    }  # fmt: skip
    assert row["actions"] == [
        {"action_type": "click", "x": OPEN.at[0], "y": OPEN.at[1]},
        {"action_type": "scroll", "direction": "down"},
        {"action_type": "click", "x": SWITCH.at[0], "y": SWITCH.at[1]},
    ]
    assert len(row["step_instructions"]) == len(row["actions"]) == 3
    for name in ("screenshots", "accessibility_trees", "screenshot_widths", "screenshot_heights"):
        assert len(row[name]) == 4
    assert all((folder / name).is_file() for name in row["screenshots"])


def test_an_episode_that_androidcontrol_cannot_tell_is_left_out(folder, record):
    made = record(OPEN, act.Press(key="enter"), DONE)
    report = ANDROID_CONTROL.write(made.episodes, folder, Options())

    assert report.rows == 0
    assert report.left_out == {"AndroidControl has no word for press": 1}


def test_without_a_word_that_it_is_done_the_screen_after_is_the_last(folder, record):
    answered = record(OPEN, SWITCH, act.Answer(text="it is on"), DONE, dialect="qwen2.5-vl")
    stopped = record(OPEN, SWITCH)  # the script has no third reply
    idle = record(DONE)
    episodes = [*answered.episodes, *stopped.episodes, *idle.episodes]
    report = ANDROID_CONTROL.write(episodes, folder, Options())

    rows = [json.loads(line) for line in (folder / "episodes.jsonl").read_text().splitlines()]
    assert [(len(row["screenshots"]), len(row["actions"])) for row in rows] == [(3, 2)]
    assert report.left_out == {
        "AndroidControl has no word for answer": 1,
        "nothing was done": 1,
    }
    first, second, last = rows[0]["screenshots"]
    assert len({first, second, last}) == 3


@pytest.mark.parametrize(
    ("end", "direction"),
    [((200, 100), "down"), ((200, 300), "up"), ((100, 200), "right"), ((300, 210), "left")],
)
def test_a_scroll_names_the_side_that_comes_into_view(end, direction):
    action = act.Swipe(start=(200, 200), end=end)

    assert as_json(action) == {"action_type": "scroll", "direction": direction}
    assert as_json(act.Scroll(direction="left"))["direction"] == "left"


def read(path):
    return pickle.loads(gzip.decompress(path.read_bytes()))


def test_androidworld_record(folder, record):
    made = record(OPEN, SWITCH, DONE, score=1.0, goal="turn on Wi-Fi")
    failed = record(DONE, score=0.0, goal="turn on Wi-Fi")
    ANDROID_WORLD.write([*made.episodes, *failed.episodes], folder, Options())

    assert sorted(path.name for path in folder.iterdir()) == [
        "TurnOnWiFi_0.pkl.gz",
        "TurnOnWiFi_1.pkl.gz",
    ]
    (found,) = read(folder / "TurnOnWiFi_0.pkl.gz")
    assert set(found) == {
        "goal", "task_template", "instance_id", "seed", "agent_name", "is_successful",
        "episode_length", "run_time", "finish_dtime", "episode_data", "screen_config",
        "exception_info", "aux_data",
    }  # fmt: skip
    assert (found["is_successful"], found["episode_length"]) == (1.0, 3)
    assert found["exception_info"] is None
    assert found["screen_config"]["orientation"] == "portrait"
    data = found["episode_data"]
    assert data["action_output_json"][-1] == {"action_type": "status", "goal_status": "complete"}
    width, height = made.episodes[0].device.size
    assert data["raw_screenshot"][0].shape == (height, width, 3)
    assert data["raw_screenshot"][0].dtype == np.uint8
    assert read(folder / "TurnOnWiFi_1.pkl.gz")[0]["is_successful"] == 0.0


def test_a_crash_is_not_a_number_in_androidworld(folder, record):
    # The script has no second reply: the model fails.
    ANDROID_WORLD.write(record(OPEN).episodes, folder, Options())

    (found,) = read(next(folder.iterdir()))
    assert math.isnan(found["is_successful"])
    assert "replies" in found["exception_info"]
