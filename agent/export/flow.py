"""A flow: the episode as a scripted test, in Maestro's shape, as ``agent test`` runs it.

A touch names what it touched where the recording knows the UI tree and the name is the only one
of its kind on the screen; else it gives the point in per cent of the screen.
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from agent import actions as act
from agent.actions import Action, Pixel
from agent.errors import UsageError
from agent.export.episodes import Recorded, performed
from agent.export.kinds import Export, Options, Report
from agent.selectors import Selector, find
from agent.trajectory import StepRecord
from agent.types import Element

__all__ = ["FLOW"]

_KEYS = {"home": "Home", "enter": "Enter", "delete": "Backspace", "recents": "Recents"}
_TOUCHES = {
    "tap": "tapOn", "click": "tapOn", "double_tap": "doubleTapOn", "long_press": "longPressOn",
}  # fmt: skip
_REACH = 0.3
"""Share of the screen that a swipe runs over to either side of the place that is scrolled."""
_SMALL = 1 / 8
"""Share of the screen up to which an element stands for a point inside it."""
_AGAINST = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


def _write(episodes: Sequence[Recorded], path: Path, options: Options) -> Report:
    if len(episodes) != 1:
        raise UsageError(
            f"a flow is one episode, not {len(episodes)}",
            hint="name the folder of one episode: RUN/episodes/0001",
        )
    (episode,) = episodes
    report, commands = Report("commands"), list[Any]()
    for step, after in zip(episode.steps, (*episode.steps[1:], None), strict=True):
        try:
            commands += _commands(step, after)
        except _NoWordError as error:
            report.left_out[str(error)] += 1
    if not commands:
        raise UsageError("nothing was done that a flow can say", hint="name another recording")
    report.rows = len(commands)
    header: dict[str, Any] = {"appId": _app(episode), "name": episode.goal}
    text = yaml.safe_dump_all(
        [{key: value for key, value in header.items() if value}, commands],
        allow_unicode=True,
        sort_keys=False,
        width=100,
        explicit_start=False,
    )
    path.write_text(text, encoding="utf-8")
    return report


class _NoWordError(Exception):
    """A flow has no word for it."""


def _commands(step: StepRecord, after: StepRecord | None) -> Iterator[Any]:
    action = performed(step)
    match action:
        case None | act.Finish() | act.Answer() | act.AskUser():
            return
        case act.OpenApp():
            # What came to the front names the app better than what it was called.
            package = _package(after) if after else ""
            yield {"launchApp": {"appId": package or action.name, "stopApp": False}}
        case act.Tap() | act.DoubleTap() | act.LongPress() | act.Click(at=tuple(), button="left"):
            yield _touch(step, action)
        case act.TypeText():
            yield from _typing(action)
        case act.Press(key="back"):
            yield "back"
        case act.Press(key=key):
            yield {"pressKey": _KEYS.get(key, key.replace("_", " ").capitalize())}
        case act.Swipe() | act.Scroll():
            yield {"swipe": _swipe(step, action)}
        case act.Wait(seconds=seconds):
            yield {"waitForAnimationToEnd": {"timeout": math.ceil(seconds * 1000)}}
        case _:
            raise _NoWordError(f"a flow has no word for {action.type}")


def _touch(step: StepRecord, action: Any) -> dict[str, Any]:
    word = _TOUCHES[action.type]
    if isinstance(action, act.Click) and action.count > 1:
        word = "doubleTapOn"
    return {word: _target(step, action.at)}


def _typing(action: act.TypeText) -> Iterator[Any]:
    if action.clear:
        yield "eraseText"
    yield {"inputText": action.text.replace("${", "\\${")}
    if action.submit:
        yield {"pressKey": "Enter"}


def _swipe(step: StepRecord, action: Action) -> dict[str, Any]:
    if isinstance(action, act.Swipe):
        milliseconds = round(action.seconds * 1000)
        return {
            "start": _share(step, action.start),
            "end": _share(step, action.end),
            "duration": milliseconds,
        }
    assert isinstance(action, act.Scroll)
    width, height = step.size
    x, y = action.at or (width // 2, height // 2)
    across, down = _AGAINST[action.direction]
    far = (round(across * _REACH * width), round(down * _REACH * height))
    # What lies on a side comes into view when the finger goes the other way.
    return {
        "start": _share(step, (x + far[0], y + far[1])),
        "end": _share(step, (x - far[0], y - far[1])),
    }


def _target(step: StepRecord, at: Pixel) -> Any:
    """A name by which a flow finds what was touched, if there is one; else the point."""
    inside = [one for one in step.elements if one.box.contains(at) and _is_small(one, step)]
    for element in sorted(inside, key=_area):
        for name, text in (("id", element.resource_id), ("text", _name(element))):
            if text and _only(named := {name: _literal(text)}, step, at):
                return named
    return {"point": _share(step, at)}


def _only(named: dict[str, str], step: StepRecord, at: Pixel) -> bool:
    """Whether the name finds one thing, and that is where the finger was."""
    found = find(Selector.model_validate(named), step.elements)
    return len(found) == 1 and found[0].box.contains(at)


def _is_small(element: Element, step: StepRecord) -> bool:
    """What fills the screen says nothing of the place inside it that was meant."""
    width, height = step.size
    return _area(element) <= width * height * _SMALL


def _name(element: Element) -> str:
    return "" if element.password else element.text or element.description


def _literal(text: str) -> str:
    """Selectors are regular expressions."""
    return "".join(f"\\{sign}" if sign in r"\.^$*+?{}[]|()" else sign for sign in text)


def _area(element: Element) -> int:
    left, top, right, bottom = element.box
    return (right - left) * (bottom - top)


def _share(step: StepRecord, at: Pixel) -> str:
    across, down = (
        min(max(value / side * 100, 0), 99.9) for value, side in zip(at, step.size, strict=True)
    )
    return f"{_plain(across)}%,{_plain(down)}%"


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _package(step: StepRecord) -> str:
    return step.app.partition("/")[0]


def _app(episode: Recorded) -> str:
    """The app that was worked in longest; a flow's header names it."""
    packages = [_package(step) for step in episode.steps if "launcher" not in _package(step)]
    return max(set(packages), key=lambda name: (packages.count(name), name), default="")


FLOW = Export("a scripted test in YAML, of one episode: agent test FILE", "file", _write, ".yaml")
