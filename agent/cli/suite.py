"""``agent eval suite SUITE`` and ``agent eval compare A B``: the work is in ``evaluating``."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from agent.cli import terminal
from agent.cli.secrecy import HELP, joined
from agent.errors import UsageError

__all__ = ["compare", "evaluate_suite"]


def evaluate_suite(
    name: Annotated[
        str | None, typer.Argument(metavar="SUITE", help="A suite, or a file or folder of tasks.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="NAME[:ARGUMENT], folder, hub id.")] = None,
    dialect: Annotated[str | None, typer.Option(help="How the model is spoken to.")] = None,
    device: Annotated[
        str | None, typer.Option(help="Kind of device [the one that SUITE is for].")
    ] = None,
    devices: Annotated[
        int, typer.Option(min=1, max=64, help="Built-in phones or virtual desktops to start.")
    ] = 1,
    serial: Annotated[
        list[str] | None, typer.Option(help="Your own device instead. Repeatable.")
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="How often each task is tried.")] = 1,
    seed: Annotated[int, typer.Option(help="For the tasks' parameters (AndroidWorld: 30).")] = 30,
    tasks: Annotated[str, typer.Option(help="Only these, by commas.")] = "",
    tag: Annotated[str | None, typer.Option(help="Only tasks with this tag.")] = None,
    max_steps: Annotated[int | None, typer.Option(help="Instead of each task's own.")] = None,
    secret: Annotated[list[str] | None, typer.Option(help=HELP)] = None,
    judge: Annotated[
        str | None, typer.Option(help="The model that tasks with a judge check are shown to.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A new folder for all of it.")] = None,
    resume: Annotated[Path | None, typer.Option(help="Go on with this folder.")] = None,
    executor: Annotated[
        Literal["processes", "ray"],
        typer.Option(help="Where: here, or by the workers of a Ray cluster (docs/cluster.md)."),
    ] = "processes",
    gpus: Annotated[
        float, typer.Option(min=0, help="With ray: of a machine, for each device's model.")
    ] = 0.0,
    json: Annotated[bool, typer.Option("--json", help="Print one object at the end.")] = False,
) -> None:
    """Try every task of SUITE and count the successes.

    A success: the agent says that it is done, and every check passes. Exit code: 0 tried to the
    end, whatever was reached; 2 wrong usage; 3 device or model missing; 5 no task; 130 interrupted
    (--resume goes on).
    """
    if (out is None) == (resume is None):
        raise UsageError(
            "say where: --out DIR for a new one, --resume DIR to go on",
            hint="agent eval suite SUITE --out DIR",
        )
    from agent.cli.evaluating import Request, evaluate

    request = Request(
        suite=name,
        flags={
            "device": device,
            "model": model,
            "dialect": dialect,
            "judge": judge,
            "secret": joined(secret),
        },
        devices=devices,
        serials=tuple(serial or ()),
        epochs=epochs,
        seed=seed,
        tasks=frozenset(part.strip() for part in tasks.split(",") if part.strip()),
        tag=tag,
        max_steps=max_steps,
        folder=out or resume or Path(),
        resume=resume is not None,
        executor=executor,
        gpus=gpus,
        json=json,
    )
    raise typer.Exit(evaluate(request))


def compare(
    first: Annotated[Path, typer.Argument(help="The folder of an evaluation.")],
    second: Annotated[Path, typer.Argument(help="That of another, over the same trials.")],
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Say which of two evaluations reached more, and whether that may be chance."""
    from agent.evals.comparing import compare as compared
    from agent.evals.results import Results, group

    stored = [Results(path) for path in (first, second)]
    models = [each.evaluation.model for each in stored]
    parts = [each.read() for each in stored]
    told = compared(*parts)
    shares = [group(str(path), part) for path, part in zip((first, second), parts, strict=True)]
    if json:
        terminal.as_json(
            {
                "schema_version": 1,
                "trials": told.trials,
                "both": told.both,
                "first_only": list(told.first_only),
                "second_only": list(told.second_only),
                "neither": told.neither,
                "p": told.p,
                "shares": [one.share for one in shares],
            }
        )
        return
    rows = [
        (one.name, model, str(one.trials), f"{one.share:.1%}")
        for one, model in zip(shares, models, strict=True)
    ]
    terminal.table(("EVALUATION", "MODEL", "TRIALS", "SUCCESS"), rows)
    terminal.out(
        f"{told.trials} trials in common: both {told.both}, only the first"
        f" {len(told.first_only)}, only the second {len(told.second_only)}, neither"
        f" {told.neither}; p = {told.p:.3g} (McNemar, exact)"
    )
