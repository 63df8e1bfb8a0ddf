"""``agent desktop``: virtual desktops of this machine."""

from pathlib import Path
from typing import Annotated

import typer

from agent import registry
from agent.cli import terminal
from agent.cli.started import expect_png, save_picture, say_stopped, size_of, wanted
from agent.protocols import Desktop

__all__ = ["app"]

_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    context_settings=_HELP,
    help="Start, stop, list, look at virtual desktops: --device desktop:NAME uses one.",
)

Json = Annotated[bool, typer.Option("--json", help="Print one object.")]


@app.command(context_settings=_HELP)
def start(
    size: Annotated[str, typer.Option(help="Its screen in pixels, WIDTHxHEIGHT.")] = "1280x800",
    home: Annotated[
        Path | None,
        typer.Option(
            file_okay=False, help="HOME of its programs, kept. [default: a fresh one each time]"
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Start a desktop and wait until it can be used. It runs until it is stopped."""
    desktop = registry.desktops().start(size=size_of(size, "1280x800"), home=home)
    if json:
        terminal.as_json({"schema_version": 1} | _facts(desktop))
    else:
        terminal.out(desktop.name)
        terminal.say(f"home of its programs: {desktop.home}")
        terminal.say(f'use it: agent run "..." --device desktop:{desktop.name}')
        terminal.say(
            f"see it: agent desktop screenshot   end it: agent desktop stop {desktop.name}"
        )


@app.command(context_settings=_HELP)
def stop(
    names: Annotated[list[str] | None, typer.Argument(help="Which desktops.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="All that run.")] = False,
    json: Json = False,
) -> None:
    """End a desktop with all that runs on it. Without a name: the one that runs."""
    desktops = registry.desktops()
    chosen = wanted(desktops, names, everyone=everyone, name=lambda desktop: desktop.name)
    say_stopped([desktops.stop(name).name for name in chosen], "virtual desktop", json=json)


@app.command("list", context_settings=_HELP)
def list_desktops(json: Json = False) -> None:
    """List the desktops that run."""
    desktops = registry.desktops().list()
    if json:
        found = [_facts(desktop) for desktop in desktops]
        terminal.as_json({"schema_version": 1, "desktops": found})
    elif desktops:
        rows = [
            (
                desktop.name,
                desktop.display or "-",
                str(desktop.pid),
                "x".join(map(str, desktop.size)),
                "ready" if desktop.ready else "starting",
                str(desktop.home),
            )
            for desktop in desktops
        ]
        terminal.table(("NAME", "DISPLAY", "PID", "SIZE", "STATE", "HOME"), rows)
    else:
        terminal.say("no virtual desktop is running; start one: agent desktop start")


@app.command(context_settings=_HELP)
def screenshot(
    file: Annotated[
        Path | None, typer.Argument(help="Where the PNG goes. [default: NAME.png]")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Which desktop, if several run.")] = None,
    json: Json = False,
) -> None:
    """Save the screen of a desktop as PNG."""
    from agent.rgb import rgb

    expect_png(file, "name")
    desktops = registry.desktops()
    chosen = desktops.find(name).name
    picture = rgb(desktops.screenshot(chosen))
    save_picture(picture, file or Path(f"{chosen}.png"), {"name": chosen}, json=json)


def _facts(desktop: Desktop) -> dict[str, object]:
    return {
        "name": desktop.name,
        "display": desktop.display,
        "pid": desktop.pid,
        "size": list(desktop.size),
        "home": str(desktop.home),
        "ready": desktop.ready,
    }
