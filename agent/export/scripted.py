"""An episode as the commands of a flow.

A touch names what it touched where the recording knows the UI tree and the name is the only one
of its kind on the screen; else it gives the point in per cent of the screen. What checks confirmed
of the recording is checked at the end.
"""

import math
from collections import Counter
from collections.abc import Iterator

from agent import actions as act
from agent.actions import Action, Pixel
from agent.export.episodes import Recorded, performed
from agent.flows import commands as say
from agent.flows.commands import Command
from agent.selectors import only_name
from agent.trajectory import StepRecord
from agent.types import Size

__all__ = ["app_of", "commands_of"]

_KEYS = {"home": "Home", "enter": "Enter", "delete": "Backspace", "recents": "Recents"}
_REACH = 0.3
"""Share of the screen that a swipe runs over to either side of the place that is scrolled."""
_AGAINST = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


def commands_of(episode: Recorded, left_out: Counter[str]) -> list[Command]:
    """What was done, command by command; ``left_out`` counts what a flow has no word for."""
    commands: list[Command] = []
    for step, after in zip(episode.steps, (*episode.steps[1:], None), strict=True):
        try:
            commands += _commands(step, after)
        except _NoWordError as error:
            left_out[str(error)] += 1
    at_home = episode.steps and "launcher" in _package(episode.steps[0])
    if at_home and commands and not isinstance(commands[0], say.LaunchApp):
        # It was begun on the home screen, wherever the device is when it is done again.
        commands.insert(0, say.PressKey(key="Home"))
    if commands and episode.end and episode.end.confirmed and not episode.end.answer:
        commands += [say.Check(that=check) for check in episode.end.task.checks]
    return commands


def app_of(episode: Recorded) -> str:
    """The package that was worked in longest, or nothing."""
    packages = [_package(step) for step in episode.steps if "launcher" not in _package(step)]
    return max(set(packages), key=lambda name: (packages.count(name), name), default="")


class _NoWordError(Exception):
    """A flow has no word for it."""


def _commands(step: StepRecord, after: StepRecord | None) -> Iterator[Command]:
    action = performed(step)
    match action:
        case None | act.Finish() | act.Answer() | act.AskUser():
            return
        case act.OpenApp():
            # What came to the front names the app better than what it was called.
            package = _package(after) if after else ""
            yield say.LaunchApp(app_id=package or action.name, stop_app=False)
        case act.Tap(at=at) | act.Click(at=tuple() as at, button="left", count=1):
            yield say.TapOn.model_validate(_target(step, at))
        case act.DoubleTap(at=at) | act.Click(at=tuple() as at, button="left"):
            yield say.DoubleTapOn.model_validate(_target(step, at))
        case act.LongPress(at=at):
            yield say.LongPressOn.model_validate(_target(step, at))
        case act.TypeText():
            yield from _typing(step, action)
        case act.Press(key="back"):
            yield say.Back()
        case act.Press(key=key):
            yield say.PressKey(key=_KEYS.get(key, key.replace("_", " ").capitalize()))
        case act.Swipe() | act.Scroll():
            yield _swipe(step, action)
        case act.Wait(seconds=seconds):
            yield say.WaitForAnimationToEnd(timeout=math.ceil(seconds * 1000))
        case _:
            raise _NoWordError(f"a flow has no word for {action.type}")


def _typing(step: StepRecord, action: act.TypeText) -> Iterator[Command]:
    if action.at is not None:
        yield say.TapOn.model_validate(_target(step, action.at))
    if action.clear:
        yield say.EraseText()
    yield say.InputText(text=action.text)
    if action.submit:
        yield say.PressKey(key="Enter")


def _swipe(step: StepRecord, action: Action) -> say.Swipe:
    if isinstance(action, act.Swipe):
        start, end = _share(step, action.start), _share(step, action.end)
        return say.Swipe(start=start, end=end, duration=max(round(action.seconds * 1000), 1))
    assert isinstance(action, act.Scroll)
    width, height = step.size
    x, y = action.at or (width // 2, height // 2)
    across, down = _AGAINST[action.direction]
    far = (round(across * _REACH * width), round(down * _REACH * height))
    # What lies on a side comes into view when the finger goes the other way.
    start, end = _share(step, (x + far[0], y + far[1])), _share(step, (x - far[0], y - far[1]))
    return say.Swipe(start=start, end=end)


def _target(step: StepRecord, at: Pixel) -> dict[str, str]:
    named = only_name(step.elements, at, Size(*step.size))
    return named.model_dump(exclude_unset=True) if named else {"point": _share(step, at)}


def _share(step: StepRecord, at: Pixel) -> str:
    across, down = (
        min(max(value / side * 100, 0), 99.9) for value, side in zip(at, step.size, strict=True)
    )
    return f"{_plain(across)}%,{_plain(down)}%"


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _package(step: StepRecord) -> str:
    return step.app.partition("/")[0]
