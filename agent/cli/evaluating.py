"""What ``agent eval suite`` does: plan, try on the devices, keep, report."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from agent import config as configuration
from agent import registry
from agent.checks.judge import is_judged
from agent.cli import terminal
from agent.cli.judging import demand_judge
from agent.cli.reporting import describe, report
from agent.cli.seat import Own, Terms, open_seat
from agent.cli.sharing import one_model
from agent.config import Settings
from agent.errors import UsageError
from agent.evals.plan import Trial, plan
from agent.evals.results import Evaluation, Result, Results
from agent.parallel import Done, Job, Open, run_jobs
from agent.secrets import Secrets
from agent.tasks import Template, suite
from agent.types import Outcome

__all__ = ["Executor", "Request", "evaluate"]

NOTHING = 5

Executor = Literal["processes", "ray"]
"""Where trials are tried: by processes of this machine, or by the workers of a Ray cluster."""


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
    executor: Executor = "processes"
    gpus: float = 0.0
    """For each seat, on a cluster."""
    json: bool = False


def evaluate(request: Request) -> int:
    """The exit code. Raises what ``agent.cli.app`` reports."""
    results = Results(request.folder)
    if request.resume:
        request = _as_begun(request, results.evaluation)
    if request.suite is None:
        raise UsageError("no suite is named", hint="agent eval suite phone-smoke --out DIR")
    chosen = _chosen(request, suite(request.suite))
    trials = plan(request.suite, chosen, epochs=request.epochs, seed=request.seed)
    if not trials:
        terminal.say("no task was chosen: see the suite, --tasks and --tag")
        return NOTHING
    config = _configured(request, chosen)
    settings = _with_judge(config.settings, chosen)
    Secrets.read(settings.secret)  # what is wrong with them is said before a phone starts
    begun = Evaluation(
        suite=request.suite,
        seed=request.seed,
        epochs=request.epochs,
        model=settings.model or "pocket",
        judge=settings.judge,
        max_steps=request.max_steps,
        tasks=tuple(one.name for one in chosen),
    )
    results.begin(begun, resume=request.resume)
    describe(request.folder, config)
    done = {result.key for result in results.read()}
    waiting = [trial for trial in trials if trial.key not in done]
    _try(request, settings, waiting, results, already=len(done))
    report(request.folder, begun, results.read(), json=request.json)
    return 0


def _as_begun(request: Request, begun: Evaluation) -> Request:
    if request.suite not in {None, begun.suite}:
        raise UsageError(
            f"{request.folder} is an evaluation of {begun.suite}, not of {request.suite}",
            hint=f"agent eval {begun.suite} --resume {request.folder}",
        )
    flags = {
        **request.flags,
        "model": request.flags.get("model") or begun.model,
        "judge": begun.judge,
    }
    return replace(
        request,
        suite=begun.suite,
        seed=begun.seed,
        epochs=begun.epochs,
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


def _configured(request: Request, chosen: Sequence[Template]) -> configuration.Config:
    """The settings; where nobody named a device, it is of the kind that the tasks are for.

    Raises ``UsageError`` for tasks of several kinds.
    """
    kinds = sorted({one.device for one in chosen})
    if len(kinds) > 1:
        raise UsageError(
            f"{request.suite} has tasks for {' and for '.join(kinds)}: one kind at a time",
            hint="--tasks, or --tag",
        )
    config = configuration.load(request.flags)
    if config.sources["device"] != "default" or request.serials or kinds == ["android"]:
        return config
    device = "desktop:virtual" if kinds == ["desktop"] else kinds[0]
    return configuration.load({**request.flags, "device": device})


def _with_judge(settings: Settings, chosen: Sequence[Template]) -> Settings:
    """Without a judge where no task asks for one. Raises ``UsageError`` for one that is wanting."""
    hint = "--judge MODEL, or --tasks with those that are not"
    judged = False
    for template in chosen:
        checks = [registry.make_check(one) for one in template.instance(0).task.checks]
        demand_judge(checks, settings.judge, f"the task {template.name}", hint)
        judged = judged or is_judged(checks)
    return settings if judged else settings.model_copy(update={"judge": None})


def _try(
    request: Request,
    settings: Settings,
    waiting: Sequence[Trial],
    results: Results,
    *,
    already: int,
) -> None:
    if not waiting:
        return
    began, total = time.monotonic(), already + len(waiting)
    jobs = [Job(trial.key, trial) for trial in waiting]
    seats = _seats(request, settings)[: len(waiting)]
    terms = Terms(
        settings,
        _own(request, settings),
        request.folder,
        request.max_steps,
    )
    with _one_model(request, terms, len(seats)) as (terms, check):
        open_each = partial(open_seat, terms)
        for number, done in enumerate(_executor(request)(jobs, seats, open_each), 1):
            result = done.result if not done.error else _crashed(done.job.carries, done.error)
            if result.outcome == Outcome.MODEL_ERROR:
                check()
            if done.job.attempts:
                result = result.model_copy(update={"retried": True})
            results.add(result)
            left = (time.monotonic() - began) / number * (len(waiting) - number)
            mark = "reached" if result.success else result.outcome
            terminal.say(
                f"{already + number}/{total}  {mark:12}{result.key}  {result.steps} steps,"
                f" {result.seconds:.1f} s on {result.device}  (about {left:.0f} s left)"
            )


def _executor(request: Request) -> Callable[[Sequence[Job], Sequence[str], Open], Iterator[Done]]:
    if request.executor == "processes":
        return run_jobs
    from agent.cluster import run_on_cluster

    return partial(run_on_cluster, gpus=request.gpus)


def _own(request: Request, settings: Settings) -> Own | None:
    """What each seat starts for itself, if it does."""
    kind, _, which = settings.device.partition(":")
    if kind == "desktop" and which.partition("=")[0] == "virtual":
        return "desktop"
    return "phone" if settings.device == "android" and not request.serials else None


def _seats(request: Request, settings: Settings) -> list[str]:
    """The serials to work on; what is started for the occasion is started by its worker."""
    if own := _own(request, settings):
        name = {"phone": "built-in phone", "desktop": "virtual desktop"}[own]
        return [f"{name} {number}" for number in range(1, request.devices + 1)]
    return list(request.serials) or [""]


@contextmanager
def _one_model(
    request: Request, terms: Terms, seats: int
) -> Iterator[tuple[Terms, Callable[[], object]]]:
    """Several seats here share a model that runs weights: the terms to say so, and a look at it.

    It judges as well, where it is also the judge's. The look raises ``ModelError`` once the model's
    process has ended: an episode that this ended says nothing about the agent, and is not to be
    counted.
    """
    settings = terms.settings
    spec = settings.model or ("pocket" if terms.own == "phone" else None)
    here = seats if request.executor == "processes" else 1
    with one_model(settings, spec, here) as holder:
        if holder is None:
            yield terms, lambda: None
            return
        judge = holder.spec if settings.judge == spec else settings.judge
        shared = settings.model_copy(update={"model": holder.spec, "judge": judge})
        yield replace(terms, settings=shared), holder.check


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
