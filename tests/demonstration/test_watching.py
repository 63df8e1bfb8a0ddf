"""What is done on a device itself becomes steps; keys of its keyboard become a text."""

import pytest

from agent import actions as act
from agent.demonstration import Demonstration, follow
from agent.errors import DeviceLost
from agent.testing import FakeDevice, FakeScreen, paint
from agent.trajectory import RunRecord, RunWriter, find_episode
from agent.types import Box, Element, Outcome, Size, Task, Witnessed

SIZE = Size(100, 200)
KEY, BUTTON = (50, 180), (20, 120)


class Told:
    """Tells what a script says was done; each line also says what the device shows then."""

    is_touched = False

    def __init__(self, device, *script):
        self.device, self.script = device, list(script)

    def next(self, seconds):
        if not seconds:
            return None
        if not self.script:
            raise KeyboardInterrupt
        action, self.device.current = self.script.pop(0)
        if isinstance(action, Exception):
            raise action
        return Witnessed(action, 0.0) if action else None


def form(text, *, shade=0, focused=True, secret=False):
    """A screen with a field, a button, and a keyboard that the UI tree leaves out."""
    field = Element(
        box=Box(0, 20, 100, 40),
        text=text,
        package="app",
        clickable=True,
        editable=True,
        focused=focused,
        password=secret,
    )
    button = Element(box=Box(0, 100, 40, 140), package="app", clickable=True)
    picture = paint(SIZE, (200, 200, 200), [(Box(0, 20, 20 + shade, 40), (0, 0, 0))])
    return FakeScreen(picture, elements=(field, button))


@pytest.fixture
def watched(tmp_path):
    """The steps of what a script did on the given screens."""
    run = RunWriter(tmp_path, "it", RunRecord(started=1.0))

    def record(screens, *script):
        device = FakeDevice(screens, "start")
        with run.episode() as writer:
            demonstration = Demonstration(Task(goal="it"), device, writer, settle=1.0)
            try:
                follow(demonstration, Told(device, *script))
            except KeyboardInterrupt:
                demonstration.perform(act.Finish())
            record.ended = demonstration.conclude()
        return list(find_episode(run.path)[1].steps())

    return record


def test_keys_become_the_text_that_they_made(watched):
    screens = {"start": form("a"), "b": form("ab", shade=9), "c": form("abc", shade=18)}
    screens["end"] = FakeScreen(paint(SIZE, (1, 2, 3)))
    steps = watched(
        screens, (act.Tap(at=KEY), "b"), (act.Tap(at=KEY), "c"), (act.Tap(at=BUTTON), "end")
    )

    done = [step.decision.action for step in steps]
    assert done == [act.TypeText(text="bc"), act.Tap(at=BUTTON), act.Finish()]
    assert steps[0].elements[0].text == "a"
    assert steps[1].elements[0].text == "abc"


def test_a_text_that_was_replaced_is_typed_anew(watched):
    screens = {"start": form("old"), "b": form("new", shade=9)}
    text, _ = watched(screens, (act.Tap(at=KEY), "b"))
    assert text.decision.action == act.TypeText(text="new", clear=True)


def test_a_field_that_goes_with_the_last_key_was_sent_off(watched):
    screens = {
        "start": form(""),
        "b": form("hi", shade=9),
        "end": FakeScreen(paint(SIZE, (1, 2, 3))),
    }
    steps = watched(screens, (act.Tap(at=KEY), "b"), (act.Tap(at=KEY), "end"))
    done = [step.decision.action for step in steps]
    assert done == [act.TypeText(text="hi"), act.Press(key="enter"), act.Finish()]


def test_keys_that_changed_nothing_stay_taps(watched):
    first, second, _ = watched({"start": form("a")}, *[(act.Tap(at=KEY), "start")] * 2)
    assert first.decision.action == second.decision.action == act.Tap(at=KEY)


def test_a_password_is_not_recorded(watched):
    screens = {"start": form("", secret=True), "b": form("•••", shade=9, secret=True)}
    noted, _ = watched(screens, (act.Tap(at=KEY), "b"))
    assert noted.decision.action == act.Wait(seconds=0)
    assert "not recorded" in noted.notes[-1]


def test_without_a_field_a_touch_is_what_it_is(watched):
    screens = {"start": form("a", focused=False)}
    tap, swipe, _ = watched(
        screens, (act.Tap(at=KEY), "start"), (act.Swipe(start=KEY, end=BUTTON), "start")
    )
    assert (tap.decision.action.type, swipe.decision.action.type) == ("tap", "swipe")


def test_a_screen_that_came_by_itself_was_waited_for(watched):
    screens = {"start": FakeScreen(paint(SIZE, (9, 9, 9))), "b": form("", focused=False)}
    nothing = (None, "b")
    waited, tap, _ = watched(screens, nothing, nothing, nothing, (act.Tap(at=BUTTON), "b"))
    assert waited.decision.action.type == "wait"
    assert waited.screen != tap.screen


def test_a_lost_device_ends_it_with_the_text_so_far(watched):
    screens = {"start": form("a"), "b": form("ab", shade=9)}
    (text,) = watched(screens, (act.Tap(at=KEY), "b"), (DeviceLost("gone"), "b"))
    assert text.decision.action == act.TypeText(text="b")
    assert watched.ended.outcome is Outcome.DEVICE_ERROR
