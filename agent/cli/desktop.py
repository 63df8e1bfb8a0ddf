"""``agent desktop``: virtual desktops of this machine."""

from pathlib import Path
from typing import Annotated

import typer

from agent import registry
from agent.cli import terminal
from agent.errors import UsageError
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
        typer.Option(help="HOME of its programs, kept. [default: a fresh one each time]"),
    ] = None,
    json: Json = False,
) -> None:
    """Start a desktop and wait until it can be used. It runs until it is stopped."""
    desktop = registry.desktops().start(size=_size(size), home=home)
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
    if everyone:
        wanted = [desktop.name for desktop in desktops.list()]
    elif names:
        wanted = names
    else:
        wanted = [desktops.find().name] if desktops.list() else []
    stopped = [desktops.stop(name).name for name in wanted]
    if json:
        terminal.as_json({"schema_version": 1, "stopped": stopped})
    else:
        for name in stopped:
            terminal.out(name)
    if not stopped:
        terminal.say("no virtual desktop is running")


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
    from PIL import Image

    desktops = registry.desktops()
    chosen = desktops.find(name).name
    frame = desktops.screenshot(chosen)
    path = file or Path(f"{chosen}.png")
    picture = Image.frombytes("RGB", frame.size, bytes(frame.data), "raw", f"{frame.order[:3]}X")
    try:
        picture.save(path, "PNG", compress_level=1)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error}", hint="name another file") from None
    if json:
        where = str(path.absolute())
        size = list(frame.size)
        terminal.as_json({"schema_version": 1, "name": chosen, "path": where, "size": size})
    else:
        terminal.out(str(path))


def _facts(desktop: Desktop) -> dict[str, object]:
    return {
        "name": desktop.name,
        "display": desktop.display,
        "pid": desktop.pid,
        "size": list(desktop.size),
        "home": str(desktop.home),
        "ready": desktop.ready,
    }


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if width.isdecimal() and height.isdecimal():
        return int(width), int(height)
    raise UsageError(f"--size {text!r} is not WIDTHxHEIGHT", hint="--size 1280x800")
