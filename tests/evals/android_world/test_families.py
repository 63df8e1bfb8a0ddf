"""Tasks of every family whose app the phone has: set up, reached, checked, tidied."""

import time

import pytest
from android_env.proto.adb_pb2 import AdbRequest

from agent.errors import UsageError
from agent.evals.android_world import BUILT_IN_APPS, instances


@pytest.fixture
def begun(checkout, env):
    """``begun(NAME)``: the task, initialised; it is torn down at the end."""
    tasks = []

    def begin(name):
        (one,) = instances(checkout, env, tasks=[name])
        one.task.initialize_task(env)
        tasks.append(one.task)
        env.reset(go_home=True)
        assert one.task.is_successful(env) == 0
        return one.task

    yield begin
    for task in tasks:
        task.tear_down(env)


def succeeds(task, env):
    """Whether its check passes, waited for: an app may still be writing."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if task.is_successful(env) == 1:
            return True
    return False


def test_settings(begun, env, hand):
    task = begun("SystemWifiTurnOff")
    hand.open("settings")
    hand.tap("Network & internet")
    hand.tap("Internet")
    hand.tap("Wi-Fi")
    assert succeeds(task, env)


def test_clock(begun, env, hand):
    task = begun("ClockStopWatchRunning")
    hand.open("clock")
    hand.tap("Stopwatch")
    hand.tap("Start")
    assert succeeds(task, env)


def test_contacts(begun, env, hand):
    task = begun("ContactsAddContact")
    name, number = task.params["name"], task.params["number"]
    start = "am start -a android.intent.action.INSERT -t vnd.android.cursor.dir/contact"
    words = ["shell", f'{start} -e name "{name}" -e phone {number}']
    request = AdbRequest(generic=AdbRequest.GenericRequest(args=words))
    env.controller.execute_adb_call(request)
    hand.tap("Save")
    assert succeeds(task, env)


def test_notes(begun, env, hand):
    task = begun("MarkorCreateNote")
    hand.open("markor")
    hand.tap("Create a new file")
    hand.find("New note")
    hand.type(task.params["name"])
    hand.find("Save")
    hand.type(task.params["text"])
    hand.tap("Save")
    assert succeeds(task, env)


def test_files(begun, env, hand):
    task = begun("FilesDeleteFile")
    hand.open("files")
    hand.tap(task.params["name"], "long_press")
    hand.tap("Delete")
    hand.tap("OK")
    assert succeeds(task, env)


def test_messages(begun, env, hand):
    task = begun("SimpleSmsReply")
    hand.open("simple sms messenger")
    hand.tap(task.params["number"])
    hand.find("SMS")
    hand.type(task.params["message"])
    hand.tap("SMS")
    assert succeeds(task, env)


def test_a_database_that_is_pulled_changed_and_pushed(begun, env):
    task = begun("ExpensesCount")
    env.interaction_cache = "1"
    assert task.is_successful(env) == 1


def test_parameters_come_from_androidworlds_seeds(checkout, env):
    first, second = instances(checkout, env, tasks=["MarkorCreateNote"], combinations=2, seed=30)
    assert (first.key, first.budget) == ("MarkorCreateNote_0", 16)
    # The last 32 bits of `printf 30_MarkorCreateNote_1 | sha256sum`.
    assert second.seed == 0x8B4DD4F1
    assert first.task.params["seed"] == first.seed
    (again,) = instances(checkout, env, tasks=["MarkorCreateNote"], seed=30)
    assert again.task.params == first.task.params != second.task.params


def test_without_names_it_is_the_tasks_whose_apps_are_there(checkout, env):
    names = [one.template for one in instances(checkout, env)]
    assert names == sorted(names)
    assert "OpenMap" not in names
    assert "CameraTakePhoto" in names
    assert {"SystemWifiTurnOff", "SimpleSmsReply", "FilesDeleteFile"} <= set(names)

    drawn = [one.template for one in instances(checkout, env, apps=BUILT_IN_APPS)]
    assert drawn == [name for name in names if name != "CameraTakePhoto"]


def test_a_misspelt_task_is_named(checkout, env):
    with pytest.raises(UsageError, match="Did you mean 'OpenMap'"):
        instances(checkout, env, tasks=["OpenMop"])
    with pytest.raises(UsageError, match="Unsupported family"):
        instances(checkout, env, family="miniwob")
