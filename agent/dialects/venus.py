"""UI-Venus: ``<think>..</think><action>Name(key=value)</action><conclusion>..</conclusion>``.

1.0 writes pixels of its resized picture, 1.5 0-1000. ``Drag`` and ``Scroll`` with two places are
paths of the finger; ``Scroll`` with only a direction names the side to be shown. When asked for a
place only, ``[x,y]``; ``[-1,-1]`` says that it is not there. Source: inclusionAI/UI-Venus.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures, tags
from agent.dialects.arguments import Arguments
from agent.dialects.calls import Call, find_calls, find_misspelt, quote, write_call
from agent.dialects.forms import FREE, Forms
from agent.dialects.mobile_use import seconds
from agent.dialects.places import find_places
from agent.dialects.profile import QWEN3_SIGHT, HistoryPolicy, Profile
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["UI_VENUS_1_0", "UI_VENUS_1_5"]

_DRAG = 0.8
"""Seconds of a ``Drag``: slower than the 0.3 of a ``Scroll``, so that things can be carried."""
_POSITIONAL = {
    "Click": ("box",), "LongPress": ("box",), "DoubleClick": ("box",), "Hover": ("box",),
    "Drag": ("start", "end"), "Scroll": ("start", "end"), "Type": ("content",),
    "Launch": ("app",), "Finished": ("content",), "CallUser": ("content",), "Hotkey": ("keys",),
    "Wait": ("seconds",),
}  # fmt: skip


def _path(arguments: Arguments, seconds: float) -> act.Swipe:
    start, end = arguments.point("start"), arguments.point("end")
    return act.Swipe(start=start, end=end, seconds=seconds)


def _scroll(arguments: Arguments) -> Action:
    # On a phone the family writes both; the finger's path is what its own executor follows.
    if arguments.has("direction") and not arguments.has("start", "end"):
        return act.Scroll(direction=gestures.direction(arguments, "direction"))
    return _path(arguments, 0.3)


def _at(arguments: Arguments) -> Pixel:
    if arguments.has("x", "y"):
        arguments.repairs.append("x and y stood for box")
        return arguments.locate([arguments.values.get("x"), arguments.values.get("y")], "box")
    return arguments.point("box", "point", "coordinate", "position")


def _said(arguments: Arguments) -> str:
    names = ("content", "text", "message")
    return arguments.text(*names) if arguments.has(*names) else ""


_WORDS: Mapping[str, Word] = {
    "Click": lambda a: act.Tap(at=_at(a)),
    "LongPress": lambda a: act.LongPress(at=_at(a)),
    "DoubleClick": lambda a: act.Click(at=_at(a), count=2),
    "Hover": lambda a: act.MoveCursor(to=_at(a)),
    "Drag": partial(_path, seconds=_DRAG),
    "Scroll": _scroll,
    "Type": lambda a: gestures.typed(a, "content", "text", "message"),
    "Launch": lambda a: gestures.open_app(a, "app" if a.has("app") else "url"),
    "Wait": lambda a: act.Wait(seconds=seconds(a, "seconds", "time", default=1.0, most=600.0)),
    "Finished": lambda a: act.Finish(message=_said(a)),
    "CallUser": lambda a: act.AskUser(question=_said(a)),
    "PressBack": lambda _: act.Press(key="back"),
    "PressHome": lambda _: act.Press(key="home"),
    "PressEnter": lambda _: act.Press(key="enter"),
    "PressRecent": lambda _: act.Press(key="recents"),
    "Hotkey": lambda a: gestures.pressed(gestures.key_names(a, "keys")),
}
_BUTTONS = {
    "back": "PressBack",
    "home": "PressHome",
    "enter": "PressEnter",
    "recents": "PressRecent",
}
_BARE = {"Wait", "Finished", "CallUser", *_BUTTONS.values()}


class Venus(Spoken):
    words: Mapping[str, Word] = {
        **_WORDS,
        "point": lambda a: act.Tap(at=a.point("place")),
        "absent": lambda _: act.Finish(status="failure", message="the place is not on the screen"),
    }

    def scan(self, text: str) -> Said:
        parts = tags.split(text, "action")
        if parts.only_thought:
            raise UnparseableReply("the thought was not closed, and no <action> follows")
        call = next(find_calls(text, _WORDS, parts.rest), None)
        call = call or find_misspelt(text, _WORDS, parts.rest, bare=_BARE)
        if call is None:
            return self._pointing(text, parts)
        call.note_marks(text)
        arguments = self._arguments(call)
        repairs = [*parts.repairs, *call.repairs]
        rest = text[call.span[1] :].lstrip(" \t\n`;")
        if "</action>" not in rest:
            repairs.append("</action> was missing")
        elif not rest.startswith("</action>") or "<action>" in rest:
            repairs.append("text after the action")
            rest = rest[rest.index("</action>") :]
        summary = tags.conclusion(rest.removeprefix("</action>"))
        return Said(call.name, arguments, parts.thought, summary, repairs)

    def _arguments(self, call: Call) -> dict[str, Any]:
        """The arguments by name, without those left empty; an empty text to type is one."""
        named = call.named.items()
        values = {key: value for key, value in named if value not in ("", []) or key == "content"}
        loose = call.positional
        if call.name == "Scroll" and loose and isinstance(loose[0], str):
            values.setdefault("direction", loose.pop(0))
            call.repairs.append("direction stood without its name")
        elif call.name == "Hotkey" and len(loose) > 1:
            loose = [loose]
        elif call.name != "Wait" and all(isinstance(value, int | float) for value in loose):
            loose = [loose[at : at + 2] for at in range(0, len(loose), 2)]
        for key, value in zip(_POSITIONAL.get(call.name, ()), loose, strict=False):
            values.setdefault(key, value)
            call.repairs.append(f"{key} stood without its name")
        return values

    def _pointing(self, text: str, parts: tags.Parts) -> Said:
        places = [] if "<action>" in text else find_places(text[parts.rest :])
        if not places:
            raise UnparseableReply("the reply holds no action and no place")
        if set(places[0].numbers) == {-1.0}:
            return Said("absent", {}, parts.thought)
        begin, end = places[0].span
        around = text[parts.rest :][:begin] + text[parts.rest :][end:]
        repairs = [*places[0].repairs, *(["text around the place"] if around.strip() else [])]
        return Said("point", {"place": list(places[0].centre)}, parts.thought, "", repairs)

    def forms(self) -> Forms:
        at = "(«x», «y»)"
        way = f"start={at}, end={at}"
        return Forms(
            {
                "tap": (f"Click(box={at})",),
                "long_press": (f"LongPress(box={at})",),
                "click": (f"DoubleClick(box={at})",),
                "move_cursor": (f"Hover(box={at})",),
                "swipe": (f"Scroll({way})", f"Drag({way})"),
                "scroll": ("Scroll(direction='«side»')",),
                "hotkey": ("Hotkey(keys=«'keys'»)",),
                "type_text": ("Type(content=«'text'»)",),
                "open_app": ("Launch(app=«'name'»)",),
                "press": (*(f"{word}()" for word in _BUTTONS.values()), "Hotkey(keys=«['key']»)"),
                "wait": ("Wait()",),
                "finish": ("Finished(content=«'text'»)",),
                "ask_user": ("CallUser(content=«'text'»)",),
            },
            opening="<action>",
            closing="</action>",
            after=r"\n?<conclusion>[^<]*<\/conclusion>",
            thought=f"<think>{FREE}",
            ending="</think>",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        def at(pixel: Pixel) -> str:
            x, y = point(pixel)
            return f"({x}, {y})"

        name, arguments = self._call(action, at)
        call = write_call(name, list(arguments.items()))
        thought = f"<think>{decision.thought}</think>\n" if decision.thought else ""
        after = f"\n<conclusion>{decision.summary}</conclusion>" if decision.summary else ""
        return f"{thought}<action>{call}</action>{after}"

    def _call(self, action: Action, at: Callable[[Pixel], str]) -> tuple[str, dict[str, str]]:
        match action:
            case act.Tap():
                return "Click", {"box": at(action.at)}
            case act.LongPress(seconds=1.0):
                return "LongPress", {"box": at(action.at)}
            case act.Click(at=(_, _) as pixel, button="left", count=2):
                return "DoubleClick", {"box": at(pixel)}
            case act.MoveCursor():
                return "Hover", {"box": at(action.to)}
            case act.Swipe(seconds=0.3 | 0.8):
                ends = {"start": at(action.start), "end": at(action.end)}
                return "Drag" if action.seconds == _DRAG else "Scroll", ends
            case act.Scroll(at=None, amount=0.5, unit="pages"):
                return "Scroll", {"direction": quote(action.direction)}
            case act.Hotkey():
                return "Hotkey", {"keys": f"[{', '.join(map(quote, action.keys))}]"}
            case _:
                return self._plain_call(action)

    def _plain_call(self, action: Action) -> tuple[str, dict[str, str]]:
        match action:
            case act.TypeText(at=None, clear=False, submit=False):
                return "Type", {"content": quote(action.text)}
            case act.OpenApp():
                return "Launch", {"app": quote(action.name)}
            case act.Wait(seconds=1.0):
                return "Wait", {}
            case act.Finish(status="success"):
                return "Finished", {"content": quote(action.message)}
            case act.AskUser():
                return "CallUser", {"content": quote(action.question)}
            case act.Press() if action.key in _BUTTONS:
                return _BUTTONS[action.key], {}
            case act.Press():
                return "Hotkey", {"keys": f"[{quote(action.key)}]"}
            case _:
                raise self.no_word(action)


UI_VENUS_1_5 = Venus(
    Profile(
        name="ui-venus-1.5",
        grammar="<action>Name(key=value)</action>",
        space="rel1000",
        actions=(
            "tap", "long_press", "click", "move_cursor", "swipe", "scroll", "hotkey", "type_text",
            "open_app", "wait", "finish", "ask_user", "press",
        ),
        templates="ui-venus",
        sight=QWEN3_SIGHT,
        history=HistoryPolicy("lines", told="reply"),
        thought="tags",
    )
)  # fmt: skip
UI_VENUS_1_0 = Venus(
    replace(
        UI_VENUS_1_5.profile,
        name="ui-venus-1.0",
        space="abs_resized",
        sight=replace(QWEN3_SIGHT, factor=28, min_pixels=4 * 784, max_pixels=16384 * 784),
    )
)
