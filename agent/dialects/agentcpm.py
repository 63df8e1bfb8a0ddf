"""AgentCPM-GUI: one compact object, ``{"thought":"..","POINT":[x,y],"to":"up","duration":200}``.

Keys combine: ``POINT`` alone is a touch, with ``duration`` above 200 ms a long one, with ``to`` a
swipe (the side is the finger's); ``duration`` alone is a wait; ``PRESS``, ``TYPE``, ``STATUS``.
Source: OpenBMB/AgentCPM-GUI, its schema.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures, objects, tags
from agent.dialects.arguments import Arguments
from agent.dialects.forms import Forms
from agent.dialects.mobile_use import plain
from agent.dialects.profile import HistoryPolicy, Profile, Sight
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["AGENTCPM_GUI"]

_TOUCH = 200
"""Milliseconds: the schema's own default; a longer touch is a long press."""
_STATUS = {"finish": "success", "satisfied": "success", "impossible": "failure"}
_ASKING = {"interrupt", "need_feedback"}
_KEYS = {
    key.lower(): key for key in ("thought", "POINT", "to", "duration", "PRESS", "TYPE", "STATUS")
}


def _seconds(arguments: Arguments, most: float) -> float:
    milliseconds = arguments.number("duration", default=_TOUCH)
    if milliseconds <= 0:
        raise UnparseableReply(f'"duration" must be above 0, not {milliseconds:g}')
    if milliseconds > most * 1000:
        arguments.repairs.append(f"duration {milliseconds:g} was clamped")
    return min(milliseconds / 1000, most)


def _touch(arguments: Arguments) -> Action:
    at = arguments.point("POINT")
    seconds = _seconds(arguments, 60.0)
    return act.LongPress(at=at, seconds=seconds) if seconds * 1000 > _TOUCH else act.Tap(at=at)


def _swipe(arguments: Arguments) -> act.Swipe:
    start = arguments.point("POINT")
    to = arguments.values["to"]
    if isinstance(to, str) and not any(char.isdigit() for char in to):
        path = gestures.flick(arguments, gestures.direction(arguments, "to"), start)
    else:
        path = act.Swipe(start=start, end=arguments.point("to"))
    seconds = _seconds(arguments, 60.0) if arguments.has("duration") else path.seconds
    return path.model_copy(update={"seconds": seconds})


def _press(arguments: Arguments) -> act.Press:
    if not isinstance(arguments.values["PRESS"], str):
        raise UnparseableReply('"PRESS" must name a key')
    return gestures.button(arguments.text("PRESS"))


def _status(arguments: Arguments) -> Action:
    status = arguments.text("STATUS").strip().lower()
    if status in _ASKING:
        return act.AskUser(question=arguments.optional_text("thought"))
    if status not in _STATUS:
        raise UnparseableReply(f"STATUS {status[:40]!r} comes without an action")
    return act.Finish(status="success" if _STATUS[status] == "success" else "failure")


class AgentCpm(Spoken):
    words: Mapping[str, Word] = {
        "to": _swipe,
        "POINT": _touch,
        "TYPE": lambda a: gestures.typed(a, "TYPE"),
        "PRESS": _press,
        "STATUS": _status,
        "duration": lambda a: act.Wait(seconds=_seconds(a, 600.0)),
    }

    def scan(self, text: str) -> Said:
        begin = tags.split(text).rest
        found = objects.find_objects(text, begin)
        first = found[0]
        repairs = [*first.repairs, *objects.around(text, found)]
        values: dict[str, Any] = {}
        for written, value in first.values.items():
            key = _KEYS.get(written.lower(), written)
            if key != written:
                repairs.append(f"{written} stood for {key}")
            if value is not None:
                values.setdefault(key, value)
        status = str(values.get("STATUS", "")).strip().lower()
        if status in {"start", "continue"}:
            del values["STATUS"]
        # A touch comes before what is typed, that before a key, and all before the end.
        word = next((word for word in self.words if word in values), "")
        if "to" in values and "POINT" not in values:
            raise UnparseableReply('"to" says where a swipe ends, and POINT, its start, is missing')
        if not word:
            raise UnparseableReply("the reply names no action")
        others = {"POINT", "PRESS", "TYPE", "STATUS"} & values.keys() - {word}
        if others - ({"POINT"} if word == "to" else set()):
            repairs.append("only the first of several actions is carried out")
        thought = values.get("thought", "")
        return Said(word, values, thought if isinstance(thought, str) else "", "", repairs)

    def forms(self) -> Forms:
        at = "[«x»,«y»]"
        timed = '⟦,"duration":«touch ms»⟧'
        return Forms(
            {
                "tap": (f'"POINT":{at}',),
                "long_press": (f'"POINT":{at},"duration":«touch ms»',),
                "swipe": (
                    f'"POINT":{at},"to":{at}{timed}',
                    f'"POINT":{at},"to":"«side»"{timed}',
                ),
                "type_text": ('"TYPE":«json»',),
                "press": tuple(f'"PRESS":"{key}"' for key in ("HOME", "BACK", "ENTER")),
                "wait": ('"duration":«wait ms»',),
                "finish": ('"STATUS":"finish"', '"STATUS":"impossible"'),
                "ask_user": ('"STATUS":"need_feedback"',),
            },
            opening='{⟦"thought":«json»,⟧',
            closing="}",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        thought = {"thought": decision.thought} if decision.thought else {}
        said = {**thought, **self._values(action, point)}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    def _values(self, action: Action, point: Callable[[Pixel], Any]) -> dict[str, Any]:
        match action:
            case act.Tap():
                return {"POINT": point(action.at)}
            case act.LongPress() if action.seconds * 1000 > _TOUCH:
                return {"POINT": point(action.at), "duration": _milliseconds(action.seconds)}
            case act.Swipe():
                odd = action.seconds != 0.3
                timed = {"duration": _milliseconds(action.seconds)} if odd else {}
                return {"POINT": point(action.start), "to": point(action.end), **timed}
            case act.TypeText(at=None, clear=False, submit=False):
                return {"TYPE": action.text}
            case act.Press(key="home" | "back" | "enter"):
                return {"PRESS": action.key.upper()}
            case act.Wait() if action.seconds > 0:
                return {"duration": _milliseconds(action.seconds)}
            case act.Finish(message=""):
                return {"STATUS": "finish" if action.status == "success" else "impossible"}
            case _:
                raise self.no_word(action)


def _milliseconds(seconds: float) -> float:
    return plain(round(seconds * 1000, 3))


AGENTCPM_GUI = AgentCpm(
    Profile(
        name="agentcpm-gui",
        grammar='{"thought":"..","POINT":[x,y]}',
        space="rel1000",
        actions=("tap", "long_press", "swipe", "type_text", "press", "wait", "finish"),
        templates="agentcpm-gui",
        sight=Sight(longest=1120),
        history=HistoryPolicy("none"),
        thought="field",
    )
)
