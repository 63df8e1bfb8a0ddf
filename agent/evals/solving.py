"""A task solved by its own file: by the screen alone, as its oracle says; or not at all.

Every task that ships must be solvable, and its checks must tell. So each has an oracle that earns
1, and two runs that must earn 0: one that does nothing and one that goes astray.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent import registry
from agent.checks import begin
from agent.errors import DeviceError, DeviceLost, TaskFileError
from agent.flows.reading import Flow, flow_of
from agent.flows.running import FlowResult, LineResult, run_flow
from agent.flows.stage import Stage
from agent.protocols import Device
from agent.tasks import Instance
from agent.tasks.preparing import prepare
from agent.types import CheckResult, Episode, Outcome

__all__ = ["WAYS", "Solution", "Way", "flow_for", "solve"]

Way = Literal["oracle", "nothing", "wrong"]
WAYS: dict[Way, float] = {"oracle": 1.0, "nothing": 0.0, "wrong": 0.0}
"""Each way, and what it must earn."""

LOOKUP = 10.0
"""Seconds to wait for an element: the built-in phone answers within one; a slow machine may not."""


@dataclass(frozen=True, eq=False)
class Solution:
    """What came of one way. ``score``: the mean of the checks."""

    instance: Instance
    way: Way
    checks: tuple[CheckResult, ...]
    result: FlowResult | None = None
    unprepared: str = ""
    """Why the device could not be set up for it: a program is missing, say."""

    @property
    def failure(self) -> LineResult | None:
        return self.result.failure if self.result else None

    @property
    def score(self) -> float:
        return sum(check.score for check in self.checks) / len(self.checks) if self.checks else 0.0

    @property
    def as_it_must_be(self) -> bool:
        """It could be gone to its end, and earned what it must."""
        gone = self.failure is None and not self.unprepared
        return gone and self.score == WAYS[self.way]

    @property
    def why(self) -> str:
        """What the flow and the checks said."""
        failed = f"{self.failure.line}: {self.failure.said}; " if self.failure else self.unprepared
        return failed + "; ".join(f"{check.name}: {check.why}" for check in self.checks)


def flow_for(instance: Instance, way: Way) -> Flow | None:
    """The flow of that way; None for doing nothing, and where the file knows none.

    Raises ``TaskFileError`` for a fault in it.
    """
    lines = {"oracle": instance.oracle, "wrong": instance.wrong}.get(way)
    if not lines:
        return None
    return flow_of(instance.template.document, lines, (way,), instance.task.name)


def solve(
    instance: Instance,
    way: Way,
    device: Device,
    folder: Path,
    *,
    reset: Callable[[], object] = lambda: None,
) -> Solution:
    """Prepare ``device``, go that way, look. ``folder``: for what the flow writes.

    Raises ``DeviceError`` when the device is lost, and ``TaskFileError`` where the file knows no
    such way.
    """
    flow = flow_for(instance, way)
    if flow is None and way != "nothing":
        place = instance.template.place
        raise TaskFileError(
            f"{place}: {instance.task.name} has no {way}:", hint=f"add {way}: [...]"
        )
    reset()
    try:
        prepare(device, instance.setup)
    except DeviceLost:
        raise
    except DeviceError as error:
        return Solution(instance, way, (), unprepared=str(error))
    checks = [registry.make_check(expression) for expression in instance.task.checks]
    begin(checks, device)
    result = None
    stage = Stage(device, folder, lookup=LOOKUP)
    if flow is not None:
        result = run_flow(flow, stage)
    episode = Episode(instance.task, Outcome.SUCCESS, claimed=True, answer=stage.answer)
    said = tuple(check(device, episode) for check in checks)
    prepare(device, instance.teardown)
    return Solution(instance, way, said, result)
