"""Anchored replay: the same things touched, wherever they are; no guess where they are not."""

import time

import pytest

from agent import actions as act
from agent.replay import Anchored
from agent.testing import FakeDevice, FakeScreen, paint
from agent.trajectory import EpisodeFolder, RunRecord, RunWriter
from agent.types import (
    ActionResult,
    Box,
    Decision,
    Element,
    Episode,
    Observation,
    Outcome,
    Size,
    Step,
    Task,
    Timings,
)  # fmt: skip

SMALL, LARGE = Size(270, 600), Size(360, 800)


def phone(size: Size, top: int, *, on: bool = False, title: str = "Wi-Fi") -> FakeDevice:
    """A screen with one switch, ``top`` pixels down, that a tap turns on or off."""
    box = Box(20, top, size.width - 20, top + 60)

    def screen(*, checked: bool, target: str) -> FakeScreen:
        element = Element(box=box, text=title, role="Switch", checkable=True, checked=checked)
        return FakeScreen(
            paint(size, (240, 240, 240), [(box, (30, 160, 80) if checked else (150, 150, 150))]),
            app="com.android.settings/.Settings",
            elements=(element,),
            taps=((box, target),),
        )

    screens = {"on": screen(checked=True, target="off"), "off": screen(checked=False, target="on")}
    return FakeDevice(screens, "on" if on else "off")


@pytest.fixture
def record(tmp_path):
    def run(device: FakeDevice, *actions: act.Action) -> EpisodeFolder:
        with RunWriter(tmp_path, "g", RunRecord(started=0.0)).episode() as writer:
            for index, action in enumerate(actions):
                seen = device.observe(elements=True)
                said = isinstance(action, act.Finish)
                result = ActionResult(ok=True) if said else device.perform(action)
                step = Step(index, seen, Decision(action=action), result, Timings(), time.time())
                writer.write(step)
            task = Task(goal="g")
            writer.end(Episode(task, Outcome.SUCCESS, claimed=True, steps=len(actions)))
        return EpisodeFolder(writer.path)

    return run


TURN_ON = (act.Tap(at=(135, 130)), act.Finish())


def test_the_target_is_touched_where_it_is_now(record):
    episode, device = record(phone(SMALL, 100), *TURN_ON), phone(LARGE, 500)

    first, last = Anchored(device, episode, timeout=0)

    assert device.current == "on"
    assert device.performed == [act.Tap(at=(180, 530))]
    assert first.passed
    assert first.how == "text"
    assert first.moved == pytest.approx(0.316, abs=0.01)
    assert (last.how, last.step.result) == ("as recorded", None)


def test_a_switch_that_stands_as_wanted_is_left_alone(record):
    episode, device = record(phone(SMALL, 100), *TURN_ON), phone(LARGE, 500, on=True)

    first, _ = Anchored(device, episode, timeout=0)

    assert first.how == "already so"
    assert device.performed == []


def test_what_is_not_there_ends_the_replay(record):
    episode = record(phone(SMALL, 100), *TURN_ON)
    device = phone(SMALL, 100, title="Bluetooth")

    (only,) = Anchored(device, episode, timeout=0)

    assert only.how == "lost"
    assert not only.passed
    assert device.performed == []


class Pointing:
    """Stands where a policy stands: always says the same."""

    def __init__(self, action: act.Action) -> None:
        self.action, self.asked = action, []

    def decide(self, goal, history, observation: Observation, notes=()) -> Decision:
        self.asked.append((goal, len(history), notes))
        return Decision(action=self.action)


def test_what_is_not_found_is_asked_of_the_model(record):
    episode = record(phone(SMALL, 100), *TURN_ON)
    device, policy = phone(SMALL, 300, title="WLAN"), Pointing(act.Tap(at=(135, 330)))

    first, _ = Anchored(device, episode, goal="turn it on", policy=policy, timeout=0)

    assert first.how == "model"
    assert device.current == "on"
    ((goal, steps, notes),) = policy.asked
    assert (goal, steps) == ("turn it on", 0)
    assert "'Wi-Fi'" in notes[0]


def test_what_was_typed_and_swiped_is_done_again_in_proportion(record):
    swipe = act.Swipe(start=(135, 500), end=(135, 100))
    episode = record(phone(SMALL, 100), act.TypeText(text="ada"), swipe)
    device = phone(LARGE, 500)

    assert [done.how for done in Anchored(device, episode, timeout=0)] == ["as recorded"] * 2
    assert device.performed == [
        act.TypeText(text="ada"),
        act.Swipe(start=(180, 666), end=(180, 133)),
    ]
