import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialects.coordinates import CoordinateMap, Space
from agent.errors import ActionOutOfBounds
from agent.types import Size

SPACES: tuple[Space, ...] = ("abs_resized", "rel1000", "rel999", "rel1")


@pytest.mark.parametrize(
    ("space", "number", "pixel"),
    [
        ("abs_resized", (935, 406), (925, 405)),
        ("rel1000", (500, 20), (540, 48)),
        ("rel999", (893, 62), (965, 149)),
        ("rel1", (0.49, 0.4), (529, 960)),
        ("rel999", (0, 0), (0, 0)),
        ("rel999", (999, 999), (1079, 2399)),
        ("abs_resized", (1092, 2408), (1079, 2399)),
    ],
)
def test_numbers_become_pixels(
    space: Space, number: tuple[float, float], pixel: tuple[int, int]
) -> None:
    assert CoordinateMap(Size(1080, 2400), Size(1092, 2408), space).to_pixel(*number) == pixel


@given(
    space=st.sampled_from(SPACES),
    width=st.integers(50, 5000),
    height=st.integers(50, 5000),
    across=st.floats(0, 1, exclude_max=True),
    down=st.floats(0, 1, exclude_max=True),
)
def test_there_and_back_is_the_same_pixel(
    space: Space, width: int, height: int, across: float, down: float
) -> None:
    screen = Size(width, height)
    pixel = (int(across * width), int(down * height))
    there = CoordinateMap(screen, Size(644, 1400), space)
    assert there.to_pixel(*there.to_model(*pixel)) == pixel


@pytest.mark.parametrize("number", [(5000, 1), (1, -800), (math.inf, 1), (1, math.nan)])
def test_numbers_far_outside_are_an_error(number: tuple[float, float]) -> None:
    with pytest.raises(ActionOutOfBounds):
        CoordinateMap(Size(1080, 2400), Size(1092, 2408), "rel1000").to_pixel(*number)


def test_another_space_keeps_the_geometry() -> None:
    first = CoordinateMap(Size(1080, 2400), Size(1092, 2408), "rel999")
    assert first.in_space("rel999") is first
    assert first.in_space("rel1000").seen == first.seen
