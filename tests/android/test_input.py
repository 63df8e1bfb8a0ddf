import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.actions import DoubleTap, Drag, LongPress, Scroll, Swipe, Tap
from agent.types import Size
from devices.android.input import clipped, gesture
from devices.android.keys import code_of, nearest

SIZE = Size(1080, 2400)


def test_touches_as_words():
    assert gesture(Tap(at=(5, 6)), SIZE).commands == (("tap", "5", "6"),)
    assert gesture(DoubleTap(at=(5, 6)), SIZE).commands == (("tap", "5", "6"),) * 2
    assert gesture(LongPress(at=(5, 6), seconds=1.5), SIZE).commands == (
        ("swipe", "5", "6", "5", "6", "1500"),
    )
    assert gesture(Swipe(start=(1, 2), end=(3, 4), seconds=0.25), SIZE).commands == (
        ("swipe", "1", "2", "3", "4", "250"),
    )
    assert gesture(Drag(end=(3, 4)), SIZE).commands == (
        ("draganddrop", "540", "1200", "3", "4", "800"),
    )


def test_outside_points_are_moved_to_the_edge():
    assert clipped(Tap(at=(1080, -3)), SIZE) == Tap(at=(1079, 0))
    assert clipped(Swipe(start=(-1, 5), end=(9, 9999)), SIZE) == Swipe(start=(0, 5), end=(9, 2399))
    assert clipped(Scroll(direction="up"), SIZE) == Scroll(direction="up")
    assert clipped(Tap(at=(1079, 0)), SIZE) == Tap(at=(1079, 0))


@pytest.mark.parametrize(
    ("direction", "axis", "sign"),
    [("down", 1, -1), ("up", 1, 1), ("right", 0, -1), ("left", 0, 1)],
)
def test_the_finger_goes_against_the_content(direction, axis, sign):
    ((_, *numbers),) = gesture(Scroll(direction=direction), SIZE).commands
    start, end = tuple(map(int, numbers[:2])), tuple(map(int, numbers[2:4]))
    assert (end[axis] - start[axis]) * sign == SIZE[axis] // 2
    assert end[1 - axis] == start[1 - axis]


@given(
    st.sampled_from(["up", "down", "left", "right"]),
    st.tuples(st.integers(-50, 1200), st.integers(-50, 2500)),
    st.floats(0.01, 4),
)
def test_a_scroll_never_starts_at_an_edge_and_goes_as_far_as_asked(direction, at, pages):
    commands = gesture(Scroll(direction=direction, at=at, amount=pages), SIZE).commands
    total = 0
    for _, *numbers in commands:
        x1, y1, x2, y2, _ = map(int, numbers)
        assert min(x1, x2) >= 107
        assert max(x1, x2) <= 973
        assert min(y1, y2) >= 287
        assert max(y1, y2) <= 2065
        total += abs(x2 - x1) + abs(y2 - y1)
    length = SIZE.height if direction in {"up", "down"} else SIZE.width
    assert abs(total - pages * length) <= len(commands) + 1


def test_units_of_a_scroll():
    far = gesture(Scroll(direction="down", amount=300, unit="pixels"), SIZE).commands[0]
    assert int(far[2]) - int(far[4]) == 300
    click = gesture(Scroll(direction="down", amount=1, unit="clicks"), SIZE).commands[0]
    assert int(click[2]) - int(click[4]) == 300


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("back", 4), ("Home", 3), ("KEYCODE_APP_SWITCH", 187), ("volume-up", 24), ("7", 14),
        ("Enter", 66), ("Recent Apps", 187), ("a", 29), ("z", 54), ("f12", 142), ("delete", 67),
        ("187", 187), ("0", 7),
    ],
)  # fmt: skip
def test_key_names(name, code):
    assert code_of(name) == code


def test_unknown_keys_have_neighbours():
    assert code_of("hoem") is None
    assert "home" in nearest("hoem")
