"""Families that speak by ``mobile_use`` and ``computer_use`` with words and habits of their own.

Sources: Qwen-Agent (Qwen2-VL's markers, Qwen3.5's XML), X-PLUG/MobileAgent (GUI-Owl, UI-S1),
InfiXAI/InfiGUI-R1, Tongyi-MAI/MAI-UI, MobileWorld's adapters (UI-Ins, MAI-UI).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import computer_use as computer
from agent.dialects import gestures
from agent.dialects import mobile_use as mobile
from agent.dialects.arguments import Arguments
from agent.dialects.families import QWEN3, QWEN25, Function
from agent.dialects.qwen import QwenDialect
from agent.errors import UnknownAction, UnparseableReply

__all__ = [
    "GUI_OWL", "GUI_OWL_1_5", "INFIGUI_R1", "MAI_UI", "QWEN2_VL", "QWEN3_5_XML", "UI_INS", "UI_S1",
]  # fmt: skip

Point = Callable[[Pixel], list[float]]
_Words = Mapping[str, Callable[[Arguments], Action]]


_seconds = mobile.touch_seconds


def _clicks(arguments: Arguments, more: act.Direction, less: act.Direction) -> act.Scroll:
    clicks = arguments.number("pixels")
    if not clicks:
        raise UnparseableReply('"pixels" must be a number other than 0')
    at = arguments.optional_point("coordinate") or arguments.cursor
    return act.Scroll(
        direction=more if clicks > 0 else less, at=at, amount=abs(clicks), unit="clicks"
    )


def _write_owl(function: Function, action: Action, point: Point) -> dict[str, Any] | None:
    match action:
        case act.Drag(start=(_, _) as start) if function == "computer_use":
            ends = {"coordinate": point(start), "coordinate2": point(action.end)}
            return {"action": "drag", **ends, **mobile.unusual(time=(action.seconds, 0.8))}
        case act.Scroll(unit="clicks") if function == "computer_use":
            word = "scroll" if action.direction in {"up", "down"} else "hscroll"
            sign = 1 if action.direction in {"up", "right"} else -1
            at = {"coordinate": point(action.at)} if action.at else {}
            return {"action": word, "pixels": mobile.plain(sign * action.amount), **at}
        case act.Scroll() if function == "computer_use":
            raise UnknownAction("this family scrolls by clicks of the wheel")
        case _:
            return None


_OWL_COMPUTER: _Words = {
    "click": lambda a: act.Click(at=computer.place(a)),
    "computer_double_click": lambda a: act.Click(at=computer.place(a), count=2),
    "drag": computer.drag,
    "scroll": lambda a: _clicks(a, "up", "down"),
    "hscroll": lambda a: _clicks(a, "right", "left"),
}
_ASKS: _Words = {
    "interact": mobile.asking,
    "call_user": lambda a: act.AskUser(question=a.optional_text("text")),
    "stop": lambda _: act.Finish(),
    "done": lambda _: act.Finish(),
}
_OWL = replace(
    QWEN25,
    name="gui-owl",
    own={"computer_use": _OWL_COMPUTER},
    write=_write_owl,
    answer_ends=True,
    templates="gui-owl",
    words={
        "mobile_use": (*QWEN25.words["mobile_use"][:-1], "answer", "terminate"),
        "computer_use": (
            "click", "drag", "type", "scroll", "key", "mouse_move", "right_click", "middle_click",
            "double_click", "wait", "terminate",
        ),
    },
    sight=replace(QWEN25.sight, max_pixels=12800 * 28 * 28),
)  # fmt: skip


def _write_owl_1_5(function: Function, action: Action, point: Point) -> dict[str, Any] | None:
    if isinstance(action, act.AskUser):
        return {"action": "interact", "text": action.question}
    return _write_owl(function, action, point)


GUI_OWL = QwenDialect(_OWL)
GUI_OWL_1_5 = QwenDialect(
    replace(
        QWEN3,
        name="gui-owl-1.5",
        spaces={"mobile_use": "rel1000", "computer_use": "rel1000"},
        own={"mobile_use": _ASKS, "computer_use": {**_OWL_COMPUTER, **_ASKS}},
        write=_write_owl_1_5,
        answer_ends=True,
        templates="gui-owl-1.5",
        words={
            "mobile_use": tuple(
                "interact" if word == "ask_user" else word for word in QWEN3.words["mobile_use"]
            ),
            "computer_use": (*_OWL.words["computer_use"][:-2], "triple_click", "hscroll", "wait",
                             "answer", "interact", "terminate"),
        },
        turns=4,
    )
)  # fmt: skip


_mai_finish = partial(mobile.finishing, failure="fail")


def _mai_swipe(arguments: Arguments) -> act.Swipe:
    """A side for the finger, from a place or across the screen; or the two ends of a swipe."""
    if arguments.has("coordinate2"):
        return act.Swipe(start=arguments.point("coordinate"), end=arguments.point("coordinate2"))
    start = arguments.optional_point("coordinate")
    side = gestures.direction(arguments, "direction")
    return gestures.flick(arguments, side, start, of="width")


def _mai_drag(arguments: Arguments) -> act.Swipe:
    start, end = arguments.point("start_coordinate"), arguments.point("end_coordinate")
    return act.Swipe(start=start, end=end, seconds=_seconds(arguments, 0.3))


def _write_mai(function: Function, action: Action, point: Point) -> dict[str, Any] | None:
    match action:
        case act.Swipe() if function == "mobile_use":
            ends = {"start_coordinate": point(action.start), "end_coordinate": point(action.end)}
            return {"action": "drag", **ends, **mobile.unusual(time=(action.seconds, 0.3))}
        case act.DoubleTap() if function == "mobile_use":
            return {"action": "double_click", "coordinate": point(action.at)}
        case act.Press(key="back" | "home" | "menu" | "enter"):
            return {"action": "system_button", "button": action.key}
        case act.Finish():
            status = "success" if action.status == "success" else "fail"
            said = mobile.unusual(text=(action.message, ""))
            return {"action": "terminate", "status": status, **said}
        case _:
            return None


MAI_UI = QwenDialect(
    replace(
        QWEN3,
        name="mai-ui",
        spaces={"mobile_use": "rel999", "computer_use": "rel999"},
        grounding="rel999",
        own={
            "mobile_use": {
                "drag": _mai_drag,
                "swipe": _mai_swipe,
                "double_click": lambda a: act.DoubleTap(at=a.point("coordinate")),
                "terminate": _mai_finish,
            },
            "computer_use": {"terminate": _mai_finish},
        },
        write=_write_mai,
        fields={
            "wait": ("wait?",),
            "drag": ("start_coordinate", "end_coordinate", "time?"),
            "swipe": ("direction", "coordinate?"),
        },
        values={"button": '"«button»"', "status": '"«success|fail»"'},
        words={
            **QWEN3.words,
            "mobile_use": (
                "click", "long_press", "double_click", "type", "swipe", "drag", "open",
                "system_button", "wait", "terminate", "answer", "ask_user",
            ),
        },
        thought="tags",
        concludes=False,
        templates="mai-ui",
        turns=3,
        unfolded=True,
    )
)  # fmt: skip
QWEN2_VL = QwenDialect(
    replace(
        QWEN25,
        name="qwen2-vl",
        spaces={"mobile_use": "rel1000", "computer_use": "rel1000"},
        grounding="rel1000",
        envelope="markers",
        boxes=True,
        templates="qwen2-vl",
        stop=("✿RESULT✿", "✿RETURN✿"),
    )
)
QWEN3_5_XML = QwenDialect(
    replace(
        QWEN3,
        name="qwen3.5-xml",
        spaces={"mobile_use": "rel1000", "computer_use": "rel1000"},
        envelope="xml",
        thought="think",
        concludes=False,
        templates="qwen3.5-xml",
        max_tokens=2048,
    )
)
INFIGUI_R1 = QwenDialect(
    replace(
        QWEN25,
        name="infigui-r1",
        thought="think",
        concludes=False,
        templates="infigui-r1",
        sight=replace(QWEN25.sight, max_pixels=6400 * 28 * 28),
        max_tokens=1024,
    )
)


def _only_phones(function: Function, action: Action, point: Point) -> dict[str, Any] | None:
    if function == "computer_use":
        raise UnknownAction(f"a family for phones has no word for this {action.type}")
    return None


UI_S1 = QwenDialect(
    replace(
        QWEN25,
        name="ui-s1",
        envelope="action",
        thought="think",
        concludes=False,
        templates="ui-s1",
        words={"mobile_use": GUI_OWL.family.words["mobile_use"], "computer_use": ()},
        write=_only_phones,
        says=(
            "tap",
            "double_tap",
            "long_press",
            "swipe",
            "type_text",
            "press",
            "open_app",
            "wait",
            "answer",
            "finish",
            "ask_user",
        ),
        turns=2,
        unfolded=True,
    )
)


def _only_click(function: Function, action: Action, point: Point) -> dict[str, Any] | None:
    if function == "mobile_use" and not isinstance(action, act.Tap):
        raise UnknownAction(f"a family that only points has no word for {action.type}")
    return None


UI_INS = QwenDialect(
    replace(
        QWEN25,
        name="ui-ins",
        called="grounding",
        says=("tap",),
        thought="think",
        concludes=False,
        words={"mobile_use": ("click",), "computer_use": ()},
        write=_only_click,
        boxes=True,
        templates="ui-ins",
    )
)
