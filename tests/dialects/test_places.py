"""Places in a reply that only points, in every spelling that the families show."""

import pytest

from agent import registry
from agent.dialects.places import find_places
from agent.errors import UnparseableReply
from agent.types import Frame, Observation, Size


@pytest.mark.parametrize(
    "reply",
    [
        "<ref>a (3, 4)</ref><box>(40,50),(60,70)</box>",
        "<ref>a</ref><quad>(40,50),(60,50),(60,70),(40,70)</quad>",
        "<box>(40,50),(60,70)",
        "the Send button(40,50),(60,70)",
        "（40，50），（60，70）",
        "40, 50, 60, 70",
        "50, 60",
        "50 60",
        "x=50, y=60",
        "(x=50, y=60)",
        "pyautogui.click(x=50, y=60)",
        "click_absolute(50, 60)",
        "<point>50 60</point>",
        "[[50, 60]]",
    ],
)
def test_a_place_is_found(reply: str) -> None:
    assert [place.centre for place in find_places(reply)] == [(50, 60)]


@pytest.mark.parametrize(
    "reply",
    ["", "In 2023, version 3.", "there are 5, 6 or 7", "fly(0, 0)", "(5)", "(a, b)", "1, 2, 3"],
)
def test_numbers_that_are_no_place_are_none(reply: str) -> None:
    assert find_places(reply) == []


@pytest.mark.parametrize(
    "reply",
    ["<box>(40,50),(60", "<box>(40,50)", "<|box_start|>(40", "<quad>(1,2),(3,4)", "<ref>(1,2)"],
)
def test_a_box_that_was_cut_off_is_refused(reply: str) -> None:
    with pytest.raises(UnparseableReply):
        find_places(reply)


@pytest.mark.parametrize("dialect", ["gta1", "holo1.5"])
@pytest.mark.parametrize(
    "reply",
    [
        "[50, 60]",
        "(40,50),(60,70)",
        "(x=50, y=60)",
        "<|box_start|>(50,60)<|box_end|>",
        'It is here: {"x": 50, "y": "60",}',
    ],
)
def test_a_place_in_another_form_is_said(dialect: str, reply: str) -> None:
    spoken = registry.dialect(dialect)
    space = spoken.space(Size(100, 100), Size(100, 100))
    decision = spoken.parse(reply, space, Observation(Frame(Size(1, 1), bytes(4)), at=0.0))
    assert decision.model_point == (50, 60), decision.error
    assert decision.repairs
