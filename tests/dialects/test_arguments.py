"""Arguments that models name or write otherwise than their family: places, chords, durations."""

import json
from typing import Any

import pytest

from agent import actions as act
from agent import registry
from agent.types import Decision, Frame, Observation, Point, Size

CURSOR = Point(7, 8)


def parse(function: str, *, dialect: str = "gui-owl-1.5", **arguments: Any) -> Decision:
    spoken = registry.dialect(dialect)
    space = spoken.space(Size(1000, 1000), Size(1000, 1000))
    reply = json.dumps({"name": function, "arguments": arguments})
    observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0, cursor=CURSOR)
    return spoken.parse(f"<tool_call>\n{reply}\n</tool_call>", space, observation)


@pytest.mark.parametrize(
    "place",
    [
        {"x": 50, "y": 60},
        {"coordinates": [50, 60]},
        {"coordinate1": [50, 60]},
        {"point": "(50, 60)"},
        {"position": {"x": 50, "y": 60}},
        {"coordinate": ["50, 60"]},
    ],
)
def test_a_place_under_another_name_is_read(place: dict[str, Any]) -> None:
    tap = parse("mobile_use", action="click", **place)
    assert tap.action == act.Tap(at=(50, 60)), tap.error
    assert tap.repairs
    click = parse("computer_use", action="right_click", **place)
    assert click.action == act.Click(at=(50, 60), button="right"), click.error


def test_a_click_at_a_place_that_cannot_be_told_is_no_click_at_the_cursor() -> None:
    decision = parse("computer_use", action="click", target=[50, 60])
    assert decision.action is None
    assert "missing" in decision.error
    assert parse("computer_use", action="click").action == act.Click()


@pytest.mark.parametrize("lost", [0, 2, 9])
def test_a_click_that_may_have_lost_its_place_is_no_click_at_the_cursor(lost: int) -> None:
    call = '<tool_call>{"name": "computer_use", "arguments": {"action": "click"'
    spoken = registry.dialect("qwen3-vl")
    reply = call + ', "coord"'[:lost]
    observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0, cursor=CURSOR)
    decision = spoken.parse(reply, spoken.space(Size(9, 9), Size(9, 9)), observation)
    assert decision.action is None
    assert "cut off" in decision.error
    whole = spoken.parse(call + "}</tool_call>", spoken.space(Size(9, 9), Size(9, 9)), observation)
    assert whole.action == act.Click()


@pytest.mark.parametrize(
    "ends",
    [
        {"coordinate": [1, 2, 3, 4]},
        {"coordinate": [[1, 2], [3, 4]]},
        {"start_coordinate": [1, 2], "end_coordinate": [3, 4]},
        {"coordinate1": [1, 2], "coordinate2": [3, 4]},
        {"x1": 1, "y1": 2, "x2": 3, "y2": 4},
    ],
)
def test_the_ends_of_a_way_are_found(ends: dict[str, Any]) -> None:
    swipe = parse("mobile_use", action="swipe", **ends)
    assert swipe.action == act.Swipe(start=(1, 2), end=(3, 4)), swipe.error
    for dialect, word in (("gui-owl-1.5", "drag"), ("qwen3-vl", "left_click_drag")):
        drag = parse("computer_use", dialect=dialect, action=word, **ends)
        assert drag.action == act.Drag(start=(1, 2), end=(3, 4)), drag.error


@pytest.mark.parametrize("word", ["longPress", "long-press", "Long Press", "LONG_PRESS"])
def test_a_word_is_known_however_it_is_parted(word: str) -> None:
    decision = parse("mobile_use", action=word, coordinate=[5, 6])
    assert decision.action == act.LongPress(at=(5, 6)), decision.error
    assert bool(decision.repairs) == (word != "LONG_PRESS")


def test_shares_of_the_screen_are_read_as_such() -> None:
    decision = parse("mobile_use", action="click", coordinate=[0.5, 0.25])
    assert decision.action == act.Tap(at=(500, 250))
    assert decision.repairs == ("coordinate was written in shares of the screen",)
    assert decision.model_point == (0.5, 0.25)
    assert parse("mobile_use", action="click", coordinate=[1, 0]).action == act.Tap(at=(1, 0))


@pytest.mark.parametrize("place", [[-1, -1], "(-1, -1)", "x1, y1"])
def test_no_place_is_no_touch_in_the_corner(place: Any) -> None:
    assert parse("mobile_use", action="click", coordinate=place).action is None


def test_the_digits_of_a_name_are_no_numbers() -> None:
    decision = parse("mobile_use", action="click", coordinate="x1=50, y1=60")
    assert decision.action == act.Tap(at=(50, 60)), decision.error


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"action": "terminate", "status": "failed"}, act.Finish(status="failure")),
        ({"action": "answer", "content": "4"}, act.Answer(text="4")),
        ({"action": "interact", "question": "Which?"}, act.AskUser(question="Which?")),
        ({"action": "open", "package": "a.b"}, act.OpenApp(name="a.b")),
        ({"action": "type", "text": "a", "press_enter": True}, act.TypeText(text="a", submit=True)),
        ({"action": "key", "keys": ["volume_up"]}, act.Press(key="volume_up")),
        ({"action": "key", "keys": ["ctrl", "c"]}, act.Hotkey(keys=("ctrl", "c"))),
        ({"action": "wait", "seconds": 3}, act.Wait(seconds=3)),
    ],
)
def test_a_field_of_another_name_is_read_and_said(said: dict[str, Any], wanted: act.Action) -> None:
    decision = parse("mobile_use", **said)
    assert decision.action == wanted, decision.error
    assert decision.repairs


def test_a_drag_to_one_place_begins_at_the_cursor() -> None:
    for word in ("drag", "left_click_drag"):
        drag = parse("computer_use", action=word, coordinate=[3, 4])
        assert drag.action == act.Drag(start=CURSOR, end=(3, 4))


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (["Ctrl", "C"], ("ctrl", "c")),
        (["ctrl+c"], ("ctrl", "c")),
        ("ctrl + c", ("ctrl", "c")),
        ("ctrl c", ("ctrl", "c")),
        ("ctrl-shift-t", ("ctrl", "shift", "t")),
        ('["ctrl", "c"]', ("ctrl", "c")),
        ("ctrl++", ("ctrl", "+")),
        (["ctrl", "+"], ("ctrl", "+")),
        (["ctrl", "-"], ("ctrl", "-")),
        ("+", ("+",)),
        ("page down", ("page down",)),
    ],
)
def test_a_chord_may_be_written_in_one_text(keys: Any, wanted: tuple[str, ...]) -> None:
    decision = parse("computer_use", action="key", keys=keys)
    pressed = act.Hotkey(keys=wanted) if len(wanted) > 1 else act.Press(key=wanted[0])
    assert decision.action == pressed, decision.error


@pytest.mark.parametrize(
    ("time", "seconds"),
    [("2", 2), ("2s", 2), ("2 seconds", 2), ("500 ms", 0.5), (2000, 2), ("2000", 2), (599, 599)],
)
def test_a_time_may_name_its_unit(time: Any, seconds: float) -> None:
    decision = parse("mobile_use", action="wait", time=time)
    assert decision.action == act.Wait(seconds=seconds), decision.error
    assert bool(decision.repairs) == (time != 599)


def test_a_time_that_is_none_is_refused() -> None:
    for time in ("soon", [2], True, "2 of 3"):
        assert parse("mobile_use", action="wait", time=time).action is None


@pytest.mark.parametrize("button", ["Recent", "recents", "app_switch", "Overview"])
def test_the_button_of_recent_apps_has_many_names(button: str) -> None:
    decision = parse("mobile_use", action="system_button", button=button)
    assert decision.action == act.Press(key="recents")


def test_a_family_of_one_word_need_not_say_it() -> None:
    decision = parse("grounding", dialect="ui-ins", coordinate=[50, 60])
    assert decision.action == act.Tap(at=(50, 60))
    assert decision.repairs == ("the call had no action",)


def test_a_family_that_only_points_may_point_without_a_call() -> None:
    spoken = registry.dialect("ui-ins")
    space = spoken.space(Size(100, 100), Size(100, 100))
    observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
    decision = spoken.parse("<think>the 2nd</think>\n[50, 60]", space, observation)
    assert decision.action == act.Tap(at=(50, 60)), decision.error
    assert decision.repairs
