"""What ``agent eval suite`` does: plan, try on the devices, keep, report."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

from agent import config as configuration
from agent import registry
from agent.checks.judge import is_judged
from agent.cli import terminal
from agent.cli.opening import open_device, open_policy
from agent.cli.reporting import describe, report
from agent.errors import DeviceError, SetupError, UsageError
from agent.evals.plan import Trial, plan
from agent.evals.results import Evaluation, Result, Results
from agent.evals.trying import Arena
from agent.parallel import Job, run_jobs
from agent.policy import Policy
from agent.protocols import Device
from agent.secrets import Secrets
from agent.tasks import Template, suite

__all__ = ["Request", "evaluate"]

NOTHING = 5


@dataclass(frozen=True)
class Request:
    """The command line, read."""

    suite: str | None
    flags: Mapping[str, object]
    folder: Path
    resume: bool
    devices: int = 1
    serials: tuple[str, ...] = ()
    epochs: int = 1
    seed: int = 30
    tasks: frozenset[str] = frozenset()
    tag: str | None = None
    max_steps: int | None = None
    judge: str | None = None
    json: bool = False


def evaluate(request: Request) -> int:
    """The exit code. Raises what ``agent.cli.app`` reports."""
    results = Results(request.folder)
    if request.resume:
        request = _as_begun(request, results.evaluation)
    if request.suite is None:
        raise UsageError("no suite is named", hint="agent eval suite phone-smoke --out DIR")
    chosen = _chosen(request, suite(request.suite))
    _demand_judge(request, chosen)
    trials = plan(request.suite, chosen, epochs=request.epochs, seed=request.seed)
    if not trials:
        terminal.say("no task was chosen: see the suite, --tasks and --tag")
        return NOTHING
    config = configuration.load(request.flags)
    Secrets.read(config.settings.secret)  # what is wrong with them is said before a phone starts
    begun = Evaluation(
        suite=request.suite,
        seed=request.seed,
        epochs=request.epochs,
        model=config.settings.model or "pocket",
        judge=request.judge,
        max_steps=request.max_steps,
        tasks=tuple(one.name for one in chosen),
    )
    results.begin(begun, resume=request.resume)
    describe(request.folder, config)
    done = {result.key for result in results.read()}
    waiting = [trial for trial in trials if trial.key not in done]
    _try(request, waiting, results, already=len(done))
    report(request.folder, request.suite, results.read(), json=request.json)
    return 0


def _as_begun(request: Request, begun: Evaluation) -> Request:
    flags = {**request.flags, "model": request.flags.get("model") or begun.model}
    return replace(
        request,
        suite=begun.suite,
        seed=begun.seed,
        epochs=begun.epochs,
        judge=begun.judge,
        max_steps=begun.max_steps,
        tasks=frozenset(begun.tasks),
        flags=flags,
    )


def _chosen(request: Request, templates: Sequence[Template]) -> list[Template]:
    unknown = request.tasks - {one.name for one in templates}
    if unknown:
        raise UsageError(
            f"{request.suite} has no task {', '.join(sorted(unknown))}",
            hint=f"agent tasks list {request.suite}",
        )
    return [
        one
        for one in templates
        if (not request.tasks or one.name in request.tasks)
        and (request.tag is None or request.tag in one.tags)
    ]


def _demand_judge(request: Request, chosen: Sequence[Template]) -> None:
    """Raises ``UsageError`` where a check asks a model and nobody has named one."""
    for template in chosen:
        checks = [registry.make_check(one) for one in template.instance(0).task.checks]
        if request.judge is None and is_judged(checks):
            raise UsageError(
                f"the task {template.name} is judged by a model, and none is named",
                hint="--judge MODEL, or --tasks with those that are not",
            )


def _try(request: Request, waiting: Sequence[Trial], results: Results, *, already: int) -> None:
    began, total = time.monotonic(), already + len(waiting)
    jobs = [Job(trial.key, trial) for trial in waiting]
    with _seats(request, len(waiting)) as seats:
        open_seat = partial(_open_seat, request)
        for number, done in enumerate(run_jobs(jobs, seats, open_seat), 1):
            result = done.result if not done.error else _crashed(done.job.carries, done.error)
            if done.job.attempts:
                result = result.model_copy(update={"retried": True})
            results.add(result)
            left = (time.monotonic() - began) / number * (len(waiting) - number)
            mark = "reached" if result.success else result.outcome
            terminal.say(
                f"{already + number}/{total}  {mark:12}{result.key}  {result.steps} steps,"
                f" {result.seconds:.1f} s on {result.device}  (about {left:.0f} s left)"
            )


@contextmanager
def _seats(request: Request, jobs: int) -> Iterator[list[str]]:
    """The serials to work on: the user's, or phones that are started and ended again."""
    if request.serials or (request.flags.get("device") or "android") != "android":
        yield list(request.serials) or [""]
        return
    phones = registry.phones()
    started: list[str] = []
    try:
        # One after another: those that did start are ended even if a later one does not.
        started.extend(phones.start(seed=n).serial for n in range(min(request.devices, jobs)))
        yield started
    finally:
        for serial in started:
            with suppress(DeviceError):
                phones.stop(serial)


@contextmanager
def _open_seat(request: Request, serial: str) -> Iterator[Callable[[Trial], Result]]:
    with _Seat(request, serial) as seat:
        yield seat.attempt


class _Seat:
    """A device and its model inside a worker; a built-in phone that fails is replaced."""

    def __init__(self, request: Request, serial: str) -> None:
        self._request = request
        self._own = not request.serials  # a built-in phone that the evaluation started
        self._settings = configuration.load({**request.flags, "serial": serial or None}).settings
        self._device: Device = open_device(self._settings)
        self._policy: Policy = open_policy(self._settings, self._device)
        self._judge = registry.open_model(request.judge) if request.judge else None
        self._replacement = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._device.close()
        self._policy.model.close()
        if self._judge is not None:
            self._judge.close()
        if self._replacement:
            with suppress(DeviceError):
                registry.phones().stop(self._replacement)

    def attempt(self, trial: Trial) -> Result:
        result = self._arena().attempt(trial)
        if result.outcome != "device_error":
            return result
        try:
            self._replace()
        except SetupError as error:
            why = f"{result.why}; no other device: {error}"
            return result.model_copy(update={"why": why})
        return self._arena().attempt(trial, retried=True)

    def _arena(self) -> Arena:
        policy = replace(self._policy, device=self._device.info())
        return Arena(
            self._device,
            policy,
            self._request.folder,
            self._reset,
            max_steps=self._request.max_steps,
            settle=self._settings.settle,
            judge=self._judge,
        )

    def _reset(self) -> None:
        if self._own and self._device.info().kind == "android":
            registry.phones().reset(self._device.serial)

    def _replace(self) -> None:
        serial = self._device.serial
        with closing(self._device):
            pass
        if self._own:
            phones = registry.phones()
            with suppress(DeviceError):
                phones.stop(serial)
            serial = self._replacement = phones.start().serial
        settings = self._settings.model_copy(update={"serial": serial})
        self._device = open_device(settings)


def _crashed(trial: Trial, error: str) -> Result:
    return Result(
        key=trial.key,
        task=trial.task,
        seed=trial.seed,
        epoch=trial.epoch,
        goal="",
        outcome="crashed",
        success=False,
        score=0.0,
        why=error.strip(),
    )
