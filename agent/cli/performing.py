"""What ``agent run`` does: opens what the settings name, attempts the task, records it."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from loguru import logger

from agent import registry
from agent.approval import Approval, rules_for
from agent.checks import begin
from agent.cli.audience import Audience
from agent.cli.judging import appointed, demand_judge
from agent.cli.logs import open_log, set_up_logging
from agent.cli.opening import open_device, open_policy, reads_tree, refuse_unknown
from agent.cli.resuming import Killed
from agent.cli.secrecy import refuse_told
from agent.cli.signals import Interrupts
from agent.config import Config, Settings
from agent.errors import FingertipError, UsageError
from agent.film import Filmed
from agent.loop import Attempt
from agent.secrets import Secrets
from agent.tasks import task_for
from agent.trajectory import EpisodeWriter, RunWriter
from agent.trajectory.provenance import describe_run
from agent.trajectory.schema import ModelRecord, RunRecord
from agent.types import Observation, Outcome, Task

__all__ = ["EXIT_CODES", "perform", "plan"]

EXIT_CODES = {
    Outcome.SUCCESS: 0,
    Outcome.DEVICE_ERROR: 3,
    Outcome.MODEL_ERROR: 3,
    Outcome.INTERRUPTED: 130,
}
"""Every other outcome is 1: it ran and did not reach the goal."""


def plan(goal: str, settings: Settings, checks: Sequence[str]) -> tuple[Task, dict[str, str]]:
    """The task for ``goal``, and where its checks come from if not from the command line."""
    if not goal.strip():
        raise UsageError("the goal is empty", hint='agent run "open settings and enable wifi"')
    known = None if checks else task_for(goal, settings.device.partition(":")[0])
    base = known.task if known else Task(goal=goal)
    origin = {"task": known.task.name} if known else {}
    limits = {"max_steps": settings.max_steps, "timeout": settings.timeout}
    changes: dict[str, Any] = {
        "goal": goal,
        "checks": tuple(checks) or base.checks,
        "seed": settings.seed,
        **{name: value for name, value in limits.items() if value is not None},
    }
    return base.model_copy(update=changes), origin


def perform(
    config: Config,
    task: Task,
    origin: dict[str, str],
    audience: Audience,
    killed: Killed | None = None,
) -> int:
    """Open, attempt, record; the exit code. Raises what cannot be recorded: no device, no model.

    ``killed``: an earlier process's episode, which goes on.
    """
    interrupts = Interrupts()
    with interrupts.heard():
        outcome = _perform(config, task, origin, audience, interrupts, killed)
    return EXIT_CODES.get(outcome, 1)


def _perform(
    config: Config,
    task: Task,
    origin: dict[str, str],
    audience: Audience,
    interrupts: Interrupts,
    killed: Killed | None,
) -> Outcome:
    checks = [registry.make_check(expression) for expression in task.checks]
    demand_judge(checks, config.settings.judge, "the goal", "--judge MODEL, or another --check")
    rules = rules_for(config.settings.approve)
    secrets = Secrets.read(config.settings.secret)
    refuse_told(secrets, (task.goal, *task.checks))
    set_up_logging(verbose=audience.verbose, secrets=secrets)
    refuse_unknown(config.settings)
    begun = time.monotonic()
    with closing(open_device(config.settings)) as device:
        opened = time.monotonic()
        policy = open_policy(config.settings, device, audience.hear)
        loaded = time.monotonic()
        with closing(policy.model), appointed(checks, config.settings, policy.model):
            attempt = Attempt(
                task,
                Filmed(device) if config.settings.observe == "clip" else device,
                policy,
                checks=checks,
                approval=Approval(rules, audience.ask),
                elements=reads_tree(config.settings, device),
                settle=config.settings.settle,
                replies=config.settings.replies,
            )
            about, path, episode = _recording(config, attempt, killed)
            open_log(path)
            logger.info("device {} opened in {:.2f} s", policy.device.serial, opened - begun)
            logger.info("model {} opened in {:.2f} s", policy.model.name, loaded - opened)
            for note in policy.device.notes:
                logger.info("device: {}", note)
            audience.begins(task, about, path)
            try:
                return _record(attempt, episode(), path, origin, audience, interrupts)
            except FingertipError:
                raise
            except Exception as bug:
                bug.run_folder = path  # type: ignore[attr-defined]  # for cli.app to save it in
                raise


def _recording(
    config: Config, attempt: Attempt, killed: Killed | None
) -> tuple[RunRecord, Path, Callable[[], EpisodeWriter]]:
    """What the run is, its folder, and how to begin writing: anew, or where it was killed."""
    if killed is not None:
        killed.continue_with(attempt)
        episode = killed.episode.path
        return killed.run.record, killed.run.path, partial(EpisodeWriter, episode, resume=True)
    policy, task = attempt.policy, attempt.task
    model = ModelRecord(name=policy.model.name, dialect=policy.dialect.name)
    about = describe_run(settings=config.items(), device=policy.device, model=model, seed=task.seed)
    begin(attempt.checks, attempt.device)
    run = RunWriter(config.settings.record, task.goal, about)
    return about, run.path, partial(run.episode, task=task)


def _record(
    attempt: Attempt,
    writer: EpisodeWriter,
    path: Path,
    origin: dict[str, str],
    audience: Audience,
    interrupts: Interrupts,
) -> Outcome:
    with writer, audience:

        def on_phase(phase: str, seen: Observation | None) -> None:
            audience.phase(phase)
            if seen is not None and phase == "act":
                writer.await_screen(seen.frame)
            elif seen is not None:
                writer.prepare(seen.frame)

        attempt.on_phase = on_phase
        try:
            for step in attempt:
                with interrupts.shield():
                    record = writer.write(step)
                audience.step(step, record)
        except KeyboardInterrupt:
            attempt.ending.stop(Outcome.INTERRUPTED)
        after = None
        try:
            if attempt.history and attempt.ending.outcome is not Outcome.INTERRUPTED:
                after = attempt.look()
            episode = attempt.conclude()
        except KeyboardInterrupt:
            attempt.ending.outcome = Outcome.INTERRUPTED
            episode = attempt.conclude()
        with interrupts.shield():
            result = writer.end(replace(episode, extras=episode.extras | origin), after)
    audience.ends(result, path, EXIT_CODES.get(result.outcome, 1))
    return result.outcome
