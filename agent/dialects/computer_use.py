"""``computer_use``: the function by which Qwen2.5-VL and Qwen3-VL drive a desktop.

``scroll`` counts pixels, positive up; ``hscroll`` is documented with the same sign rule, which says
nothing about sides: positive is read as right. ``left_click_drag`` starts at the cursor and its
coordinate is the end. A click without a coordinate happens at the cursor.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import mobile_use as mobile
from agent.dialects.arguments import Arguments
from agent.errors import UnparseableReply

__all__ = ["ALIASES", "NAME", "READ", "drag", "place", "write"]

NAME = "computer_use"

_Button = Literal["left", "middle", "right"]
_CLICKS: Mapping[tuple[str, int], str] = {
    ("left", 1): "left_click",
    ("right", 1): "right_click",
    ("middle", 1): "middle_click",
    ("left", 2): "double_click",
    ("left", 3): "triple_click",
}


def _click(arguments: Arguments, button: _Button = "left", count: int = 1) -> act.Click:
    return act.Click(at=place(arguments), button=button, count=count)


def place(arguments: Arguments) -> Pixel | None:
    """Where a click happens: its coordinate, or without any the cursor.

    Raises ``UnparseableReply`` for a place under a name that nobody knows.
    """
    if not arguments.has("coordinate") and any(
        isinstance(value, list | dict) for value in arguments.values.values()
    ):
        raise UnparseableReply('"coordinate" is missing')
    return arguments.optional_point("coordinate")


def _scroll(
    arguments: Arguments, positive: act.Direction = "up", negative: act.Direction = "down"
) -> act.Scroll:
    pixels = arguments.number("pixels", "amount")
    if not 0 < abs(pixels) <= 100_000:
        raise UnparseableReply(f'"pixels" must be a number other than 0, not {pixels:g}')
    return act.Scroll(
        direction=positive if pixels > 0 else negative,
        at=arguments.optional_point("coordinate") or arguments.cursor,
        amount=abs(pixels),
        unit="pixels",
    )


def _keys(arguments: Arguments) -> act.Press | act.Hotkey:
    keys = arguments.keys()
    if not 0 < len(keys) <= 6 or not all(0 < len(key) <= 40 for key in keys):
        raise UnparseableReply('"keys" must name one to six keys')
    return act.Press(key=keys[0]) if len(keys) == 1 else act.Hotkey(keys=keys)


def drag(arguments: Arguments) -> act.Drag:
    """To ``coordinate`` from the cursor; or from ``coordinate`` to ``coordinate2``."""
    held = mobile.touch_seconds(arguments, 0.8)
    if ends := mobile.both_ends(arguments):
        return act.Drag(start=ends[0], end=ends[1], seconds=held)
    if arguments.has("coordinate2", "end_coordinate"):
        start = arguments.first_point("coordinate", "coordinate1", "start_coordinate")
        end = arguments.point("coordinate2", "end_coordinate")
        return act.Drag(start=start, end=end, seconds=held)
    start_or_cursor = arguments.optional_point("start_coordinate") or arguments.cursor
    return act.Drag(start=start_or_cursor, end=arguments.point("coordinate"), seconds=held)


READ: Mapping[str, Callable[[Arguments], Action]] = {
    "key": _keys,
    "type": mobile.typing,
    "mouse_move": lambda a: act.MoveCursor(to=a.point("coordinate")),
    "left_click": _click,
    "right_click": partial(_click, button="right"),
    "middle_click": partial(_click, button="middle"),
    "double_click": partial(_click, count=2),
    "triple_click": partial(_click, count=3),
    "left_click_drag": drag,
    "scroll": _scroll,
    "hscroll": partial(_scroll, positive="right", negative="left"),
    "open": mobile.opening,
    "wait": mobile.waiting,
    "answer": mobile.answering,
    "ask_user": mobile.asking,
    "terminate": mobile.finishing,
}
"""The family's word for an action, and how its arguments are read."""

ALIASES: Mapping[str, str] = {
    "click": "left_click",
    "tap": "left_click",
    "move": "mouse_move",
    "drag": "left_click_drag",
    "hotkey": "key",
    "press": "key",
    "type_text": "type",
    "open_app": "open",
    "finish": "terminate",
    "finished": "terminate",
}
"""Words that models use in place of the family's; read, and recorded as mended."""


def write(action: Action, point: Callable[[Pixel], list[float]]) -> dict[str, Any] | None:
    """The arguments of the call for ``action``; None where ``computer_use`` has no word for it."""
    match action:
        case act.Click():
            word = _CLICKS.get((action.button, action.count))
            return None if word is None else {"action": word, **_at(action.at, point)}
        case act.MoveCursor():
            return {"action": "mouse_move", "coordinate": point(action.to)}
        case act.Drag():
            call = {"action": "left_click_drag", "coordinate": point(action.end)}
            if action.start is not None:
                call["start_coordinate"] = point(action.start)
            return {**call, **mobile.unusual(time=(action.seconds, 0.8))}
        case act.Scroll(unit="pixels"):
            word = "scroll" if action.direction in {"up", "down"} else "hscroll"
            sign = 1 if action.direction in {"up", "right"} else -1
            pixels = mobile.plain(sign * action.amount)
            return {"action": word, "pixels": pixels, **_at(action.at, point)}
        case act.Press():
            return {"action": "key", "keys": [action.key]}
        case act.Hotkey():
            return {"action": "key", "keys": list(action.keys)}
        case act.OpenApp():
            return {"action": "open", "text": action.name}
        case act.AskUser():
            return {"action": "ask_user", "text": action.question}
        case _:
            return mobile.write_shared(action, point)


def _at(pixel: Pixel | None, point: Callable[[Pixel], list[float]]) -> dict[str, Any]:
    return {} if pixel is None else {"coordinate": point(pixel)}
