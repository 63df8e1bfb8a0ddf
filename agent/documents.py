"""YAML that people write by hand (tasks, flows): every value knows its line and column.

Scalars stay as they were typed: ``on``, ``007`` and ``1.10`` are texts until a model says
otherwise, so nothing that a person types for a device is changed on the way. Only an empty value,
``null`` and ``~`` are None.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from agent.errors import TaskFileError
from agent.spelling import nearest

__all__ = ["Document", "Place", "Source", "read_documents"]

Model = TypeVar("Model", bound=BaseModel)
Step = str | int
"""A key of a mapping, or an index of a list."""

LARGEST = 1 << 20
"""Bytes. Maestro's and AndroidWorld's largest files are below 100 kB; a megabyte is a mistake."""
DEEPEST = 60
"""Levels: far below Python's own limit of recursion, far above any flow."""
MOST = 50_000
"""Values, each use of an alias counted: nine lines of aliases can stand for a thousand million."""

_NULL = "tag:yaml.org,2002:null"


class Place(NamedTuple):
    """Line and column, both counted from 1 as editors do."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A file and its text."""

    path: Path
    text: str

    def fault(self, place: Place, what: str, hint: str = "") -> TaskFileError:
        """The error ``what`` at ``place``, with the lines around it."""
        return TaskFileError(
            f"{self.path}:{place.line}:{place.column}: {what}",
            hint=hint or f"mend {self.path}",
            detail=self.snippet(place),
        )

    def snippet(self, place: Place) -> str:
        """Two lines before and after ``place``, and a mark under the column."""
        lines = self.text.splitlines()
        first, last = max(place.line - 2, 1), min(place.line + 2, len(lines))
        width = len(str(last))
        shown = []
        for number in range(first, max(last, place.line) + 1):
            # A fault may lie behind the last line: something is missing there.
            line = lines[number - 1] if number <= len(lines) else ""
            shown.append(f"{number:>{width}} | {line}")
            if number == place.line:
                shown.append(f"{'':>{width}} | {'':>{place.column - 1}}^")
        return "\n".join(shown)


@dataclass(frozen=True)
class Document:
    """One YAML document: ``value`` (texts, None, lists, mappings) and where each part stands."""

    source: Source
    value: Any
    places: Mapping[tuple[Step, ...], Place] = field(repr=False)

    def place(self, at: Sequence[Step] = ()) -> Place:
        """Of the value at the path ``at``, or of the nearest value around it."""
        for length in range(len(at), -1, -1):
            found = self.places.get(tuple(at[:length]))
            if found:
                return found
        return Place(1, 1)

    def fault(self, at: Sequence[Step], what: str, hint: str = "") -> TaskFileError:
        """The error ``what`` about the value at the path ``at``."""
        return self.source.fault(self.place(at), what, hint)

    def read(self, model: type[Model], value: Any, at: Sequence[Step] = ()) -> Model:
        """``value``, which stands at the path ``at``, as a ``model``.

        Raises ``TaskFileError`` for the first thing that does not fit.
        """
        try:
            return model.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = tuple(first["loc"])
            field = ".".join(str(step) for step in path)
            if first["type"] == "extra_forbidden":
                known = nearest(str(path[-1]), _names(model)) if len(path) == 1 else ""
                raise self.fault((*at, *path), f"{field!r} is not known here.{known}") from error
            what = first["msg"].removeprefix("Value error, ")
            if first["type"] == "model_type":
                given = repr(first["input"])
                what = f"fields are wanted here, one a line as in 'name: text', not {given:.40}"
            raise self.fault((*at, *path), f"{field}: {what}" if field else what) from error


def read_documents(path: Path) -> list[Document]:
    """The YAML documents of a file. Raises ``TaskFileError`` for what cannot be read."""
    try:
        data = path.read_bytes()
        if len(data) > LARGEST:
            raise TaskFileError(
                f"{path} has {len(data)} bytes; at most {LARGEST} are read",
                hint="see whether it is the right file",
            )
        source = Source(path, data.decode("utf-8"))
    except OSError as error:
        raise TaskFileError(f"{path} cannot be read: {error.strerror}", hint="see its name") from (
            error
        )
    except UnicodeDecodeError as error:
        raise TaskFileError(f"{path} is not UTF-8 text: {error}", hint=f"mend {path}") from error
    try:
        _limit_depth(source)
        nodes = list(yaml.compose_all(source.text, Loader=yaml.SafeLoader))
        return [_document(source, node) for node in nodes if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        raise source.fault(place, str(error.problem)) from error
    except yaml.YAMLError as error:
        raise TaskFileError(f"{path}: {error}", hint=f"mend {path}") from error


def _limit_depth(source: Source) -> None:
    depth = 0
    for event in yaml.parse(source.text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise source.fault(_place(event), f"this is nested deeper than {DEEPEST} levels")


def _document(source: Source, root: yaml.Node) -> Document:
    places: dict[tuple[Step, ...], Place] = {}
    value = _Reading(source, places).value(root, ())
    return Document(source, value, places)


@dataclass
class _Reading:
    source: Source
    places: dict[tuple[Step, ...], Place]

    def value(self, node: yaml.Node, at: tuple[Step, ...]) -> Any:
        if len(self.places) >= MOST or len(at) > DEEPEST:
            what = f"more than {MOST} values or {DEEPEST} levels, aliases counted"
            raise self.source.fault(_place(node), what)
        self.places.setdefault(at, _place(node))
        match node:
            case yaml.ScalarNode():
                return None if node.tag == _NULL and not node.style else node.value
            case yaml.SequenceNode():
                return [self.value(part, (*at, i)) for i, part in enumerate(node.value)]
            case yaml.MappingNode():
                return dict(self._entries(node, at))
        raise AssertionError(f"no YAML node: {node!r}")

    def _entries(self, node: yaml.MappingNode, at: tuple[Step, ...]) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.source.fault(_place(key), "a name must be a plain text")
            name = str(key.value)
            if name in seen:
                raise self.source.fault(_place(key), f"{name!r} stands here twice")
            seen.add(name)
            self.places[*at, name] = _place(key)
            yield name, self.value(value, (*at, name))


def _place(item: yaml.Node | yaml.Event) -> Place:
    mark = item.start_mark
    assert mark is not None  # the composer and the parser set it always
    return Place(mark.line + 1, mark.column + 1)


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
