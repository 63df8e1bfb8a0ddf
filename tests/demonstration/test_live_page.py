"""A person acts in the page, in a real browser; what is done is recorded and replays."""

import json
import time

from agent import actions as act
from agent.replay import replay
from agent.testing import FakeDevice, FakeScreen, paint, switch_phone
from agent.types import Outcome, Size


class FakeDesktop(FakeDevice):
    """A screen in memory that a mouse works on."""

    def __init__(self):
        super().__init__({"desk": FakeScreen(paint(Size(270, 600), (9, 99, 99)))}, "desk")

    def info(self):
        mouse = frozenset({"click", "drag", "scroll", "hotkey", "press", "type_text"})
        return super().info().model_copy(update={"actions": mouse})


def open_page(browser, session):
    browser.window(1000, 760)
    browser.open(session.page.url)
    browser.until(lambda: browser.run("canvas.dataset.number > '0'"), "a picture of the device")


def place(browser, x, y):
    """A pixel of the device as a place in the window."""
    left, top, width, height = browser.run(
        "(() => { const box = canvas.getBoundingClientRect();"
        " return [box.left, box.top, box.width, box.height]; })()"
    )
    return left + (x + 0.5) * width / 270, top + (y + 0.5) * height / 600


def click(browser, x, y, held=0.05):
    """``held``: seconds by the events' own clock, however long the machine takes for them."""
    at, now = place(browser, x, y), time.time()
    browser.mouse("mousePressed", *at, button="left", clickCount=1, timestamp=now)
    browser.mouse("mouseReleased", *at, button="left", clickCount=1, timestamp=now + held)


def steps(browser, count):
    """The lines of what was recorded, once there are so many."""
    lines = "[...document.querySelectorAll('#steps li')].map(line => line.textContent)"
    return browser.until(
        lambda: (found := browser.run(lines)) and len(found) >= count and found, f"{count} steps"
    )


def test_what_a_person_does_becomes_a_recording_that_replays(browser, session):
    one = session()
    open_page(browser, one)
    assert browser.text("#goal") == "turn wifi on"
    click(browser, 135, 300)
    steps(browser, 1)
    click(browser, 230, 180)
    steps(browser, 2)
    browser.run("document.getElementById('done').click()")
    episode = one.recorded()
    browser.until(lambda: browser.text("#doing") == "What you did", "an end that is seen")

    actions = [step.decision.action for step in episode.steps()]
    assert [action.type for action in actions] == ["tap", "tap", "finish"]
    assert abs(actions[0].at[0] - 135) <= 1
    assert abs(actions[1].at[1] - 180) <= 1
    assert (episode.record.outcome, episode.record.extras) == (Outcome.SUCCESS, {"by": "person"})
    assert episode.record.claimed
    assert [step.app.partition("/")[2] for step in episode.steps()][1:] == [".Settings"] * 2

    again = switch_phone()
    assert all(drift.passed for drift in replay(again, episode, timeout=1.0))
    assert again.current == "on"


def test_text_keys_and_movements_are_passed_on(browser, session):
    one = session()
    open_page(browser, one)
    click(browser, 20, 20)
    steps(browser, 1)
    browser.press("h")
    browser.press("é")
    browser.run(  # at once: a text is sent when no key has come for a while
        "keyboard.value = '文x'; keyboard.dispatchEvent(new InputEvent('input'));"
        "['Backspace', 'Enter'].forEach(key =>"
        " keyboard.dispatchEvent(new KeyboardEvent('keydown', { key })))"
    )
    browser.until(lambda: "press enter" in (browser.text("#steps") or ""), "enter was pressed")
    browser.mouse("mousePressed", *place(browser, 100, 500), button="left", clickCount=1)
    browser.mouse("mouseMoved", *place(browser, 100, 300), button="left")
    browser.mouse("mouseReleased", *place(browser, 100, 100), button="left", clickCount=1)
    browser.run("[...document.querySelectorAll('#buttons button')][1].click()")
    browser.until(lambda: "press home" in (browser.text("#steps") or ""), "home was pressed")

    tap, *texts, enter, swipe, home = one.device.performed
    assert "".join(text.text for text in texts) == "hé文"
    assert (enter, home) == (act.Press(key="enter"), act.Press(key="home"))
    assert abs(swipe.start[1] - 500) <= 2
    assert abs(swipe.end[1] - 100) <= 2
    assert tap.at[0] <= 21


def test_a_touch_that_is_held_is_a_long_one(browser, session):
    one = session()
    open_page(browser, one)
    click(browser, 50, 50, held=0.8)
    steps(browser, 1)

    (held,) = one.device.performed
    assert (held.type, held.seconds) == ("long_press", 0.8)


def test_a_mouse_has_buttons_double_clicks_and_a_wheel(browser, session):
    one = session(FakeDesktop())
    open_page(browser, one)
    x, y = place(browser, 100, 200)
    browser.run(  # at once: two clicks that are far apart are two clicks
        "(() => { const make = (kind, button) => canvas.dispatchEvent(new PointerEvent(kind,"
        f" {{ clientX: {x}, clientY: {y}, button, pointerId: 1 }}));"
        " canvas.setPointerCapture = () => {};"
        " for (const kind of ['pointerdown', 'pointerup', 'pointerdown', 'pointerup'])"
        " make(kind, 0); })()"
    )
    steps(browser, 1)
    browser.mouse("mousePressed", x, y, button="right", clickCount=1)
    browser.mouse("mouseReleased", x, y, button="right", clickCount=1)
    steps(browser, 2)
    browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=120)
    steps(browser, 3)

    double, right, wheel = one.device.performed
    assert (double.count, double.button) == (2, "left")
    assert (right.count, right.button) == (1, "right")
    assert (wheel.direction, wheel.unit) == ("down", "pixels")


def test_the_page_follows_the_device(browser, session):
    one = session()
    open_page(browser, one)
    browser.run("globalThis.first = canvas.toDataURL(); 0")
    one.device.current = "off"
    browser.until(lambda: browser.run("canvas.toDataURL() !== first"), "another picture")


def test_a_goal_with_markup_is_text(browser, session):
    goal = "</script><script>document.body.dataset.ran=1</script><img src=x onerror=alert(1)>"
    one = session(goal=goal)
    open_page(browser, one)

    assert browser.text("#goal") == goal
    assert browser.run("document.body.dataset.ran ?? 'nothing'") == "nothing"
    assert browser.complaints == []


def test_giving_up_is_no_success(browser, session):
    one = session()
    open_page(browser, one)
    browser.run("document.getElementById('gave-up').click()")
    episode = one.recorded()

    assert episode.record.outcome is Outcome.GAVE_UP
    assert not episode.record.claimed
    assert json.loads((episode.path / "task.json").read_text())["task"]["goal"] == "turn wifi on"
