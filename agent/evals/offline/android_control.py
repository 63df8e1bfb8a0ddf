"""AndroidControl: GZIP TFRecords of whole episodes; each action is a question.

Format: google-research/android_control ``README.md``; the trees are android_env's
``proto/a11y/*.proto``. ``splits.json`` and ``test_subsplits.json`` beside the records say which
episodes are asked; without them all are.
"""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from agent import actions as act
from agent.actions import Action
from agent.errors import StorageError, UsageError
from agent.evals.offline.protobuf import Feature, example, fields
from agent.evals.offline.question import Area, Past, Question, Wanted, picture
from agent.evals.offline.tfrecord import records

__all__ = ["elements", "episodes"]

_KEYS = {"navigate_back": "back", "navigate_home": "home"}


def episodes(folder: Path, part: str, *, low: bool) -> Iterator[Question]:
    """The questions of the split ``part`` ("test" if empty); ``low``: told each step."""
    files = sorted(path for path in folder.glob("android_control*") if path.is_file())
    if not files:
        raise UsageError(
            f"{folder} has no files android_control*", hint="name the folder of the TFRecords"
        )
    wanted, groups = _split(folder, part or "test")
    for file in files:
        for data in records(file):
            try:
                features = example(data)
                number = _numbers(features, "episode_id")[0]
                if wanted is None or number in wanted:
                    splits = [name for name, members in groups.items() if number in members]
                    yield from _episode(str(number), features, tuple(splits), low=low)
            except (ValueError, LookupError, TypeError) as error:
                raise StorageError(
                    f"{file} holds no episode of AndroidControl: {error!r}", hint="fetch it again"
                ) from error


def _episode(
    name: str, features: dict[str, Feature], splits: tuple[str, ...], *, low: bool
) -> Iterator[Question]:
    goal = _bytes(features, "goal")[0].decode()
    screens = [
        partial(picture, data, f"screen {index} of episode {name}")
        for index, data in enumerate(_bytes(features, "screenshots"))
    ]
    trees = _bytes(features, "accessibility_trees")
    actions = [json.loads(action) for action in _bytes(features, "actions")]
    told = [text.decode() for text in _bytes(features, "step_instructions")]
    past: list[Past] = []
    for index, (action, words) in enumerate(zip(actions, told, strict=True)):
        wanted = _wanted(action, elements(trees[index]) if index < len(trees) else [])
        yield Question(
            id=f"{name}-{index}",
            episode=name,
            splits=(*splits, wanted.kind),
            goal=f"{goal}\nThe next step: {words}" if low else goal,
            screen=screens[index],
            wanted=wanted,
            past=tuple(past),
        )
        past.append(Past(screens[index], _action(wanted), words))
    yield Question(
        id=f"{name}-end",
        episode=name,
        splits=(*splits, "done"),
        goal=goal,
        screen=screens[-1],
        wanted=Wanted("done"),
        past=tuple(past),
        at_end=True,
    )


def _wanted(action: dict[str, Any], tree: list[tuple[Area, str]]) -> Wanted:
    areas = tuple(area for area, _ in tree)
    match action["action_type"]:
        case "click" | "long_press" as kind:
            return Wanted(kind, point=(action["x"], action["y"]), areas=areas)
        case "scroll":
            return Wanted("scroll", direction=action["direction"])
        case "input_text" | "type":
            return Wanted("type", text=action["text"])
        case "open_app":
            name = action["app_name"]
            icons = tuple(area for area, said in tree if said.casefold() == name.casefold())
            return Wanted("open", text=name, icons=icons)
        case "navigate_back" | "navigate_home" as kind:
            return Wanted("press", key=_KEYS[kind])
        case "wait":
            return Wanted("wait")
        case other:
            raise ValueError(f"the unknown action {other!r}")


def _action(wanted: Wanted) -> Action:
    """The right answer as our own action, to be told as history."""
    x, y = (int(value) for value in wanted.point or (0, 0))
    match wanted.kind:
        case "click":
            return act.Tap(at=(x, y))
        case "long_press":
            return act.LongPress(at=(x, y))
        case "scroll":
            return act.Scroll(direction=wanted.direction or "down")
        case "type":
            return act.TypeText(text=wanted.text)
        case "open":
            return act.OpenApp(name=wanted.text)
        case "press":
            return act.Press(key=wanted.key)
        case "wait":
            return act.Wait()
        case kind:
            return act.Finish(status="success" if kind == "done" else "failure")


def elements(forest: bytes) -> list[tuple[Area, str]]:
    """Box and text (or description) of every visible node of an ``AndroidAccessibilityForest``."""
    found = []
    for window in _parts(memoryview(forest), 1):
        for tree in _parts(window, 11):
            for node in _parts(tree, 1):
                said = dict(fields(node))
                rect, text = said.get(2), said.get(7) or said.get(4) or memoryview(b"")
                if isinstance(rect, memoryview) and isinstance(text, memoryview) and said.get(23):
                    sides = dict(fields(rect))
                    left, top, right, bottom = (_side(sides.get(n, 0)) for n in (1, 2, 3, 4))
                    found.append(((left, top, right, bottom), bytes(text).decode()))
    return found


def _side(value: int | memoryview) -> float:
    number = value if isinstance(value, int) else 0
    return float(number - (1 << 64) if number >= 1 << 63 else number)


def _parts(data: memoryview, number: int) -> Iterator[memoryview]:
    for found, value in fields(data):
        if found == number and isinstance(value, memoryview):
            yield value


def _bytes(features: dict[str, Feature], name: str) -> list[bytes]:
    return [value for value in features[name] if isinstance(value, bytes)]


def _numbers(features: dict[str, Feature], name: str) -> list[int]:
    return [value for value in features[name] if isinstance(value, int)]


def _split(folder: Path, part: str) -> tuple[set[int] | None, dict[str, set[int]]]:
    """The episodes that are asked (None: all), and the named groups among them."""
    splits, groups = _listing(folder / "splits.json"), _listing(folder / "test_subsplits.json")
    everything = {**splits, **groups}
    if not everything:
        return None, {}
    if part not in everything:
        raise UsageError(f"{folder} has no split {part!r}", hint=f"it has {', '.join(everything)}")
    return everything[part], groups if part == "test" else {}


def _listing(path: Path) -> dict[str, set[int]]:
    if not path.is_file():
        return {}
    try:
        listing = json.loads(path.read_text(encoding="utf-8"))
        return {name: set(numbers) for name, numbers in listing.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise StorageError(f"{path} is no list of splits: {error}") from error
