"""AITZ (Android in the Zoo): a folder with one JSON list of steps for each episode.

Format: IMNearth/CoAT ``data-example`` and ``coat/evaluate.py``. Points are shares of the screen,
**y first**; elements are y, x, height, width in pixels of the picture. A touch whose lift is at
most 0.04 away is a tap, else a scroll; its direction there is the finger's, ours the content's.
"""

import json
import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from agent import actions as act
from agent.actions import Action
from agent.errors import StorageError, UsageError
from agent.evals.offline.question import Area, Past, Question, Wanted, picture_size, read_picture
from agent.evals.offline.said import revealed
from agent.types import Size

__all__ = ["episodes"]

_TYPE, _DUAL_POINT, _BACK, _HOME, _ENTER, _COMPLETE, _IMPOSSIBLE = 3, 4, 5, 6, 7, 10, 11
_KEYS = {_BACK: "back", _HOME: "home", _ENTER: "enter"}
_TAP = 0.04
"""Share of the screen up to which a finger that moved has tapped."""


def episodes(folder: Path, part: str) -> Iterator[Question]:
    """Every step of every episode below ``folder`` (or its subfolder ``part``)."""
    root = folder / part if part else folder
    files = sorted(path for path in root.rglob("*.json") if path.stem == path.parent.name)
    if not files:
        raise UsageError(
            f"{root} has no <episode>/<episode>.json", hint="name the folder of the episodes"
        )
    for file in files:
        try:
            steps = json.loads(file.read_text(encoding="utf-8"))
            yield from _episode(folder, file, steps)
        except (ValueError, LookupError, TypeError) as error:
            raise StorageError(
                f"{file} holds no episode of AITZ: {error!r}", hint="fetch it again"
            ) from error


def _episode(folder: Path, file: Path, steps: list[dict[str, Any]]) -> Iterator[Question]:
    past: list[Past] = []
    for step in sorted(steps, key=lambda step: int(step["step_id"])):
        path = file.parent / Path(step["image_path"]).name
        path = path if path.is_file() else folder / step["image_path"]
        screen = partial(read_picture, path)
        wanted, action = _wanted(step, path)
        yield Question(
            id=f"{file.stem}-{step['step_id']}",
            episode=file.stem,
            splits=(Path(step["image_path"]).parts[0], wanted.kind),
            goal=step["instruction"],
            screen=screen,
            wanted=wanted,
            past=tuple(past),
        )
        past.append(Past(screen, action, step.get("coat_action_desc", "")))


def _wanted(step: dict[str, Any], picture: Path) -> tuple[Wanted, Action]:
    kind = step["result_action_type"]
    if kind == _TYPE:
        text = step["result_action_text"]
        return Wanted("type", text=text), act.TypeText(text=text)
    if kind in _KEYS:
        return Wanted("press", key=_KEYS[kind]), act.Press(key=_KEYS[kind])
    if kind == _COMPLETE:
        return Wanted("done"), act.Finish()
    if kind == _IMPOSSIBLE:
        return Wanted("impossible"), act.Finish(status="failure")
    if kind != _DUAL_POINT:
        raise ValueError(f"the unknown action {kind}")
    return _touched(step, picture_size(picture))


def _touched(step: dict[str, Any], size: Size) -> tuple[Wanted, Action]:
    down, across = json.loads(step["result_touch_yx"])
    lift_down, lift_across = json.loads(step["result_lift_yx"])
    start = (across * size.width, down * size.height)
    end = (lift_across * size.width, lift_down * size.height)
    if math.hypot(down - lift_down, across - lift_across) <= _TAP:
        x, y = (int(value) for value in start)
        return Wanted("click", point=start, areas=_areas(step)), act.Tap(at=(x, y))
    # Which way is the longer is judged in shares of the screen, as it was recorded.
    direction = revealed((across, down), (lift_across, lift_down))
    swipe = act.Swipe(
        start=(int(start[0]), int(start[1])),
        end=(max(int(end[0]), 0), max(int(end[1]), 0)),
    )
    return Wanted("scroll", direction=direction), swipe


def _areas(step: dict[str, Any]) -> tuple[Area, ...]:
    return tuple(
        (left, top, left + width, top + height)
        for top, left, height, width in json.loads(step["ui_positions"])
    )
