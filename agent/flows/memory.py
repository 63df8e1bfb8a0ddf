"""What a flow's steps were about, kept beside its file so that the next run needs no model.

``wifi.flow.yaml`` has ``wifi.flow.anchors.json``: for each step that a model had to help with, the
elements that it was about and the actions that were done, as anchors (``agent.anchors``). A step
is known by its words and, where the same words stand in several places, by which of these it is:
whoever changes the words asks the model anew. The file belongs beside the flow in version control.
"""

import base64
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydantic import Field, ValidationError, field_serializer

from agent.actions import Action
from agent.anchors import Anchor
from agent.documents import Place
from agent.errors import StorageError, TaskFileError
from agent.flows.reading import Flow, Line
from agent.selectors import Selector
from agent.types import Box, Element, Point, Size, Value
from agent.whole import write_whole

__all__ = ["Act", "Memory", "anchors_file"]

VERSION = 1


@dataclass(frozen=True, eq=False)
class Act:
    """An action and what it was done to. ``left``: how its switch stood afterwards, if it moved."""

    action: Action
    target: Anchor | None = None
    left: bool | None = None


class Memory:
    """Of one flow and of the flows that it runs, each with a file of its own."""

    def __init__(self, flow: Flow) -> None:
        self._keys = dict(_keys(flow))
        self._files: dict[Path, _File] = {}
        self._changed: set[Path] = set()

    def target(self, line: Line, selector: Selector) -> Anchor | None:
        """What ``selector`` in ``line`` meant when it was kept."""
        step = self._file(line).steps.get(self._key(line))
        stored = step.targets.get(str(selector)) if step else None
        return stored.anchor() if stored else None

    def acts(self, line: Line) -> list[Act]:
        """What was done for the sentence of ``line``; empty: it is not known."""
        step = self._file(line).steps.get(self._key(line))
        return [act.act() for act in step.acts] if step else []

    def keep_target(self, line: Line, selector: Selector, target: Anchor) -> None:
        stored = _Target.of(target)
        step = self._step(line)
        if step.targets.get(str(selector)) != stored:
            step.targets[str(selector)] = stored
            self._changed.add(line.source.path)

    def keep_acts(self, line: Line, acts: Iterable[Act]) -> None:
        stored = [_Act.of(act) for act in acts]
        step = self._step(line)
        if step.acts != stored:
            step.acts[:] = stored
            self._changed.add(line.source.path)

    def save(self) -> list[Path]:
        """Write what is new; which files. Steps that a flow has no more are dropped.

        Raises ``StorageError``.
        """
        written = []
        for path in sorted(self._changed):
            file = self._files[path]
            known = {key for (where, _), key in self._keys.items() if where == path}
            file.steps = {key: file.steps[key] for key in sorted(known & file.steps.keys())}
            beside = anchors_file(path)
            text = file.model_dump_json(indent=1, exclude_none=True)
            try:
                write_whole(beside, f"{text}\n".encode())
            except OSError as error:
                raise StorageError(
                    f"{beside} cannot be written: {error.strerror}", hint="or add: --no-anchors"
                ) from error
            written.append(beside)
        self._changed.clear()
        return written

    def _key(self, line: Line) -> str:
        return self._keys[line.source.path, line.place]

    def _step(self, line: Line) -> "_Step":
        return self._file(line).steps.setdefault(self._key(line), _Step())

    def _file(self, line: Line) -> "_File":
        path = line.source.path
        if path not in self._files:
            self._files[path] = _read(anchors_file(path))
        return self._files[path]


def anchors_file(flow: Path) -> Path:
    """Beside ``flow``: its name without ``.yaml``, and ``.anchors.json``."""
    return flow.with_suffix(".anchors.json")


def _keys(flow: Flow) -> Iterator[tuple[tuple[Path, Place], str]]:
    places: dict[tuple[Path, str], list[Place]] = {}
    for line in _every(flow):
        same = places.setdefault((line.source.path, str(line)), [])
        if line.place not in same:
            same.append(line.place)
            number = f" (#{len(same)})" if len(same) > 1 else ""
            yield (line.source.path, line.place), f"{line}{number}"


def _every(flow: Flow) -> Iterator[Line]:
    def inside(lines: Iterable[Line]) -> Iterator[Line]:
        for line in lines:
            yield line
            yield from inside(line.body)
            if line.flow is not None:
                yield from _every(line.flow)

    yield from inside((*flow.on_start, *flow.lines, *flow.on_complete))


class _Target(Value):
    """An anchor as JSON; ``crop`` is a grey PNG in base64."""

    size: Size
    point: Point
    box: Box
    crop: str
    element: Element | None = None
    label: str = ""
    is_alone: bool = False
    neighbours: tuple[str, ...] = ()

    @field_serializer("element")
    def _what_it_says(self, one: Element | None) -> dict[str, Any] | None:
        return None if one is None else one.model_dump(exclude_defaults=True)

    @classmethod
    def of(cls, anchor: Anchor) -> "_Target":
        file = io.BytesIO()
        Image.fromarray(anchor.crop).save(file, "PNG", optimize=True)
        return cls(
            size=anchor.size,
            point=anchor.point,
            box=anchor.box,
            crop=base64.b64encode(file.getvalue()).decode("ascii"),
            element=anchor.element,
            label=anchor.label,
            is_alone=anchor.is_alone,
            neighbours=anchor.neighbours,
        )

    def anchor(self) -> Anchor:
        with Image.open(io.BytesIO(base64.b64decode(self.crop)), formats=["PNG"]) as image:
            crop = np.asarray(image.convert("L"))
        return Anchor(
            self.size, self.point, self.box, crop,
            self.element, self.label, self.is_alone, self.neighbours,
        )  # fmt: skip


class _Act(Value):
    action: Action
    target: _Target | None = None
    left: bool | None = None

    @classmethod
    def of(cls, act: Act) -> "_Act":
        target = _Target.of(act.target) if act.target else None
        return cls(action=act.action, target=target, left=act.left)

    def act(self) -> Act:
        return Act(self.action, self.target.anchor() if self.target else None, self.left)


class _Step(Value):
    targets: dict[str, _Target] = Field(default_factory=dict)
    acts: list[_Act] = Field(default_factory=list)


class _File(Value, frozen=False):
    schema_version: int = Field(default=0, le=VERSION)
    steps: dict[str, _Step] = Field(default_factory=dict)


def _read(path: Path) -> _File:
    try:
        data: Any = path.read_bytes()
    except FileNotFoundError:
        return _File(schema_version=VERSION)
    except OSError as error:
        raise TaskFileError(f"{path} cannot be read: {error.strerror}", hint="see it") from error
    try:
        file = _File.model_validate_json(data)
        for step in file.steps.values():
            for target in (*step.targets.values(), *(act.target for act in step.acts)):
                if target is not None:
                    target.anchor()
    except (ValidationError, ValueError, OSError, SyntaxError) as error:
        first = str(error).splitlines()[0]
        raise TaskFileError(
            f"{path} holds no anchors: {first}", hint=f"delete {path}: a model is asked again"
        ) from error
    return file
