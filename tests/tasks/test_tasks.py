"""The shipped tasks: every file is right, and a goal finds its own."""

import pytest

from agent.errors import TaskFileError
from agent.registry import make_check
from agent.tasks import read_task, same_goal, shipped, task_for


def test_every_shipped_task_has_checks_that_exist():
    files = shipped()

    assert files
    assert all(make_check(check).name for file in files for check in file.task.checks)
    assert len({file.task.name for file in files}) == len(files)


def test_no_sentence_means_two_tasks():
    goals = [(file.device, goal.casefold()) for file in shipped() for goal in file.goals]

    assert len(set(goals)) == len(goals)


@pytest.mark.parametrize("goal", ["open settings and enable wifi", "  Turn ON   Wi-Fi. "])
def test_a_goal_finds_its_task_whatever_its_blanks_and_case(goal):
    assert task_for(goal, "android").task.name == "enable-wifi"


def test_another_goal_or_another_kind_of_device_finds_none():
    assert task_for("enable wifi and bake a cake", "android") is None
    assert task_for("open settings and enable wifi", "desktop") is None


def test_same_goal_knows_a_full_stop_of_any_script():
    assert same_goal("打开蓝牙。", "打开蓝牙")
    assert not same_goal("打开蓝牙", "关闭蓝牙")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: x\ngoal: [", r":2:8|:3:1"),
        ("name: x\n", "goal"),
        ("name: x\ngoal: g\nmax_step: 3\n", "max_step"),
        ("- a\n", "the file"),
    ],
)
def test_a_bad_file_is_named_with_its_place(text, says, tmp_path):
    path = tmp_path / "task.yaml"
    path.write_text(text)

    with pytest.raises(TaskFileError, match=says) as caught:
        read_task(path)

    assert str(path) in str(caught.value)
