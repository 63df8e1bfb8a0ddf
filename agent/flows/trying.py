"""A flow with its retries on one device: what came of it, and what is kept of it.

Below the run's folder (a recording like any other, which ``agent view`` opens):

    episodes/<flow>-<attempt>/   the actions of an attempt, if traces are kept
    results/<flow>/              its screenshots; of a failure: failure.png, failure-tree.json
"""

import json
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from agent.errors import DeviceError, ModelError
from agent.flows.commands import LOOKUP, OPTIONAL_LOOKUP
from agent.flows.reading import Flow
from agent.flows.running import FlowResult, LineResult, Watcher, run_flow
from agent.flows.stage import Assistant, Found, Listener, Stage
from agent.flows.suite import TestResult
from agent.protocols import Device
from agent.trajectory import EpisodeWriter, png
from agent.trajectory.writer import slug
from agent.types import Episode, Outcome, Step, Task

__all__ = ["Trace", "Trial"]

Trace = Literal["on", "off", "retain-on-failure"]


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
        assistant: Callable[[Device, Listener], Assistant] | None = None,
        watch: Watcher = lambda result: None,
    ) -> TestResult:
        """Try ``flow`` until it passes, at most ``1 + retries`` times.

        A device or a model that fails ends it; that is in the result's ``error``.
        """
        started, attempts, error = time.time(), [], ""
        # Files of one name may lie in several folders.
        folder = _fresh(self.folder / "results" / slug(flow.name))
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

    def _attempt(
        self,
        flow: Flow,
        device: Device,
        assistant: Callable[[Device, Listener], Assistant] | None,
        watch: Watcher,
        folder: Path,
        number: int,
    ) -> FlowResult:
        with ExitStack() as stack:
            trace = None
            if self.trace != "off":
                name = f"{folder.name}-{number}"
                trace = stack.enter_context(_Tracing(self.folder, name, self.trace))
            listener = trace.step if trace else _ignore
            stage = Stage(
                device,
                folder,
                assistant=assistant(device, listener) if assistant else None,
                on_step=listener,
                lookup=self.lookup,
                optional_lookup=self.lookup * OPTIONAL_LOOKUP / LOOKUP,
            )
            result = run_flow(flow, stage, watch)
            if trace:
                trace.end(flow, result)
        if result.failure:
            _keep(result.failure, folder, number)
        return result


class _Tracing:
    """Records one attempt; a trace that is kept of failures only is moved in place at the end."""

    def __init__(self, run: Path, name: str, keep: Trace) -> None:
        self._final = run / "episodes" / name
        self._always = keep == "on"
        self._path = self._final if self._always else run / f".unfinished-{name}"
        self._writer = EpisodeWriter(self._path)
        self._steps = 0
        self._failed = True

    def __enter__(self) -> Self:
        return self

    def step(self, step: Step, _found: Sequence[Found] = ()) -> None:
        self._writer.write(step)
        self._steps += 1

    def end(self, flow: Flow, result: FlowResult) -> None:
        self._failed = not result.passed
        failure = result.failure
        episode = Episode(
            Task(goal=flow.name, name=flow.name),
            Outcome.SUCCESS if result.passed else Outcome.FAILURE,
            claimed=result.passed,
            steps=self._steps,
            seconds=result.seconds,
            error=f"{failure.line}: {failure.said}" if failure else "",
            extras={"flow": str(flow.path)},
        )
        self._writer.end(episode)

    def __exit__(self, *_: object) -> None:
        self._writer.close()
        if self._always:
            return
        if self._failed:
            self._final.parent.mkdir(exist_ok=True)
            self._path.rename(self._final)
        else:
            shutil.rmtree(self._path)


def _keep(failure: LineResult, folder: Path, number: int) -> None:
    mark = "failure" if number == 1 else f"failure-{number}"
    if failure.screen is not None:
        (folder / f"{mark}.png").write_bytes(png.encode(failure.screen))
    tree = [one.model_dump(mode="json", exclude_defaults=True) for one in failure.elements]
    text = json.dumps(tree, ensure_ascii=False, indent=1)
    (folder / f"{mark}-tree.json").write_text(text + "\n", encoding="utf-8")


def _fresh(folder: Path) -> Path:
    for number in range(1, 10_000):
        path = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        return path
    raise AssertionError(f"ten thousand flows are called {folder.name}")


def _ignore(step: Step, found: Sequence[Found]) -> None: ...
