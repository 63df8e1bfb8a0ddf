"""SeeClick: ``(0.49,0.40)`` when asked for a place, ``{"action_type": 4, ..}`` when acting.

The numbers of its actions are those of the AITW data; a scroll names the side to be shown. Shares
of the screen (0-1), two decimals. Source: njucckevin/SeeClick, its agent tasks.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures, objects
from agent.dialects.forms import Forms
from agent.dialects.places import place_alone
from agent.dialects.profile import QWEN_SIGHT, HistoryPolicy, Profile
from agent.dialects.spoken import Said, Spoken, Word
from agent.types import Decision

__all__ = ["SEECLICK"]

_FIXED: Mapping[str, Action] = {
    "0": act.Scroll(direction="down"),
    "1": act.Scroll(direction="up"),
    "8": act.Scroll(direction="left"),
    "9": act.Scroll(direction="right"),
    "5": act.Press(key="back"),
    "6": act.Press(key="home"),
    "7": act.Press(key="enter"),
    "10": act.Finish(),
    "11": act.Finish(status="failure"),
}


_NUMBERS = {
    "click": "4", "tap": "4", "type": "3", "scroll down": "0", "scroll up": "1", "scroll left": "8",
    "scroll right": "9", "press back": "5", "press home": "6", "press enter": "7",
    "status task complete": "10", "status task impossible": "11",
}  # fmt: skip
"""The words that the AITW data has for the numbers."""


def _fixed(action: Action) -> Word:
    return lambda _: action


class SeeClick(Spoken):
    words: Mapping[str, Word] = {
        "3": lambda a: gestures.typed(a, "typed_text"),
        "4": lambda a: act.Tap(at=a.point("click_point")),
        **{number: _fixed(action) for number, action in _FIXED.items()},
    }

    def scan(self, text: str) -> Said:
        if "{" not in text:
            place = place_alone(text)
            return Said("4", {"click_point": list(place.centre)}, repairs=[*place.repairs])
        found = objects.find_objects(text, ordinary=objects.PYTHON)
        first = found[0]
        repairs = [*first.repairs, *objects.around(text, found)]
        said = first.values.get("action_type", "")
        number = _NUMBERS.get(str(said).strip().lower().replace("_", " "), f"{said}".strip())
        if not isinstance(said, int):
            repairs.append("action_type was not a whole number")
        return Said(number.removesuffix(".0"), first.values, repairs=repairs)

    def forms(self) -> Forms:
        fixed = {
            kind: tuple(
                f'{{"action_type": {number}}}'
                for number, action in _FIXED.items()
                if action.type == kind
            )
            for kind in ("scroll", "press", "finish")
        }
        return Forms(
            {
                "tap": ('{"action_type": 4, "click_point": («x»,«y»)}', "(«x»,«y»)"),
                "type_text": ('{"action_type": 3, "typed_text": «json»}',),
                **fixed,
            }
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        match action:
            case act.Tap():
                x, y = point(action.at)
                return f'{{"action_type": 4, "click_point": ({x},{y})}}'
            case act.TypeText(at=None, clear=False, submit=False):
                text = json.dumps(action.text, ensure_ascii=False)
                return f'{{"action_type": 3, "typed_text": {text}}}'
        for number, fixed in _FIXED.items():
            if fixed == action:
                return f'{{"action_type": {number}}}'
        raise self.no_word(action)


SEECLICK = SeeClick(
    Profile(
        name="seeclick",
        grammar='{"action_type": 4, ..}, (x,y)',
        space="rel1",
        actions=("tap", "type_text", "scroll", "press", "finish"),
        templates="seeclick",
        sight=QWEN_SIGHT,
        history=HistoryPolicy("lines", steps=4, told="reply"),
        max_tokens=128,
    )
)
