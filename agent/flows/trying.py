"""A flow with its retries on one device: what came of it, and what is kept of it.

Below the run's folder (a recording like any other, which ``agent view`` opens):

    episodes/<flow>-<attempt>/   the actions of an attempt, if traces are kept
    results/<flow>/              its screenshots; of a failure: failure.png, failure-tree.json
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.errors import DeviceError, ModelError
from agent.flows.commands import LOOKUP, OPTIONAL_LOOKUP
from agent.flows.keeping import Trace, Tracing, fresh, keep_failure
from agent.flows.reading import Flow
from agent.flows.running import FlowResult, Watcher, run_flow
from agent.flows.stage import Assistant, Listener, Stage
from agent.flows.suite import TestResult
from agent.protocols import Device
from agent.trajectory.writer import slug

__all__ = ["Helper", "Trial"]

Helper = Callable[[Device, Listener], Assistant]
"""Gives a device somebody to ask; the listener is told of what that one does."""


@dataclass(frozen=True)
class Trial:
    """How flows are tried: into which run's ``folder``, how often, with how much patience."""

    folder: Path
    retries: int = 0
    trace: Trace = "retain-on-failure"
    lookup: float = LOOKUP / 1000
    """Seconds to wait for an element."""

    def run(
        self,
        flow: Flow,
        device: Device,
        assistant: Helper | None = None,
        watch: Watcher = lambda result: None,
    ) -> TestResult:
        """Try ``flow`` until it passes, at most ``1 + retries`` times.

        A device or a model that fails ends it; that is in the result's ``error``.
        """
        started, attempts, error = time.time(), [], ""
        # Files of one name may lie in several folders.
        folder = fresh(self.folder / "results" / slug(flow.name))
        try:
            for number in range(1, 2 + self.retries):
                attempt = self._attempt(flow, device, assistant, watch, folder, number)
                attempts.append(attempt)
                if attempt.passed:
                    break
        except (DeviceError, ModelError) as lost:
            error = str(lost)
        serial = device.serial
        return TestResult(flow, tuple(attempts), serial, started, folder, error)

    def stage(
        self, device: Device, folder: Path, assistant: Helper | None, on_step: Listener
    ) -> Stage:
        """A stage with this trial's patience; ``on_step`` is told of every action on it."""
        return Stage(
            device,
            folder,
            assistant=assistant(device, on_step) if assistant else None,
            on_step=on_step,
            lookup=self.lookup,
            optional_lookup=self.lookup * OPTIONAL_LOOKUP / LOOKUP,
        )

    def _attempt(
        self,
        flow: Flow,
        device: Device,
        assistant: Helper | None,
        watch: Watcher,
        folder: Path,
        number: int,
    ) -> FlowResult:
        with Tracing(self.folder, f"{folder.name}-{number}", self.trace) as trace:
            result = run_flow(flow, self.stage(device, folder, assistant, trace.step), watch)
            failure = result.failure
            error = f"{failure.line}: {failure.said}" if failure else ""
            trace.end(flow.name, result.seconds, error, flow.path)
        if failure:
            keep_failure(folder, number, failure.screen, failure.elements)
        return result
