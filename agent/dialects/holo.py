"""Holo: one object per step, ``note``, ``thought`` and the call.

Holo1 and 1.5 (navigation): ``"action": {"action": "click_element", .., "x": .., "y": ..}`` in
pixels of the resized picture. Holo3: ``"tool_call": {"tool_name": "click", ..}`` in 0-1000. Asked
for a place only: ``{"x": .., "y": ..}``. Sources: the Holo cards, H Company's guide to its agents.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import envelopes, gestures, objects, tags
from agent.dialects.arguments import Arguments
from agent.dialects.forms import Forms
from agent.dialects.mobile_use import plain, seconds
from agent.dialects.places import find_places
from agent.dialects.profile import QWEN3_SIGHT, HistoryPolicy, Profile, Sight
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["HOLO1_NAV", "HOLO_3"]

Envelope = Literal["action", "tool_call"]
_NAMES = {"action": "action", "tool_call": "tool_name"}
_CALLED = ("tool_name", "action", "name", "tool_call")
"""The fields that may hold the word of a call."""
_PLACED = frozenset({"x", "y", "note", "thought", "element", *_CALLED})
"""The fields of an answer that only tells a place."""


def _at(arguments: Arguments) -> Pixel:
    if not arguments.has("x", "y"):
        arguments.name_places()
        if arguments.has("coordinate"):
            arguments.repairs.append("a coordinate stood for x and y")
            return arguments.point("coordinate")
    return arguments.locate([arguments.number("x"), arguments.number("y")], "place")


def _click(
    arguments: Arguments, button: Literal["left", "right"] = "left", count: int = 1
) -> act.Click:
    return act.Click(at=_at(arguments), button=button, count=count)


def _write(arguments: Arguments) -> act.TypeText:
    return act.TypeText(
        text=arguments.text("content" if arguments.has("content") else "text"),
        at=_optional_at(arguments),
        clear=arguments.flag("clear"),
        submit=arguments.flag("press_enter"),
    )


def _scroll(arguments: Arguments) -> act.Scroll:
    side = gestures.direction(arguments, "direction")
    return act.Scroll(direction=side, at=_optional_at(arguments))


def _optional_at(arguments: Arguments) -> Pixel | None:
    if arguments.has("x", "y", "coordinate"):
        return _at(arguments)
    arguments.expect_whole("a place")
    return None


def _wait(arguments: Arguments) -> act.Wait:
    return act.Wait(seconds=seconds(arguments, "seconds", default=1.0, most=600.0))


_TAP: Word = lambda a: act.Tap(at=_at(a))  # noqa: E731
_WORDS: Mapping[str, Word] = {
    "click": _TAP,
    "click_element": _TAP,
    "click_absolute": _TAP,
    "double_click": partial(_click, count=2),
    "right_click": partial(_click, button="right"),
    "long_press": lambda a: act.LongPress(at=_at(a)),
    "move_mouse": lambda a: act.MoveCursor(to=_at(a)),
    "write": _write,
    "write_element": _write,
    "write_element_abs": _write,
    "scroll": _scroll,
    "hotkey": lambda a: gestures.pressed(gestures.key_names(a, "keys", "key")),
    "go_back": lambda _: act.Press(key="back"),
    "refresh": lambda _: act.Press(key="f5"),
    "wait": _wait,
    "answer": lambda a: act.Answer(text=a.text("content" if a.has("content") else "text")),
}


class Holo(Spoken):
    """``envelope``: the field that holds the call."""

    words = _WORDS

    def __init__(self, profile: Profile, envelope: Envelope) -> None:
        super().__init__(profile)
        self.envelope = envelope

    def scan(self, text: str) -> Said:
        parts = tags.split(text)
        rest = text[parts.rest :]
        before = rest.partition("{")[0]
        if "<tool_call>" in before or "<function=" in before:
            return self._native(text, parts)
        if "{" not in rest:
            return self._place(rest, parts)
        first, *more = objects.find_objects(text, parts.rest)
        repairs = [*parts.repairs, *first.repairs]
        if more:
            repairs.append("only the first of several calls is carried out")
        call = self._call_in(first.values, repairs)
        word = next((call[key] for key in _CALLED if isinstance(call.get(key), str)), None)
        if word is None and {"x", "y"} <= call.keys() <= _PLACED:
            word = "click"  # asked for a place only
        if word is None:
            raise UnparseableReply(f'the call has no "{_NAMES[self.envelope]}"')
        thought = first.values.get("thought")
        return Said(
            _known(word.strip().lower(), repairs),
            call,
            thought if isinstance(thought, str) else parts.thought,
            str(call.get("element") or ""),
            repairs,
        )

    def _native(self, text: str, parts: tags.Parts) -> Said:
        """A call as Qwen3.5's template writes it, which Holo 3.1 keeps to where it is asked."""
        call = envelopes.find("xml", text, "")
        repairs = [*parts.repairs, *call.repairs]
        return Said(call.name.strip().lower(), call.arguments, parts.thought, repairs=repairs)

    def _place(self, text: str, parts: tags.Parts) -> Said:
        """``Click(x, y)``: what Holo answers when asked for a place in words."""
        places = find_places(text)
        if not places:
            raise UnparseableReply("the reply holds no object and no place")
        x, y = places[0].centre
        repairs = [*parts.repairs, *places[0].repairs, "the place stood without an object"]
        return Said("click", {"x": x, "y": y}, parts.thought, repairs=repairs)

    def _call_in(self, values: Mapping[str, Any], repairs: list[str]) -> dict[str, Any]:
        """The call's name and arguments side by side, wherever in the object they stand."""
        call = values.get(self.envelope)
        if isinstance(call, str) and call.lstrip().startswith("{"):
            call = objects.find_objects(call)[0].values
            repairs.append(f"{self.envelope} was a text")
        if not isinstance(call, dict):
            other = values.get("tool_call" if self.envelope == "action" else "action")
            call = other if isinstance(other, dict) else values
            if not {"x", "y"} <= call.keys():
                repairs.append(f"the call was not in {self.envelope}")
        if isinstance(inner := call.get("arguments"), dict):
            repairs.append("the arguments stood in an object of their own")
            call = {**call, **inner}
        return dict(call)

    def forms(self) -> Forms:
        name, element = _NAMES[self.envelope], '⟦, "element": «json»⟧'
        at = f'{element}, "x": «x», "y": «y»'

        def tool(word: str, arguments: str = "") -> str:
            return f'"{name}": "{self._spelled(word)}"{arguments}{element}'

        placed = '⟦, "x": «x», "y": «y»⟧'
        flags = '⟦, "clear": «true»⟧⟦, "press_enter": «true»⟧'
        return Forms(
            {
                "tap": (tool("click", at),),
                "click": (tool("double_click", at), tool("right_click", at)),
                "long_press": (tool("long_press", at),),
                "move_cursor": (tool("move_mouse", at),),
                "scroll": (tool("scroll", f', "direction": "«side»"{placed}'),),
                "type_text": (tool("write", f', "content": «json»{placed}{flags}'),),
                "hotkey": (tool("hotkey", ', "keys": «"keys"»'),),
                "press": (tool("go_back"), tool("hotkey", ', "keys": «["key"]»')),
                "wait": (tool("wait", ', "seconds": «wait»'),),
                "answer": (tool("answer", ', "content": «json»'),),
            },
            opening=f'{{"note": «json or null», "thought": «json», "{self.envelope}": {{',
            closing="}}",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        word, arguments = self._call(action, point)
        call = {_NAMES[self.envelope]: self._spelled(word), **arguments}
        if decision.summary:
            call["element"] = decision.summary
        said = {"note": None, "thought": decision.thought, self.envelope: call}
        return json.dumps(said, ensure_ascii=False)

    def _spelled(self, word: str) -> str:
        return f"{word}_element" if self.envelope == "action" and word in _ELEMENTS else word

    def _call(self, action: Action, point: Callable[[Pixel], Any]) -> tuple[str, dict[str, Any]]:
        def at(pixel: Pixel) -> dict[str, Any]:
            x, y = point(pixel)
            return {"x": x, "y": y}

        match action:
            case act.Tap():
                return "click", at(action.at)
            case act.Click(at=(_, _) as pixel, button="left", count=2):
                return "double_click", at(pixel)
            case act.Click(at=(_, _) as pixel, button="right", count=1):
                return "right_click", at(pixel)
            case act.LongPress(seconds=1.0):
                return "long_press", at(action.at)
            case act.MoveCursor():
                return "move_mouse", at(action.to)
            case _:
                return self._placeless(action, at)

    def _placeless(
        self, action: Action, at: Callable[[Pixel], dict[str, Any]]
    ) -> tuple[str, dict[str, Any]]:
        match action:
            case act.Scroll(amount=0.5, unit="pages"):
                placed = at(action.at) if action.at else {}
                return "scroll", {"direction": action.direction, **placed}
            case act.TypeText():
                flags = {"clear": action.clear, "press_enter": action.submit}
                said = {key: value for key, value in flags.items() if value}
                placed = at(action.at) if action.at else {}
                return "write", {"content": action.text, **placed, **said}
            case act.Hotkey():
                return "hotkey", {"keys": list(action.keys)}
            case act.Press():
                back = action.key == "back"
                return ("go_back", {}) if back else ("hotkey", {"keys": [action.key]})
            case act.Wait():
                return "wait", {"seconds": plain(action.seconds)}
            case act.Answer(final=True):
                return "answer", {"content": action.text}
            case _:
                raise self.no_word(action)


def _known(word: str, repairs: list[str]) -> str:
    """The family's word for ``word``, which may tell that it is done to an element."""
    plain = re.sub(r"(?:_element|_abs|_absolute)+$", "", word)
    known = word if word in _WORDS else _ALIASES.get(plain, plain)
    if known != word:
        repairs.append(f"{word} stood for {known}")
    return known


_ALIASES: Mapping[str, str] = {
    "type": "write", "hover": "move_mouse", "press": "hotkey", "press_key": "hotkey",
    "key": "hotkey", "tap": "click",
}  # fmt: skip
_ELEMENTS = {"click", "write"}

HOLO_3 = Holo(
    Profile(
        name="holo3",
        grammar='{"note", "thought", "tool_call": {"tool_name", ..}}',
        space="rel1000",
        actions=(
            "tap", "click", "long_press", "move_cursor", "scroll", "type_text", "hotkey", "press",
            "wait", "answer",
        ),
        templates="holo",
        sight=QWEN3_SIGHT,
        history=HistoryPolicy("turns", pictures=3),
        thought="field",
        max_tokens=1024,
    ),
    "tool_call",
)  # fmt: skip
HOLO1_NAV = Holo(
    replace(
        HOLO_3.profile,
        name="holo1-nav",
        grammar='{"note", "thought", "action": {"action", ..}}',
        space="abs_resized",
        templates="holo1",
        sight=Sight(28, 4 * 784, 2560 * 1440),
    ),
    "action",
)
