"""What is done on the built-in phone itself, told by `getevent` and recorded step by step."""

import subprocess

import adbutils
import pytest

from agent import actions as act
from agent.demonstration import Demonstration, follow
from agent.protocols import Watchable
from agent.replay import replay
from agent.trajectory import RunRecord, RunWriter, find_episode
from agent.types import Task

pytestmark = pytest.mark.usefixtures("fresh")
BOUND = 60.0


def test_getevent_names_the_touchscreen_as_aosp_does(adb):
    status, said = adb.shell("getevent -lp")
    assert status == 0
    assert said.splitlines()[:4] == [
        "add device 1: /dev/input/event1",
        '  name:     "virtio_input_multi_touch_1"',
        "  events:",
        "    KEY (0001): BTN_TOUCH",
    ]
    assert (
        "                ABS_MT_POSITION_X     : value 0, min 0, max 32767, fuzz 0, flat 0,"
        " resolution 0"
    ) in said.splitlines()
    assert "0035  : value 0, min 0, max 32767" in adb.shell("getevent -p")[1]
    assert adb.shell("getevent /dev/input/event9")[0] == 1


def test_getevent_reports_a_touch_in_numbers(adb, device):
    """Counted: the command ends after eight events, which are a tap's."""
    program = [adbutils.adb_path(), "-P", str(adb.port), "-s", adb.serial]
    reading = subprocess.Popen(
        [*program, "shell", "getevent", "-c", "8"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    with reading:
        head = [reading.stdout.readline() for _ in range(2)]
        device.perform(act.Tap(at=(540, 1200)))
        lines = reading.stdout.read().splitlines()

    assert head[0] == "add device 1: /dev/input/event1\n"
    events = [line.removeprefix("/dev/input/event1: ").split() for line in lines]
    assert events[2:5] == [
        ["0003", "0035", "00004000"],
        ["0003", "0036", "00004000"],
        ["0000", "0000", "00000000"],
    ]
    assert [event[1] for event in events[:2] + events[5:]] == [
        "0039",
        "014a",
        "0039",
        "014a",
        "0000",
    ]
    assert events[5][2] == "ffffffff"


class Person:
    """Does one thing after the other on the phone, each when the one before has been told.

    A deed returns how many touches it took.
    """

    def __init__(self, watch, *deeds):
        self.watch, self.deeds, self.owed = watch, list(deeds), 0

    @property
    def is_touched(self):
        return self.watch.is_touched

    def next(self, seconds):
        told = self.watch.next(BOUND if self.owed and seconds else 0)
        if told is None and seconds:
            assert not self.owed
            if not self.deeds:
                raise KeyboardInterrupt  # as Ctrl-C does at the terminal
            self.owed = self.deeds.pop(0)()
            return self.next(seconds)
        self.owed -= told is not None
        return told


@pytest.fixture
def watch(device):
    assert isinstance(device, Watchable)
    watch = device.watch()
    yield watch
    watch.close()


def test_touches_are_told_where_and_how_they_were(adb, watch):
    adb.shell("input tap 1 2399; input swipe 540 1900 540 900 400; input swipe 500 700 500 700 900")
    tap, swipe, press = (watch.next(BOUND).action for _ in range(3))

    assert tap == act.Tap(at=(1, 2399))
    assert (swipe.type, swipe.start, swipe.end) == ("swipe", (540, 1900), (540, 900))
    assert (press.type, press.at) == ("long_press", (500, 700))
    assert press.seconds >= 0.9


def test_a_watch_that_is_closed_ends(device):
    watch = device.watch()
    watch.close()
    watch.close()
    assert watch.next(0) is None


def test_what_a_person_does_on_the_phone_is_recorded_and_replays(
    adb, device, watch, fleet, phone, tmp_path
):
    device.perform(act.OpenApp(name="Settings"))
    run = RunWriter(tmp_path, "search", RunRecord(started=1.0, device=device.info()))

    def place(named, *, role=""):
        found = [one for one in device.elements() if named in (one.text, one.description)]
        return next(one.box.center for one in found if role in one.role)

    def tap(*places):
        adb.shell("; ".join(f"input tap {x} {y}" for x, y in places))
        return len(places)

    def type_letters():
        keys = [one.box.center for one in device.elements() if "inputmethod" in one.package]
        return tap(*sorted(keys, key=lambda at: (at[1], at[0]))[8:11])

    with run.episode(task=Task(goal="search")) as writer:
        demonstration = Demonstration(Task(goal="search"), device, writer)
        person = Person(watch, lambda: tap(place("Search Settings")), type_letters)
        with pytest.raises(KeyboardInterrupt):
            follow(demonstration, person)
        demonstration.perform(act.Finish())
        demonstration.conclude()

    steps = list(find_episode(run.path)[1].steps())
    search, typed, _ = (step.decision.action for step in steps)
    assert search.type == "tap"
    assert typed.type == "type_text"
    assert len(typed.text) == 3
    assert steps[1].screen != steps[2].screen

    fleet.reset(phone.serial)
    device.perform(act.OpenApp(name="Settings"))
    assert all(drift.passed for drift in replay(device, find_episode(run.path)[1]))
