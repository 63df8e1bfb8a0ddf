"""Replies that went wrong on the way: an action on the screen, or an error, never an exception."""

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import registry
from agent.types import Frame, Observation, Size
from tests.dialects.test_cases import FOLDER

OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
FAMILIES = sorted(path.stem for path in FOLDER.glob("*.json"))
SCRAPS = st.sampled_from(
    [
        *'{}[]()<>"\'\\,:;=/ \n\x000-.e', "9" * 400, "1e999", "NaN", "null", "\\ud83d", "\\n",
        '"""', "[[", "-1", "😀", "</think>", "<tool_call>", "</tool_call>", "<point>",
        "<|box_start|>", "```json", "answer", "do(", "lambda: 0",
    ]
)  # fmt: skip


@cache
def cases(family: str) -> list[Any]:
    found: list[Any] = json.loads((FOLDER / f"{family}.json").read_text(encoding="utf-8"))
    return found


@st.composite
def broken(draw: st.DrawFn, whole: str) -> str:
    """``whole`` with pieces cut out, written several times, or put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(whole)))
        stop = min(len(whole), start + draw(st.integers(0, 12)))
        between = draw(SCRAPS | st.sampled_from(["", whole[start:stop] * 2]))
        whole = whole[:start] + between + whole[stop:]
    return whole


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=25)
def test_what_is_broken_is_an_action_or_an_error(family: str, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(cases(family)))
    reply = data.draw(broken(case["reply"]))
    dialect, screen = registry.dialect(family), Size(*case["screen"])

    decision = dialect.parse(reply, dialect.space(screen, Size(*case["seen"])), OBSERVATION)

    assert (decision.action is None) == bool(decision.error)
    assert decision.raw == reply
    places = [getattr(decision.action, name, None) for name in ("at", "start", "end", "to")]
    for at in filter(None, places):
        assert 0 <= at[0] < screen.width
        assert 0 <= at[1] < screen.height


@pytest.mark.parametrize(
    ("family", "reply"),
    [
        ("holo3", '{"tool_call": {"tool_name": "click", "x": 5, "y": 1' + "0" * 400 + "}}"),
        ("gui-owl", '<tool_call>\n{"name": "mobile_use", "arguments": {"action": "click",'
         ' "coordinate": [5, 1' + "0" * 400 + "]}}\n</tool_call>"),
        ("opencua", '## Code:\n```python\npyautogui.hotkey("ctrl", ["c"])\n```'),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_an_error(family: str, reply: str) -> None:
    dialect, size = registry.dialect(family), Size(1080, 2400)
    decision = dialect.parse(reply, dialect.space(size, size), OBSERVATION)
    assert decision.action is None
    assert decision.error
