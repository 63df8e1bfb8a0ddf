"""A file of commands as a ``Flow``, checked whole before anything is touched.

A file has one YAML document (a list of commands) or two (a header, then the list), as Maestro's
have. ``${...}`` is filled here from the flow's ``env`` and the caller's; what begins with
``maestro.`` is known only while the flow runs and stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from agent.documents import Document, Place, Source, read_documents
from agent.errors import TaskFileError
from agent.flows.commands import COMMANDS, WITHOUT_VALUE, Command, Repeat, Retry, RunFlow
from agent.flows.expressions import ExpressionError, Scalar, fill
from agent.selectors import Written
from agent.spelling import nearest

__all__ = ["Flow", "Line", "flow_of", "read_flow"]

DEEPEST = 20
"""Flows that run flows that run flows; a flow that runs itself would never end."""

_CONDITIONS = frozenset({"assertTrue", "condition", "true"})
"""What is asked when the flow comes to it, and may name what nobody defined."""


class _Header(Written):
    app_id: str = ""
    url: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    env: Mapping[str, str] = Field(default_factory=dict)
    properties: Mapping[str, str] = Field(default_factory=dict)
    on_flow_start: list[Any] = Field(default_factory=list)
    on_flow_complete: list[Any] = Field(default_factory=list)
    js_engine: str = ""
    """Which of Maestro's engines runs scripts: none is run here. So it is with the next one."""
    android_web_view_hierarchy: str = ""

    @model_validator(mode="after")
    def _no_browser(self) -> "_Header":
        if self.url:
            raise ValueError("a flow over a web page needs a browser driver; use appId, or do:")
        return self


@dataclass(frozen=True)
class Line:
    """A command, where it stands, and the commands inside it. ``name``: as it is written."""

    name: str
    command: Command
    source: Source = field(repr=False)
    place: Place
    body: tuple["Line", ...] = ()
    flow: "Flow | None" = None
    """The flow that a ``file`` names."""
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What names mean in conditions here."""

    def __str__(self) -> str:
        return str(self.command)


@dataclass(frozen=True)
class Flow:
    """A scripted test, ready to run."""

    path: Path
    name: str
    app_id: str
    tags: frozenset[str]
    properties: Mapping[str, str]
    env: Mapping[str, str]
    lines: tuple[Line, ...]
    on_start: tuple[Line, ...] = ()
    on_complete: tuple[Line, ...] = ()
    chain: Path | None = None
    """The workspace in whose order it stands; there, one that fails is the last that is run."""


def read_flow(path: Path, env: Mapping[str, str] | None = None) -> Flow:
    """The flow in ``path``; ``env`` wins over the file's own.

    Raises ``TaskFileError`` with file, line, column and the lines around the fault.
    """
    return _read(path, dict(env or {}), inside=())


def flow_of(document: Document, value: Any, at: Sequence[str | int], name: str) -> Flow:
    """The flow that the list ``value`` at the path ``at`` of a document is.

    Raises ``TaskFileError``, as ``read_flow`` does.
    """
    path = document.source.path
    lines = _Reading(path, {}, (path.resolve(),)).lines(document, value, tuple(at))
    return Flow(path, name, "", frozenset(), {}, {}, lines)


def _read(path: Path, given: Mapping[str, str], inside: tuple[Path, ...]) -> Flow:
    documents = read_documents(path)
    if not documents or len(documents) > 2:
        raise TaskFileError(
            f"{path} has {len(documents)} YAML documents; a flow has a header, ---, and a list",
            hint="begin it with: appId: com.android.settings",
        )
    *front, listing = documents
    # A list alone is a flow without a header: read as if an empty one stood before it.
    head = front[0] if front else replace(listing, value={})
    header = head.read(_Header, head.value)
    own = {name: _filled(text, given, head, ("env", name)) for name, text in header.env.items()}
    reading = _Reading(path, {**own, **given}, (*inside, path.resolve()))
    return Flow(
        path=path,
        name=header.name or path.name.partition(".")[0],
        app_id=_filled(header.app_id, reading.env, head, ("appId",)),
        tags=frozenset(header.tags),
        properties=header.properties,
        env=reading.env,
        lines=reading.lines(listing, listing.value, ()),
        on_start=reading.lines(head, header.on_flow_start, ("onFlowStart",)),
        on_complete=reading.lines(head, header.on_flow_complete, ("onFlowComplete",)),
    )


@dataclass(frozen=True)
class _Reading:
    path: Path
    env: Mapping[str, str]
    inside: tuple[Path, ...]

    def lines(self, document: Document, value: Any, at: tuple[str | int, ...]) -> tuple[Line, ...]:
        if not isinstance(value, list):
            raise document.fault(
                at, "a list of commands was expected here: lines that begin with -"
            )
        return tuple(self._line(document, part, (*at, i)) for i, part in enumerate(value))

    def _line(self, document: Document, value: Any, at: tuple[str | int, ...]) -> Line:
        if isinstance(value, str):
            name, argument, inner = value, None, at
        elif isinstance(value, dict) and len(value) == 1:
            ((name, argument),) = value.items()
            inner = (*at, name)
        else:
            raise document.fault(at, "a command is one word, or one name with a value")
        model = COMMANDS.get(name)
        if model is None:
            raise document.fault(
                inner,
                f"{name!r} is no command that is supported.{nearest(name, COMMANDS)}",
                hint="the commands are: " + ", ".join(COMMANDS),
            )
        if argument is None and name not in WITHOUT_VALUE:
            raise document.fault(inner, f"{name} needs a value: {name}: ...")
        command = document.read(model, self._fill(document, argument, inner), inner)
        line = Line(name, command, document.source, document.place(inner), env=self.env)
        match command:
            case Repeat():
                return replace(line, body=self._inner(document, argument, inner, {}))
            case (
                RunFlow(commands=None, file=file, env=env)
                | Retry(commands=None, file=file, env=env)
            ):
                flow = self._file(document, inner, str(file), env)
                return replace(line, flow=flow)
            case RunFlow(env=env) | Retry(env=env):
                return replace(line, body=self._inner(document, argument, inner, env))
        return line

    def _inner(
        self, document: Document, argument: Any, at: tuple[str | int, ...], env: Mapping[str, str]
    ) -> tuple[Line, ...]:
        reading = replace(self, env={**self.env, **env})
        return reading.lines(document, argument["commands"], (*at, "commands"))

    def _file(
        self, document: Document, at: tuple[str | int, ...], name: str, env: Mapping[str, str]
    ) -> Flow:
        path = self.path.parent / name
        if path.resolve() in self.inside or len(self.inside) >= DEEPEST:
            raise document.fault(at, f"{name} runs itself, so it would never end")
        if not path.is_file():
            raise document.fault(at, f"there is no file {path}")
        return _read(path, {**self.env, **env}, self.inside)

    def _fill(self, document: Document, value: Any, at: Sequence[str | int]) -> Any:
        match value:
            case str():
                return value if at[-1] in _CONDITIONS else _filled(value, self.env, document, at)
            case list():
                return [self._fill(document, part, (*at, i)) for i, part in enumerate(value)]
            case dict():
                # Commands inside are filled when they are read themselves, with their own env.
                return {
                    key: part if key == "commands" else self._fill(document, part, (*at, key))
                    for key, part in value.items()
                }
        return value


def _filled(
    text: str, env: Mapping[str, Scalar], document: Document, at: Sequence[str | int]
) -> str:
    try:
        return fill(text, env, later="maestro.")
    except ExpressionError as error:
        raise document.fault(at, str(error), hint="give it a value: -e NAME=VALUE") from error
