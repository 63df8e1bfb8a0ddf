"""Settling against traces of a screen on a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from agent.settle import QUIET, changed_box, settle
from agent.types import Box, Frame, Size

SIZE = Size(100, 200)


def picture(*marks: tuple[Box, int]) -> Frame:
    data = bytearray(b"\xee" * (SIZE.width * SIZE.height * 4))
    for box, shade in marks:
        for y in range(box.top, box.bottom):
            row = (y * SIZE.width + box.left) * 4
            data[row : row + (box.right - box.left) * 4] = (
                bytes([shade]) * 4 * (box.right - box.left)
            )
    return Frame(SIZE, data)


PAGE = Box(0, 20, 100, 180)
TOGGLE = Box(80, 100, 95, 110)
SPINNER = Box(40, 90, 60, 110)
CURSOR = Box(50, 60, 51, 66)
CLOCK = Box(5, 0, 20, 6)
START = picture()


@dataclass
class Trace:
    """A screen that is ``show(t)`` at second t; a capture takes ``cost`` seconds."""

    show: Callable[[float], Frame]
    cost: float = 0.01
    at: float = 0.0
    captures: int = 0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def capture(self) -> Frame:
        self.captures += 1
        frame = self.show(self.at)
        self.at += self.cost
        return frame

    def settle(self, before=START, **options):
        return settle(self, before=before, now=self.now, sleep=self.sleep, **options)


def moving(box: Box, start: float, end: float) -> Callable[[float], Frame]:
    """Nothing until ``start``, another picture every 16 ms until ``end``, still from then on."""
    return lambda t: START if t < start else picture((box, 1 + int(min(t, end) * 60) % 200))


@pytest.mark.parametrize("cost", [0.004, 0.02, 0.2])
@pytest.mark.parametrize(
    ("start", "end"), [(0.0, 0.3), (0.1, 0.4), (0.25, 0.9), (0.5, 0.8), (0.0, 0.05)]
)
def test_a_page_that_slides_in_is_waited_for_and_no_longer(cost, start, end):
    trace = Trace(moving(PAGE, start, end), cost)
    frame, seconds, still = trace.settle()
    assert still
    assert changed_box(frame, trace.show(99)) is None
    assert seconds - end <= 0.12 + 3 * cost


def test_a_small_answer_is_given_time_to_become_a_large_one():
    ripple, page = moving(TOGGLE, 0.0, 0.05), moving(PAGE, 0.2, 0.5)
    trace = Trace(lambda t: page(t) if t >= 0.2 else ripple(t))
    settled = trace.settle()
    assert settled.still
    assert changed_box(settled.frame, trace.show(99)) is None


def test_when_nothing_happens_it_waits_no_longer_than_twice_its_patience():
    settled = Trace(lambda _: START).settle(patience=0.3)
    assert settled.still
    assert 0.6 <= settled.seconds <= 0.66


def test_a_ripple_that_fades_leaves_it_waiting_for_the_answer():
    ripple, page = moving(TOGGLE, 0.0, 0.08), moving(PAGE, 0.4, 0.6)
    trace = Trace(lambda t: ripple(t) if t < 0.08 else page(t))
    settled = trace.settle(patience=0.3)
    assert settled.still
    assert changed_box(settled.frame, trace.show(99)) is None


def test_a_switch_costs_no_more_than_patience():
    settled = Trace(moving(TOGGLE, 0.02, 0.15)).settle(patience=0.3)
    assert settled.still
    assert 0.3 <= settled.seconds <= 0.36


def test_the_first_look_waits_for_no_change():
    assert Trace(lambda _: START).settle(before=None).seconds <= 0.12


def test_clock_and_cursor_do_not_count():
    def show(t):
        return picture((CLOCK, int(t * 50) % 200), (CURSOR, 10 if int(t * 20) % 2 else 0xEE))

    settled = Trace(show).settle(before=None)
    assert settled.still
    assert settled.seconds <= 0.12


def test_a_spinner_ends_the_wait_early_and_is_reported():
    settled = Trace(moving(SPINNER, 0.0, 99)).settle(ticker=1.5, timeout=3)
    assert not settled.still
    assert 1.5 <= settled.seconds <= 1.6


def test_a_film_ends_the_wait_at_the_timeout():
    settled = Trace(moving(PAGE, 0.0, 99)).settle(timeout=3)
    assert not settled.still
    assert 3 <= settled.seconds <= 3.1


def test_no_time_to_wait_is_one_capture():
    trace = Trace(moving(PAGE, 0.0, 99))
    assert not trace.settle(timeout=0).still
    assert trace.captures == 1


@pytest.mark.parametrize(("cost", "looks"), [(0.005, 3), (0.03, 2), (0.06, 2), (0.2, 2)])
def test_no_look_delays_the_one_that_decides(cost, looks):
    trace = Trace(lambda t: START, cost)
    settled = trace.settle(before=None)
    assert settled.still
    assert settled.seconds == pytest.approx(max(QUIET, cost) + cost)
    assert trace.captures == looks


def test_rotation_is_a_change_of_everything():
    wide = Frame(Size(200, 100), bytes(80_000))
    assert changed_box(START, wide) == Box(0, 0, 200, 100)


def test_a_change_is_boxed_wherever_its_edges_are():
    corners = [Box(3, 150, 9, 160), Box(40, 20, 90, 30), Box(20, 60, 99, 62), Box(0, 199, 30, 200)]
    changes = (corners[:1], corners[1:2], corners[:2], corners[1:3], corners)
    found = [changed_box(START, picture(*((box, 9) for box in boxes))) for boxes in changes]
    assert found == [
        Box(3, 150, 9, 160), Box(40, 20, 90, 30), Box(3, 20, 90, 160), Box(20, 20, 99, 62),
        Box(0, 20, 99, 200),
    ]  # fmt: skip


def test_a_change_is_boxed():
    assert changed_box(START, picture((TOGGLE, 9))) == TOGGLE
    assert changed_box(START, picture((CLOCK, 9))) is None
    assert changed_box(START, replace(picture((CLOCK, 9)), has_status_bar=False)) == CLOCK
    assert changed_box(START, START) is None
