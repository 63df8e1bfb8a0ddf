"""AndroidWorld's own tasks, attempted by our loop under AndroidWorld's rules.

Kept exactly, from ``android_world/suite_utils.py`` and ``episode_runner.py``: the seed of an
instance, the budget of ``int(10 * complexity)`` steps, the order of set-up, start screen, episode,
check and tear-down, and that an episode counts what its check says only if the agent said that it
is done.
"""

import datetime as dt
import random
import time
import traceback
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.approval import ALLOW_ALL
from agent.errors import UsageError
from agent.evals.android_world.checkout import FAMILY, Checkout, Facts
from agent.evals.android_world.device import answer_of
from agent.evals.android_world.records import Record
from agent.evals.plan import instance_seed
from agent.evals.results import CRASHES, Result
from agent.loop import Attempt
from agent.policy import Policy
from agent.protocols import Check, Device
from agent.spelling import nearest
from agent.tasks.template import STEPS_PER_COMPLEXITY
from agent.trajectory import EpisodeWriter
from agent.types import CheckResult, Episode, Step, Task

__all__ = ["BUILT_IN_APPS", "Instance", "instances", "play"]

_DAY = 86_400.0
BUILT_IN_APPS = frozenset(
    {"clipper", "clock", "contacts", "files", "markor", "settings", "simple sms messenger"}
)
"""AndroidWorld's names of the apps that the built-in phone draws; of others it has the icon."""


@dataclass(frozen=True)
class Instance:
    """One of their tasks with its parameters. ``task`` is an object of theirs."""

    template: str
    number: int
    seed: int
    task: Any
    facts: Facts

    @property
    def key(self) -> str:
        return f"{self.template}_{self.number}"

    @property
    def budget(self) -> int:
        return int(STEPS_PER_COMPLEXITY * self.task.complexity)


def instances(
    checkout: Checkout,
    env: Any,
    *,
    tasks: Sequence[str] = (),
    combinations: int = 1,
    seed: int = 30,
    family: str = FAMILY,
    apps: Collection[str] | None = None,
) -> list[Instance]:
    """The ``tasks`` by name, each ``combinations`` times; without any, those whose apps are there.

    ``apps``: the names that AndroidWorld gives to the apps that count; None: all installed ones.
    Raises ``UsageError`` for a task that the family does not have.
    """
    classes, facts = checkout.classes(family), checkout.facts()
    for name in tasks:
        if name not in classes:
            raise UsageError(
                f"{family} has no task {name!r}.{nearest(name, list(classes))}",
                hint="see android_world/registry.py",
            )
    chosen = [
        Instance(name, number, at, _made(classes[name], at, env), facts.get(name, Facts()))
        for name in sorted(set(tasks) or classes)
        for number in range(combinations)
        for at in [instance_seed(name, number, seed)]
    ]
    if tasks:
        return chosen
    installed = _Apps(checkout, env)
    return [
        one
        for one in chosen
        if installed.has(one.task.app_names)
        and (apps is None or set(one.task.app_names) <= {*apps, ""})
    ]


def _made(task: Any, seed: int, env: Any) -> Any:
    if hasattr(task, "set_device_time"):
        task.set_device_time(env)
    random.seed(seed)
    params = task.generate_random_params()
    return task({**params, "seed": seed})


class _Apps:
    """The apps that the phone has, by the names that AndroidWorld gives them."""

    def __init__(self, checkout: Checkout, env: Any) -> None:
        self._activity = checkout.module("android_world.env.adb_utils").get_adb_activity
        adb = checkout.module("android_env.proto.adb_pb2")
        words = adb.AdbRequest.GenericRequest(args=["shell", "pm", "list", "packages"])
        said = env.controller.execute_adb_call(adb.AdbRequest(generic=words)).generic.output
        self._packages = {line.removeprefix("package:") for line in said.decode().split()}

    def has(self, names: Sequence[str]) -> bool:
        activities = [self._activity(name) or "" for name in names if name]
        return all(activity.partition("/")[0] in self._packages for activity in activities)


@dataclass(frozen=True)
class _Verdict:
    """A check: the task's own ``is_successful``, which may raise what it likes."""

    task: Any
    env: Any
    steps: Sequence[Step]
    name: str = "android_world"

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        if answer := answer_of(self.steps, episode.answer):
            self.env.interaction_cache = answer
        score = float(self.task.is_successful(self.env))
        return CheckResult(name=self.name, score=score, why=f"is_successful says {score:g}")


def play(
    instance: Instance,
    env: Any,
    device: Device,
    policy: Policy,
    path: Path,
    *,
    settle: float = 3.0,
) -> tuple[Result, Record]:
    """Set up, attempt, check, tidy; recorded in the new folder ``path``. Theirs never raises."""
    task, began = instance.task, time.monotonic()
    episode: Episode | None = None
    steps: Sequence[Step] = ()
    said = ""
    try:
        task.initialize_task(env)
        env.reset(go_home=bool(task.start_on_home_screen))
        # Not before: a goal may tell of what the set-up has made.
        attempt = _attempt(instance, env, device, policy, settle)
        steps = attempt.history
        with EpisodeWriter(path) as writer:
            for step in attempt:
                writer.write(step)
            episode = attempt.conclude()
            writer.end(episode)
        seconds = time.monotonic() - began
        task.tear_down(env)
    except Exception:  # noqa: BLE001 - a task's own, whatever it is: a failed trial, as with them
        seconds = time.monotonic() - began
        said = traceback.format_exc()
    return (
        _result(instance, episode, steps, device, said),
        _record(instance, episode, policy, seconds, said),
    )


def _attempt(
    instance: Instance, env: Any, device: Device, policy: Policy, settle: float
) -> Attempt:
    checks: list[Check] = []
    attempt = Attempt(
        Task(
            goal=instance.task.goal,
            name=instance.template,
            max_steps=instance.budget,
            timeout=_DAY,
            seed=instance.seed,
        ),
        device,
        policy,
        checks=checks,
        approval=ALLOW_ALL,
        settle=settle,
    )
    checks.append(_Verdict(instance.task, env, attempt.history))
    return attempt


def _record(
    instance: Instance,
    episode: Episode | None,
    policy: Policy,
    seconds: float,
    said: str,
) -> Record:
    broken = said if episode is None else episode.error if episode.outcome in CRASHES else None
    score = episode.checks[0].score if episode and episode.checks else 0.0
    claimed = episode is not None and episode.claimed
    size = policy.device.size
    return Record(
        goal=instance.task.goal,
        task_template=instance.template,
        instance_id=instance.number,
        seed=instance.seed,
        agent_name=policy.model.name,
        is_successful=None if broken is not None else score * claimed,
        episode_length=None if broken is not None or episode is None else episode.steps,
        run_time=round(seconds, 3),
        finish_dtime=dt.datetime.now().astimezone().replace(tzinfo=None).isoformat(),
        screen_config={
            "width": size.width,
            "height": size.height,
            "orientation": "portrait" if size.width <= size.height else "landscape",
            "config_name": "default",
        },
        exception_info=broken,
    )


def _result(
    instance: Instance, episode: Episode | None, steps: Sequence[Step], device: Device, said: str
) -> Result:
    facts = instance.facts
    reasons = [episode.error, *(one.why for one in episode.checks)] if episode else []
    return Result(
        key=instance.key,
        task=instance.template,
        seed=instance.seed,
        epoch=instance.number,
        app=", ".join(filter(None, instance.task.app_names)),
        tags=tuple(sorted({*facts.tags, facts.difficulty} - {""})),
        goal=instance.task.goal,
        outcome=episode.outcome if episode else "crashed",
        success=episode is not None and episode.outcome == "success",
        score=episode.checks[0].score if episode and episode.checks else 0.0,
        steps=episode.steps if episode else len(steps),
        seconds=round(episode.seconds, 3) if episode else 0.0,
        tokens_in=sum(step.decision.tokens_in for step in steps),
        tokens_out=sum(step.decision.tokens_out for step in steps),
        oracle_steps=facts.optimal_steps,
        why="; ".join(filter(None, [*reasons, said.strip().rpartition("\n")[2]])),
        device=device.serial,
    )
