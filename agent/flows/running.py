"""The order of things: hooks, conditions, repetitions, and what came of each command."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import ValidationError

from agent.flows import asserting, settings, touching
from agent.flows.commands import Condition, Repeat, Retry, RunFlow
from agent.flows.expressions import ExpressionError, fill, is_true
from agent.flows.finding import Found
from agent.flows.performing import perform
from agent.flows.reading import Flow, Line
from agent.flows.stage import Stage, Unmet
from agent.selectors import Written, in_words
from agent.trajectory import png
from agent.types import Element

__all__ = ["FlowResult", "LineResult", "Status", "run_flow"]

REGISTERED = (asserting, settings, touching)
"""The modules whose functions ``perform`` dispatches to: imported for that."""
_ASKED = frozenset({"condition", "true"})
"""Fields that are expressions as a whole: ``is_true`` fills them in itself."""
FOREVER = 1000
"""Turns of a ``repeat: while`` without ``times``: a condition that never ends is a fault."""


class Status(StrEnum):
    """What came of a command. A ``warned`` one was optional and failed."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    SKIPPED = "skipped"


@dataclass(frozen=True, eq=False)
class LineResult:
    """What came of one command. ``screen`` and ``elements``: as they were when it failed.

    ``screen`` is a PNG file's bytes, for a suite may fail as a whole; empty where there is none.
    """

    line: Line
    status: Status
    seconds: float
    depth: int = 0
    said: str = ""
    found: tuple[Found, ...] = ()
    near: tuple[str, ...] = ()
    screen: bytes = b""
    elements: tuple[Element, ...] = ()


@dataclass(frozen=True, eq=False)
class FlowResult:
    """What came of a flow; ``failure`` is its first failed command."""

    flow: Flow
    results: tuple[LineResult, ...]
    seconds: float

    @property
    def failure(self) -> LineResult | None:
        return next((one for one in self.results if one.status is Status.FAILED), None)

    @property
    def passed(self) -> bool:
        return self.failure is None


class _Stop(Exception):
    """A command failed that was not optional; what follows is not run."""


Watcher = Callable[[LineResult], None]
Said = TypeVar("Said", bound=Written)


def run_flow(flow: Flow, stage: Stage, watch: Watcher = lambda result: None) -> FlowResult:
    """Run ``flow`` on ``stage``; ``watch`` is told of each command as it ends.

    ``onFlowComplete`` is run whatever came before; a film that goes on then ends.
    Raises ``DeviceError`` when the device is lost.
    """
    began = time.monotonic()
    running = _Running(stage, watch)
    try:
        with suppress(_Stop):
            running.flow(flow)
    finally:
        stage.filming.stop()
    return FlowResult(flow, tuple(running.results), time.monotonic() - began)


@dataclass
class _Running:
    stage: Stage
    watch: Watcher
    results: list[LineResult] = field(default_factory=list)
    depth: int = 0

    def flow(self, flow: Flow) -> None:
        outer, self.stage.app_id = self.stage.app_id, flow.app_id or self.stage.app_id
        try:
            self.lines((*flow.on_start, *flow.lines))
        finally:
            try:
                self.lines(flow.on_complete)
            finally:
                self.stage.app_id = outer

    def lines(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self.line(line)

    def line(self, line: Line) -> None:
        began, before = time.monotonic(), len(self.results)
        self.stage.begin(line)
        bad = Status.WARNED if line.command.optional else Status.FAILED
        result = LineResult(line, Status.PASSED, 0, self.depth)
        try:
            result = replace(result, said=self._carry_out(line))
        except _Skipped as skipped:
            result = replace(result, status=Status.SKIPPED, said=str(skipped))
        except Unmet as unmet:
            result = replace(result, status=bad, said=str(unmet), near=unmet.near)
        except _Stop:
            result = replace(result, status=bad, said="a command inside failed")
            if line.command.optional:
                self._forgive(before)
        if result.status is Status.FAILED:
            device = self.stage.device
            screen = png.encode(device.capture())
            result = replace(result, screen=screen, elements=device.elements())
        found = tuple(self.stage.found)
        ways = {one.by for one in found} - {"tree"}
        if ways and not result.said:
            result = replace(result, said=f"found by {', '.join(sorted(ways))}")
        result = replace(result, seconds=time.monotonic() - began, found=found)
        self.results.append(result)
        self.watch(result)
        if result.status is Status.FAILED:
            raise _Stop

    def _forgive(self, since: int) -> None:
        # Tried again, or optional as a whole: what failed inside is no failure of the flow.
        self.results[since:] = [
            replace(one, status=Status.WARNED, screen=b"", elements=())
            if one.status is Status.FAILED
            else one
            for one in self.results[since:]
        ]

    def _carry_out(self, line: Line) -> str:
        match line.command:
            case RunFlow(when=when):
                if when is not None and not self._holds(when):
                    raise _Skipped(f"not now: {_said(when)}")
                self._inside(line)
            case Repeat() as command:
                return f"{self._repeat(line, command)} times"
            case Retry() as command:
                return self._retry(line, command)
            case command:
                try:
                    return perform(self._filled(command), self.stage)
                except ValidationError as error:  # what was filled in makes no sense here
                    raise Unmet(_complaint(error)) from error
        return ""

    def _inside(self, line: Line) -> None:
        self.depth += 1
        try:
            if line.flow is not None:
                self.flow(line.flow)
            else:
                self.lines(line.body)
        finally:
            self.depth -= 1

    def _repeat(self, line: Line, command: Repeat) -> int:
        turns = FOREVER if command.times is None else command.times
        for turn in range(turns):
            if command.while_ is not None and not self._holds(command.while_):
                return turn
            self._inside(line)
        if command.times is None:
            raise Unmet(f"repeated {turns} times, and still: {_said(command.while_)}")
        return turns

    def _retry(self, line: Line, command: Retry) -> str:
        for turn in range(command.max_retries + 1):
            before = len(self.results)
            try:
                self._inside(line)
            except _Stop:
                if turn == command.max_retries:
                    raise
                self._forgive(before)
            else:
                return f"passed at attempt {turn + 1}" if turn else ""
        raise AssertionError("the last turn returns or raises")

    def _holds(self, condition: Condition) -> bool:
        stage, condition = self.stage, self._filled(condition)
        if condition.platform and condition.platform.lower() != stage.device.info().kind:
            return False
        try:
            if condition.true is not None and not is_true(condition.true, stage.names):
                return False
        except ExpressionError as error:
            raise Unmet(str(error)) from error
        try:
            if condition.visible is not None:
                stage.wait_for(condition.visible, stage.patience(optional=True))
            if condition.not_visible is not None:
                stage.wait_without(condition.not_visible, stage.patience(optional=True))
        except Unmet:
            return False
        return True

    def _filled(self, said: Said) -> Said:
        """``said`` with the values of the names that only a running flow knows."""
        written = said.model_dump(exclude_unset=True, by_alias=True)
        try:
            filled = _fill(written, self.stage)
        except ExpressionError as error:
            raise Unmet(str(error)) from error
        return said if filled == written else type(said).model_validate(filled)


class _Skipped(Exception):
    """A condition does not hold: nothing was done, and nothing is wrong."""


def _fill(value: Any, stage: Stage) -> Any:
    match value:
        case str():
            return fill(value, stage.names) if "${" in value else value
        case dict():
            return {
                name: part if name in _ASKED else _fill(part, stage) for name, part in value.items()
            }
        case list() | tuple():
            return [_fill(part, stage) for part in value]
    return value


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    what = first["msg"].removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


def _said(condition: Condition | None) -> str:
    if condition is None:
        return ""
    said = condition.model_dump(exclude_unset=True, by_alias=True)
    return ", ".join(f"{name} {in_words(value)}" for name, value in said.items())
