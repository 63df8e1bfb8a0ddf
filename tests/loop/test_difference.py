"""How much two screens differ."""

from dataclasses import replace

import pytest

from agent.difference import changed
from agent.testing import paint
from agent.types import Box, Frame, Size

SIZE = Size(100, 200)
WHITE = (255, 255, 255)


def test_equal_pictures_do_not_differ():
    assert changed(paint(SIZE, WHITE), paint(SIZE, WHITE)) == 0


def test_it_is_the_fraction_of_the_pixels_below_the_status_bar():
    other = paint(SIZE, WHITE, [(Box(0, 100, 100, 119), (0, 0, 0))])

    assert changed(paint(SIZE, WHITE), other) == pytest.approx(0.1)


def test_who_asks_for_enough_is_told_whether_it_is_more():
    size = Size(10, 1000)
    other = paint(
        size, WHITE, [(Box(0, 100, 10, 200), (0, 0, 0)), (Box(0, 900, 10, 1000), (0,) * 3)]
    )

    assert changed(paint(size, WHITE), other, enough=0) > 0
    assert 0.1 < changed(paint(size, WHITE), other, enough=0.1) < 0.2
    assert changed(paint(size, WHITE), other, enough=0.3) == pytest.approx(200 / 950)


def test_the_status_bar_does_not_count_unless_wanted():
    other = paint(SIZE, WHITE, [(Box(0, 0, 100, 10), (0, 0, 0))])

    assert changed(paint(SIZE, WHITE), other) == 0
    assert changed(paint(SIZE, WHITE), other, skip_top=0) == pytest.approx(0.05)


def test_another_size_differs_wholly():
    assert changed(paint(SIZE, WHITE), paint(Size(200, 100), WHITE)) == 1


def test_the_fourth_byte_and_the_order_of_the_bytes_do_not_matter():
    red = Frame(Size(1, 2), bytes((255, 0, 0, 255)) * 2)
    same = Frame(Size(1, 2), bytes((0, 0, 255, 0)) * 2, "BGRA")
    blue = Frame(Size(1, 2), bytes((255, 0, 0, 255)) * 2, "BGRA")

    assert changed(red, same) == 0
    assert changed(red, blue) == 1


def test_a_desktop_has_no_status_bar():
    before, after = (
        replace(paint(SIZE, WHITE, boxes), has_status_bar=False)
        for boxes in ([], [(Box(0, 0, 100, 10), (0, 0, 0))])
    )

    assert changed(before, after) == pytest.approx(0.05)
