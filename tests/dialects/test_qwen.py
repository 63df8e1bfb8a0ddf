"""What is repaired, what is refused, and what the prompt holds."""

import json
from typing import Any

import pytest

from agent import actions as act
from agent.dialects.qwen import QWEN3_VL, QWEN25_VL, QwenDialect
from agent.types import (
    ActionResult,
    Decision,
    DeviceInfo,
    Frame,
    Observation,
    Picture,
    Point,
    Size,
    Step,
    Timings,
)

SCREEN, SEEN = Size(1080, 2400), Size(1088, 2400)
OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
PHONE = DeviceInfo(
    kind="android",
    serial="x",
    size=SCREEN,
    actions=frozenset({"tap", "long_press", "swipe", "type_text", "press", "open_app"}),
)


def parse(text: str, dialect: QwenDialect = QWEN3_VL, **observed: Any) -> Decision:
    observation = Observation(OBSERVATION.frame, at=0.0, **observed)
    return dialect.parse(text, dialect.space(SCREEN, SEEN), observation)


def call(function: str = "mobile_use", **arguments: Any) -> str:
    body = json.dumps({"name": function, "arguments": arguments})
    return f"<tool_call>\n{body}\n</tool_call>"


WAIT = '{"name": "mobile_use", "arguments": {"action": "wait", "time": 2}}'
ESCAPED = '"{\\"action\\": \\"wait\\", \\"time\\": 2}"'


def tagged(body: str) -> str:
    return f"<tool_call>{body}</tool_call>"


@pytest.mark.parametrize(
    ("reply", "repair"),
    [
        (WAIT, "<tool_call> was missing"),
        (f"<tool_call>{WAIT}", "</tool_call> was missing"),
        (tagged(WAIT.removesuffix("}")), "'}' was missing"),
        (tagged(WAIT.replace("2}}", "2,},}")), "a comma too many"),
        (tagged("{name: 'mobile_use', arguments: {action: 'wait', time: 2}}"), "without quotes"),
        (tagged(WAIT.replace('"arg', '/* now */ "arg')), "comments"),
        (tagged(f'{{"name": "mobile_use", "arguments": {ESCAPED}}}'), "were a string"),
        (tagged('{"action": "wait", "time": 2}'), "without their envelope"),
        (tagged('{"name": "wait", "arguments": {"time": 2}}'), "in place of the function"),
        (tagged(WAIT.replace("mobile_use", "phone")), "called 'phone'"),
        (tagged(WAIT.replace("2}}", '"2"}}')), "text instead of a number"),
        (tagged(f"{WAIT} ok"), "text between"),
        (tagged(f"\n```json\n{WAIT}\n```\n"), "text between"),
        (tagged(WAIT) * 2, "first of several"),
        (tagged(f"[{WAIT}]"), "<tool_call> was missing"),
        (tagged('{"name": "mobile_use", "arguments": {"action": "wait"}, "time": 2}'), "beside"),
        (tagged(WAIT.replace("2}}", "2]}}")), "']' too many"),
        (tagged(WAIT.removeprefix("{")), "'{' was missing"),
        (f"{WAIT}</tool_call>{tagged(WAIT.replace('2', '9'))}", "<tool_call> was missing"),
    ],
)
def test_a_slip_is_mended_and_recorded(reply: str, repair: str) -> None:
    decision = parse(reply)
    assert decision.action == act.Wait(seconds=2), decision.error
    assert any(repair in note for note in decision.repairs), decision.repairs


@pytest.mark.parametrize(
    ("coordinate", "repair"),
    [
        ("[500, 500]", "text instead of an array"),
        ("(500,500)", "text instead of an array"),
        ([[500, 500]], "nested"),
        ({"x": 500, "y": 500}, "object"),
        (["500", "500"], "texts instead of numbers"),
        ([490, 480, 510, 520], "box"),
        ([[490, 480], [510, 520]], "box"),
        ((500, 500), "tuple"),
    ],
)
def test_a_point_written_otherwise_is_read(coordinate: Any, repair: str) -> None:
    written = repr(coordinate) if isinstance(coordinate, tuple) else json.dumps(coordinate)
    reply = call(action="click", coordinate="HERE").replace('"HERE"', written)
    decision = parse(reply)
    assert decision.action == act.Tap(at=(541, 1201))
    assert any(repair in note for note in decision.repairs)


def test_a_swipe_may_hold_both_ends_in_one_coordinate() -> None:
    decision = parse(call(action="swipe", coordinate=[500, 800, 500, 200]))
    assert decision.action == act.Swipe(start=(541, 1922), end=(541, 480))
    assert len(decision.repairs) == 1


def test_a_point_just_outside_is_clamped_and_said() -> None:
    decision = parse(call(action="click", coordinate=[1003, -2]))
    assert decision.action == act.Tap(at=(1079, 0))
    assert decision.repairs == ("(1003, -2) lies outside of the screen and was clamped",)
    assert decision.model_point == (1003, -2)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("", "empty"),
        ("<|im_end|>", "empty"),
        ("I am done.", "no <tool_call>"),
        ('Action: "Tap it."', "no <tool_call>"),
        (call(action="click"), '"coordinate" is missing'),
        (call(action="click", coordinate=[5]), "two numbers"),
        (call(action="click", coordinate=None), '"coordinate" is missing'),
        (call(action="click", coordinate=[540, 2200]), "far outside"),
        (call(action="click", coordinate=[float("nan"), 1]), "not a position"),
        (call(action="click", coordinate=[True, 1]), "array of two numbers"),
        (call(action="fly"), "no action 'fly'"),
        (call(), 'no "action"'),
        (call(action="terminate"), '"status" is missing'),
        (call(action="terminate", status="done"), "success or failure"),
        (call(action="swipe", coordinate=[1, 1]), '"coordinate2" is missing'),
        (call(action="type", text=None), '"text" is missing'),
        (call(action="type", text=["a"]), "must be a text"),
        (call("computer_use", action="scroll", pixels=0), "other than 0"),
        (call("computer_use", action="key", keys=[]), "one to six"),
        ("<tool_call>[1, 2]</tool_call>", "no <tool_call>"),
        ('<tool_call>{"name": "mobile_use"}</tool_call>', 'no "arguments"'),
        (call(action="type", text="half").split("f")[0], "cut off"),
        (call(action="swipe", coordinate=[1, 2], more=0).split(' "more')[0], "cut off"),
        ("<tool_call>" + '{"a":' * 5000, "deeply"),
        (tagged(WAIT.replace('"time": 2', '"time": 2, "time": 3,')), "stands twice"),
        (tagged(WAIT.replace("2}}", "<2}}")) + tagged(WAIT), "not JSON"),
    ],
)
def test_what_cannot_be_meant_is_an_error_and_no_action(reply: str, error: str) -> None:
    decision = parse(reply)
    assert decision.action is None
    assert error in decision.error


def test_typed_text_may_hold_the_grammar_itself() -> None:
    text = call(action="click", coordinate=[1, 1]) + "\n</thinking>Thought: {'name': 1}"
    reply = f"<thinking>\nType it.\n</thinking>\n{call(action='type', text=text)}"
    for mangled in (reply, reply.replace("<tool_call>", "", 1)):
        assert parse(mangled, QWEN25_VL).action == act.TypeText(text=text)


def test_a_call_inside_a_thought_is_not_carried_out() -> None:
    draft = call(action="terminate", status="success")
    for before in ("", "Let me see. "):
        reply = f"{before}<thinking>\nNo {draft}\n</thinking>\n{call(action='wait', time=1)}"
        decision = parse(reply, QWEN25_VL)
        assert decision.action == act.Wait(seconds=1)
        assert draft in decision.thought


@pytest.mark.parametrize(
    ("before", "after", "thought", "repair"),
    [
        ("<thinking>\nA list.\n", "", "A list.", "the thought was not closed"),
        ("<thinking>\nA list.\n</think>\n", "", "A list.", "closed by </think>"),
        ("A list.\n</thinking>\n", "", "A list.", "never opened"),
        ("", '\n<conclusion>\n"Wait', "", "</conclusion> was missing"),
    ],
)
def test_tags_that_do_not_pair_are_mended_and_said(
    before: str, after: str, thought: str, repair: str
) -> None:
    decision = parse(before + call(action="wait", time=1) + after, QWEN25_VL)
    assert decision.action == act.Wait(seconds=1)
    assert decision.thought == thought
    assert any(repair in note for note in decision.repairs), decision.repairs


def test_a_draft_in_a_thought_that_was_cut_off_is_not_carried_out() -> None:
    draft = call(action="wait", time=2)
    for end in range(draft.index("}}")):
        assert parse(f"<thinking>\nMaybe {draft[:end]}", QWEN25_VL).action is None


def test_thought_and_summary_of_each_family() -> None:
    wait = call(action="wait", time=1)
    lines = f'Thought: The list is long.\nIt goes on.\nAction: "Tap the switch."\n{wait}'
    decision = parse(lines)
    assert decision.thought == "The list is long.\nIt goes on."
    assert decision.summary == "Tap the switch."
    tags = f'<thinking>\nA list.\n</thinking>\n{wait}\n<conclusion>\n"Wait."\n</conclusion>'
    decision = parse(tags, QWEN25_VL)
    assert (decision.thought, decision.summary) == ("A list.", "Wait.")


def test_the_cursor_is_where_a_wheel_turns_and_a_drag_begins() -> None:
    wheel = parse(call("computer_use", action="scroll", pixels=-3), cursor=Point(7, 8))
    assert wheel.action == act.Scroll(direction="down", at=(7, 8), amount=3, unit="pixels")
    drag = parse(
        call("computer_use", action="left_click_drag", coordinate=[500, 500]), cursor=Point(7, 8)
    )
    assert drag.action == act.Drag(start=(7, 8), end=(540, 1200))


def test_android_key_names_become_ours() -> None:
    assert parse(call(action="key", text="KEYCODE_APP_SWITCH")).action == act.Press(key="recents")
    assert parse(call(action="system_button", button="Back")).action == act.Press(key="back")


def test_a_word_of_the_other_function_is_understood() -> None:
    decision = parse(call(action="left_click", coordinate=[0, 0]))
    assert decision.action == act.Tap(at=(0, 0))
    assert decision.repairs == ("left_click stood for click",)


def step(index: int, decision: Decision, result: ActionResult | None) -> Step:
    return Step(index, OBSERVATION, decision, result, Timings(), started=0.0)


@pytest.mark.parametrize("dialect", [QWEN25_VL, QWEN3_VL], ids=lambda dialect: dialect.name)
def test_the_prompt_tells_what_came_of_each_step_and_ends_with_the_picture(
    dialect: QwenDialect,
) -> None:
    tap = Decision(action=act.Tap(at=(1, 2)), summary='Tap "Wi-Fi"\nnow')
    history = [
        step(0, tap, ActionResult(ok=True, said="moved to the edge", performed=act.Tap(at=(0, 2)))),
        step(1, Decision(action=None, error="the reply holds no <tool_call>"), None),
        step(2, Decision(action=act.OpenApp(name="Maps")), ActionResult(ok=False, said="none")),
        step(3, Decision(action=act.OpenApp(name="Clock")), ActionResult(ok=True, said="opened")),
        step(4, Decision(action=act.AskUser(question="Who?")), ActionResult(ok=True, said="Ann")),
    ]
    prompt = dialect.prompt(
        "enable wifi", history, OBSERVATION, seen=SEEN, device=PHONE, notes=["try another way"]
    )
    system, user = prompt.messages
    text, picture = user.parts
    assert isinstance(text, str)
    assert isinstance(picture, Picture)
    assert picture.seen == SEEN
    assert "enable wifi" in text
    assert "Step 1: Tap Wi-Fi now (moved to the edge)" in text
    assert "Step 2: no usable reply (the reply holds no <tool_call>)" in text
    assert "Step 3: Open Maps (failed: none)" in text
    assert "Step 4: Open Clock;" in text
    assert "(Ann)" in text
    assert "try another way" in text
    assert [message.role for message in prompt.messages] == ["system", "user"]
    assert len(system.parts) == 1


def test_only_the_latest_steps_are_told_under_their_own_numbers() -> None:
    history = [step(at, Decision(action=act.Wait()), None) for at in range(60)]
    prompt = QWEN3_VL.prompt("g", history, OBSERVATION, seen=SEEN, device=PHONE)
    text = prompt.messages[1].parts[0]
    assert isinstance(text, str)
    assert "Step 20:" not in text
    assert "Step 21: Wait 1 s" in text
    assert "Step 60:" in text


def schema(dialect: QwenDialect, device: DeviceInfo, seen: Size = SEEN) -> dict[str, Any]:
    prompt = dialect.prompt("g", (), OBSERVATION, seen=seen, device=device)
    text = prompt.messages[0].parts[0]
    assert isinstance(text, str)
    line = text.split("<tools>\n")[1].split("\n</tools>")[0].strip()
    function = json.loads(line)["function"]
    assert isinstance(function, dict)
    return function


def test_the_device_decides_which_function_and_which_words_are_offered() -> None:
    phone = schema(QWEN3_VL, PHONE)
    assert phone["name"] == "mobile_use"
    assert "open" in phone["parameters"]["properties"]["action"]["enum"]
    plain = schema(QWEN3_VL, PHONE.model_copy(update={"actions": frozenset({"tap"})}))
    assert plain["parameters"]["properties"]["action"]["enum"] == [
        "click", "answer", "ask_user", "wait", "terminate",
    ]  # fmt: skip
    assert "coordinate2" not in plain["parameters"]["properties"]
    desktop = PHONE.model_copy(
        update={"kind": "desktop", "actions": frozenset({"click", "scroll"})}
    )
    assert schema(QWEN3_VL, desktop)["name"] == "computer_use"


def test_the_stated_screen_is_the_space_of_the_answers() -> None:
    assert "1092x2408" in schema(QWEN25_VL, PHONE, Size(1092, 2408))["description"]
    assert "999x999" in schema(QWEN3_VL, PHONE)["description"]
    desktop = PHONE.model_copy(update={"kind": "desktop"})
    assert "1000x1000" in schema(QWEN3_VL, desktop)["description"]


def test_what_does_not_change_comes_first() -> None:
    """A model that keeps what it computed for a prefix keeps the whole system text."""
    first = QWEN3_VL.prompt("g", (), OBSERVATION, seen=SEEN, device=PHONE)
    later = QWEN3_VL.prompt(
        "g", [step(0, Decision(action=act.Wait()), None)], OBSERVATION, seen=SEEN, device=PHONE
    )
    assert first.messages[0].parts == later.messages[0].parts
