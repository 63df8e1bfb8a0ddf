"""AutoGLM-Phone: ``<think>..</think><answer>do(action="Tap", element=[x,y])</answer>``.

Its prompt speaks of 0-999 and its client divides by 1000. ``Type`` empties the field first; texts
are often written with quotes that are not escaped. Source: zai-org/Open-AutoGLM.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures, tags
from agent.dialects.arguments import Arguments
from agent.dialects.calls import Call, find_calls, find_misspelt, quote, write_call
from agent.dialects.forms import FREE, Forms
from agent.dialects.mobile_use import plain, seconds
from agent.dialects.profile import GLM_SIGHT, HistoryPolicy, Profile
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["AUTOGLM_PHONE"]

_DURATION = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(?:(?P<milli>ms|milliseconds?|毫秒)|(?P<minute>min|minutes?|分钟?)"
    r"|s|secs?|seconds?|秒)?\s*",
    re.IGNORECASE,
)


def _type(arguments: Arguments) -> act.TypeText:
    return act.TypeText(text=arguments.text("text", "content"), clear=True)


def _at(arguments: Arguments) -> Pixel:
    return arguments.point("element", "point", "coordinate", "position")


def _wait(arguments: Arguments) -> act.Wait:
    return act.Wait(seconds=seconds(arguments, "duration", default=1.0, most=600.0))


def _ask(arguments: Arguments) -> act.AskUser:
    return act.AskUser(question=arguments.optional_text("message"))


def _swipe(arguments: Arguments) -> act.Swipe:
    return act.Swipe(start=arguments.point("start"), end=arguments.point("end"))


_WORDS: Mapping[str, Word] = {
    "Launch": lambda a: gestures.open_app(a, "app", "app_name", "name"),
    "Tap": lambda a: act.Tap(at=_at(a)),
    "Type": _type,
    "Type_Name": _type,
    "Interact": _ask,
    "Swipe": _swipe,
    "Long Press": lambda a: act.LongPress(at=_at(a)),
    "Double Tap": lambda a: act.DoubleTap(at=_at(a)),
    "Take_over": _ask,
    "Back": lambda _: act.Press(key="back"),
    "Home": lambda _: act.Press(key="home"),
    "Wait": _wait,
    # The family's own client does nothing for these: what is noted stays in the model's own turns.
    "Note": lambda _: act.Wait(seconds=0),
    "Call_API": lambda _: act.Wait(seconds=0),
    "finish": lambda a: act.Finish(message=a.optional_text("message")),
}
_SPELLINGS = {re.sub(r"[ _]", "", word).lower(): word for word in _WORDS} | {"click": "Tap"}


_CALLED = ("do", "finish")
_ALONE = tuple(word.replace(" ", "_") for word in _WORDS if word not in _CALLED)


class AutoGlm(Spoken):
    words = _WORDS

    def scan(self, text: str) -> Said:
        parts = tags.split(text, "answer")
        if parts.only_thought:
            raise UnparseableReply("the thought was not closed, and no <answer> follows")
        call = next(find_calls(text, _CALLED, parts.rest, last=("text", "message")), None)
        names = (*_CALLED, *_ALONE)
        call = call or find_misspelt(text, names, parts.rest, bare=("Back", "Home", "Wait"))
        if call is None:
            raise UnparseableReply("the reply holds neither do(..) nor finish(..)")
        call.note_marks(text)
        thought = parts.thought
        if not thought and parts.rest:
            thought = text[: parts.rest].removesuffix("<answer>").strip()
        repairs = [*parts.repairs, *call.repairs]
        rest = text[call.span[1] :]
        if "<answer>" in text and "</answer>" not in rest:
            repairs.append("</answer> was missing")
        inside, _, outside = rest.partition("</answer>")
        if inside.strip(" \t\n`;") or "<answer>" in outside:
            repairs.append("text after the action")
        word, arguments = self._call_of(call, repairs)
        known = _SPELLINGS.get(re.sub(r"[ _]", "", word).lower(), word)
        if known != word:
            repairs.append(f"{word} stood for {known}")
        if isinstance(time := arguments.get("duration"), str) and (
            found := _DURATION.fullmatch(time)
        ):
            unit = 0.001 if found["milli"] else 60.0 if found["minute"] else 1.0
            arguments["duration"] = float(found[1]) * unit
        # A touch with a message is one that the model wants confirmed: the message is kept.
        message = arguments.get("message", "") if known == "Tap" else ""
        return Said(known, arguments, thought, str(message or ""), repairs)

    def _call_of(self, call: Call, repairs: list[str]) -> tuple[str, dict[str, Any]]:
        """The action's name, from its own argument or the call's name, and its arguments."""
        arguments, loose = dict(call.named), list(call.positional)
        if call.name == "finish":
            if loose:
                arguments.setdefault("message", loose[0])
                repairs.append("message stood without its name")
            return "finish", arguments
        if call.name != "do":
            repairs.append(f"{call.name}(..) stood for do(action={call.name!r}, ..)")
            return call.name, arguments
        if "action" not in arguments and loose:
            arguments["action"] = loose[0]
            repairs.append("action stood without its name")
        word = arguments.pop("action", "")
        if not isinstance(word, str):
            raise UnparseableReply("the action's name must be a text")
        return word, arguments

    def forms(self) -> Forms:
        at = "[«x»,«y»]"
        return Forms(
            {
                "tap": (f'do(action="Tap", element={at}⟦, message=«"text"»⟧)',),
                "double_tap": (f'do(action="Double Tap", element={at})',),
                "long_press": (f'do(action="Long Press", element={at})',),
                "swipe": (f'do(action="Swipe", start={at}, end={at})',),
                "type_text": ('do(action="Type", text=«"text"»)',),
                "open_app": ('do(action="Launch", app=«"name"»)',),
                "press": ('do(action="Back")', 'do(action="Home")'),
                "wait": ('do(action="Wait", duration="«wait» seconds")',),
                "ask_user": ('do(action="Take_over", message=«"text"»)',),
                "finish": ('finish(message=«"text"»)',),
            },
            opening="<answer>",
            closing="</answer>",
            thought=f"<think>{FREE}",
            ending="</think>",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        def at(pixel: Pixel) -> str:
            x, y = point(pixel)
            return f"[{x},{y}]"

        thought = f"<think>{decision.thought}</think>\n" if decision.thought else ""
        return f"{thought}<answer>{self._call(action, at)}</answer>"

    def _call(self, action: Action, at: Callable[[Pixel], str]) -> str:
        match action:
            case act.Tap():
                return _do("Tap", element=at(action.at))
            case act.DoubleTap():
                return _do("Double Tap", element=at(action.at))
            case act.LongPress(seconds=1.0):
                return _do("Long Press", element=at(action.at))
            case act.Swipe(seconds=0.3):
                return _do("Swipe", start=at(action.start), end=at(action.end))
            case act.TypeText(at=None, clear=True, submit=False):
                return _do("Type", text=quote(action.text, '"'))
            case act.OpenApp():
                return _do("Launch", app=quote(action.name, '"'))
            case act.Press(key="back" | "home"):
                return _do(action.key.capitalize())
            case act.Wait():
                return _do("Wait", duration=f'"{plain(action.seconds)} seconds"')
            case act.AskUser():
                return _do("Take_over", message=quote(action.question, '"'))
            case act.Finish(status="success"):
                return write_call("finish", [("message", quote(action.message, '"'))])
            case _:
                raise self.no_word(action)


def _do(word: str, **arguments: str) -> str:
    return write_call("do", [("action", f'"{word}"'), *arguments.items()])


AUTOGLM_PHONE = AutoGlm(
    Profile(
        name="autoglm-phone",
        grammar='<answer>do(action="..")</answer>',
        space="rel1000",
        actions=(
            "tap", "double_tap", "long_press", "swipe", "type_text", "open_app", "press", "wait",
            "ask_user", "finish",
        ),
        templates="autoglm-phone",
        sight=GLM_SIGHT,
        history=HistoryPolicy("turns"),
        thought="tags",
        max_tokens=1024,
    )
)  # fmt: skip
