"""Families that write a word and what it needs on a line: OS-Atlas-Pro and OdysseyAgent.

OS-Atlas-Pro: ``thoughts:``, ``actions:``, then ``CLICK <point>[[x, y]]</point>``, ``TYPE [text]``.
Its direction of ``SCROLL`` changes with the benchmark; here it is the side to be shown.
OdysseyAgent: ``CLICK: (x, y)``, ``TYPE: text``; its ``SCROLL`` says where the finger goes.
Sources: OS-Copilot/OS-Atlas, OpenGVLab/GUI-Odyssey.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures
from agent.dialects.forms import FREE, Forms
from agent.dialects.places import find_places
from agent.dialects.profile import QWEN_SIGHT, HistoryPolicy, Profile
from agent.dialects.spoken import Said, Spoken, Word
from agent.dialects.tags import strip_end
from agent.errors import UnparseableReply
from agent.types import Decision

__all__ = ["ODYSSEY_AGENT", "OS_ATLAS_PRO"]

_COLON = r"[ \t]*\**[:\uff1a]\**"
_HEADING = re.compile(
    rf"(?:^|\n)[ \t]*[#*]*[ \t]*actions?{_COLON}\s*(?P<marks>```\w*\s*|[-*]\s+|\d+[.)]\s+)?"
    r"(?=[A-Za-z])",
    re.IGNORECASE,
)
_THOUGHTS = re.compile(rf"^\s*[#*]*[ \t]*thoughts?{_COLON}[ \t]*\n?", re.IGNORECASE)
_LINE = re.compile(
    r"(?:^|\n)[ \t`]*(?=(?:CLICK|LONG_PRESS)\s*[<\[(]|(?:TYPE|SCROLL|OPEN_APP)\s*\["
    r"|(?:PRESS_[A-Z]+|ENTER|WAIT|COMPLETE)\s*(?:$|\n))"
)
"""An action on a line of its own, below no heading."""
_POINT = re.compile(r"\s*<point>([^<]*)(?:</point>|(?<=\]\])\s*$)")
_PRESSED: Mapping[str, act.Press] = {
    "PRESS_BACK": act.Press(key="back"),
    "PRESS_HOME": act.Press(key="home"),
    "PRESS_RECENT": act.Press(key="recents"),
    "ENTER": act.Press(key="enter"),
}
_OTHERWISE = {"PRESS_RECENTS": "PRESS_RECENT", "PRESS_ENTER": "ENTER", "INCOMPLETE": "IMPOSSIBLE"}
"""Other names of the families' words."""
_BARE = re.compile(r"[ \t]*(?:$|[\n:.`\[(])")
"""What may follow a word that needs nothing more."""


class _Found(NamedTuple):
    """A word of the family, the index after it, and how it was spelt if otherwise."""

    word: str
    end: int
    spelt: str


def _place(text: str, repairs: list[str]) -> list[float]:
    places = find_places(text)
    if not places:
        raise UnparseableReply("the place has no two numbers")
    repairs += (note for note in places[0].repairs if "brackets" not in note)
    if text[places[0].span[1] :].strip(" \t\n`.)]"):
        repairs.append("text after the place")
    return list(places[0].centre)


def _word(text: str, words: Mapping[str, Word], start: int = 0) -> _Found | None:
    """The word at ``text[start]``, in capitals if it can be, then in any letters."""
    known = {**{word: word for word in words}, **_OTHERWISE}
    spellings = [word.replace("_", "[_ ]") for word in sorted(known, key=len, reverse=True)]
    for flags in (re.NOFLAG, re.IGNORECASE):
        pattern = re.compile(rf"\s*({'|'.join(spellings)})\b(?![_A-Za-z])", flags)
        if found := pattern.match(text, start):
            word = known[found[1].upper().replace(" ", "_")]
            if word in words:
                return _Found(word, found.end(), found[1] if found[1] != word else "")
    return None


def _bare(word: str, rest: str, repairs: list[str]) -> None:
    """Check what follows a word that needs nothing. Raises ``UnparseableReply`` for a sentence."""
    if not _BARE.match(rest):
        raise UnparseableReply(f"{word} stands in a sentence: {rest.strip()[:40]!r}")
    if rest.strip(" \t\n:.`[]()"):
        repairs.append("text after the action")


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
        begin, found = self._action(text, repairs)
        if found.spelt:
            repairs.append(f"{found.spelt} stood for {found.word}")
        thought = _THOUGHTS.sub("", text[:begin]).strip()
        arguments = self._arguments(found.word, text[found.end :], repairs)
        return Said(found.word, arguments, thought, "", repairs)

    def _action(self, text: str, repairs: list[str]) -> tuple[int, _Found]:
        """Where the action begins with its heading, and its word."""
        for heading in _HEADING.finditer(text):
            if word := _word(text, self.words, heading.end()):
                if heading["marks"] or "*" in heading[0]:
                    repairs.append("marks before the action")
                return heading.start(), word
        repairs.append("actions: was missing")
        line = None if _HEADING.search(text) else _LINE.search(text)
        if found := _word(text, self.words, line.end() if line else 0):
            return line.start() if line else 0, found
        raise UnparseableReply(f"the reply names no action; one of {', '.join(self.words)}")

    def _arguments(self, word: str, rest: str, repairs: list[str]) -> dict[str, Any]:
        if word not in {"CLICK", "LONG_PRESS", "TYPE", "SCROLL", "OPEN_APP"}:
            _bare(word, rest, repairs)
            return {}
        rest = rest.strip()
        if rest.startswith(":"):
            repairs.append("':' stood after the word")
            rest = rest[1:].lstrip()
        if word in {"CLICK", "LONG_PRESS"}:
            point = _POINT.match(rest)
            if point is None:
                if "<point>" in rest:
                    raise UnparseableReply("the reply is cut off in the middle of a place")
                repairs.append("the place was not between <point> tags")
                return {"place": _place(rest, repairs)}
            if not point[0].endswith("</point>"):
                repairs.append("</point> was missing")
            if rest[point.end() :].strip("` \n"):
                repairs.append("text after the action")
            return {"place": _place(f"<point>{point[1]}</point>", repairs)}
        if not rest:
            raise UnparseableReply(f"{word} says nothing more")
        if rest.startswith("[") and rest.endswith("]"):
            return {"text": rest[1:-1]}
        if rest.startswith("["):
            closing = rest.rfind("]")
            if closing < 0:
                raise UnparseableReply("the reply is cut off in the middle of a text")
            repairs.append("text after the action")
            return {"text": rest[1:closing]}
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


_TOLD = re.compile(
    r"(?:^|[\s`*\"'])(?=(?:CLICK|LONG_PRESS|SCROLL|TYPE): "
    r"|(?:PRESS_[A-Z]+|COMPLETE|IMPOSSIBLE)\s*$)"
)
"""An action of OdysseyAgent behind other words."""


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
    }

    def scan(self, text: str) -> Said:
        repairs: list[str] = []
        found = _word(text, self.words)
        if found is None and (told := _TOLD.search(text)):
            found = _word(text, self.words, told.end())
            repairs.append("text before the action")
        if found is None:
            raise UnparseableReply(f"the reply names no action; one of {', '.join(self.words)}")
        if found.spelt:
            repairs.append(f"{found.spelt} stood for {found.word}")
        rest = text[found.end :]
        if found.word not in {"CLICK", "LONG_PRESS", "SCROLL", "TYPE"}:
            _bare(found.word, rest, repairs)
            return Said(found.word, {}, repairs=repairs)
        if not rest.lstrip().startswith(":"):
            repairs.append("':' was missing")
        rest = rest.lstrip().removeprefix(":").removeprefix(" ")
        if found.word in {"CLICK", "LONG_PRESS"}:
            return Said(found.word, {"place": _place(rest, repairs)}, repairs=repairs)
        if not rest.strip():
            raise UnparseableReply(f"{found.word} says nothing more")
        if found.word == "SCROLL" and len(lines := rest.strip().split("\n", 1)) > 1:
            rest = lines[0]
            repairs.append("text after the action")
        return Said(found.word, {"text": rest}, repairs=repairs)

    def forms(self) -> Forms:
        return Forms(
            {
                "tap": ("CLICK: («x», «y»)",),
                "long_press": ("LONG_PRESS: («x», «y»)",),
                "type_text": ("TYPE: «line»",),
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
    return bool(text) and strip_end(text) == text and not text.endswith("|>")


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
        history=HistoryPolicy("lines", steps=4, told="reply"),
        max_tokens=128,
    )
)
