"""Episodes, and what they were worth."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from agent import registry
from agent.errors import UsageError
from agent.evals.chromium import Chromium
from agent.evals.miniwob.oracle import KNOWN, Oracle
from agent.evals.miniwob.pages import Pages, task_names
from agent.loop import Attempt
from agent.policy import Policy
from agent.protocols import Device
from agent.spelling import nearest
from agent.trajectory import RunWriter
from agent.types import CheckResult, Episode, Outcome, Task

__all__ = ["SCREEN", "Score", "browsing", "chosen", "play", "play_all"]

SCALE = 3
"""Screen pixels per CSS pixel: the tasks measure 160x210 of these."""
SCREEN = (SCALE * 160, SCALE * 210)


def chosen(wanted: Sequence[str] | None, *, by_oracle: bool) -> Sequence[str]:
    """The tasks to play: those ``wanted``, or all that there are (that the oracle knows).

    Raises ``UsageError`` for a task that is not there or that the oracle does not know.
    """
    known = task_names()
    for name in wanted or ():
        if name not in known:
            raise UsageError(
                f"MiniWoB++ has no task {name!r}.{nearest(name, known)}",
                hint="agent eval miniwob --list",
            )
        if by_oracle and name not in KNOWN:
            raise UsageError(
                f"the oracle does not know the task {name!r}", hint=f"it knows {', '.join(KNOWN)}"
            )
    return wanted or (list(KNOWN) if by_oracle else known)


@dataclass(frozen=True)
class Score:
    """What an episode earned. ``reward``: the page's own, -1 to 1, before time counted."""

    task: str
    seed: int
    goal: str
    reward: float
    outcome: Outcome
    steps: int
    seconds: float


@dataclass(frozen=True)
class Reward:
    """A check: what the page says that the episode was worth."""

    pages: Pages
    name: str = "miniwob"

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        state = self.pages.state()
        what = f"reward {state.reward:g}" if state.done else "the task has not ended"
        why = f"{what}: {state.reason}" if state.reason else what
        return CheckResult(name=self.name, score=min(max(state.reward, 0.0), 1.0), why=why)


@contextmanager
def browsing() -> Iterator[tuple[Pages, str]]:
    """The pages in a browser on a virtual desktop of their own, and that desktop's name.

    Raises ``SetupError`` and its children: what is missing is named.
    """
    with Pages() as pages:
        desktops = registry.desktops()
        desktop = desktops.start(size=SCREEN, keep=False)
        try:
            with Chromium(desktop.environ, pages.url, scale=SCALE) as browser:
                pages.alive = lambda: not browser.has_ended
                yield pages, desktop.name
        finally:
            desktops.stop(desktop.name)


def play_all(
    pages: Pages,
    device: Device,
    policy: Policy,
    tasks: Iterable[str],
    seeds: Sequence[int],
    run: RunWriter,
    limits: Mapping[str, Any],
) -> Iterator[Score]:
    """Every task with every seed, recorded in ``run``; ``limits`` as fields of ``Task``.

    Raises ``DeviceError`` when a page does not answer.
    """
    for name in tasks:
        for seed in seeds:
            if isinstance(policy.model, Oracle):
                policy.model.begin(name)
            yield play(pages, device, policy, Task(goal=name, name=name, seed=seed, **limits), run)


def play(pages: Pages, device: Device, policy: Policy, plan: Task, run: RunWriter) -> Score:
    """One episode of the task ``plan.name``: it ends when the page says so, the model, or a limit.

    The page says what the goal is; its own limit of time is set to the plan's.
    """
    seed = plan.seed or 0
    goal = pages.start(plan.name, seed=seed, seconds=plan.timeout).goal
    task = plan.model_copy(update={"goal": goal, "name": f"miniwob/{plan.name}"})
    attempt = Attempt(task, device, policy, checks=[Reward(pages)])
    with run.episode(f"{plan.name}-{seed}") as writer:
        for step in attempt:
            writer.write(step)
            if pages.state().done:
                attempt.ending.stop(Outcome.SUCCESS)  # the check has the last word
        record = writer.end(attempt.conclude())
    reward = pages.state().reward
    return Score(plan.name, seed, goal, reward, record.outcome, record.steps, record.seconds)
