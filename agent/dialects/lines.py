"""Families that write a word and what it needs on a line: OS-Atlas-Pro and OdysseyAgent.

OS-Atlas-Pro: ``thoughts:``, ``actions:``, then ``CLICK <point>[[x, y]]</point>``, ``TYPE [text]``.
Its direction of ``SCROLL`` changes with the benchmark; here it is the side to be shown.
OdysseyAgent: ``CLICK: (x, y)``, ``TYPE: text``; its ``SCROLL`` says where the finger goes.
Sources: OS-Copilot/OS-Atlas, OpenGVLab/GUI-Odyssey.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures
from agent.dialects.forms import FREE, Forms
from agent.dialects.places import find_places
from agent.dialects.profile import QWEN_SIGHT, HistoryPolicy, Profile
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["ODYSSEY_AGENT", "OS_ATLAS_PRO"]

_HEADING = re.compile(r"(?:^|\n)[ \t]*actions?[ \t]*:[ \t]*\n?[ \t]*(?=[A-Za-z])", re.IGNORECASE)
_THOUGHTS = re.compile(r"^\s*thoughts?[ \t]*:[ \t]*\n?", re.IGNORECASE)
_POINT = re.compile(r"\s*<point>([^<]*)</point>")
_PRESSED: Mapping[str, act.Press] = {
    "PRESS_BACK": act.Press(key="back"),
    "PRESS_HOME": act.Press(key="home"),
    "PRESS_RECENT": act.Press(key="recents"),
    "ENTER": act.Press(key="enter"),
}


def _place(text: str) -> list[float]:
    places = find_places(text)
    if not places:
        raise UnparseableReply("the place has no two numbers")
    return list(places[0].centre)


def _word(text: str, words: Mapping[str, Word], *, any_case: bool = False) -> re.Match[str] | None:
    longest_first = sorted(words, key=len, reverse=True)
    flags = re.IGNORECASE if any_case else re.NOFLAG
    return re.compile(rf"\s*({'|'.join(longest_first)})\b(?![_A-Za-z])", flags).match(text)


class AtlasPro(Spoken):
    words: Mapping[str, Word] = {
        "CLICK": lambda a: act.Tap(at=a.point("place")),
        "LONG_PRESS": lambda a: act.LongPress(at=a.point("place")),
        "TYPE": lambda a: gestures.typed(a, "text"),
        "SCROLL": lambda a: act.Scroll(direction=gestures.direction(a, "text")),
        "OPEN_APP": lambda a: gestures.open_app(a, "text"),
        "PRESS_BACK": lambda _: _PRESSED["PRESS_BACK"],
        "PRESS_HOME": lambda _: _PRESSED["PRESS_HOME"],
        "PRESS_RECENT": lambda _: _PRESSED["PRESS_RECENT"],
        "ENTER": lambda _: _PRESSED["ENTER"],
        "WAIT": lambda _: act.Wait(),
        "COMPLETE": lambda _: act.Finish(),
    }

    def scan(self, text: str) -> Said:
        repairs: list[str] = []
        begin, end, found = self._action(text)
        if found is None:
            begin, end, found = self._action(text, any_case=True)
            repairs.append("the action was written in small letters")
        if found is None:
            raise UnparseableReply(f"the reply names no action; one of {', '.join(self.words)}")
        if not end:
            repairs.append("actions: was missing")
        rest = text[end + found.end() :].strip()
        thought = _THOUGHTS.sub("", text[:begin]).strip()
        word = found[1].upper()
        return Said(word, self._arguments(word, rest, repairs), thought, "", repairs)

    def _action(
        self, text: str, *, any_case: bool = False
    ) -> tuple[int, int, re.Match[str] | None]:
        """Where the heading of the action begins and ends, and its word, from there on."""
        for heading in _HEADING.finditer(text):
            if word := _word(text[heading.end() :], self.words, any_case=any_case):
                return heading.start(), heading.end(), word
        return 0, 0, _word(text, self.words, any_case=any_case)

    def _arguments(self, word: str, rest: str, repairs: list[str]) -> dict[str, Any]:
        if word in {"CLICK", "LONG_PRESS"}:
            point = _POINT.match(rest)
            if point is None:
                if "<point>" in rest:
                    raise UnparseableReply("the reply is cut off in the middle of a place")
                repairs.append("the place was not between <point> tags")
            return {"place": _place(point[1] if point else rest)}
        if word not in {"TYPE", "SCROLL", "OPEN_APP"}:
            return {}
        if rest.startswith("[") and rest.endswith("]"):
            return {"text": rest[1:-1]}
        if rest.startswith("["):
            closing = rest.rfind("]")
            repairs.append("']' was missing" if closing < 0 else "text after the action")
            return {"text": rest[1:] if closing < 0 else rest[1:closing]}
        repairs.append("the text was not between brackets")
        return {"text": rest}

    def forms(self) -> Forms:
        at = "<point>[[«x», «y»]]</point>"
        return Forms(
            {
                "tap": (f"CLICK {at}",),
                "long_press": (f"LONG_PRESS {at}",),
                "type_text": ("TYPE [«text]»",),
                "scroll": ("SCROLL [«SIDE»]",),
                "open_app": ("OPEN_APP [«name]»",),
                "press": tuple(_PRESSED),
                "wait": ("WAIT",),
                "finish": ("COMPLETE",),
            },
            opening="actions:\n",
            thought=f"thoughts:\\n{FREE}",
            ending="\nactions:\n",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        thought = f"thoughts:\n{decision.thought}\n" if decision.thought else ""
        return f"{thought}actions:\n{self._line(action, point)}"

    def _line(self, action: Action, point: Callable[[Pixel], Any]) -> str:
        match action:
            case act.Tap():
                return f"CLICK <point>[{point(action.at)}]</point>"
            case act.LongPress(seconds=1.0):
                return f"LONG_PRESS <point>[{point(action.at)}]</point>"
            case act.TypeText(at=None, clear=False, submit=False):
                return f"TYPE [{action.text}]"
            case act.Scroll(at=None, amount=0.5, unit="pages"):
                return f"SCROLL [{action.direction.upper()}]"
            case act.OpenApp():
                return f"OPEN_APP [{action.name}]"
            case act.Press():
                return _pressed(self, action)
            case act.Wait(seconds=1.0):
                return "WAIT"
            case act.Finish(status="success", message=""):
                return "COMPLETE"
            case _:
                raise self.no_word(action)


class Odyssey(Spoken):
    words: Mapping[str, Word] = {
        "CLICK": lambda a: act.Tap(at=a.point("place")),
        "LONG_PRESS": lambda a: act.LongPress(at=a.point("place")),
        "SCROLL": lambda a: gestures.finger_side(a, "text"),
        "TYPE": lambda a: gestures.typed(a, "text"),
        "PRESS_HOME": lambda _: _PRESSED["PRESS_HOME"],
        "PRESS_BACK": lambda _: _PRESSED["PRESS_BACK"],
        "PRESS_RECENT": lambda _: _PRESSED["PRESS_RECENT"],
        "COMPLETE": lambda _: act.Finish(),
        "IMPOSSIBLE": lambda _: act.Finish(status="failure"),
        "INCOMPLETE": lambda _: act.Finish(status="failure"),
    }

    def scan(self, text: str) -> Said:
        found = _word(text, self.words)
        if found is None:
            raise UnparseableReply(f"the reply names no action; one of {', '.join(self.words)}")
        rest = text[found.end() :]
        repairs = []
        if found[1] in {"CLICK", "LONG_PRESS", "SCROLL", "TYPE"}:
            if not rest.lstrip().startswith(":"):
                repairs.append("':' was missing")
            rest = rest.lstrip().removeprefix(":").removeprefix(" ")
        if found[1] in {"CLICK", "LONG_PRESS"}:
            return Said(found[1], {"place": _place(rest)}, repairs=repairs)
        return Said(found[1], {"text": rest}, repairs=repairs)

    def forms(self) -> Forms:
        return Forms(
            {
                "tap": ("CLICK: («x», «y»)",),
                "long_press": ("LONG_PRESS: («x», «y»)",),
                "type_text": ("TYPE: ⟦«line»⟧",),
                "swipe": ("SCROLL: «SIDE»",),
                "press": ("PRESS_HOME", "PRESS_BACK", "PRESS_RECENT"),
                "finish": ("COMPLETE", "IMPOSSIBLE"),
            }
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        match action:
            case act.Tap():
                x, y = point(action.at)
                return f"CLICK: ({x}, {y})"
            case act.LongPress(seconds=1.0):
                x, y = point(action.at)
                return f"LONG_PRESS: ({x}, {y})"
            case act.TypeText(at=None, clear=False, submit=False) if _plain(action.text):
                return f"TYPE: {action.text}"
            case act.Press(key="back" | "home" | "recents"):
                return _pressed(self, action)
            case act.Finish(message=""):
                return "COMPLETE" if action.status == "success" else "IMPOSSIBLE"
            case _:
                raise self.no_word(action)


def _plain(text: str) -> bool:
    """Whether a text can stand at the end of a reply and be told from the end of the turn."""
    return text == text.strip() and not text.endswith("|>")


def _pressed(dialect: Spoken, action: act.Press) -> str:
    for word, press in _PRESSED.items():
        if press == action:
            return word
    raise dialect.no_word(action)


OS_ATLAS_PRO = AtlasPro(
    Profile(
        name="os-atlas-pro",
        grammar="actions: CLICK <point>[[x, y]]</point>",
        space="rel1000",
        actions=(
            "tap", "long_press", "type_text", "scroll", "open_app", "press", "wait", "finish",
        ),
        templates="os-atlas-pro",
        thought="lines",
    )
)  # fmt: skip
ODYSSEY_AGENT = Odyssey(
    Profile(
        name="odyssey-agent",
        grammar="CLICK: (x, y)",
        space="rel1000",
        actions=("tap", "long_press", "type_text", "press", "finish"),
        templates="odyssey-agent",
        sight=QWEN_SIGHT,
        history=HistoryPolicy("lines", steps=4),
        max_tokens=128,
    )
)
