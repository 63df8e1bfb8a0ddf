"""``agent doctor``: what is installed, what is missing, and what to type."""

from pathlib import Path
from typing import Annotated

import typer

from agent.cli import terminal
from agent.diagnosis import examine
from agent.errors import UsageError

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_MARKS = {"ok": "ok     ", "note": "note   ", "missing": "MISSING"}
_ONLY = "With --grounding: "


@app.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def doctor(
    grounding: Annotated[
        bool, typer.Option("--grounding", help="Ask a model to point; measure and explain.")
    ] = False,
    model: Annotated[str | None, typer.Option(help=_ONLY + "NAME[:ARGUMENT], folder...")] = None,
    dialect: Annotated[str | None, typer.Option(help=_ONLY + "how it is spoken to.")] = None,
    size: Annotated[str | None, typer.Option(help=_ONLY + "of the screens [1080x2400].")] = None,
    device: Annotated[str | None, typer.Option(help=_ONLY + "kind of device [android].")] = None,
    on_device: Annotated[
        bool, typer.Option("--on-device", help=_ONLY + "the device's own screen, not drawings.")
    ] = False,
    ask: Annotated[
        str, typer.Option(help="With --on-device: the words for a thing named {}.")
    ] = "tap {}",
    picture: Annotated[Path, typer.Option(help=_ONLY + "where the answers are drawn.")] = Path(
        "grounding.png"
    ),
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Say what is installed, what is missing, and what to type. Starts nothing.

    Exit code: 0 everything that the main job needs is there, 3 something is missing. With
    --grounding: 0 the model points well, 1 it does not, 3 it could not be asked.
    """
    if grounding:
        from agent import config
        from agent.cli.grounding import Wishes
        from agent.cli.grounding import examine as examine_grounding

        flags = {"model": model, "dialect": dialect, "device": device}
        wishes = Wishes(size=size, on_device=on_device, ask=ask, picture=picture, json=json)
        raise typer.Exit(examine_grounding(config.load(flags).settings, wishes))
    if model or dialect or size or device or on_device:
        raise UsageError(
            "--model, --dialect, --size, --device and --on-device are about pointing",
            hint="agent doctor --grounding --model NAME",
        )
    raise typer.Exit(_report_findings(json=json))


def _report_findings(*, json: bool) -> int:
    findings = list(examine())
    missing = [finding for finding in findings if finding.status == "missing"]
    if json:
        terminal.as_json(
            {
                "schema_version": 1,
                "ok": not missing,
                "findings": [vars(finding) for finding in findings],
            }
        )
    else:
        for finding in findings:
            terminal.out(f"{_MARKS[finding.status]}  {finding.subject}: {finding.says}")
            if finding.fix:
                terminal.out(f"         try: {finding.fix}")
        count = len(missing)
        terminal.say("all is there" if not missing else f"{count} missing")
    return 3 if missing else 0
