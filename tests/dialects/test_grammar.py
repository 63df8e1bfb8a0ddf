"""Replies are held to a grammar: llguidance takes what the dialect renders, and nothing else."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask

from agent import actions as act
from agent import registry
from agent.dialects.qwen import QwenDialect
from agent.errors import UnknownAction
from agent.protocols import Dialect
from agent.types import Decision, DeviceInfo, Frame, Observation, Size
from tests.dialects.drawn import actions, words

SCREEN, SEEN = Size(1080, 2400), Size(1092, 2408)
OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
BYTES: Any = LLTokenizer("byte")
FAMILIES = sorted({registry.dialect(name).name for name in registry.names("dialects")})
TOUCHES = frozenset(
    {"tap", "double_tap", "long_press", "swipe", "type_text", "press", "open_app", "wait"}
)
CLICKS = frozenset(
    {"click", "move_cursor", "drag", "scroll", "type_text", "press", "hotkey", "wait"}
)
ALWAYS = frozenset({"tap", "wait", "answer", "finish", "ask_user"})
BREAKS = ("</p", "</t", "</f", "<|", "|>", "<conclusion>")
"""Texts that are cut off where they would end a parameter, or the turn."""


def device(kind: str) -> DeviceInfo:
    offers = CLICKS if kind == "desktop" else TOUCHES
    return DeviceInfo(kind=kind, serial="x", size=SCREEN, actions=offers)


def grammar(dialect: Dialect, kind: str) -> str:
    # In pixels of the screen: a place out of the picture is no reply of any family.
    frame = Frame(SCREEN, bytes(4 * SCREEN.width * SCREEN.height))
    seen = Observation(frame, at=0.0)
    return dialect.prompt("x", [], seen, seen=SEEN, device=device(kind)).grammar


def matcher(lark: str) -> Any:
    found = LLMatcher(BYTES, LLMatcher.grammar_from_lark(lark), log_level=0)
    assert not found.is_error(), found.get_error()
    return found


@cache
def held(name: str, kind: str) -> Any:
    """The grammar of a family on a kind of device, compiled."""
    return matcher(grammar(registry.dialect(name), kind))


def allows(compiled: Any, reply: str) -> bool:
    fresh = compiled.deep_copy()
    tokens = BYTES.tokenize_str(reply)
    return fresh.try_consume_tokens(tokens) == len(tokens) and bool(fresh.is_accepting())


def offered(dialect: Dialect, action: Any, reply: str, kind: str) -> bool:
    """Whether the prompt for such a device offers the word that ``reply`` uses."""
    typed = action.type in ALWAYS | device(kind).actions
    if not isinstance(dialect, QwenDialect) or not typed:
        return typed
    if action.type == "type_text" and action.at:
        return False  # The schema of "type" has no place: it is read where a model writes one.
    family = dialect.family
    desktop = kind == "desktop" and family.words["computer_use"]
    function = "computer_use" if desktop else "mobile_use"
    flat = family.envelope == "action" and "<action>"
    named = (family.called, flat, f'"name": "{function}"', f"={function}>", f": {function}\n")
    said = any(
        form.format(word) in reply
        for word in family.words[function]  # type: ignore[index]
        for form in ('"action": "{}"', "<parameter=action>\n{}\n")
    )
    return said and any(name and name in reply for name in named)


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_what_the_prompt_offers_can_be_said(name: str, data: st.DataObject) -> None:
    dialect = registry.dialect(name)
    space = dialect.space(SCREEN, SEEN)
    action = data.draw(actions(SCREEN))
    decision = Decision(action=action, thought=data.draw(words), summary=data.draw(words))
    try:
        reply = dialect.render(decision, space)
    except UnknownAction:
        return
    texts = [value for value in action.model_dump().values() if isinstance(value, str)]
    if any(end in text for text in texts for end in BREAKS):
        return
    for kind in ("android", "desktop"):
        if offered(dialect, action, reply, kind):
            assert allows(held(name, kind), reply), (kind, reply)


def openings(dialect: Dialect, chance: random.Random) -> str:
    """What all replies without a thought begin with, or the first letter of one."""
    space = dialect.space(SCREEN, SEEN)
    said = []
    for action in (act.Tap(at=(5, 5)), act.Tap(at=(900, 2000)), act.Wait(), act.Finish()):
        try:
            said.append(dialect.render(Decision(action=action), space))
        except UnknownAction:
            continue
    least, most = min(said), max(said)
    same = [one == other for one, other in zip(least, most, strict=False)]
    return least[: same.index(False)] or chance.choice(said)[:1]


def ramble(compiled: Any, opening: str, chance: random.Random) -> Iterator[int]:
    """Bytes that the grammar allows, at random; the shortest way out of a text is likely."""
    fresh = compiled.deep_copy()
    start = BYTES.tokenize_str(opening)
    start = start[: compiled.deep_copy().try_consume_tokens(start)]
    assert start or not opening
    fresh.consume_tokens(start)
    yield from start
    mask = allocate_token_bitmask(1, BYTES.vocab_size)
    for _ in range(1500):
        # At random a text with a long ending would never come to it.
        closing = BYTES.tokenize_str("</parameter>")
        if chance.random() < 0.1 and fresh.deep_copy().try_consume_tokens(closing) == len(closing):
            fresh.consume_tokens(closing)
            yield from closing
        if fresh.is_stopped() or (fresh.is_accepting() and chance.random() < 0.5):
            return
        fill_next_token_bitmask(fresh, mask)
        bits = np.unpackbits(mask.view(np.uint8), bitorder="little")[:256]
        allowed = [int(byte) for byte in np.flatnonzero(bits)]
        allowed = [byte for byte in allowed if 10 <= byte < 127] or allowed
        ends = [byte for byte in allowed if chr(byte) in "\"']<"]
        token = chance.choice(ends if ends and chance.random() < 0.2 else allowed)
        assert fresh.consume_token(token)
        yield token
    raise AssertionError("no end")


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["android", "desktop"]))
def test_what_is_allowed_is_understood(name: str, seed: int, kind: str) -> None:
    dialect = registry.dialect(name)
    chance = random.Random(seed)
    reply = bytes(ramble(held(name, kind), openings(dialect, chance), chance)).decode()
    decision = dialect.parse(reply, dialect.space(SCREEN, SEEN), OBSERVATION)
    assert decision.action is not None, (reply, decision.error)
    assert decision.repairs == (), reply


def test_no_other_word_and_no_broken_call_is_allowed() -> None:
    compiled = held("gui-owl-1.5", "android")
    call = '<tool_call>\n{"name": "mobile_use", "arguments": {"action": %s}}\n</tool_call>'
    assert allows(compiled, call % '"click", "coordinate": [0, 1000]')
    for wrong in ('"fly"', '"click"', '"click", "coordinate": [1001, 5]', '"left_click"'):
        assert not allows(compiled, call % wrong)
    assert not allows(compiled, "I am done.")


@pytest.mark.parametrize(
    ("family", "right", "wrong"),
    [
        ("qwen2.5-vl", "[1092, 2408]", "[1092, 2409]"),
        ("qwen3-vl", "[999, 999]", "[999, 1000]"),
        ("gui-owl-1.5", "[1000, 1000]", "[1000, 1010]"),
    ],
)
def test_no_place_out_of_the_picture_is_allowed(family: str, right: str, wrong: str) -> None:
    call = (
        '<tool_call>\n{"name": "mobile_use", "arguments": {"action": "click", "coordinate": %s}}'
        "\n</tool_call>"
    )
    assert allows(held(family, "android"), call % right)
    assert not allows(held(family, "android"), call % wrong)


def test_a_thought_is_free_up_to_the_action() -> None:
    tars = held("ui-tars-1.5", "android")
    click = "Action: click(point='<point>1 2</point>')"
    assert allows(tars, click)
    assert allows(tars, f"Thought: I see {{}} and 'click()'.\nNext, the button.\n{click}")
    assert not allows(tars, f"Well. {click}")
    venus = held("ui-venus-1.5", "android")
    assert allows(venus, "<think>\na < b\n</think>\n<action>PressBack()</action>")
    assert not allows(venus, "<think>never closed <action>PressBack()</action>")
