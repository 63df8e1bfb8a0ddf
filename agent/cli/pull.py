"""``agent models pull ID``: fetch a checkpoint, honest about its size and the disk's."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from agent.cli import terminal
from agent.models.pull import OnBytes, Plan, fetch, plan

__all__ = ["pull_model"]


def pull_model(
    model: Annotated[str, typer.Argument(metavar="ID", help="OWNER/NAME.")],
    source: Annotated[
        Literal["hf", "modelscope"], typer.Option("--from", help="Where it comes from.")
    ] = "hf",
    folder: Annotated[
        Path | None, typer.Option("--to", help="Folder for it [the source's own cache].")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how large it is.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Fetch a checkpoint; interrupted, it goes on where it stopped. Prints the folder.

    Exit code: 0 it is there, whole; 2 ID is no id; 3 it cannot be had, or does not fit.
    """
    wish = plan(model, source, folder)
    terminal.say(
        f"{model}: {len(wish.files)} files, {_size(wish.size)}, of which {_size(wish.missing)} are"
        f" still to be fetched; {_size(wish.free)} free at {wish.place}"
    )
    place = wish.place
    if not dry_run:
        with _progress(wish) as on_bytes:
            place = fetch(wish, on_bytes)
    if json:
        terminal.as_json(
            {
                "schema_version": 1,
                "model": model,
                "from": source,
                "revision": wish.revision,
                "folder": str(place),
                "files": len(wish.files),
                "bytes": wish.size,
                "missing_bytes": wish.missing if dry_run else 0,
                "free_bytes": wish.free,
            }
        )
    elif not dry_run:
        terminal.out(str(place))


@contextmanager
def _progress(wish: Plan) -> Iterator[OnBytes]:
    """Bars on a terminal; for a log, a line for each file that is whole."""
    if not sys.stderr.isatty():
        yield _say_whole
        return
    if wish.source == "hf":  # its own client draws bars
        yield lambda file, done, size: None
        return
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    with Progress(
        *Progress.get_default_columns()[:2],
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bars:
        tasks = {file.path: bars.add_task(file.path, total=file.size) for file in wish.files}
        yield lambda file, done, size: bars.update(tasks[file], completed=done)


def _say_whole(file: str, done: int, size: int) -> None:
    if done == size:
        terminal.say(f"  {file}  {_size(size)}")


def _size(count: int) -> str:
    """Bytes for people: powers of ten, as disks are sold."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
