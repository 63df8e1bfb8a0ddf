"""``agent devices``: what is attached."""

from typing import Annotated

import typer

from agent import registry
from agent.cli import terminal
from agent.errors import SetupError
from agent.protocols import DeviceListing

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def devices(
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """List the devices that are attached, of every kind.

    Looking for Android devices asks the adb server, which starts one if none runs.
    """
    rows: list[tuple[str, DeviceListing]] = []
    problems: dict[str, SetupError] = {}
    for name in registry.names("devices"):
        try:
            rows += [(name, item) for item in registry.device_kind(name).list()]
        except SetupError as error:
            problems[name] = error
    usable = any(item.state == "device" for _, item in rows)
    if json:
        found = [
            {"kind": kind, "serial": item.serial, "state": item.state, "about": item.description}
            for kind, item in rows
        ]
        failed = {name: str(error) for name, error in problems.items()}
        terminal.as_json({"schema_version": 1, "devices": found, "problems": failed})
    elif rows:
        terminal.table(
            ("KIND", "SERIAL", "STATE", "ABOUT"),
            [(kind, item.serial, item.state, item.description) for kind, item in rows],
        )
    if not json and not usable:
        terminal.say("nothing can be used; agent phone start, or agent desktop start, starts one")
    for problem in problems.values():
        terminal.report(problem)
    if problems and not usable:
        raise typer.Exit(3)
