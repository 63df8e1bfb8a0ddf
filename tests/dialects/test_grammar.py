"""Replies are held to a grammar: llguidance takes what the dialect renders, and nothing else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer

from agent import registry
from agent.dialects.qwen import QwenDialect
from agent.errors import UnknownAction
from agent.types import Decision, DeviceInfo, Frame, Observation, Size
from tests.dialects.drawn import actions, texts, words

SCREEN, SEEN = Size(1080, 2400), Size(1092, 2408)
OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
BYTES: Any = LLTokenizer("byte")
HELD = ["qwen2.5-vl", "gui-owl", "gui-owl-1.5", "infigui-r1"]
OFFERS = frozenset(
    {"tap", "long_press", "swipe", "type_text", "press", "open_app", "click", "move_cursor",
     "drag", "scroll", "hotkey"}
)  # fmt: skip


def grammar(dialect: QwenDialect, kind: str) -> str:
    device = DeviceInfo(kind=kind, serial="x", size=SCREEN, actions=OFFERS)
    return dialect.prompt("x", [], OBSERVATION, seen=SEEN, device=device).grammar


def allows(lark: str, reply: str) -> bool:
    matcher = LLMatcher(BYTES, LLMatcher.grammar_from_lark(lark), log_level=0)
    assert not matcher.is_error(), matcher.get_error()
    tokens = BYTES.tokenize_str(reply)
    return matcher.try_consume_tokens(tokens) == len(tokens) and bool(matcher.is_accepting())


@pytest.mark.parametrize("name", HELD)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_the_prompt_offers_can_be_said(name: str, data: st.DataObject) -> None:
    dialect: QwenDialect = registry.dialect(name)  # type: ignore[assignment]
    space = dialect.space(SCREEN, SEEN)
    action = data.draw(actions(SCREEN))
    decision = Decision(action=action, thought=data.draw(words), summary=data.draw(words))
    try:
        reply = dialect.render(decision, space)
    except UnknownAction:
        return
    offered = {
        kind: any(f'"action": "{word}"' in reply for word in dialect.family.words[function])
        and f'"name": "{function}"' in reply
        for kind, function in (("android", "mobile_use"), ("desktop", "computer_use"))
    }
    for kind, said in offered.items():
        assert allows(grammar(dialect, kind), reply) == said, (kind, reply)


@pytest.mark.parametrize("name", HELD)
@given(text=texts)
@settings(max_examples=10, deadline=None)
def test_what_is_allowed_is_understood(name: str, text: str) -> None:
    dialect: QwenDialect = registry.dialect(name)  # type: ignore[assignment]
    if allows(grammar(dialect, "android"), text):
        assert dialect.parse(text, dialect.space(SCREEN, SEEN), OBSERVATION).action is not None


def test_no_other_word_and_no_broken_call_is_allowed() -> None:
    lark = grammar(registry.dialect("gui-owl-1.5"), "android")  # type: ignore[arg-type]
    call = '<tool_call>\n{"name": "mobile_use", "arguments": {"action": %s}}\n</tool_call>'
    assert allows(lark, call % '"click", "coordinate": [0, 1000]')
    for wrong in ('"fly"', '"click"', '"click", "coordinate": [1001, 5]', '"left_click"'):
        assert not allows(lark, call % wrong)
    assert not allows(lark, "I am done.")
