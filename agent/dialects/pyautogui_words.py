"""What the calls of ``pyautogui``, ``computer``, ``mobile`` and ``browser`` mean.

Aguvis and OpenCUA write them; the wheel's sign is pyautogui's: above 0 shows what lies above.
Sources: xlang-ai/aguvis, xlang-ai/OpenCUA.
"""

from collections.abc import Mapping
from functools import partial
from typing import Literal

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures
from agent.dialects.arguments import Arguments
from agent.dialects.mobile_use import seconds
from agent.dialects.spoken import Word
from agent.errors import UnparseableReply

__all__ = ["TABLE"]

_PLACES = ("coordinate", "coordinates", "point", "position", "pos")
"""Names that other families have for a place."""


def _at(arguments: Arguments, x: str = "x", y: str = "y") -> Pixel:
    if not arguments.has(x, y) and arguments.has(*_PLACES):
        arguments.repairs.append("a place stood for x and y")
        return arguments.first_point(*_PLACES)
    pair = [arguments.number(x), arguments.number(y)]
    shares = all(0 <= number <= 1 for number in pair) and any(number % 1 for number in pair)
    if arguments.space.space == "abs_resized" and shares:
        # OpenCUA's own client takes numbers up to 1 for shares; 0 and 1 are pixels as well.
        arguments.repairs.append("the place was written in shares of the screen")
        arguments.space = arguments.space.in_space("rel1")
    return arguments.locate(pair, "place")


def _maybe_at(arguments: Arguments) -> Pixel | None:
    return _at(arguments) if arguments.has("x", "y", *_PLACES) else arguments.cursor


def _click(
    arguments: Arguments, button: Literal["left", "middle", "right"] = "left", count: int = 1
) -> Action:
    count = int(arguments.number("clicks", default=count))
    said = arguments.optional_text("button").lower() or button
    pixel = _maybe_at(arguments)
    if (said, count) == ("left", 1) and pixel is not None:
        return act.Tap(at=pixel)
    return act.Click.model_validate({"at": pixel, "button": said, "count": count})


def _drag(arguments: Arguments) -> act.Drag:
    start = _at(arguments, "from_x", "from_y") if arguments.has("from_x") else arguments.cursor
    return act.Drag(start=start, end=_at(arguments))


def _scroll(
    arguments: Arguments, positive: act.Direction = "up", negative: act.Direction = "down"
) -> act.Scroll:
    pages = arguments.has("page")
    amount = arguments.number("page" if pages else "clicks")
    if not amount:
        raise UnparseableReply("a scroll by 0 does nothing")
    return act.Scroll(
        direction=positive if amount > 0 else negative,
        at=_maybe_at(arguments),
        amount=abs(amount),
        unit="pages" if pages else "clicks",
    )


def _write(arguments: Arguments) -> act.TypeText:
    return gestures.typed(arguments, "message", "text", sends=True)


def _answer(arguments: Arguments) -> act.Answer:
    return act.Answer(text=arguments.text("answer", "text", "content", "message"))


def _press(arguments: Arguments) -> act.Press:
    names = gestures.key_names(arguments, "keys", "key")
    if len(names) > 1 or arguments.number("presses", default=1) > 1:
        arguments.repairs.append("only the first of several keys is pressed")
    return act.Press(key=names[0])


def _finish(arguments: Arguments) -> act.Finish:
    status = arguments.optional_text("status").strip().lower() or "success"
    if status not in {"success", "failure"}:
        raise UnparseableReply(f'"status" must be success or failure, not {status[:40]!r}')
    return act.Finish(
        status="success" if status == "success" else "failure",
        message=arguments.optional_text("answer"),
    )


def _swipe(arguments: Arguments) -> act.Swipe:
    return act.Swipe(start=arguments.point("from_coord"), end=arguments.point("to_coord"))


def _wait(arguments: Arguments) -> act.Wait:
    return act.Wait(seconds=seconds(arguments, "seconds", default=1.0, most=600.0))


_PLACED = ("x", "y")
TABLE: Mapping[str, tuple[Word, tuple[str, ...]]] = {
    "pyautogui.click": (_click, ("x", "y", "clicks")),
    "pyautogui.doubleClick": (partial(_click, count=2), _PLACED),
    "pyautogui.tripleClick": (partial(_click, count=3), _PLACED),
    "pyautogui.rightClick": (partial(_click, button="right"), _PLACED),
    "pyautogui.middleClick": (partial(_click, button="middle"), _PLACED),
    "pyautogui.moveTo": (lambda a: act.MoveCursor(to=_at(a)), _PLACED),
    "pyautogui.dragTo": (_drag, _PLACED),
    "pyautogui.write": (_write, ("message",)),
    "pyautogui.typewrite": (_write, ("message",)),
    "pyautogui.press": (_press, ("keys",)),
    "pyautogui.hotkey": (lambda a: gestures.pressed(gestures.key_names(a, "keys")), ()),
    "pyautogui.scroll": (_scroll, ("clicks", "x", "y")),
    "pyautogui.vscroll": (_scroll, ("clicks", "x", "y")),
    "pyautogui.sleep": (_wait, ("seconds",)),
    "time.sleep": (_wait, ("seconds",)),
    "pyautogui.hscroll": (partial(_scroll, positive="right", negative="left"), ("clicks",)),
    "computer.triple_click": (partial(_click, count=3), _PLACED),
    "computer.tripleClick": (partial(_click, count=3), _PLACED),
    "computer.wait": (_wait, ("seconds",)),
    "computer.terminate": (_finish, ("status",)),
    "mobile.swipe": (_swipe, ("from_coord", "to_coord")),
    "mobile.long_press": (lambda a: act.LongPress(at=_at(a)), _PLACED),
    "mobile.home": (lambda _: act.Press(key="home"), ()),
    "mobile.back": (lambda _: act.Press(key="back"), ()),
    "mobile.wait": (_wait, ("seconds",)),
    "mobile.open_app": (lambda a: gestures.open_app(a, "app_name"), ("app_name",)),
    "mobile.terminate": (_finish, ("status",)),
    "mobile.answer": (_answer, ("answer",)),
    "browser.select_option": (lambda a: act.Tap(at=_at(a)), ("x", "y", "value")),
}
"""A call's name -> what it means, and the names of its arguments in their order."""
