"""``agent eval``: suites of tasks, and benchmarks that others have made."""

from collections.abc import Sequence
from contextlib import closing
from statistics import fmean
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from agent.cli import terminal
from agent.cli.offline import offline
from agent.cli.suite import compare, evaluate_suite
from agent.cli.world import android_world
from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.config import Settings
    from agent.evals.miniwob import Pages, Score
    from agent.policy import Policy
    from agent.protocols import Device

__all__ = ["app"]

ORACLE = "oracle"
"""The model that asks the pages for the answers: tries everything but a model."""

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Benchmarks(TyperGroup):
    """``agent eval phone-smoke`` is short for ``agent eval suite phone-smoke``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if known else ["suite", *args])


app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    context_settings=_HELP,
    help="Evaluate on suites of tasks, and on benchmarks that others have made.",
    cls=_Benchmarks,
)


@app.callback()
def evaluate() -> None:
    """Evaluate on suites of tasks, and on benchmarks that others have made."""


for _name, _command, _about in (
    ("suite", evaluate_suite, "Try every task of a suite; 'suite' may be left out."),
    ("compare", compare, "Which of two evaluations reached more?"),
    ("offline", offline, "Ask the questions of a benchmark in a folder."),
    ("android_world", android_world, "Try AndroidWorld's tasks, from your checkout."),
):
    app.command(_name, context_settings=_HELP, short_help=_about)(_command)


@app.command(context_settings=_HELP, short_help="Play MiniWoB++ on a virtual desktop.")
def miniwob(
    model: Annotated[
        str | None,
        typer.Option(help="NAME[:ARGUMENT], folder, hub id; oracle: knows some of the answers."),
    ] = None,
    tasks: Annotated[str | None, typer.Option(help="Names, by commas [all, or known].")] = None,
    episodes: Annotated[int, typer.Option(help="How often each task is played.", min=1)] = 1,
    seed: Annotated[int, typer.Option(help="Of the first episode; the next has one more.")] = 0,
    max_steps: Annotated[int | None, typer.Option(help="Steps at most [25].")] = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds at most [600].")] = None,
    show: Annotated[bool, typer.Option("--list", help="List the tasks and end.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Play MiniWoB++ in Chromium on a virtual desktop, from pixels alone, for its own rewards.

    A reward is -1 to 1 as the page gives it, without its discount for time. Exit code: 0 played to
    the end, whatever was earned; 2 wrong usage; 3 something is missing.
    """
    from agent.evals.miniwob import chosen, task_names

    if show:
        for name in task_names():
            terminal.out(name)
        return
    if model is None:
        raise UsageError("no model is named", hint="--model oracle, or --model FOLDER")
    flags: dict[str, object] = {
        "model": None if model == ORACLE else model,
        "max_steps": max_steps,
        "timeout": timeout,
        "seed": seed,
    }
    names = chosen(
        [name.strip() for name in tasks.split(",")] if tasks else None, by_oracle=model == ORACLE
    )
    scores = _played(flags, model, names, range(seed, seed + episodes))
    if json:
        terminal.as_json({"schema_version": 1, "scores": [_facts(score) for score in scores]})
    else:
        terminal.table(("TASK", "EPISODES", "REWARD", "SOLVED"), _rows(scores))


def _played(
    flags: dict[str, object], model: str, names: Sequence[str], seeds: range
) -> "list[Score]":
    from agent import config as configuration
    from agent.cli.opening import open_device
    from agent.evals.miniwob import browsing, play_all
    from agent.trajectory import RunWriter
    from agent.trajectory.provenance import describe_run
    from agent.trajectory.schema import ModelRecord

    scores = []
    with browsing() as (pages, desktop):
        config = configuration.load(flags | {"device": f"desktop:{desktop}"})
        with closing(open_device(config.settings)) as device:
            policy = _player(config.settings, model, pages, device)
            with closing(policy.model):
                about = describe_run(
                    settings=config.items(),
                    device=policy.device,
                    model=ModelRecord(name=policy.model.name, dialect=policy.dialect.name),
                    seed=seeds.start,
                )
                run = RunWriter(config.settings.record, "miniwob", about)
                terminal.say(f"recording: {run.path}")
                limits = {
                    name: value
                    for name in ("max_steps", "timeout")
                    if (value := getattr(config.settings, name)) is not None
                }
                for score in play_all(pages, device, policy, names, seeds, run, limits):
                    terminal.say(
                        f"{score.task} {score.seed}: {score.reward:g} ({score.outcome}),"
                        f" {score.steps} steps, {score.seconds:.1f} s"
                    )
                    scores.append(score)
    return scores


def _player(settings: "Settings", model: str, pages: "Pages", device: "Device") -> "Policy":
    from agent.cli.opening import policy_for
    from agent.evals.miniwob import Oracle
    from agent.policy import Policy
    from agent.registry import dialect

    if model != ORACLE:
        return policy_for(settings, model, device.info())
    oracle = Oracle(pages)
    return Policy(oracle, dialect(oracle.dialect), device.info())


def _rows(scores: "Sequence[Score]") -> list[tuple[str, str, str, str]]:
    rows = []
    for name in dict.fromkeys(score.task for score in scores):
        rewards = [score.reward for score in scores if score.task == name]
        solved = sum(reward >= 1 for reward in rewards)
        rows.append((name, str(len(rewards)), f"{fmean(rewards):.2f}", f"{solved}/{len(rewards)}"))
    rewards = [score.reward for score in scores]
    solved = sum(reward >= 1 for reward in rewards)
    all_of_them = ("all", str(len(rewards)), f"{fmean(rewards):.2f}", f"{solved}/{len(rewards)}")
    return [*rows, all_of_them]


def _facts(score: "Score") -> dict[str, object]:
    return {
        "task": score.task,
        "seed": score.seed,
        "goal": score.goal,
        "reward": score.reward,
        "outcome": score.outcome,
        "steps": score.steps,
        "seconds": round(score.seconds, 3),
    }
