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
from agent.flows.filming import Filming
from agent.flows.finding import Assistant
from agent.flows.healing import heal
from agent.flows.keeping import Trace, Tracing, fresh, keep_failure
from agent.flows.memory import Memory
from agent.flows.reading import Flow
from agent.flows.running import FlowResult, Watcher, run_flow
from agent.flows.stage import Listener, Stage
from agent.flows.suite import TestResult
from agent.ocr import reader
from agent.protocols import Device
from agent.trajectory.writer import slug

__all__ = ["AssistantFor", "Trial"]

AssistantFor = Callable[[Device, Listener], Assistant]
"""Gives a device somebody to ask; the listener is told of what that one does."""


@dataclass(frozen=True)
class Trial:
    """How flows are tried: into which run's ``folder``, how often, with how much patience."""

    folder: Path
    retries: int = 0
    trace: Trace = "retain-on-failure"
    lookup: float = LOOKUP / 1000
    """Seconds to wait for an element."""
    optional_lookup: float | None = None
    """The same for what is optional and for conditions; None: Maestro's share of ``lookup``."""
    anchors: bool = True
    """Keep what a model helped with beside the flow, and look there before it is asked."""
    heals: bool = False
    """Look for what a selector no longer finds by its anchor and the model, and rewrite it."""

    def run(
        self,
        flow: Flow,
        device: Device,
        assistant: AssistantFor | None = None,
        watch: Watcher = lambda result: None,
    ) -> TestResult:
        """Try ``flow`` until it passes, at most ``1 + retries`` times.

        A device or a model that fails ends it; that is in the result's ``error``.
        """
        started, attempts, error = time.time(), [], ""
        memory, changes = Memory(flow) if self.anchors or self.heals else None, list[str]()
        # Files of one name may lie in several folders.
        folder = fresh(self.folder / "results" / slug(flow.name))
        try:
            for number in range(1, 2 + self.retries):
                attempt, stage = self._attempt(
                    flow, device, assistant, memory, watch, folder, number
                )
                attempts.append(attempt)
                if attempt.passed:
                    changes = _kept(memory) + heal(stage.finder.healed)
                    break
        except (DeviceError, ModelError) as lost:
            error = str(lost)
        serial = device.serial
        return TestResult(flow, tuple(attempts), serial, started, folder, error, tuple(changes))

    def stage(
        self,
        device: Device,
        folder: Path,
        assistant: AssistantFor | None,
        on_step: Listener,
        memory: Memory | None = None,
    ) -> Stage:
        """A stage with this trial's patience; ``on_step`` is told of every action on it."""
        device, optional = Filming(device), self.optional_lookup
        return Stage(
            device,
            folder,
            assistant=assistant(device, on_step) if assistant else None,
            memory=memory,
            heals=self.heals,
            reader=reader(),
            on_step=on_step,
            lookup=self.lookup,
            optional_lookup=self.lookup * OPTIONAL_LOOKUP / LOOKUP
            if optional is None
            else optional,
        )

    def _attempt(
        self,
        flow: Flow,
        device: Device,
        assistant: AssistantFor | None,
        memory: Memory | None,
        watch: Watcher,
        folder: Path,
        number: int,
    ) -> tuple[FlowResult, Stage]:
        with Tracing(self.folder, f"{folder.name}-{number}", self.trace) as trace:
            stage = self.stage(device, folder, assistant, trace.step, memory)
            result = run_flow(flow, stage, watch)
            failure = result.failure
            error = f"{failure.line}: {failure.said}" if failure else ""
            trace.end(flow.name, result.seconds, error, flow.path)
        if failure:
            keep_failure(folder, number, failure.screen, failure.elements)
        return result, stage


def _kept(memory: Memory | None) -> list[str]:
    return [f"kept for the next run: {path}" for path in memory.save()] if memory else []
