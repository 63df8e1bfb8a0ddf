"""parse(render(decision)) is the decision, within what the family's numbers can say."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import actions as act
from agent.dialects.qwen import QWEN3_VL, QWEN25_VL, QwenDialect
from agent.errors import UnknownAction
from agent.types import Decision, Frame, Observation, Size
from tests.dialects.drawn import actions, anything, hostile, near, pixels, screens, words

OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)


def sayable(action: act.Action) -> bool:
    """The two families count scrolls in pixels, and an answer does not end an episode."""
    match action:
        case act.Scroll(unit=unit):
            return unit == "pixels"
        case act.Answer(final=final):
            return not final
    return True


@pytest.mark.parametrize("dialect", [QWEN25_VL, QWEN3_VL], ids=lambda dialect: dialect.name)
@given(data=st.data())
def test_what_is_written_is_read_back(dialect: QwenDialect, data: st.DataObject) -> None:
    screen, seen = data.draw(screens())
    decision = Decision(
        action=data.draw(actions(screen).filter(sayable)),
        thought=data.draw(words),
        summary=data.draw(words),
    )
    space = dialect.space(screen, seen)

    read = dialect.parse(dialect.render(decision, space), space, OBSERVATION)

    assert read.action is not None, read.error
    assert decision.action is not None
    assert read.repairs == ()
    assert (read.thought, read.summary) == (decision.thought, decision.summary)
    # Half of the step between two numbers of the family, and one for the rounding to a pixel.
    extents = [space.in_space(name).extent for name in dialect.family.spaces.values()]
    slack = tuple(
        math.ceil(max(side / extent[axis] / 2 for extent in extents)) + 1
        for axis, side in enumerate(screen)
    )
    found, wanted = read.action.model_dump(), decision.action.model_dump()
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        assert near(found[key], value, (slack[0], slack[1])), (key, found[key], value)


@given(text=st.text(max_size=300) | st.lists(hostile | anything, max_size=6).map("".join))
def test_no_reply_can_break_the_parser(text: str) -> None:
    for dialect in (QWEN25_VL, QWEN3_VL):
        space = dialect.space(Size(1080, 2400), Size(1092, 2408))
        decision = dialect.parse(text, space, OBSERVATION)
        assert (decision.action is None) == bool(decision.error)
        assert decision.raw == text


@given(cut=st.integers(1, 200), data=st.data())
def test_a_truncated_reply_is_whole_or_an_error(cut: int, data: st.DataObject) -> None:
    screen = Size(1080, 2400)
    action = data.draw(st.builds(act.Swipe, start=pixels(screen), end=pixels(screen)))
    space = QWEN3_VL.space(screen, Size(1088, 2400))
    whole = QWEN3_VL.render(Decision(action=action), space)
    wanted = QWEN3_VL.parse(whole, space, OBSERVATION).action
    found = QWEN3_VL.parse(whole[:-cut], space, OBSERVATION)
    assert found.action in {wanted, None}
    assert bool(found.error or found.repairs)


def test_an_action_without_a_word_is_refused() -> None:
    space = QWEN3_VL.space(Size(10, 10), Size(32, 32))
    with pytest.raises(UnknownAction, match="no word for scroll"):
        QWEN3_VL.render(Decision(action=act.Scroll(direction="down")), space)
    with pytest.raises(UnknownAction):
        QWEN3_VL.render(Decision(action=None, error="nothing"), space)
