"""``agent run GOAL``: the main job. What it does is in ``agent.cli.performing``."""

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.secrecy import HELP, joined
from agent.errors import FingertipError, UsageError

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def run(
    goal: Annotated[str, typer.Argument(help="What is to be reached, in your words.")] = "",
    device: Annotated[str | None, typer.Option(help="Kind of device [android].")] = None,
    serial: Annotated[str | None, typer.Option(help="Which device, as listed.")] = None,
    model: Annotated[str | None, typer.Option(help="NAME[:ARGUMENT], folder, hub id.")] = None,
    dialect: Annotated[str | None, typer.Option(help="How the model is spoken to.")] = None,
    preset: Annotated[str | None, typer.Option(help="Settings to start from.")] = None,
    max_steps: Annotated[int | None, typer.Option(help="Steps at most [25].")] = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds at most [600].")] = None,
    record: Annotated[Path | None, typer.Option(help="Folder for recordings [runs].")] = None,
    check: Annotated[
        list[str] | None,
        typer.Option(help="Confirms the end, e.g. settings:global/wifi_on=1. Repeatable."),
    ] = None,
    judge: Annotated[
        str | None, typer.Option(help="The model that a judge check is shown to.")
    ] = None,
    secret: Annotated[list[str] | None, typer.Option(help=HELP)] = None,
    resume: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Go on with a recording whose process was killed."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="For what is drawn by chance.")] = None,
    observe: Annotated[str | None, typer.Option(help="Show the model screen or clip.")] = None,
    approve: Annotated[
        str | None,
        typer.Option(help="auto, ask, deny, or a .toml file of rules [the rules that ship]."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object at the end.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one event a line.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say no steps.")] = False,
) -> None:
    """Reach GOAL on a device, watch it happen, keep the recording.

    With --device recorded:RUN nothing is done: the model is shown each screen of the recording RUN,
    and its actions are scored against the recorded ones (as AndroidControl's are: same kind, and a
    touch within the recorded element x 1.2 or 4 % of the screen; the same text). Exit code 0.

    With --resume RUN the recorded task goes on where it stopped: same settings, same history, and
    the budget counts what was used. The device must show what it showed then.

    Exit code: 0 reached, 1 not reached, 2 wrong usage, 3 device, model or tool missing, 4 a bug of
    fingertip, 130 interrupted (the recording is whole).
    """
    flags = {
        "device": device,
        "serial": serial,
        "model": model,
        "dialect": dialect,
        "preset": preset,
        "max_steps": max_steps,
        "timeout": timeout,
        "record": record,
        "judge": judge,
        "secret": joined(secret),
        "seed": seed,
        "observe": observe,
        "approve": approve,
    }
    if json and jsonl:
        raise UsageError("--json and --jsonl exclude each other", hint="leave one of them out")
    # Only now: what a run needs takes longer to import than --help may take to answer.
    from agent import config as configuration
    from agent.cli.audience import Audience
    from agent.cli.performing import perform, plan
    from agent.cli.resuming import reopen

    audience = Audience(json=json, jsonl=jsonl, verbose=verbose, quiet=quiet)
    try:
        if resume is not None:
            if goal or check or any(value is not None for value in flags.values()):
                raise UsageError(
                    "--resume goes on with the recorded goal and settings",
                    hint=f"agent run --resume {resume}",
                )
            killed = reopen(resume)
            code = perform(killed.config, killed.task, killed.origin, audience, killed)
            raise typer.Exit(code)
        config = configuration.load(flags)
        kind, _, which = config.settings.device.partition(":")
        if kind == "recorded":
            from agent.cli.offline import score_recording

            score_recording(Path(which), goal, config.settings, json=json)
            return
        task, origin = plan(goal, config.settings, check or ())
        code = perform(config, task, origin, audience)
    except FingertipError as error:
        audience.fails(error)
        raise
    raise typer.Exit(code)
