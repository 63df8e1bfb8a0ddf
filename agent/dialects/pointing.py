"""Families that only say where: Qwen-VL, OS-Atlas-Base, GTA1, Holo1.5, and their like.

They have no words for actions: every reply is a touch of the place that the goal describes. As
grounders they stand behind another model that plans. Sources: QwenLM/Qwen-VL (grounding), the
adapters of ScreenSpot-Pro, Yan98/GTA1, the Holo1.5 card.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import objects
from agent.dialects.forms import Forms
from agent.dialects.places import Place, find_places
from agent.dialects.profile import QWEN_SIGHT, HistoryPolicy, Profile, Sight
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["GTA1", "HOLO_1_5", "OS_ATLAS_BASE", "QWEN_VL_CHAT", "Pointing"]

Form = Literal["qwen-vl", "qwen2-vl", "pair", "click"]


class Pointing(Spoken):
    """``form``: how a place is written; ``which`` of several is meant."""

    words: Mapping[str, Word] = {"point": lambda a: act.Tap(at=a.point("place"))}

    def __init__(self, profile: Profile, form: Form, which: Literal["first", "last"]) -> None:
        super().__init__(profile)
        self.form = form
        self.which = which

    def scan(self, text: str) -> Said:
        places = find_places(text)
        if not places:
            return self._from_json(text)
        place = places[0 if self.which == "first" else -1]
        repairs = list(place.repairs)
        if not self._as_written(text, place):
            repairs.append("the place was not written in the family's form")
        if len(places) > 1:
            repairs.append(f"the {self.which} of {len(places)} places was taken")
        return Said("point", {"place": list(place.centre)}, summary=place.label, repairs=repairs)

    def forms(self) -> Forms:
        box = "(«x»,«y»),(«x»,«y»)"
        forms: Mapping[Form, str] = {
            "qwen-vl": f"⟦<ref>«label»</ref>⟧<box>{box}</box>",
            "qwen2-vl": f"⟦<|object_ref_start|>«label»<|object_ref_end|>⟧"
            f"<|box_start|>{box}<|box_end|>",
            "pair": "(«x»,«y»)",
            "click": "Click(«x», «y»)",
        }
        return Forms({"tap": (forms[self.form],)})

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        if not isinstance(action, act.Tap):
            raise self.no_word(action)
        x, y = point(action.at)
        label = decision.summary.replace("<", "")
        match self.form:
            case "qwen-vl":
                phrase = f"<ref>{label}</ref>" if label else ""
                return f"{phrase}<box>({x},{y}),({x},{y})</box>"
            case "qwen2-vl":
                phrase = f"<|object_ref_start|>{label}<|object_ref_end|>" if label else ""
                return f"{phrase}<|box_start|>({x},{y}),({x},{y})<|box_end|>"
            case "pair":
                return f"({x},{y})"
            case "click":
                return f"Click({x}, {y})"

    def _as_written(self, text: str, place: Place) -> bool:
        if self.form in {"qwen-vl", "qwen2-vl"}:
            return place.tokens
        written = text[slice(*place.span)]
        if len(place.numbers) != 2 or not written.startswith("(") or "=" in written:
            return False
        around = text[: place.span[0]] + text[place.span[1] :]
        return around.strip() == ("Click" if self.form == "click" else "")

    def _from_json(self, text: str) -> Said:
        """``{"action": "click_absolute", "x": .., "y": ..}``: what guided decoding makes of it."""
        found = objects.find_objects(text) if "{" in text else []
        if not found or not {"x", "y"} <= found[0].values.keys():
            raise UnparseableReply("the reply names no place")
        values, _, repairs = found[0]
        if self.form != "click":
            repairs.append("the place was written as JSON")
        return Said("point", {"place": [values["x"], values["y"]]}, repairs=repairs)


_POINTS = Profile(
    name="qwen-vl-chat",
    grammar="<box>(x1,y1),(x2,y2)</box>",
    space="rel1000",
    actions=("tap",),
    templates="pointing/qwen-vl",
    sight=QWEN_SIGHT,
    history=HistoryPolicy("none"),
    max_tokens=128,
)

QWEN_VL_CHAT = Pointing(_POINTS, "qwen-vl", "last")
OS_ATLAS_BASE = Pointing(
    replace(
        _POINTS,
        name="os-atlas-base",
        grammar="<|box_start|>(x1,y1),(x2,y2)<|box_end|>",
        templates="pointing/os-atlas",
        sight=Sight(),
    ),
    "qwen2-vl",
    "first",
)
GTA1 = Pointing(
    replace(
        _POINTS,
        name="gta1",
        grammar="(x,y)",
        space="abs_resized",
        templates="pointing/gta1",
        sight=Sight(28, 3136, 4096 * 2160),
    ),
    "pair",
    "first",
)
HOLO_1_5 = Pointing(
    replace(
        GTA1.profile,
        name="holo1.5",
        grammar="Click(x, y)",
        templates="pointing/holo1.5",
        sight=Sight(28, 4 * 784, 2560 * 1440),
    ),
    "click",
    "first",
)
