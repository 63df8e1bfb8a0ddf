"""``agent view [RUN]``: a recording as a page that opens from disk."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli import terminal
from agent.cli.browsing import browse
from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.trajectory import RunFolder

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
    live: Annotated[
        bool, typer.Option("--live", help="Keep the page up while the run goes on.")
    ] = False,
    pack: Annotated[
        Path | None, typer.Option(help="Write the run into this .trace.zip, and no page.")
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only write it.")] = False,
) -> None:
    """Show a recording as one HTML file: no server, nothing loaded, nothing sent.

    It is opened in the browser where there is a display; its path is printed on stdout.
    """
    from agent import config as configuration
    from agent.view import follow, newest_run, opened, write_page

    path = recording or newest_run(configuration.load({}).settings.record).path
    with opened(path) as runs:
        if pack is not None:
            terminal.out(str(_pack(runs, pack).resolve()))
            return
        page = output or _beside(path, runs)

        def shown() -> None:
            terminal.out(str(page.resolve()))
            if not no_open:
                browse(page.resolve().as_uri())

        if live:
            follow(_only(runs, "--live follows"), page, on_page=shown)
        else:
            write_page(runs, page)
            shown()


def _pack(runs: list["RunFolder"], file: Path) -> Path:
    from agent.trajectory import pack as packing

    if not file.name.endswith(packing.SUFFIX):
        raise UsageError(
            f"{file} is no name for a pack", hint=f"--pack {file.stem}{packing.SUFFIX}"
        )
    return packing.pack(_only(runs, "a pack holds"), file)


def _only(runs: list["RunFolder"], what: str) -> "RunFolder":
    if len(runs) != 1:
        raise UsageError(f"{what} one run, not {len(runs)}", hint="name one of them")
    return runs[0]


def _beside(path: Path, runs: list["RunFolder"]) -> Path:
    """In the run's folder, or the one that holds the runs; beside a pack, under its name."""
    if path.suffix == ".zip":
        return path.with_suffix(".html")
    return (path if len(runs) > 1 else runs[0].path) / "view.html"
