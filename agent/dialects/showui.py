"""ShowUI and GUI-R1: objects in Python's spelling, several of which may follow one another.

ShowUI: ``{'action': 'CLICK', 'value': None, 'position': [x, y]}``, shares of the screen (0-1), or
``[x, y]`` alone when asked for a place. GUI-R1: ``<think>..</think><answer>[{'action': 'click',
'point': [x, y], 'input_text': '..'}]</answer>``, pixels of its resized picture. Sources:
showlab/ShowUI (templates and data); GUI-R1's grammar is known from secondary sources.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures, objects, tags
from agent.dialects.arguments import Arguments
from agent.dialects.forms import FREE, Forms
from agent.dialects.places import place_alone
from agent.dialects.profile import HistoryPolicy, Profile, Sight
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["GUI_R1", "SHOWUI"]


def _input(arguments: Arguments) -> act.TypeText:
    text = gestures.typed(arguments, "value")
    if not arguments.has("position"):
        return text
    return text.model_copy(update={"at": arguments.point("position")})


def _path(arguments: Arguments) -> tuple[Pixel, Pixel]:
    value = arguments.values.get("position")
    if isinstance(value, list) and len(value) == 4:
        arguments.repairs.append("both places stood in one")
        value = [value[:2], value[2:]]
    if not isinstance(value, list) or len(value) != 2:
        raise UnparseableReply('"position" must be two places')
    return arguments.locate(value[0], "position"), arguments.locate(value[1], "position")


def _swipe(arguments: Arguments) -> act.Swipe:
    start, end = _path(arguments)
    return act.Swipe(start=start, end=end)


def _select_text(arguments: Arguments) -> act.Drag:
    start, end = _path(arguments)
    return act.Drag(start=start, end=end)


_STATUS: Mapping[str, Literal["success", "failure"]] = {
    "task complete": "success",
    "task impossible": "failure",
}


def _answer(arguments: Arguments) -> Action:
    text = arguments.text("value")
    status = _STATUS.get(text.strip().lower())
    return act.Finish(status=status) if status else act.Answer(text=text)


def _scroll(arguments: Arguments) -> act.Scroll:
    at = arguments.optional_point("position")
    return act.Scroll(direction=gestures.direction(arguments, "value"), at=at)


_WORDS: Mapping[str, Word] = {
    "CLICK": lambda a: act.Tap(at=a.point("position")),
    "TAP": lambda a: act.Tap(at=a.point("position")),
    "SELECT": lambda a: act.Tap(at=a.point("position")),
    "HOVER": lambda a: act.MoveCursor(to=a.point("position")),
    "INPUT": _input,
    "TYPE": _input,
    "SWIPE": _swipe,
    "SELECT_TEXT": _select_text,
    "SCROLL": _scroll,
    "SCROLL UP": lambda _: act.Scroll(direction="up"),
    "SCROLL DOWN": lambda _: act.Scroll(direction="down"),
    "SCROLL LEFT": lambda _: act.Scroll(direction="left"),
    "SCROLL RIGHT": lambda _: act.Scroll(direction="right"),
    "COPY": lambda _: act.Hotkey(keys=("ctrl", "c")),
    "ENTER": lambda _: act.Press(key="enter"),
    "PRESS ENTER": lambda _: act.Press(key="enter"),
    "PRESS BACK": lambda _: act.Press(key="back"),
    "PRESS HOME": lambda _: act.Press(key="home"),
    "ANSWER": _answer,
    "STATUS TASK COMPLETE": lambda _: act.Finish(),
    "STATUS TASK IMPOSSIBLE": lambda _: act.Finish(status="failure"),
}


class ShowUi(Spoken):
    words = _WORDS

    def scan(self, text: str) -> Said:
        if "{" not in text:
            place = place_alone(text)
            return Said("CLICK", {"position": list(place.centre)}, repairs=[*place.repairs])
        found = objects.find_objects(text, ordinary=objects.PYTHON)
        first = found[0]
        repairs = [*first.repairs, *objects.around(text, found)]
        if "position" not in first.values and "'}' was missing" in repairs:
            raise UnparseableReply("the reply is cut off before its position")
        if text[first.span[0] + 1 :].lstrip().startswith('"'):
            repairs.append("JSON's spelling instead of Python's")
        word = str(first.values.get("action", "")).strip().upper()
        if word not in self.words and (spaced := word.replace("_", " ")) in self.words:
            repairs.append(f"{word} stood for {spaced}")
            word = spaced
        return Said(word, first.values, repairs=repairs)

    def forms(self) -> Forms:
        at = "[«x», «y»]"
        fixed = "{'action': '%s', 'value': None, 'position': None}"
        placed = "{'action': '%s', 'value': None, 'position': %s}"
        said = "{'action': '%s', 'value': %s, 'position': None}"
        return Forms(
            {
                "tap": (placed % ("CLICK", at), placed % ("TAP", at)),
                "move_cursor": (placed % ("HOVER", at),),
                "swipe": (placed % ("SWIPE", f"[{at}, {at}]"),),
                "drag": (placed % ("SELECT_TEXT", f"[{at}, {at}]"),),
                "scroll": (said % ("SCROLL", "'«side»'"),),
                "type_text": (
                    said % ("INPUT", "«python»"),
                    f"{{'action': 'INPUT', 'value': «python», 'position': {at}}}",
                ),
                "press": (fixed % "ENTER", fixed % "PRESS BACK", fixed % "PRESS HOME"),
                "answer": (said % ("ANSWER", "«python»"),),
                "finish": (
                    fixed % "STATUS TASK COMPLETE",
                    fixed % "STATUS TASK IMPOSSIBLE",
                ),
            }
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        word, value, position = self._row(action, point)
        return objects.python({"action": word, "value": value, "position": position})

    def _row(self, action: Action, point: Callable[[Pixel], Any]) -> tuple[str, Any, Any]:
        match action:
            case act.Tap():
                return "CLICK", None, point(action.at)
            case act.MoveCursor():
                return "HOVER", None, point(action.to)
            case act.Swipe(seconds=0.3):
                return "SWIPE", None, [point(action.start), point(action.end)]
            case act.Drag(start=(_, _) as start, seconds=0.8):
                return "SELECT_TEXT", None, [point(start), point(action.end)]
            case act.Scroll(at=None, amount=0.5, unit="pages"):
                return "SCROLL", action.direction, None
            case act.TypeText(clear=False, submit=False):
                return "INPUT", action.text, point(action.at) if action.at else None
            case act.Press(key="enter"):
                return "ENTER", None, None
            case act.Press(key="back" | "home"):
                return f"PRESS {action.key.upper()}", None, None
            case act.Finish(message=""):
                done = "COMPLETE" if action.status == "success" else "IMPOSSIBLE"
                return f"STATUS TASK {done}", None, None
            case act.Answer(final=True) if action.text.strip().lower() not in _STATUS:
                return "ANSWER", action.text, None
            case _:
                raise self.no_word(action)


_NOWHERE, _NOTHING = [-100, -100], "no input text"
"""What GUI-R1 writes into the fields that an action does not need."""


def _r1_at(arguments: Arguments) -> Pixel:
    if arguments.values.get("point") == _NOWHERE:
        raise UnparseableReply('"point" is missing')
    return arguments.point("point")


def _r1_text(arguments: Arguments) -> act.TypeText:
    if arguments.values.get("input_text") == _NOTHING:
        raise UnparseableReply('"input_text" is missing')
    return gestures.typed(arguments, "input_text")


def _r1_scroll(arguments: Arguments) -> act.Scroll:
    return act.Scroll(direction=gestures.direction(arguments, "input_text"))


class GuiR1(Spoken):
    words: Mapping[str, Word] = {
        "click": lambda a: act.Tap(at=_r1_at(a)),
        "moveto": lambda a: act.MoveCursor(to=_r1_at(a)),
        "doubleclick": lambda a: act.Click(at=_r1_at(a), count=2),
        "rightclick": lambda a: act.Click(at=_r1_at(a), button="right"),
        "long_press": lambda a: act.LongPress(at=_r1_at(a)),
        "type": _r1_text,
        "scroll": _r1_scroll,
        "open_app": lambda a: gestures.open_app(a, "input_text"),
        "press_back": lambda _: act.Press(key="back"),
        "press_home": lambda _: act.Press(key="home"),
        "press_recent": lambda _: act.Press(key="recents"),
        "enter": lambda _: act.Press(key="enter"),
        "wait": lambda _: act.Wait(),
        "complete": lambda _: act.Finish(),
        "impossible": lambda _: act.Finish(status="failure"),
    }

    def scan(self, text: str) -> Said:
        parts = tags.split(text, "answer")
        if parts.only_thought:
            raise UnparseableReply("the reply ends inside of its thought")
        first, *more = objects.find_objects(text, parts.rest, ordinary=objects.PYTHON)
        repairs = [*parts.repairs, *first.repairs]
        if more:
            repairs.append("only the first of several actions is carried out")
        if parts.rest and "</answer>" not in text[first.span[1] :]:
            repairs.append("</answer> was missing")
        said = str(first.values.get("action", "")).strip().lower()
        word = said if said in self.words else _R1_ALIASES.get(re.sub(r"[\s_-]", "", said), said)
        if word != said:
            repairs.append(f"{said} stood for {word}")
        return Said(word, first.values, parts.thought, "", repairs)

    def forms(self) -> Forms:
        row = "{'action': '%s', 'point': %s, 'input_text': %s}"
        at, nowhere, nothing = "[«x», «y»]", str(_NOWHERE), repr(_NOTHING)

        def bare(*words: str) -> tuple[str, ...]:
            return tuple(row % (word, nowhere, nothing) for word in words)

        def placed(*words: str) -> tuple[str, ...]:
            return tuple(row % (word, at, nothing) for word in words)

        return Forms(
            {
                "tap": placed("click"),
                "move_cursor": placed("moveto"),
                "click": placed("doubleclick", "rightclick"),
                "long_press": placed("long_press"),
                "type_text": (row % ("type", nowhere, "«python»"),),
                "scroll": (row % ("scroll", nowhere, "'«side»'"),),
                "open_app": (row % ("open_app", nowhere, "«python name»"),),
                "press": bare("press_back", "press_home", "press_recent", "enter"),
                "wait": bare("wait"),
                "finish": bare("complete", "impossible"),
            },
            opening="<answer>[",
            closing="]</answer>",
            thought=f"<think>{FREE}",
            ending="</think>",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        word, at, text = self._row(action)
        row = {"action": word, "point": point(at) if at else _NOWHERE, "input_text": text}
        thought = f"<think>{decision.thought}</think>\n" if decision.thought else ""
        return f"{thought}<answer>[{objects.python(row)}]</answer>"

    def _row(self, action: Action) -> tuple[str, Pixel | None, str]:
        nothing = _NOTHING
        match action:
            case act.Tap():
                return "click", action.at, nothing
            case act.MoveCursor():
                return "moveto", action.to, nothing
            case act.Click(at=(_, _) as at, button="left", count=2):
                return "doubleclick", at, nothing
            case act.Click(at=(_, _) as at, button="right", count=1):
                return "rightclick", at, nothing
            case act.LongPress(seconds=1.0):
                return "long_press", action.at, nothing
            case act.TypeText(at=None, clear=False, submit=False) if action.text != _NOTHING:
                return "type", None, action.text
            case act.Scroll(at=None, amount=0.5, unit="pages"):
                return "scroll", None, action.direction
            case act.OpenApp():
                return "open_app", None, action.name
            case _:
                return self._bare(action), None, nothing

    def _bare(self, action: Action) -> str:
        for word in ("press_back", "press_home", "press_recent", "enter", "wait"):
            if _SAME[word] == action:
                return word
        if action == act.Finish():
            return "complete"
        if action == act.Finish(status="failure"):
            return "impossible"
        raise self.no_word(action)


_R1_ALIASES: Mapping[str, str] = {
    **{word.replace("_", ""): word for word in GuiR1.words},
    "tap": "click",
    "longclick": "long_press",
    "input": "type",
    "open": "open_app",
    "pressenter": "enter",
    "finished": "complete",
}
"""Other spellings of GUI-R1's words, without what parts them."""
_SAME: Mapping[str, Action] = {
    "press_back": act.Press(key="back"),
    "press_home": act.Press(key="home"),
    "press_recent": act.Press(key="recents"),
    "enter": act.Press(key="enter"),
    "wait": act.Wait(),
}

SHOWUI = ShowUi(
    Profile(
        name="showui",
        grammar="{'action': .., 'value': .., 'position': ..}",
        space="rel1",
        actions=(
            "tap", "move_cursor", "swipe", "drag", "scroll", "type_text", "press", "finish",
            "answer",
        ),
        templates="showui",
        sight=Sight(28, 256 * 784, 1344 * 784),
        history=HistoryPolicy("lines", steps=4, told="reply"),
        max_tokens=256,
    )
)  # fmt: skip
GUI_R1 = GuiR1(
    Profile(
        name="gui-r1",
        grammar="<answer>[{'action': .., 'point': ..}]</answer>",
        space="abs_resized",
        actions=(
            "tap", "move_cursor", "click", "long_press", "type_text", "scroll", "open_app",
            "press", "wait", "finish",
        ),
        templates="gui-r1",
        thought="tags",
        max_tokens=1024,
    )
)  # fmt: skip
