"""Aguvis and OpenCUA: lines of ``pyautogui``, read as calls and never run.

Aguvis writes shares of the screen (0-1) and adds ``mobile.*`` and ``browser.*``; a header such as
``assistantos`` may stand before the code. OpenCUA puts the code in a fence below ``## Code:`` and
writes pixels of its resized picture (its A3B variant: shares), with ``computer.*`` for what
pyautogui lacks. A move followed by ``dragTo`` is one drag. Sources: xlang-ai/aguvis and
xlang-ai/OpenCUA.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects import gestures
from agent.dialects.calls import Call, find_calls, find_misspelt, quote, write_call
from agent.dialects.forms import FREE, Forms
from agent.dialects.mobile_use import plain
from agent.dialects.profile import HistoryPolicy, Profile
from agent.dialects.pyautogui_words import TABLE
from agent.dialects.spoken import Said, Spoken, Word
from agent.errors import UnknownAction, UnparseableReply
from agent.types import Decision

__all__ = ["AGUVIS", "OPENCUA", "OPENCUA_A3B"]

_CODE = re.compile(
    r"(?:^|\n)(?:(?P<marks>#+|\*\*)\s*Code\s*:?\**|Code\s*:)[ \t]*\n(?:\s*```\w*[ \t]*\n)?",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:^|\n)(?:\s*```\w*[ \t]*\n)?[ \t]*(?=(?:pyautogui|computer|mobile|browser)\.\w+\s*\()"
)
_MODULE = re.compile(r"\b(?:pyautogui|computer|mobile|browser)\.\w+(?=\s*\()")
_PART = re.compile(r"(?:^|\n)[ \t]*(?:#+[ \t]*)?(Thought|Action|Observation)[ \t]*:[ \t]*\n?")
_HEADER = re.compile(
    r"(?:<\|im_end\|>\s*)?(?:(?:<\|im_start\|>)?assistant(?:<\|recipient\|>)?|<\|recipient\|>|^)"
    r"(?:os|all)[ \t]*(?:\n|$)"
)
"""What leads to a part of a reply of Aguvis: to whom it is said."""
_STEP = re.compile(r"^\s*#+ Step \d+:\s*")


_AS_WRITTEN = {
    f"pyautogui.{word}"
    for word in ("scroll", "hscroll", "vscroll", "hotkey", "press", "write", "typewrite", "sleep")
} | {"time.sleep"}
"""Calls whose arguments the families themselves write without names."""
_MAC_KEYS = {"cmd", "command"}
_WITHOUT_MODULE = {name.rpartition(".")[2]: name for name in reversed([*TABLE])}


def _is_share(positional: list[Any]) -> bool:
    """Whether a scroll's first argument counts pages: no wheel turns by half a click."""
    return bool(positional) and isinstance(positional[0], float) and abs(positional[0]) <= 1


class Code(Spoken):
    """``mac_keys``: the ``cmd`` key is pressed as ``ctrl``. ``headed``: code below ``## Code:``."""

    words: Mapping[str, Word] = {name: word for name, (word, _) in TABLE.items()}

    def __init__(self, profile: Profile, *, headed: bool) -> None:
        super().__init__(profile)
        self.headed = headed

    def scan(self, text: str) -> Said:
        before, begin, repairs = self._code(text)
        first, *after = self._calls(text, begin)
        arguments = self._arguments(first)
        repairs += first.repairs
        if first.name == "pyautogui.moveTo" and after:
            following = after.pop(0)
            there = self._arguments(following)
            if following.name == "pyautogui.dragTo":
                moved = {f"from_{axis}": arguments[axis] for axis in "xy" if axis in arguments}
                first, arguments = following, {**moved, **there}
            elif not {"x", "y"} & there.keys() and re.search("lick|scroll", following.name):
                first, arguments = following, {**arguments, **there}
            else:
                after.insert(0, following)
        if after:
            repairs.append("only the first of several calls is carried out")
        thought, summary = self._around(text[:before])
        return Said(first.name, arguments, thought, summary, repairs)

    def _calls(self, text: str, begin: int) -> list[Call]:
        """The calls of the code; what leads to the first may not be left out."""
        leading = _MODULE.search(text, begin)
        calls = list(find_calls(text, TABLE, begin))
        if calls and leading and leading.start() < calls[0].span[0]:
            raise UnknownAction(f"there is no action {leading[0][:40]!r}")
        if calls:
            return calls
        if call := find_misspelt(text, TABLE, begin, bare=("mobile.home", "mobile.back")):
            return [call]
        if call := find_misspelt(text, _WITHOUT_MODULE, begin):
            call.name = _WITHOUT_MODULE[call.name]
            call.repairs.append(f"{call.name} stood without its module")
            return [call]
        raise UnparseableReply("the reply holds no call of pyautogui")

    def _code(self, text: str) -> tuple[int, int, list[str]]:
        """Where the words end, where the code begins, and what was mended to find it."""
        if headings := list(_CODE.finditer(text)):
            mended = (
                []
                if headings[0]["marks"] == "##" or not self.headed
                else ["## Code: was written otherwise"]
            )
            return headings[0].start(), headings[0].end(), mended
        if line := _LINE.search(text):
            return line.start(), line.end(), ["## Code: was missing"] if self.headed else []
        return 0, 0, ["the code stood inside a sentence"]

    def _arguments(self, call: Call) -> dict[str, Any]:
        values, positional = dict(call.named), list(call.positional)
        if call.name in {"pyautogui.hotkey", "pyautogui.press"}:
            if positional and not isinstance(positional[0], list):
                positional = [positional if call.name.endswith("hotkey") else positional[:1]]
            keys = positional[0] if positional else values.get("keys", values.get("key"))
            keys = [keys] if isinstance(keys, str) else keys
            if isinstance(keys, list) and len(keys) == 1 and isinstance(keys[0], str):
                keys = gestures.split_keys(keys[0])
            if self.headed and isinstance(keys, list):
                keys = ["ctrl" if str(key).lower() in _MAC_KEYS else key for key in keys]
            return {**values, "keys": keys}
        if positional and call.name not in _AS_WRITTEN:
            call.repairs.append("arguments without their names")
        if len(positional) == 1 and isinstance(positional[0], list) and len(positional[0]) == 2:
            positional = positional[0] if "x" in TABLE[call.name][1] else positional
        known = TABLE[call.name][1]
        if not self.headed and known[:1] == ("clicks",) and _is_share(positional):
            call.repairs.append("page stood without its name")
            known = ("page", *known[1:])
        for key, value in zip(known, positional, strict=False):
            values.setdefault(key, value)
        return values

    def _around(self, before: str) -> tuple[str, str]:
        """Thought and summary from the text before the code."""
        text = _HEADER.sub("\n", _STEP.sub("", before.removesuffix("```python\n").rstrip()))
        headings = list(_PART.finditer(text))
        ends = [*(heading.start() for heading in headings[1:]), len(text)]
        parts = {
            heading[1]: text[heading.end() : end].strip()
            for heading, end in zip(headings, ends, strict=False)
        }
        free = text[: headings[0].start()].strip() if headings else text.strip()
        thought = "\n".join(filter(None, (free, parts.get("Observation"), parts.get("Thought"))))
        return thought, " ".join(parts.get("Action", "").split())

    def forms(self) -> Forms:
        at = "x=«x», y=«y»"
        owner = "computer" if self.headed else "mobile"
        move, drag = f"pyautogui.moveTo({at})", f"pyautogui.dragTo({at})"
        unit = "clicks" if self.headed else "page"
        shared = {
            "tap": (f"pyautogui.click({at})",),
            "click": tuple(f"pyautogui.{word}({at})" for word in _CLICKS.values()),
            "move_cursor": (move,),
            "drag": (drag, f"{move}\n{drag}"),
            "scroll": tuple(f"pyautogui.{word}({unit}=«clicks»)" for word in ("scroll", "hscroll")),
            "type_text": ("pyautogui.write(message=«'text'»)",),
            "hotkey": ("pyautogui.hotkey(keys=«'keys'»)",),
            "press": ("pyautogui.press(keys=['«key»'])",),
            "wait": (f"{owner}.wait(seconds=«wait»)",),
            "finish": (f"{owner}.terminate(status='«status»'⟦, answer=«'text'»⟧)",),
        }
        if self.headed:
            fence = "## Code:\n```python\n"
            return Forms(shared, opening=fence, closing="\n```", thought=FREE, ending=fence)
        way = "from_coord=[«x», «y»], to_coord=[«x», «y»]"
        return Forms(
            {
                **shared,
                "press": (*shared["press"], "mobile.home()", "mobile.back()"),
                "swipe": (f"mobile.swipe({way})",),
                "long_press": (f"mobile.long_press({at})",),
                "open_app": ("mobile.open_app(app_name=«'name'»)",),
                "answer": ("mobile.answer(answer=«'text'»)",),
            },
            opening="⟦«lines»⟧",
        )

    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        def at(pixel: Pixel | None, x: str = "x", y: str = "y") -> dict[str, str]:
            if pixel is None:
                raise self.no_word(action)
            across, down = point(pixel)
            return {x: f"{across}", y: f"{down}"}

        lines = self._lines(action, at)
        code = "\n".join(write_call(name, list(values.items())) for name, values in lines)
        parts = (("Thought", decision.thought), ("Action", decision.summary))
        if self.headed:
            before = "".join(f"## {name}:\n{said}\n\n" for name, said in parts if said)
            return f"{before}## Code:\n```python\n{code}\n```"
        return "".join(f"{name}: {said}\n" for name, said in parts if said) + code

    def _lines(self, action: Action, at: Callable[..., dict[str, str]]) -> list[tuple[str, Any]]:
        match action:
            case act.Tap():
                return [("pyautogui.click", at(action.at))]
            case act.Click() if (action.button, action.count) in _CLICKS:
                return [(f"pyautogui.{_CLICKS[action.button, action.count]}", at(action.at))]
            case act.MoveCursor():
                return [("pyautogui.moveTo", at(action.to))]
            case act.Drag(seconds=0.8):
                return [
                    ("pyautogui.moveTo", at(action.start)),
                    ("pyautogui.dragTo", at(action.end)),
                ]
            case act.Scroll(at=None, unit="clicks" | "pages") if self._scrolls(action):
                sign = "" if action.direction in {"up", "right"} else "-"
                word = "scroll" if action.direction in {"up", "down"} else "hscroll"
                unit = "clicks" if action.unit == "clicks" else "page"
                return [(f"pyautogui.{word}", {unit: f"{sign}{plain(action.amount)}"})]
            case act.TypeText(at=None, clear=False) if action.submit or action.text[-1:] != "\n":
                text = action.text + "\n" * action.submit
                return [("pyautogui.write", {"message": quote(text)})]
            case act.Hotkey():
                return [("pyautogui.hotkey", {"keys": f"[{', '.join(map(quote, action.keys))}]"})]
            case act.Press() if self.headed or action.key not in {"home", "back"}:
                return [("pyautogui.press", {"keys": f"[{quote(action.key)}]"})]
            case act.Wait():
                owner = "computer" if self.headed else "mobile"
                return [(f"{owner}.wait", {"seconds": f"{plain(action.seconds)}"})]
            case act.Finish():
                owner = "computer" if self.headed else "mobile"
                said = {"answer": quote(action.message)} if action.message else {}
                return [(f"{owner}.terminate", {"status": quote(action.status), **said})]
            case _ if not self.headed:
                return self._touched(action, at)
            case _:
                raise self.no_word(action)

    def _scrolls(self, action: act.Scroll) -> bool:
        """Aguvis counts pages, OpenCUA the wheel's clicks."""
        return action.unit == ("clicks" if self.headed else "pages")

    def _touched(self, action: Action, at: Callable[..., dict[str, str]]) -> list[tuple[str, Any]]:
        match action:
            case act.Swipe(seconds=0.3):
                ends = (list(at(pixel).values()) for pixel in (action.start, action.end))
                start, end = (f"[{x}, {y}]" for x, y in ends)
                return [("mobile.swipe", {"from_coord": start, "to_coord": end})]
            case act.LongPress(seconds=1.0):
                return [("mobile.long_press", at(action.at))]
            case act.Press():
                return [(f"mobile.{action.key}", {})]
            case act.OpenApp():
                return [("mobile.open_app", {"app_name": quote(action.name)})]
            case act.Answer(final=True):
                return [("mobile.answer", {"answer": quote(action.text)})]
            case _:
                raise self.no_word(action)


_CLICKS = {
    ("left", 2): "doubleClick", ("left", 3): "tripleClick", ("right", 1): "rightClick",
    ("middle", 1): "middleClick",
}  # fmt: skip
_DESKTOP = (
    "tap", "click", "move_cursor", "drag", "scroll", "type_text", "hotkey", "press", "wait",
    "finish",
)  # fmt: skip

AGUVIS = Code(
    Profile(
        name="aguvis",
        grammar="pyautogui.*, mobile.*",
        space="rel1",
        actions=(*_DESKTOP, "swipe", "long_press", "open_app", "answer"),
        templates="aguvis",
        thought="lines",
        stop=("<|diff_marker|>",),
    ),
    headed=False,
)
OPENCUA = Code(
    Profile(
        name="opencua",
        grammar="## Code: pyautogui.*",
        space="abs_resized",
        actions=_DESKTOP,
        templates="opencua",
        history=HistoryPolicy("turns", pictures=3, steps=10),
        thought="lines",
        max_tokens=2048,
    ),
    headed=True,
)
OPENCUA_A3B = Code(replace(OPENCUA.profile, name="opencua-a3b", space="rel1"), headed=True)
