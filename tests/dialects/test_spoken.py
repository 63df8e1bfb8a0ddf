"""Every family that a profile describes: what it writes it reads, and no reply breaks it."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import actions as act
from agent import registry
from agent.dialects.coordinates import CoordinateMap
from agent.dialects.spoken import Spoken
from agent.errors import UnknownAction
from agent.types import Decision, Frame, Observation, Size
from tests.dialects.drawn import actions, hostile, near, screens, texts, words

OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
SPOKEN = [
    dialect
    for dialect in map(registry.dialect, registry.names("dialects"))
    if isinstance(dialect, Spoken)
]
SAMPLES: tuple[act.Action, ...] = (
    act.Tap(at=(10, 20)),
    act.DoubleTap(at=(10, 20)),
    act.LongPress(at=(10, 20)),
    act.Swipe(start=(500, 800), end=(500, 400)),
    act.Drag(start=(10, 20), end=(30, 40)),
    act.Scroll(direction="down"),
    act.Scroll(direction="down", amount=5, unit="clicks"),
    act.TypeText(text="it's"),
    act.TypeText(text="it's", clear=True),
    act.Press(key="back"),
    act.Press(key="enter"),
    act.Hotkey(keys=("ctrl", "c")),
    act.Click(at=(10, 20), button="right"),
    act.Click(at=(10, 20), count=2),
    act.MoveCursor(to=(10, 20)),
    act.OpenApp(name="Files"),
    act.Wait(seconds=2),
    act.Wait(seconds=1),
    act.Answer(text="42"),
    act.Answer(text="42", final=False),
    act.Finish(),
    act.Finish(status="failure"),
    act.AskUser(question="which?"),
)
every_family = pytest.mark.parametrize("dialect", SPOKEN, ids=lambda dialect: dialect.name)


def slack(space: CoordinateMap) -> tuple[int, int]:
    """Half of the step between two numbers of the family, and one for the rounding to a pixel."""
    steps = (space.screen[axis] * space.quantum / space.extent[axis] / 2 for axis in (0, 1))
    across, down = (math.ceil(step) + 1 for step in steps)
    return across, down


def check_same(found: act.Action, wanted: act.Action, space: CoordinateMap) -> None:
    have, want = found.model_dump(), wanted.model_dump()
    assert have.keys() == want.keys()
    for key, value in want.items():
        assert near(have[key], value, slack(space)), (key, have[key], value)


@every_family
@settings(max_examples=12)
@given(data=st.data())
def test_what_is_written_is_read_back(dialect: Spoken, data: st.DataObject) -> None:
    screen, seen = data.draw(screens())
    decision = Decision(action=data.draw(actions(screen)), thought=data.draw(words))
    assert decision.action is not None
    space = dialect.space(screen, seen)
    try:
        written = dialect.render(decision, space)
    except UnknownAction:
        return

    read = dialect.parse(written, space, OBSERVATION)

    assert read.action is not None, (read.error, written)
    assert read.repairs == (), written
    check_same(read.action, decision.action, space)
    if dialect.profile.thought != "none":
        assert read.thought == decision.thought


@every_family
def test_it_has_words_for_what_its_profile_claims_and_for_no_more(dialect: Spoken) -> None:
    space = dialect.space(Size(1080, 2400), Size(1092, 2408))
    written = set()
    for action in SAMPLES:
        try:
            reply = dialect.render(Decision(action=action), space)
        except UnknownAction:
            continue
        written.add(action.type)
        read = dialect.parse(reply, space, OBSERVATION)
        assert read.action is not None, (read.error, reply)
        check_same(read.action, action, space)
    assert written == set(dialect.profile.actions)


@every_family
@settings(max_examples=12)
@given(text=texts | st.text(max_size=200) | st.lists(hostile, max_size=6).map("".join))
def test_no_reply_can_break_the_parser(dialect: Spoken, text: str) -> None:
    space = dialect.space(Size(1080, 2400), Size(1092, 2408))
    decision = dialect.parse(text, space, OBSERVATION)
    assert (decision.action is None) == bool(decision.error)
    assert decision.raw == text


@every_family
@settings(max_examples=10)
@given(cut=st.integers(1, 100), data=st.data())
def test_a_truncated_reply_is_whole_or_an_error(
    dialect: Spoken, cut: int, data: st.DataObject
) -> None:
    screen = Size(1080, 2400)
    space = dialect.space(screen, Size(1088, 2400))
    at = data.draw(st.tuples(st.integers(0, 1079), st.integers(0, 2399)))
    whole = dialect.render(Decision(action=act.Tap(at=at)), space)
    wanted: Any = dialect.parse(whole, space, OBSERVATION).action

    found = dialect.parse(whole[:-cut], space, OBSERVATION)

    assert found.action in {wanted, None}
