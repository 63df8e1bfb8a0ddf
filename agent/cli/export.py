"""``agent export RUN...``: recordings as training data, tables, films, flows."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli import terminal
from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.export import Export, Filter, Options, Recorded, Report

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_NOTHING = 5
"""Exit code: nothing collected (as pytest's)."""


@app.command(
    "export", context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
def export_command(
    runs: Annotated[
        list[Path] | None, typer.Argument(metavar="RUN...", help="Runs, folders of runs, or packs.")
    ] = None,
    form: Annotated[str | None, typer.Option("--format", "-f", help="See --list.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder or file.")] = None,
    dialect: Annotated[
        str | None, typer.Option(help="Write another family's grammar [as recorded].")
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(help="Only episodes that ended so. Repeatable.")
    ] = None,
    confirmed: Annotated[
        bool, typer.Option("--confirmed", help="Only what checks have confirmed.")
    ] = False,
    seconds: Annotated[float, typer.Option(min=0.1, max=60, help="A step in a film.")] = 1.5,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
    show: Annotated[bool, typer.Option("--list", help="List the formats and end.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Write recordings in another program's format. A RUN may be one episode's folder, or a pack.

    Exit code: 0 written, 2 wrong usage, 3 a recording, a package or the disk, 5 no episode is left.
    """
    from agent import registry
    from agent.export import Filter, Options, unpacked

    if show:
        _list(json=json)
        return
    if not (runs and form and out):
        raise UsageError(
            "RUN, --format and --out are needed",
            hint=f"agent export runs/* --format {registry.names('exports')[0]} --out DIR",
        )
    chosen: Export = registry.load("exports", form)
    if dialect is not None:
        registry.entry("dialects", dialect)
    wanted = _filter(Filter, outcome, confirmed=confirmed)
    with unpacked(path for path in runs if not _is_page(path)) as paths:
        facts, line = _write(
            chosen, form, paths, wanted, out, Options(dialect, seconds), force=force
        )
    if json:
        terminal.as_json({**facts, "path": str(out)})
    else:
        terminal.out(line)


def _write(
    chosen: "Export",
    form: str,
    paths: list[Path],
    wanted: "Filter",
    out: Path,
    options: "Options",
    *,
    force: bool,
) -> tuple[dict[str, object], str]:
    """What was written, for a program and for a person."""
    from agent.export import collect, placed

    episodes = collect(paths, wanted)
    if not episodes:
        terminal.say("no episode is left to export")
        raise typer.Exit(_NOTHING)
    with placed(out, chosen.shape, force=force) as place:
        report = chosen.write(episodes, place, options)
        if not report.rows:
            terminal.say(f"nothing is left to export{_lost(report)}")
            raise typer.Exit(_NOTHING)
        facts = _facts(form, episodes, report)
        if chosen.shape == "folder":
            _mark(place, facts)
    return facts, _line(form, episodes, report, out)


def _is_page(path: Path) -> bool:
    """Whether it is what ``agent view runs`` leaves among the runs, which ``runs/*`` names too."""
    return path.suffix == ".html" and path.is_file()


def _filter(kind: "type[Filter]", outcome: list[str] | None, *, confirmed: bool) -> "Filter":
    from agent.types import Outcome

    try:
        outcomes = frozenset(Outcome(name) for name in outcome or ())
    except ValueError as error:
        raise UsageError(str(error), hint=f"known: {', '.join(Outcome)}") from None
    return kind(outcomes, confirmed)


def _facts(form: str, episodes: "list[Recorded]", report: "Report") -> dict[str, object]:
    return {
        "schema_version": 1,
        "format": form,
        "episodes": [episode.name for episode in episodes],
        "unit": report.unit,
        "rows": report.rows,
        "left_out": dict(report.left_out),
    }


def _mark(folder: Path, facts: dict[str, object]) -> None:
    """Tells a later ``--force`` that the folder is ours."""
    import json

    from agent.export.place import MARK

    (folder / MARK).write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")


def _line(form: str, episodes: "list[Recorded]", report: "Report", out: Path) -> str:
    rows, count = _counted(report.rows, report.unit), _counted(len(episodes), "episodes")
    return f"{form}: {rows} of {count}{_lost(report)}: {out}"


def _lost(report: "Report") -> str:
    if not report.left_out:
        return ""
    why = "; ".join(f"{count} {reason}" for reason, count in report.left_out.most_common(3))
    return f" ({report.left_out.total()} left out: {why})"


def _counted(number: int, plural: str) -> str:
    return f"{number} {plural.removesuffix('s') if number == 1 else plural}"


def _list(*, json: bool) -> None:
    from agent import registry

    formats: dict[str, Export] = {
        name: registry.load("exports", name) for name in registry.names("exports")
    }
    if json:
        rows = [
            {"name": name, "shape": one.shape, "about": one.about} for name, one in formats.items()
        ]
        terminal.as_json({"schema_version": 1, "formats": rows})
        return
    terminal.table(
        ("FORMAT", "WRITES", "ABOUT"),
        [(name, one.shape, one.about) for name, one in formats.items()],
    )
