"""Lets the pocket model drive built-in phones, and counts: ``python -m agent.pocket.evaluate``.

Every episode goes the way of ``agent run``: phone process, adb server, Android driver, loop,
dialect, local model. Sentences, seeds, wallpapers, start screens and switch states are held out
from training. Whether a goal was reached is read from the phone's own state afterwards.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent import registry
from agent.interval import wilson
from agent.loop import Attempt
from agent.models.local import open_pocket
from agent.pocket.phone import Catalogue, catalogue, module
from agent.pocket.trials import Trial, trials
from agent.policy import Policy, dialect_name
from agent.protocols import Device, Model
from agent.types import Outcome, Task

__all__ = ["Score", "main"]

_MAX_STEPS = 25


@dataclass(frozen=True, slots=True)
class Score:
    """How one trial went. ``reached``: the phone's state is as wanted and the model said so."""

    number: int
    kind: str
    sentence: str
    start: str
    reached: bool
    outcome: str
    why: str
    steps: int
    seconds: float
    think: float
    """Seconds of thinking a step, on average."""
    actions: tuple[str, ...]


def _attempt(trial: Trial, device: Device, model: Model, known: Catalogue) -> Score:
    policy = Policy(model, registry.dialect(dialect_name(model)), device.info())
    task = Task(goal=trial.sentence, max_steps=_MAX_STEPS, timeout=180)
    attempt = Attempt(task, device, policy)
    begun = time.monotonic()
    for _ in attempt:
        pass
    seconds, steps = time.monotonic() - begun, attempt.history
    episode = attempt.conclude()
    holds, why = _holds(trial, device, known)
    return Score(
        number=trial.number,
        kind=trial.goal.kind,
        sentence=trial.sentence,
        start=trial.start,
        reached=holds and episode.outcome is Outcome.SUCCESS,
        outcome=str(episode.outcome),
        why=why,
        steps=len(steps),
        seconds=round(seconds, 2),
        think=round(sum(step.timings.think for step in steps) / max(len(steps), 1), 3),
        actions=tuple(step.decision.summary or step.decision.error for step in steps),
    )


def _holds(trial: Trial, device: Device, known: Catalogue) -> tuple[bool, str]:
    """Whether the phone is as wanted, and what was seen there."""
    goal = trial.goal
    if goal.kind == "switch":
        row = next(row for row in module("state.catalog").switches() if row.id == goal.key)
        value = _shell(device, f"settings get {row.ns} {row.key}").strip()
        return row.is_on(value) == goal.on, f"{row.ns}/{row.key} = {value}"
    if goal.kind == "app":
        front = device.observe().app
        return front.partition("/")[0] == goal.key, f"{front} is in front"
    seen = device.observe(elements=True)
    titles = [
        element.text
        for element in seen.elements
        if element.resource_id.endswith(("/collapsing_toolbar", "/action_bar"))
    ]
    title = known.pages[goal.route].title
    return title in titles, f"the page is titled {titles}"


def _shell(device: Device, line: str) -> str:
    return device.shell(["sh", "-c", line])[1]


@contextmanager
def _phone(seed: int) -> Iterator[tuple[Any, str]]:
    """A built-in phone of its own; ends with the block."""
    fleet: Any = registry.phones()
    serial = fleet.start(seed=seed, keep=False).serial
    try:
        yield fleet, serial
    finally:
        fleet.stop(serial)


def _run(todo: Sequence[Trial], weights: Path | None) -> Iterator[Score]:
    known = catalogue()
    with closing(open_pocket(str(weights or ""))) as model:
        for seed in dict.fromkeys(trial.seed for trial in todo):
            with (
                _phone(seed) as (fleet, serial),
                closing(registry.device_kind("android").open(serial)) as device,
            ):
                for trial in (each for each in todo if each.seed == seed):
                    fleet.reset(serial)
                    _shell(device, "; ".join(trial.script))
                    time.sleep(0.5)
                    yield _attempt(trial, device, model, known)


def _table(scores: Sequence[Score]) -> str:
    lines = [
        "| goal | reached | of | share | 95 % interval | steps | s a step |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in ("app", "page", "switch", "all"):
        mine = [score for score in scores if kind in {score.kind, "all"}]
        if not mine:
            continue
        right, steps = sum(score.reached for score in mine), sum(score.steps for score in mine)
        low, high = wilson(right, len(mine))
        pace = sum(score.seconds for score in mine) / max(steps, 1)
        lines.append(
            f"| {kind} | {right} | {len(mine)} | {right / len(mine):.1%} |"
            f" {low:.1%} - {high:.1%} | {steps / len(mine):.1f} | {pace:.2f} |"
        )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of this module: progress on stderr, the table on stdout."""
    parser = argparse.ArgumentParser(description="Let the pocket model drive built-in phones.")
    parser.add_argument("--episodes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="another one gives other episodes")
    parser.add_argument("--weights", type=Path, help="a checkpoint folder; default: the packaged")
    parser.add_argument("--part", default="0/1", help="k/n: only every n-th phone, from the k-th")
    parser.add_argument("--json", type=Path, help="write every episode here")
    given = parser.parse_args(argv)
    part, parts = (int(number) for number in given.part.split("/"))
    todo = [
        trial
        for trial in trials(given.episodes, catalogue(), seed=given.seed)
        if trial.seed % parts == part
    ]
    scores = []
    for score in _run(todo, given.weights):
        scores.append(score)
        mark = "reached" if score.reached else f"NOT reached ({score.outcome}; {score.why})"
        sys.stderr.write(
            f"{len(scores)}/{len(todo)} {score.sentence!r} from {score.start}: {mark},"
            f" {score.steps} steps, {score.seconds:.1f} s\n"
        )
        if not score.reached:
            sys.stderr.write(f"    {' > '.join(score.actions)}\n")
    sys.stdout.write(_table(scores) + "\n")
    if given.json:
        said = {"cpus": os.cpu_count(), "episodes": [asdict(score) for score in scores]}
        given.json.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
