"""``agent doctor``: what is installed, what is missing, and what to type."""

from typing import Annotated

import typer

from agent.cli import terminal
from agent.diagnosis import examine

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_MARKS = {"ok": "ok     ", "note": "note   ", "missing": "MISSING"}


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Say what is installed, what is missing, and what to type. Starts nothing.

    Exit code: 0 everything that the main job needs is there, 3 something is missing.
    """
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
    raise typer.Exit(3 if missing else 0)
