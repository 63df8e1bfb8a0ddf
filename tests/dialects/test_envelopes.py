"""Envelopes of calls: markers, XML, ``<action>``, and the JSON envelopes of other makers."""

import json
from typing import Any

import pytest

from agent import actions as act
from agent import registry
from agent.types import Decision, Frame, Observation, Size

TAP = act.Tap(at=(540, 1440))


def parse(dialect: str, reply: str) -> Decision:
    spoken = registry.dialect(dialect)
    space = spoken.space(Size(1080, 2400), Size(1000, 1000))
    return spoken.parse(reply, space, Observation(Frame(Size(1, 1), bytes(4)), at=0.0))


def xml(**values: str) -> str:
    told = "".join(f"<parameter={key}>\n{value}\n</parameter>\n" for key, value in values.items())
    return f"<tool_call>\n<function=mobile_use>\n{told}</function>\n</tool_call>"


CLICK = xml(action="click", coordinate="[500, 600]")


@pytest.mark.parametrize(
    "reply",
    [
        f"{CLICK}<|im_end|>",
        f"<think>\nOr {xml(action='wait', time='1')}?\n</think>\n{CLICK}",
        f"```xml\n{CLICK}\n```",
        CLICK.replace("\n", "\r\n"),
        CLICK.replace("\n", ""),
    ],
)
def test_an_xml_call_is_found_whatever_stands_around_it(reply: str) -> None:
    decision = parse("qwen3.5-xml", reply)
    assert decision.action == TAP, decision.error
    assert decision.repairs == ()


@pytest.mark.parametrize(
    ("reply", "repair"),
    [
        (CLICK.replace("]\n</parameter>", "]"), "</parameter> was missing"),
        (CLICK.replace("click\n</parameter>", "click"), "</parameter> was missing"),
        (CLICK.replace("</function>\n", ""), "</function> was missing"),
        (CLICK.replace("<tool_call>\n", ""), "<tool_call> was missing"),
        (CLICK.replace("=mobile_use", '="mobile_use"'), "another spelling"),
        (CLICK.replace("=coordinate", ' name="coordinate"'), "another spelling"),
        (CLICK + "\n" + xml(action="wait", time="1"), "first of several"),
    ],
)
def test_a_slip_in_an_xml_call_is_mended(reply: str, repair: str) -> None:
    decision = parse("qwen3.5-xml", reply)
    assert decision.action == TAP, decision.error
    assert any(repair in note for note in decision.repairs)


@pytest.mark.parametrize("after", ["", "<|im_end|>\n", "\n```", "\nI typed it."])
@pytest.mark.parametrize("text", ["a", "</parameter> b", "<parameter=x>", "</tool_call>", "1\n2"])
def test_an_xml_text_may_hold_tags(text: str, after: str) -> None:
    decision = parse("qwen3.5-xml", xml(action="type", text=text) + after)
    assert decision.action == act.TypeText(text=text)


@pytest.mark.parametrize("lost", ["</parameter>\n</function>\n</tool_call>", "600]"])
def test_an_xml_call_that_was_cut_off_is_refused(lost: str) -> None:
    for call in (CLICK, xml(action="type", text="600]")):
        decision = parse("qwen3.5-xml", call[: call.rindex(lost)])
        assert decision.action is None


ARGUMENTS = '{"action": "click", "coordinate": [500, 600]}'


@pytest.mark.parametrize(
    ("dialect", "reply"),
    [
        ("qwen2-vl", f"✿FUNCTION✿ mobile_use\n✿ARGS✿ {ARGUMENTS}"),
        ("qwen2-vl", f'✿FUNCTION✿: mobile_use\n✿ARGS✿: {{"arguments": {ARGUMENTS}}}'),
        ("ui-s1", f"<action>{ARGUMENTS[:-1]}</action>"),
        ("ui-s1", f"<action>{ARGUMENTS[:-2]}</action>"),
        ("ui-s1", '<action>{"action": "click", "arguments": {"coordinate": [500, 600]}}</action>'),
        ("ui-s1", f'<tool_call>{{"name": "mobile_use", "arguments": {ARGUMENTS}}}</tool_call>'),
    ],
)
def test_a_slip_in_another_envelope_is_mended(dialect: str, reply: str) -> None:
    decision = parse(dialect, reply)
    assert decision.action == TAP, decision.error
    assert decision.repairs


@pytest.mark.parametrize(
    ("call", "repair"),
    [
        ({"type": "function", "function": {"name": "mobile_use", "arguments": {}}}, "envelope"),
        ({"name": "mobile_use", "parameters": {}}, "parameters stood for arguments"),
        ({"name": "mobile_use", "args": {}}, "args stood for arguments"),
        ({"name": "mobile_use", "arguments": [{}, {}]}, "first of several arguments"),
        ({"Name": "mobile_use", "Arguments": {}}, "keys in another spelling"),
        ({"name": "functions.mobile_use", "arguments": {}}, "was called 'functions.mobile_use'"),
    ],
)
def test_a_call_in_the_json_of_other_makers_is_read(call: dict[str, Any], repair: str) -> None:
    written = json.dumps(call).replace("{}", ARGUMENTS)
    decision = parse("gui-owl-1.5", f"<tool_call>\n{written}\n</tool_call>")
    assert decision.action == TAP, decision.error
    assert any(repair in note for note in decision.repairs)


def test_a_call_whose_every_quote_is_escaped_is_read() -> None:
    call = json.dumps({"name": "mobile_use", "arguments": {"action": "type", "text": 'a "b"'}})
    escaped = json.dumps(call)[1:-1]
    decision = parse("qwen3-vl", f"Thought: now\n<tool_call>\n{escaped}\n</tool_call>")
    assert decision.action == act.TypeText(text='a "b"'), decision.error
    assert decision.thought == "now"
    assert "the call was escaped" in decision.repairs


def test_a_family_of_json_calls_may_write_xml() -> None:
    decision = parse("gui-owl-1.5", CLICK)
    assert decision.action == TAP, decision.error
    assert "the call was written in XML" in decision.repairs


@pytest.mark.parametrize("dialect", ["gui-owl-1.5", "qwen2-vl"])
@pytest.mark.parametrize("text", ["<function=x>", "✿FUNCTION✿: x\n✿ARGS✿: {}", "<tool_call>{}"])
def test_an_envelope_inside_of_a_typed_text_is_text(dialect: str, text: str) -> None:
    call = json.dumps({"name": "mobile_use", "arguments": {"action": "type", "text": text}})
    for reply in (f"<tool_call>\n{call}\n</tool_call>", f"<tool_call>\n{call}"):
        assert parse(dialect, reply).action == act.TypeText(text=text)


@pytest.mark.parametrize("dialect", ["gui-owl-1.5", "qwen2-vl", "holo3", "os-atlas-base"])
def test_the_tokens_that_begin_a_turn_are_no_part_of_a_reply(dialect: str) -> None:
    spoken = registry.dialect(dialect)
    reply = spoken.render(Decision(action=TAP), spoken.space(Size(1080, 2400), Size(1000, 1000)))
    decision = parse(dialect, f"<|im_start|>assistant\n{reply}<|im_end|>")
    assert decision.action == TAP, decision.error
    assert decision.repairs == ()
    assert decision.raw.startswith("<|im_start|>")


@pytest.mark.parametrize(
    "reply",
    [
        '[{"point_2d": "500, 600", "label": "x"}]',
        "[{'point_2d': [500, 600], 'label': 'x'}]",
        "<answer>[500, 600]</answer>",
        '<answer>{"coordinate": [500, 600]}',
        '<answer>{"coordinate": [490, 590, 510, 610]}</answer>',
    ],
)
def test_a_place_written_otherwise_is_read_and_said(reply: str) -> None:
    decision = parse("gui-owl-1.5", reply)
    assert decision.action == TAP, decision.error
    assert decision.repairs
