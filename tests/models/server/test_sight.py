"""At which size each kind of family is shown a screen."""

import pytest

from agent.models.local.wishes import Wishes
from agent.models.server.sight import sight_of
from agent.types import Size

PHONE, SMALL = Size(1080, 2400), Size(320, 640)


@pytest.mark.parametrize(
    ("dialect", "screen", "seen"),
    [
        ("qwen2.5-vl", PHONE, Size(1092, 2408)),
        ("qwen3-vl", PHONE, Size(1088, 2400)),
        ("qwen-vl-chat", PHONE, Size(448, 448)),
        ("agentcpm-gui", PHONE, Size(504, 1120)),
        ("agentcpm-gui", SMALL, SMALL),
        ("showui", Size(1920, 1080), Size(1344, 756)),
    ],
)
def test_a_screen_is_shown_as_the_family_sees_it(dialect: str, screen: Size, seen: Size) -> None:
    assert sight_of(dialect).seen(screen) == seen


def test_a_wished_area_counts_more_than_the_familys_longest_side() -> None:
    seen = sight_of("agentcpm-gui", Wishes(max_pixels=300 * 784)).seen(PHONE)
    assert seen.width * seen.height <= 300 * 784
