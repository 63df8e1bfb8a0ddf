"""UI-TARS: ``Thought: ..`` and ``Action: name(key='value', ..)``.

The same grammar for three spaces: UI-TARS 1.0 and the hosted Doubao models write 0-1000, UI-TARS
1.5-7B the pixels of its resized picture. A place is a text, ``'<|box_start|>(x,y)<|box_end|>'``,
``'(x,y)'`` or ``'<point>x y</point>'``. ``scroll`` names the side whose content is to be shown.
Source: bytedance/UI-TARS, its prompts, its parser, its deployment notes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures, tags
from agent.dialects.arguments import Arguments
from agent.dialects.calls import Call, find_calls, find_misspelt, quote, write_call
from agent.dialects.forms import FREE, Forms
from agent.dialects.mobile_use import plain, seconds, touch_seconds
from agent.dialects.profile import HistoryPolicy, Profile
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["DOUBAO_UI_TARS", "UI_TARS_1_0", "UI_TARS_1_5"]

_COLON = r"\**[ \t]*[:\uff1a]\**[ \t]*"
_HEADINGS = {
    re.compile(rf"(?:^|\n)[ \t]*\**Action{_COLON}"): "",
    re.compile(
        rf"(?:^|\n)[ \t]*\**action ?\d*{_COLON}", re.IGNORECASE
    ): "Action: was written otherwise",
    re.compile(
        rf"[ \t]+\**Action{_COLON}(?=\w+\()", re.IGNORECASE
    ): "Action: stood inside of a line",
}
"""What an action begins with, and what was mended where that is not a line with ``Action:``."""
_THOUGHT = re.compile(rf"^\s*\**(?:Thought|Reflection){_COLON}", re.IGNORECASE)
_ENDS = re.compile(r"<\|[^<>|]*\|>(?:user|assistant)?|</s>")
_SUMMARY = re.compile(rf"(?:^|\n)\s*Action_Summary{_COLON}([^\n]*)")
_PLACES = ("start_box", "end_box", "point", "start_point", "end_point", "box")
_NUMBER = r"\s*-?\d+(?:\.\d+)?\s*"
_PLACE = re.compile(
    rf"\s*(?:<\|box_start\|>)?\s*(?:"
    rf"\({_NUMBER},{_NUMBER}\)(?:\s*,\s*\({_NUMBER},{_NUMBER}\))?"
    rf"|[(\[]{_NUMBER},{_NUMBER}(?:,{_NUMBER},{_NUMBER})?[)\]]"
    rf"|<point>{_NUMBER}[ ,]{_NUMBER}</point>)\s*(?:<\|box_end\|>)?\s*"
)
_DIGITS = re.compile(r"-?\d+(?:\.\d+)?")
_WAIT = 5.0
"""Seconds that ``wait()`` means, by the family's own action space."""


def _start(arguments: Arguments) -> Pixel:
    return arguments.first_point("start_box", "point", "start_point", "box")


def _click(
    arguments: Arguments, button: Literal["left", "middle", "right"] = "left", count: int = 1
) -> act.Click:
    return act.Click(at=_start(arguments), button=button, count=count)


def _drag(arguments: Arguments) -> act.Drag:
    return act.Drag(start=_start(arguments), end=arguments.first_point("end_box", "end_point"))


def _swipe(arguments: Arguments) -> act.Swipe:
    end = arguments.first_point("end_box", "end_point")
    return act.Swipe(start=_start(arguments), end=end)


def _scroll(arguments: Arguments) -> Action:
    if arguments.has("end_box", "end_point") and not arguments.has("direction"):
        return _swipe(arguments)
    side = gestures.direction(arguments, "direction")
    placed = arguments.has("start_box", "point", "start_point", "box")
    return act.Scroll(direction=side, at=_start(arguments) if placed else None)


def _type(arguments: Arguments) -> act.TypeText:
    text = gestures.typed(arguments, "content", "text", sends=True)
    placed = arguments.has("start_box", "point")  # as in the family's own web tasks
    return text.model_copy(update={"at": _start(arguments)}) if placed else text


def _finished(arguments: Arguments) -> act.Finish:
    return act.Finish(message=arguments.optional_text("content"))


def _hotkey(arguments: Arguments) -> act.Press | act.Hotkey:
    if not arguments.has("key"):
        arguments.repairs.append("key was written with another name")
    return gestures.pressed(gestures.key_names(arguments, "key", "hotkey", "keys", "press"))


_WORDS: Mapping[str, Word] = {
    "click": lambda a: act.Tap(at=_start(a)),
    "left_single": lambda a: act.Tap(at=_start(a)),
    "select": lambda a: _drag(a) if a.has("end_box", "end_point") else act.Tap(at=_start(a)),
    "left_double": partial(_click, count=2),
    "right_single": partial(_click, button="right"),
    "middle_single": partial(_click, button="middle"),
    "double_tap": lambda a: act.DoubleTap(at=_start(a)),
    "hover": lambda a: act.MoveCursor(to=_start(a)),
    "long_press": lambda a: act.LongPress(at=_start(a), seconds=touch_seconds(a, 1.0)),
    "drag": _drag,
    "swipe": _swipe,
    "scroll": _scroll,
    "hotkey": _hotkey,
    "press": _hotkey,
    "keydown": _hotkey,
    "release": _hotkey,
    "keyup": _hotkey,
    "type": _type,
    "open_app": lambda a: gestures.open_app(a, "app_name", "name", "app"),
    "press_home": lambda _: act.Press(key="home"),
    "press_back": lambda _: act.Press(key="back"),
    "press_enter": lambda _: act.Press(key="enter"),
    "wait": lambda a: act.Wait(
        seconds=seconds(a, "time", "seconds", "duration", default=_WAIT, most=600.0)
    ),
    "finished": _finished,
    "call_user": lambda a: act.AskUser(question=a.optional_text("content")),
}


def _numbers(place: str) -> list[float]:
    return [float(digits) for digits in _DIGITS.findall(place)]


class Tars(Spoken):
    """UI-TARS. ``written``: how this version writes a place."""

    words = _WORDS

    def __init__(self, profile: Profile, written: Literal["box", "point"]) -> None:
        super().__init__(profile)
        self.written = written

    def scan(self, text: str) -> Said:
        thinking = tags.split(text)
        text, repairs = text[thinking.rest :].lstrip(), list(thinking.repairs)
        while text.endswith("[EOS]"):
            text = text.removesuffix("[EOS]").rstrip()
            repairs.append("[EOS] was taken off the end")
        if _PLACE.fullmatch(text):
            # The answer to the family's own question for a place.
            return Said("click", {"start_box": _numbers(text)}, repairs=repairs)
        begin, call = self._action(text, repairs)
        call.note_marks(text)
        rest = _ENDS.sub("", text[call.span[1] :]).strip(" \t\n`*;,")
        if any(rest.startswith(f"{word}(") for word in self.words):
            repairs.append("only the first of several actions is carried out")
        elif rest:
            repairs.append("text after the action")
        thought = text[:begin]
        summary = _SUMMARY.search(thought)
        if summary:
            thought = thought[: summary.start()] + thought[summary.end() :]
        thought = _THOUGHT.sub("", thought, count=1).strip()
        return Said(
            call.name,
            self._arguments(call),
            "\n".join(filter(None, (thinking.thought, thought))),
            summary[1].strip() if summary else "",
            [*repairs, *call.repairs],
        )

    def _action(self, text: str, repairs: list[str]) -> tuple[int, Call]:
        """Where the action begins with its heading, and its call: the last that has a heading."""
        for headings, mended in _HEADINGS.items():
            begin, call = 0, None
            for heading in headings.finditer(text):
                # Typed text may hold what looks like a heading: the call decides where it ends.
                if call is None or heading.start() >= call.span[1]:
                    later = self._call_after(text, heading.end())
                    begin, call = (heading.start(), later) if later else (begin, call)
            if call is not None:
                repairs += [mended] if mended else []
                return begin, call
            if headings.search(text):
                raise self._no_action()
        call = self._call_after(text, 0)
        if call is None:
            raise self._no_action()
        before = text[: call.span[0]].rpartition("\n")[2]
        if _THOUGHT.match(text) and before.strip(" \t`*"):
            raise UnparseableReply("the reply is a thought without an action")
        repairs.append("Action: was missing")
        return call.span[0], call

    def _call_after(self, text: str, start: int) -> Call | None:
        names = (*self.words, *_OTHERWISE)
        found = next(find_calls(text, names, start), None)
        found = found or find_misspelt(text, names, start, bare=_BARE)
        if found and (word := _OTHERWISE.get(found.name)):
            found.repairs.append(f"{found.name} stood for {word}")
            found.name = word
        return found

    def _no_action(self) -> UnparseableReply:
        return UnparseableReply(f"the reply holds no action; one of {', '.join(self.words)}")

    def _arguments(self, call: Call) -> dict[str, Any]:
        values = {
            key: value
            for key, value in call.named.items()
            if value is not None and (value != "" or key == "content")
        }
        if call.positional:
            call.repairs.append("an argument stood without its name")
        for index, value in enumerate(_gathered(call)):
            written = isinstance(value, str) and _PLACE.fullmatch(value) is not None
            if call.name not in _KEYS and (written or isinstance(value, list)):
                values.setdefault(("start_box", "end_box")[index], value)
            else:
                values.setdefault(_NAMELESS.get(call.name, "content"), value)
        for key in _PLACES:
            value = values.get(key)
            if isinstance(value, str):
                if not _PLACE.fullmatch(value):
                    call.repairs.append(f"{key} was not written as a place")
                values[key] = _numbers(value)
        if isinstance(time := values.get("time"), str) and _DIGITS.fullmatch(time):
            values["time"] = float(time)
        return values

    def forms(self) -> Forms:
        if self.written == "box":
            place, only = "'<|box_start|>(«x»,«y»)<|box_end|>'", "start_box"
        else:
            place, only = "'<point>«x» «y»</point>'", "point"
        start, end = ("start_box", "end_box") if self.written == "box" else _POINTS
        at, way = f"{only}={place}", f"{start}={place}, {end}={place}"
        return Forms(
            {
                "tap": (f"click({at})",),
                "click": tuple(f"{word}({at})" for word in _CLICKS.values()),
                "long_press": (f"long_press({at}, time='«touch»')",),
                "drag": (f"drag({way})",),
                "swipe": (f"scroll({way})",),
                "scroll": (f"scroll(⟦{at}, ⟧direction='«side»')",),
                "type_text": (f"type(⟦{at}, ⟧content=«'text'»)",),
                "press": ("press_home()", "press_back()", "hotkey(key='«key»')"),
                "hotkey": ("hotkey(key='«keys»')",),
                "open_app": ("open_app(app_name=«'name'»)",),
                "wait": ("wait(⟦time='«wait»'⟧)",),
                "finish": ("finished(⟦content=«'text'»⟧)",),
                "ask_user": ("call_user(⟦content=«'text'»⟧)",),
            },
            opening="Action: ",
            thought=f"(Thought|Action_Summary): {FREE}",
            ending="\nAction: ",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        name, arguments = self._call(action, point)
        call = write_call(name, list(arguments.items()))
        thought = decision.thought.strip()
        summary = f"Action_Summary: {decision.summary}\n" if decision.summary else ""
        return (
            f"Thought: {thought}\n{summary}Action: {call}"
            if thought
            else f"{summary}Action: {call}"
        )

    def _at(
        self, pixel: Pixel, point: Callable[[Pixel], Any], side: str = "start"
    ) -> dict[str, str]:
        x, y = point(pixel)
        if self.written == "box":
            return {f"{side}_box": f"'<|box_start|>({x},{y})<|box_end|>'"}
        return {"point" if side == "only" else f"{side}_point": f"'<point>{x} {y}</point>'"}

    def _call(self, action: Action, point: Callable[[Pixel], Any]) -> tuple[str, dict[str, str]]:
        only = "start" if self.written == "box" else "only"
        match action:
            case act.Tap():
                return "click", self._at(action.at, point, only)
            case act.Click(at=(_, _) as at) if (action.button, action.count) in _CLICKS:
                return _CLICKS[action.button, action.count], self._at(at, point, only)
            case act.LongPress():
                held = {"time": quote(f"{plain(action.seconds)}")}
                return "long_press", {**self._at(action.at, point, only), **held}
            case act.Drag(start=(_, _) as start, seconds=0.8):
                return "drag", {**self._at(start, point), **self._at(action.end, point, "end")}
            case act.Swipe(seconds=0.3):
                ends = {**self._at(action.start, point), **self._at(action.end, point, "end")}
                return "scroll", ends
            case act.Scroll(amount=0.5, unit="pages"):
                placed = self._at(action.at, point, only) if action.at else {}
                return "scroll", {**placed, "direction": quote(action.direction)}
            case act.TypeText(clear=False) if action.submit or action.text[-1:] != "\n":
                placed = self._at(action.at, point, only) if action.at else {}
                return "type", {**placed, "content": quote(action.text + "\n" * action.submit)}
            case _:
                return self._plain_call(action)

    def _plain_call(self, action: Action) -> tuple[str, dict[str, str]]:
        match action:
            case act.Press(key="home" | "back" as key):
                return f"press_{key}", {}
            case act.Press():
                return "hotkey", {"key": quote(action.key)}
            case act.Hotkey():
                return "hotkey", {"key": quote(" ".join(action.keys))}
            case act.OpenApp():
                return "open_app", {"app_name": quote(action.name)}
            case act.Wait():
                odd = action.seconds != _WAIT
                return "wait", {"time": quote(f"{plain(action.seconds)}")} if odd else {}
            case act.Finish(status="success"):
                return "finished", {"content": quote(action.message)} if action.message else {}
            case act.AskUser():
                return "call_user", {"content": quote(action.question)} if action.question else {}
            case _:
                raise self.no_word(action)


def _gathered(call: Call) -> list[Any]:
    """What stood without names; loose numbers as places, the loose keys of a chord as one."""
    loose = call.positional
    if call.name in _KEYS and len(loose) > 1:
        return [loose]
    if len(loose) in {2, 4} and all(isinstance(value, int | float) for value in loose):
        return [loose[at : at + 2] for at in range(0, len(loose), 2)]
    return loose[:2]


_OTHERWISE = {
    "tap": "click", "left_click": "click", "double_click": "left_double",
    "right_click": "right_single", "middle_click": "middle_single",
}  # fmt: skip
"""Other families' words, which can mean only one of these."""
_BARE = {"press_home", "press_back", "press_enter", "wait", "finished", "call_user"}
_KEYS = {"hotkey", "press", "keydown", "release", "keyup"}
_NAMELESS = {**dict.fromkeys(_KEYS, "key"), "open_app": "app_name", "scroll": "direction"}
_POINTS = ("start_point", "end_point")
_CLICKS = {("left", 2): "left_double", ("right", 1): "right_single", ("middle", 1): "middle_single"}

UI_TARS_1_0 = Tars(
    Profile(
        name="ui-tars-1.0",
        grammar="Action: name(start_box='..')",
        space="rel1000",
        actions=(
            "tap", "click", "long_press", "drag", "swipe", "scroll", "type_text", "press", "hotkey",
            "open_app", "wait", "finish", "ask_user",
        ),
        templates="ui-tars",
        history=HistoryPolicy("turns", pictures=5),
        thought="lines",
    ),
    "box",
)  # fmt: skip
UI_TARS_1_5 = Tars(
    replace(
        UI_TARS_1_0.profile,
        name="ui-tars-1.5",
        grammar="Action: name(point='..')",
        space="abs_resized",
        templates="ui-tars-1.5",
        sight=replace(UI_TARS_1_0.profile.sight, min_pixels=100 * 784, max_pixels=16384 * 784),
    ),
    "point",
)
DOUBAO_UI_TARS = Tars(replace(UI_TARS_1_5.profile, name="doubao-ui-tars", space="rel1000"), "point")
