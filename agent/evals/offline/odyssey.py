"""GUI-Odyssey: ``annotations/<episode>.json``, ``screenshots/`` and ``splits/<name>_split.json``.

Format: OpenGVLab/GUI-Odyssey ``introduction.md`` and ``data/format_converter.py``. Coordinates are
per mille of the picture (``device_info`` has another size where the screen was turned); its SCROLL
names where the finger goes, ours what comes into view.
"""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from agent import actions as act
from agent.actions import Action
from agent.errors import StorageError, UsageError
from agent.evals.offline.question import Past, Question, Wanted, picture_size, read_picture
from agent.evals.offline.said import revealed
from agent.types import Size

__all__ = ["episodes"]

_KEYS = {"KEY_HOME": "home", "KEY_BACK": "back", "KEY_APPSELECT": "recents"}


def episodes(folder: Path, part: str) -> Iterator[Question]:
    """The test episodes of the split ``part`` (random, app, task, device; empty: all there are)."""
    for file in _files(folder, part):
        try:
            yield from _episode(folder, json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, LookupError, TypeError) as error:
            raise StorageError(
                f"{file} holds no episode of GUI-Odyssey: {error!r}", hint="fetch it again"
            ) from error


def _files(folder: Path, part: str) -> list[Path]:
    there = {path.stem: path for path in sorted((folder / "annotations").glob("*.json"))}
    if not there:
        raise UsageError(
            f"{folder} has no annotations/*.json", hint="name the folder that holds annotations/"
        )
    if not part:
        return list(there.values())
    listing = folder / "splits" / f"{part}_split.json"
    if not listing.is_file():
        raise UsageError(f"there is no {listing}", hint="random, app, task or device")
    try:
        # They are written with and without their ending.
        names = [
            one.removesuffix(".json")
            for one in json.loads(listing.read_text(encoding="utf-8"))["test"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise StorageError(
            f"{listing} is no list of episodes: {error!r}", hint="fetch it again"
        ) from error
    return [there[name] for name in names if name in there]


def _episode(folder: Path, episode: dict[str, Any]) -> Iterator[Question]:
    past: list[Past] = []
    about = episode["task_info"]
    for step in episode["steps"]:
        path = folder / "screenshots" / step["screenshot"]
        screen = partial(read_picture, path)
        wanted, action = _wanted(step, picture_size(path))
        yield Question(
            id=f"{episode['episode_id']}-{step['step']}",
            episode=str(episode["episode_id"]),
            splits=(about["category"], wanted.kind),
            goal=about["instruction"],
            screen=screen,
            wanted=wanted,
            past=tuple(past),
        )
        words = step.get("low_level_instruction") or step.get("description") or ""
        past.append(Past(screen, action, words))


def _wanted(step: dict[str, Any], size: Size) -> tuple[Wanted, Action]:
    action, info = step["action"], step["info"]
    if action in {"CLICK", "LONG_PRESS"} and isinstance(info, str):
        return Wanted("press", key=_KEYS[info]), act.Press(key=_KEYS[info])
    match action:
        case "CLICK" | "LONG_PRESS":
            return _touched(step, size)
        case "SCROLL":
            start, end = (_pixel(point, size) for point in info[:2])
            direction = revealed(info[0], info[1])
            return Wanted("scroll", direction=direction), act.Swipe(start=start, end=end)
        case "TEXT" | "TYPE":
            return Wanted("type", text=info), act.TypeText(text=info)
        case "COMPLETE":
            return Wanted("done"), act.Finish()
        case "INCOMPLETE" | "IMPOSSIBLE":
            return Wanted("impossible"), act.Finish(status="failure")
        case other:
            raise ValueError(f"the unknown action {other!r}")


def _touched(step: dict[str, Any], size: Size) -> tuple[Wanted, Action]:
    at = _pixel(step["info"][0], size)
    box = step.get("sam2_bbox")
    areas = ((*_exact(box[:2], size), *_exact(box[2:], size)),) if box else ()
    point = _exact(step["info"][0], size)
    if step["action"] == "CLICK":
        return Wanted("click", point=point, areas=areas), act.Tap(at=at)
    return Wanted("long_press", point=point, areas=areas), act.LongPress(at=at)


def _exact(point: list[float], size: Size) -> tuple[float, float]:
    return point[0] * size.width / 1000, point[1] * size.height / 1000


def _pixel(point: list[float], size: Size) -> tuple[int, int]:
    x, y = _exact(point, size)
    return min(int(x), size.width - 1), min(int(y), size.height - 1)
