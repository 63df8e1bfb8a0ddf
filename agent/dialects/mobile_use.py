"""``mobile_use``: the function by which Qwen2.5-VL and Qwen3-VL drive a phone.

A table from the family's words to our actions and one back. ``swipe`` says where the finger goes.
``open``, ``key``, ``ask_user`` belong to some versions only; all are read, a family's row says
which are offered in its prompt.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects.arguments import Arguments, key_name
from agent.errors import UnparseableReply

__all__ = ["ALIASES", "NAME", "READ", "both_ends", "write"]

NAME = "mobile_use"

_DURATION = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>ms|millisec\w*|s|secs?|seconds?)", re.IGNORECASE
)
_BUTTONS = {"back": "Back", "home": "Home", "menu": "Menu", "enter": "Enter"}
_STATUS: Mapping[str, Literal["success", "failure"]] = {
    "success": "success", "successful": "success", "succeeded": "success",
    "failure": "failure", "fail": "failure", "failed": "failure",
}  # fmt: skip
_FROM_KEYCODE = {
    "app_switch": "recents", "recent": "recents", "recent_apps": "recents", "overview": "recents",
    "del": "delete",
}  # fmt: skip
"""Names of Android's keys that our action space calls otherwise."""
_TO_KEYCODE = {"recents": "app_switch", "delete": "del"}


def _key(name: str) -> act.Press:
    key = key_name(name).replace(" ", "_").removeprefix("keycode_")
    if not 0 < len(key) <= 40:
        raise UnparseableReply("the key has no usable name")
    return act.Press(key=_FROM_KEYCODE.get(key, key))


def _keys(arguments: Arguments) -> act.Press | act.Hotkey:
    if not isinstance(arguments.values.get("keys"), list):
        return _key(arguments.text("text", "key", "keys"))
    arguments.repairs.append("keys stood for text")
    names = arguments.keys()
    return _key(names[0]) if len(names) == 1 else act.Hotkey(keys=names)


def finishing(arguments: Arguments, failure: str = "failure") -> act.Finish:
    """``failure``: the family's own word for it."""
    said = arguments.text("status").strip().lower()
    status = _STATUS.get(said)
    if status is None:
        raise UnparseableReply(f'"status" must be success or {failure}, not {said[:40]!r}')
    if said not in {"success", "failure", failure}:
        arguments.repairs.append(f"{said} stood for {status}")
    return act.Finish(status=status, message=arguments.optional_text("text", "message", "content"))


def _swipe(arguments: Arguments) -> act.Swipe:
    ends = both_ends(arguments)
    if ends is None:
        start = arguments.point("coordinate", "coordinate1", "start_coordinate")
        ends = start, arguments.point("coordinate2", "end_coordinate")
    return act.Swipe(start=ends[0], end=ends[1], seconds=touch_seconds(arguments, 0.3))


def both_ends(arguments: Arguments) -> tuple[Pixel, Pixel] | None:
    """Start and end of a way that stand in one ``coordinate``: four numbers, or two places."""
    whole = arguments.values.get("coordinate")
    if not isinstance(whole, list) or arguments.has("coordinate2", "end_coordinate"):
        return None
    if len(whole) == 4:
        whole = [whole[:2], whole[2:]]
    if len(whole) != 2 or not all(isinstance(end, list) for end in whole):
        return None
    arguments.repairs.append("both ends of the way stood in one coordinate")
    return arguments.locate(whole[0], "coordinate"), arguments.locate(whole[1], "coordinate")


def _open(arguments: Arguments) -> act.OpenApp:
    name = arguments.text("text", "app", "app_name", "name", "package").strip()
    if not 0 < len(name) <= 200:
        raise UnparseableReply("the app to open has no usable name")
    return act.OpenApp(name=name)


def seconds(arguments: Arguments, *keys: str, default: float, most: float) -> float:
    """A duration in seconds, kept within what the action space allows.

    A text may name its unit: ``"2 seconds"``, ``"500 ms"``. A number without one that is more than
    ``most`` seconds, and no more as milliseconds, was meant as those.
    """
    value = next((arguments.values[key] for key in keys if arguments.has(key)), None)
    said = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if said is None:
        number = arguments.number(*keys, default=default)
    else:
        arguments.repairs.append(f"{keys[0]} was a text instead of a number")
        number = float(said["number"]) / (1000 if said["unit"].lower().startswith("m") else 1)
    if said is None and most < number <= most * 1000:
        arguments.repairs.append(f"{keys[0]} {number:g} was taken for milliseconds")
        number /= 1000
    if not 0 <= number <= most:
        arguments.repairs.append(f"{keys[0]} {number:g} was clamped to 0..{most:g} s")
    return min(max(number, 0.0), most)


def touch_seconds(arguments: Arguments, default: float) -> float:
    return seconds(arguments, "time", "duration", "seconds", default=default, most=60.0) or default


def typing(arguments: Arguments) -> act.TypeText:
    return act.TypeText(
        text=arguments.text("text", "content"),
        at=arguments.point("coordinate") if arguments.has("coordinate") else None,
        clear=arguments.flag("clear"),
        submit=_submits(arguments),
    )


def _submits(arguments: Arguments) -> bool:
    said = next((name for name in ("enter", "press_enter", "submit") if arguments.flag(name)), "")
    if said not in {"", "enter"}:
        arguments.repairs.append(f"{said} stood for enter")
    return bool(said)


def waiting(arguments: Arguments) -> act.Wait:
    held = seconds(arguments, "time", "duration", "seconds", default=1.0, most=600.0)
    return act.Wait(seconds=held)


def answering(arguments: Arguments) -> act.Answer:
    return act.Answer(text=arguments.text("text", "content", "answer", "message"))


def asking(arguments: Arguments) -> act.AskUser:
    return act.AskUser(question=arguments.text("text", "question", "content", "message"))


opening = _open

READ: Mapping[str, Callable[[Arguments], Action]] = {
    "click": lambda a: act.Tap(at=a.point("coordinate")),
    "double_tap": lambda a: act.DoubleTap(at=a.point("coordinate")),
    "long_press": lambda a: act.LongPress(at=a.point("coordinate"), seconds=touch_seconds(a, 1.0)),
    "swipe": _swipe,
    "type": typing,
    "key": _keys,
    "system_button": lambda a: _key(a.text("button", "text")),
    "open": _open,
    "wait": waiting,
    "answer": answering,
    "ask_user": asking,
    "terminate": finishing,
}
"""The family's word for an action, and how its arguments are read."""

ALIASES: Mapping[str, str] = {
    "tap": "click",
    "left_click": "click",
    "double_click": "double_tap",
    "long_click": "long_press",
    "input_text": "type",
    "type_text": "type",
    "open_app": "open",
    "press": "key",
    "finish": "terminate",
    "finished": "terminate",
}
"""Words that models use in place of the family's; read, and recorded as mended."""


def write(action: Action, point: Callable[[Pixel], list[float]]) -> dict[str, Any] | None:
    """The arguments of the call for ``action``; None where ``mobile_use`` has no word for it.

    Fields that the family does not know (a swipe's duration) appear only if they are unusual.
    """
    call: dict[str, Any] | None = None
    match action:
        case act.Tap():
            call = {"action": "click", "coordinate": point(action.at)}
        case act.DoubleTap():
            call = {"action": "double_tap", "coordinate": point(action.at)}
        case act.LongPress():
            call = {
                "action": "long_press",
                "coordinate": point(action.at),
                "time": plain(action.seconds),
            }
        case act.Swipe():
            ends = {"coordinate": point(action.start), "coordinate2": point(action.end)}
            call = {"action": "swipe", **ends, **unusual(time=(action.seconds, 0.3))}
        case act.Press():
            call = _write_key(action.key)
        case act.OpenApp():
            call = {"action": "open", "text": action.name}
        case act.AskUser():
            call = {"action": "ask_user", "text": action.question}
        case _:
            call = write_shared(action, point)
    return call


def write_shared(action: Action, point: Callable[[Pixel], list[float]]) -> dict[str, Any] | None:
    """What ``mobile_use`` and ``computer_use`` say alike."""
    match action:
        case act.TypeText():
            placed = {"coordinate": point(action.at)} if action.at else {}
            flags = unusual(clear=(action.clear, False), enter=(action.submit, False))
            return {"action": "type", "text": action.text, **placed, **flags}
        case act.Wait():
            return {"action": "wait", "time": plain(action.seconds)}
        case act.Answer():
            return {"action": "answer", "text": action.text}
        case act.Finish():
            call = {"action": "terminate", "status": action.status}
            return {**call, **unusual(text=(action.message, ""))}
        case _:
            return None


def _write_key(key: str) -> dict[str, Any]:
    if key in _BUTTONS:
        return {"action": "system_button", "button": _BUTTONS[key]}
    return {"action": "key", "text": _TO_KEYCODE.get(key, key)}


def plain(number: float) -> float:
    """2.0 as 2: the families write whole numbers without a point."""
    return int(number) if number == int(number) else number


def unusual(**fields: tuple[Any, Any]) -> dict[str, Any]:
    """The fields whose value is not the usual one: ``name=(value, usual)``."""
    return {name: value for name, (value, usual) in fields.items() if value != usual}
