"""A reply that was cut off never does something else than the whole one would have done."""

import pytest

from agent import actions as act
from agent import registry
from agent.actions import Action
from agent.errors import UnknownAction
from agent.types import Decision, Frame, Observation, Point, Size

SIZE = Size(1000, 1000)
OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0, cursor=Point(7, 8))
ACTIONS: tuple[Action, ...] = (
    act.Tap(at=(512, 634)),
    act.LongPress(at=(512, 634)),
    act.Swipe(start=(512, 834), end=(512, 234)),
    act.Drag(start=(512, 834), end=(512, 234)),
    act.Click(at=(512, 634), button="right"),
    act.MoveCursor(to=(512, 634)),
    act.Scroll(direction="down", at=(512, 634)),
    act.Scroll(direction="down", at=(512, 634), amount=300, unit="pixels"),
    act.Scroll(direction="down", at=(512, 634), amount=5, unit="clicks"),
    act.TypeText(text='a "b", {c}'),
    act.Hotkey(keys=("ctrl", "shift", "t")),
    act.OpenApp(name="Clock and timer"),
    act.Finish(status="failure"),
    act.Answer(text="4 o'clock"),
)


OPEN_ENDED = {"agentcpm-gui", "aguvis", "odyssey-agent", "opencua", "opencua-a3b"}
"""Families in which what comes first is an action by itself: a line, a key of an object."""


@pytest.mark.parametrize("name", sorted({*registry.names("dialects")} - OPEN_ENDED))
def test_what_is_left_of_a_reply_is_the_same_action_or_none(name: str) -> None:
    dialect = registry.dialect(name)
    space = dialect.space(SIZE, SIZE)
    for action in ACTIONS:
        try:
            reply = dialect.render(Decision(action=action, thought="So be it."), space)
        except UnknownAction:
            continue
        whole = dialect.parse(reply, space, OBSERVATION).action
        for end in range(len(reply)):
            left = dialect.parse(reply[:end], space, OBSERVATION).action
            assert left is None or left == whole, reply[:end]
