"""Anchored replay: the same things touched, wherever they are; no guess where they are not."""

import time

import pytest

from agent import actions as act
from agent.approval import Approval, rules_for
from agent.repetition import PICTURES_KEPT
from agent.replay import Anchored
from agent.replay.anchored import HELP
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
    assert only.sought == "'Wi-Fi'"
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


class Asked:
    """Says one thing after another."""

    def __init__(self, *actions: act.Action) -> None:
        self.actions = list(actions)

    def decide(self, goal, history, observation: Observation, notes=()) -> Decision:
        return Decision(action=self.actions.pop(0))


def from_home(top: int) -> FakeDevice:
    """The switch's screen, behind a home screen and a menu; Home leads back."""
    ground = paint(SMALL, (20, 30, 60))
    middle, all_of_it = Box(100, 250, 170, 350), Box(0, 0, 270, 600)
    inner = phone(SMALL, top)
    screens = {
        "home": FakeScreen(ground, app="launcher/.Home", taps=((middle, "menu"),)),
        "menu": FakeScreen(ground, app="launcher/.Menu", taps=((all_of_it, "off"),)),
        "off": inner.screen,
        "on": phone(SMALL, top, on=True).screen,
    }
    return FakeDevice(screens, "home")


def test_a_model_may_lead_to_the_target_which_is_then_touched_as_recorded(record):
    episode, device = record(phone(SMALL, 100), *TURN_ON), from_home(200)
    policy = Asked(act.Tap(at=(135, 300)), act.Tap(at=(135, 300)))

    done = list(Anchored(device, episode, policy=policy, timeout=0))

    assert [one.how for one in done] == ["model", "model", "text", "as recorded"]
    assert [one.step.index for one in done] == [0, 1, 2, 3]
    assert device.performed[-1] == act.Tap(at=(135, 230))
    assert device.current == "on"


def test_a_model_that_leads_nowhere_is_not_asked_for_ever(record):
    episode, device = record(phone(SMALL, 100), *TURN_ON), from_home(200)
    policy = Asked(*[act.Tap(at=(5, 5))] * HELP)

    done = list(Anchored(device, episode, policy=policy, timeout=0))

    assert [one.how for one in done] == ["model"] * HELP + ["lost"]


@pytest.mark.parametrize("status", ["success", "failure"])
def test_a_model_that_says_it_is_done_ends_the_replay(record, status):
    episode, device = record(phone(SMALL, 100), *TURN_ON), from_home(200)
    policy = Asked(act.Finish(status=status, message="there is no Wi-Fi"))

    (only,) = Anchored(device, episode, policy=policy, timeout=0)

    assert only.how == "model"
    assert only.passed is (status == "success")
    assert device.performed == []


def test_what_a_model_wants_is_looked_at_by_the_rules(record):
    episode, device = record(phone(SMALL, 100), *TURN_ON), from_home(200)
    policy = Asked(act.Tap(at=(135, 300)))

    approval = Approval(rules_for("deny"))
    (only,) = Anchored(device, episode, policy=policy, approval=approval, timeout=0)

    assert not only.passed
    assert only.step.verdict is not None
    assert "not allowed" in only.step.result.said
    assert device.performed == []


def test_what_was_typed_and_swiped_is_done_again_in_proportion(record):
    swipe = act.Swipe(start=(135, 500), end=(135, 100))
    episode = record(phone(SMALL, 100), act.TypeText(text="ada"), swipe)
    device = phone(LARGE, 500)

    assert [done.how for done in Anchored(device, episode, timeout=0)] == ["as recorded"] * 2
    assert device.performed == [
        act.TypeText(text="ada"),
        act.Swipe(start=(180, 666), end=(180, 133)),
    ]


def test_of_a_long_replay_only_the_last_pictures_are_kept(record):
    acts = [act.Swipe(start=(135, 500), end=(135, 100))] * (PICTURES_KEPT + 3)
    device = phone(SMALL, 100)
    again = Anchored(device, record(phone(SMALL, 100), *acts), timeout=0)

    assert len(list(again)) == len(acts)
    kept = [step.observation.frame is device.screen.frame for step in again.history]
    assert kept == [False] * 3 + [True] * PICTURES_KEPT
