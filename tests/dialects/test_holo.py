"""Holo: the call wherever it stands, native calls of Holo 3.1, places alone."""

import json
from typing import Any

import pytest

from agent import actions as act
from agent import registry
from agent.actions import Action
from agent.types import Decision, Frame, Observation, Size

RIGHT = act.Click(at=(5, 6), button="right")


def parse(reply: str, dialect: str = "holo3") -> Decision:
    spoken = registry.dialect(dialect)
    space = spoken.space(Size(1000, 1000), Size(1000, 1000))
    return spoken.parse(reply, space, Observation(Frame(Size(1, 1), bytes(4)), at=0.0))


@pytest.mark.parametrize(
    "said",
    [
        {"tool_name": "right_click", "x": 5, "y": 6},
        {"tool_call": "right_click", "x": 5, "y": 6},
        {"tool_call": {"tool_name": "right_click", "arguments": {"x": 5, "y": 6}}},
        {"tool_call": {"name": "right_click", "arguments": {"x": 5, "y": 6}}},
        {"tool_call": {"tool_name": "right_click", "coordinate": [5, 6]}},
        {"tool_call": '{"tool_name": "right_click", "x": 5, "y": 6}'},
        {"action": {"action": "right_click", "x": 5, "y": 6}},
    ],
)
def test_a_call_is_read_where_it_stands(said: dict[str, Any]) -> None:
    decision = parse(json.dumps({"note": None, "thought": "t", **said}))
    assert decision.action == RIGHT, decision.error
    assert decision.thought == "t"


@pytest.mark.parametrize(
    "reply",
    [
        '<tool_call>\n{"name": "right_click", "arguments": {"x": 5, "y": 6}}\n</tool_call>',
        (
            "<tool_call>\n<function=right_click>\n<parameter=x>\n5\n</parameter>\n<parameter=y>\n6\n"
            "</parameter>\n</function>\n</tool_call>"
        ),
    ],
)
def test_a_native_call_is_read(reply: str) -> None:
    decision = parse(f"<think>\nIt has a menu.\n</think>\n{reply}<|im_end|>")
    assert decision.action == RIGHT, decision.error
    assert decision.thought == "It has a menu."


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("right_click_element", RIGHT),
        ("hover", act.MoveCursor(to=(5, 6))),
        ("type", act.TypeText(text="a", at=(5, 6))),
    ],
)
def test_a_word_in_another_spelling_is_understood_and_said(word: str, wanted: Action) -> None:
    call = {"tool_name": word, "x": 5, "y": 6, "content": "a"}
    decision = parse(json.dumps({"note": None, "thought": "", "tool_call": call}))
    assert decision.action == wanted, decision.error
    assert decision.repairs


@pytest.mark.parametrize("text", ["<tool_call>", "<function=x>", "</think>", '{"x": 1, "y": 2}'])
def test_a_typed_text_may_hold_the_grammar(text: str) -> None:
    call = {"tool_name": "write", "content": text}
    decision = parse(json.dumps({"note": None, "thought": "", "tool_call": call}))
    assert decision.action == act.TypeText(text=text), decision.error


def test_a_place_alone_is_a_touch() -> None:
    for dialect in ("holo1-nav", "holo3"):
        assert parse("Click(5, 6)", dialect).action == act.Tap(at=(5, 6))
        assert parse('{"x": 5, "y": 6}', dialect).action == act.Tap(at=(5, 6))


@pytest.mark.parametrize(
    "said",
    [{"action": "fly", "x": 5, "y": 6}, {"tool_call": None}, {"tool_call": {"x": 5}}, {"x": 5}],
)
def test_a_word_that_nobody_knows_is_no_click(said: dict[str, Any]) -> None:
    assert parse(json.dumps(said)).action is None
