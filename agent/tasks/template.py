"""A task's template: what a file says, checked whole, and what a seed makes of it.

name: brightness
goal: Turn the brightness {direction} all the way
parameters:
direction: [up, down]
level: {map: {of: direction, up: "255", down: "1"}}
setup:
- settings: {system/screen_brightness: "100"}
checks:
- settings:system/screen_brightness={level}
complexity: 1
tags: [settings]
oracle: [...]     # a flow that reaches it by the screen alone
wrong: [...]      # one that goes astray, and must earn nothing
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent.checks.logic import expression
from agent.documents import Document
from agent.errors import UsageError
from agent.registry import make_check
from agent.tasks.parameters import Parameter, draw, fill
from agent.tasks.preparing import Preparation
from agent.types import Task

__all__ = ["Instance", "Template", "read_template"]

STEPS_PER_COMPLEXITY = 10
"""AndroidWorld's rule: a task of complexity 1.2 has twelve steps (``suite_utils``)."""


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, pattern=r"^[\w.-]+$")
    device: str = "android"
    app: str = ""
    goal: str = Field(min_length=1)
    goals: tuple[str, ...] = ()
    """Other sentences that mean the same; they have the same parameters."""
    parameters: Mapping[str, Parameter] = Field(default_factory=dict)
    setup: tuple[Any, ...] = ()
    checks: tuple[Any, ...] = ()
    teardown: tuple[Any, ...] = ()
    complexity: float | None = Field(default=None, gt=0, le=100)
    max_steps: int | None = Field(default=None, ge=1, le=10_000)
    timeout: float = Field(default=600.0, gt=0)
    tags: tuple[str, ...] = ()
    oracle: tuple[Any, ...] = ()
    wrong: tuple[Any, ...] = ()

    @model_validator(mode="after")
    def _one_budget(self) -> "_Written":
        if self.complexity is not None and self.max_steps is not None:
            raise ValueError("say either complexity or max_steps")
        return self


@dataclass(frozen=True, eq=False)
class Template:
    """A task before its parameters have values. ``document`` knows where it stands."""

    document: Document
    name: str
    device: str
    app: str
    goals: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    tags: frozenset[str]
    max_steps: int
    written: Any
    """The file's own values, where ``setup``, ``checks``, ``oracle`` and ``wrong`` are read."""

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.document.source.path}:{self.document.place().line}"

    def instance(self, seed: int) -> "Instance":
        """The task that ``seed`` makes. Raises ``TaskFileError`` for what cannot be filled."""
        values: dict[str, str] = {}
        try:
            values = draw(self.parameters, seed)
        except ValueError as error:
            raise self.document.fault(("parameters",), str(error)) from error
        goal = self._filled(values, "goal", self.goals[0])
        checks = self._checks(values)
        task = Task(
            goal=goal,
            name=self.name,
            checks=checks,
            max_steps=self.max_steps,
            timeout=self.written.timeout,
            seed=seed,
        )
        return Instance(
            template=self,
            seed=seed,
            values=values,
            task=task,
            setup=self._steps(values, "setup"),
            teardown=self._steps(values, "teardown"),
            oracle=self._filled(values, "oracle", list(self.written.oracle)),
            wrong=self._filled(values, "wrong", list(self.written.wrong)),
        )

    def _checks(self, values: Mapping[str, str]) -> tuple[str, ...]:
        found = []
        for number, written in enumerate(self._filled(values, "checks", list(self.written.checks))):
            try:
                found.append(expression(written))
                make_check(found[-1])
            except (ValueError, UsageError) as error:
                raise self.document.fault(("checks", number), str(error)) from error
        return tuple(found)

    def _steps(self, values: Mapping[str, str], name: str) -> tuple[Preparation, ...]:
        filled = self._filled(values, name, list(getattr(self.written, name)))
        return tuple(
            self.document.read(Preparation, one, (name, number))
            for number, one in enumerate(filled)
        )

    def _filled(self, values: Mapping[str, str], name: str, value: Any) -> Any:
        try:
            return _fill(value, values)
        except ValueError as error:
            raise self.document.fault((name,), str(error)) from error


@dataclass(frozen=True, eq=False)
class Instance:
    """A task with its values: what an episode attempts."""

    template: Template
    seed: int
    values: Mapping[str, str]
    task: Task
    setup: tuple[Preparation, ...]
    teardown: tuple[Preparation, ...]
    oracle: list[Any]
    """Commands of a flow, as the file would have them; empty: none is known."""
    wrong: list[Any]


def read_template(document: Document) -> Template:
    """The template in a document. Raises ``TaskFileError`` with file, line and column.

    A first instance is made, so that a fault in any part is told now.
    """
    written = document.read(_Written, document.value)
    budget = written.max_steps or round(STEPS_PER_COMPLEXITY * (written.complexity or 2.5))
    template = Template(
        document=document,
        name=written.name,
        device=written.device,
        app=written.app,
        goals=(written.goal, *written.goals),
        parameters=written.parameters,
        tags=frozenset(written.tags),
        max_steps=budget,
        written=written,
    )
    template.instance(0)
    return template


def _fill(value: Any, values: Mapping[str, str]) -> Any:
    match value:
        case str():
            return fill(value, values)
        case dict():
            return {_fill(key, values): _fill(part, values) for key, part in value.items()}
        case Sequence():
            return [_fill(part, values) for part in value]
    return value
