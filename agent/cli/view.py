"""``agent view [RUN]``: a recording as a page that opens from disk."""

from pathlib import Path
from typing import Annotated

import typer

from agent.cli import terminal

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command("view", context_settings={"help_option_names": ["-h", "--help"]})
def view_command(
    recording: Annotated[
        Path | None,
        typer.Argument(metavar="[RUN]", help="A run, a folder of runs, or a .trace.zip [newest]."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write the page [view.html].")
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only write it.")] = False,
) -> None:
    """Show a recording as one HTML file: no server, nothing loaded, nothing sent.

    It is opened in the browser where there is a display; its path is printed on stdout.
    """
    from agent import config as configuration
    from agent.view import find_runs, newest_run, write_page

    if recording is None:
        runs = [newest_run(configuration.load({}).settings.record)]
    else:
        runs = find_runs(recording)
    page = output or _beside(recording, runs[0].path)
    write_page(runs, page)
    terminal.out(str(page.resolve()))
    if not no_open:
        _open(page)


def _beside(recording: Path | None, run: Path) -> Path:
    """In the run's own folder; of several runs, in the folder that holds them."""
    several = (
        recording is not None and not run.samefile(recording) and run.parent.samefile(recording)
    )
    return (run.parent if several else run) / "view.html"


def _open(page: Path) -> None:
    """In the person's browser, where there is a screen to show it on."""
    import os
    import sys
    import webbrowser

    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return
    if not webbrowser.open(page.resolve().as_uri()):
        terminal.say("no browser was found: open the page yourself")
