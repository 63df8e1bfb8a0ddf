"""What the mouse does, pixel by pixel, as a real window on a real X server sees it."""

import itertools
import subprocess

import pytest

from agent.actions import Click, Drag, LongPress, MoveCursor, Scroll, Tap
from devices.desktop.session import Session


def buttons(lines):
    """Presses and releases, without the way there."""
    return [line for line in lines if not line.startswith("move")]


def path(lines):
    """Where the pointer came by, each place once."""
    places = [tuple(map(int, line.split()[-1].split(","))) for line in lines]
    return [place for place, _ in itertools.groupby(places)]


@pytest.mark.parametrize(("button", "number"), [("left", 1), ("middle", 2), ("right", 3)], ids=str)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_click_lands_on_the_pixel(desktop, witness, button, number, count):
    result = desktop.perform(Click(at=(321, 123), button=button, count=count))

    assert result.ok
    once = [f"press {number} 321,123", f"release {number} 321,123"]
    assert buttons(witness.take()) == once * count


def test_a_click_without_a_point_happens_at_the_cursor(desktop, witness):
    desktop.perform(MoveCursor(to=(77, 599)))
    desktop.perform(Click())

    events = witness.take()
    assert buttons(events) == ["press 1 77,599", "release 1 77,599"]
    assert path(events) == [(77, 599)]
    assert desktop.observe().cursor == (77, 599)


def test_a_tap_is_done_as_a_click_and_says_so(desktop, witness):
    result = desktop.perform(Tap(at=(5, 6)))

    assert result.performed == Click(at=(5, 6))
    assert "press 1 5,6" in witness.take()


def test_a_long_press_holds_the_button(desktop, witness):
    desktop.perform(LongPress(at=(50, 60), seconds=0.2))

    assert buttons(witness.take()) == ["press 1 50,60", "release 1 50,60"]


@pytest.mark.parametrize("start", [(100, 100), None], ids=["from a point", "from the cursor"])
def test_a_drag_holds_the_button_all_the_way(desktop, witness, start):
    desktop.perform(MoveCursor(to=(100, 100)))
    witness.take()

    desktop.perform(Drag(start=start, end=(400, 300), seconds=0.4))

    events = witness.take()
    assert buttons(events) == ["press 1 100,100", "release 1 400,300"]
    way = path(events[events.index("press 1 100,100") :])
    assert (way[0], way[-1]) == ((100, 100), (400, 300))
    assert len(way) > 4  # step by step, not a jump
    assert way == sorted(way)


@pytest.mark.parametrize(
    ("direction", "button"), [("up", 4), ("down", 5), ("left", 6), ("right", 7)]
)
def test_a_scroll_turns_the_wheel_that_reveals_that_side(desktop, witness, direction, button):
    desktop.perform(Scroll(direction=direction, at=(640, 200), amount=3, unit="clicks"))

    assert buttons(witness.take()) == [f"press {button} 640,200", f"release {button} 640,200"] * 3


def scaled_by_resources(session):
    resources = ("RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", "Xft.dpi:\t192\n")
    subprocess.run(["xprop", "-root", "-f", *resources], env=dict(session.environ), check=True)
    return session


def scaled_by_environment(session):
    return Session({**session.environ, "GDK_SCALE": "2"})


@pytest.mark.parametrize("scaled", [scaled_by_resources, scaled_by_environment])
def test_at_twice_the_scale_half_the_turns_scroll_as_many_pixels(servers, witnessed, scaled):
    desktop, witness = witnessed(scaled(servers("1280x800")))

    desktop.perform(Scroll(direction="down", at=(640, 200), amount=480, unit="pixels"))

    assert buttons(witness.take()) == ["press 5 640,200", "release 5 640,200"] * 2


def test_a_point_outside_of_the_screen_is_moved_to_its_edge_and_said(desktop, witness):
    result = desktop.perform(Click(at=(5000, 10)))

    assert result.performed == Click(at=(1279, 10))
    assert "outside" in result.said
    assert "press 1 1279,10" in witness.take()
