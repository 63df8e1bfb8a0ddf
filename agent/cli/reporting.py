"""What an evaluation is and came to: files in its folder, a table at the terminal."""

from collections.abc import Sequence
from json import dumps
from pathlib import Path

from agent.cli import terminal
from agent.cli.pages import ensure_page
from agent.config import Config
from agent.evals.junit import junit
from agent.evals.page import page
from agent.evals.results import Evaluation, Group, Result, as_csv, groups, groups_csv
from agent.trajectory.provenance import describe_run
from agent.whole import write_whole

__all__ = ["describe", "report"]

HEAD = (
    "TASKS", "TRIALS", "SUCCESS", "95 %", "PASS@1", "PASS^K", "STEPS", "BY ORACLE", "SECONDS",
    "TOKENS", "CRASHED", "JUDGED",
)  # fmt: skip
_EPOCHS = {"PASS@1", "PASS^K"}
_COUNTS = {"CRASHED", "JUDGED"}


def describe(folder: Path, config: Config) -> None:
    """Write ``run.json`` into ``folder``, unless it is there."""
    path = folder / "run.json"
    if not path.exists():
        about = describe_run(settings=config.items(), device=None, model=None, seed=None)
        write_whole(path, about.model_dump_json(indent=2).encode() + b"\n")


def report(folder: Path, begun: Evaluation, results: Sequence[Result], *, json: bool) -> None:
    """Write what ``results`` come to into ``folder``; print the groups.

    ``summary.json`` and ``summary.csv`` hold the groups, ``results.csv`` the trials, ``junit.xml``
    and ``index.html`` both. ``json``: print one object instead of a table, which leaves out what
    says nothing: the shares by epoch of one epoch, and who crashed or was judged where none was.
    """
    told = groups(results)
    began = (folder / "evaluation.json").stat().st_mtime
    summary = {
        "schema_version": 1,
        "groups": [{**one.model_dump(), "share": one.share} for one in told],
        "folder": str(folder),
    }
    (folder / "summary.json").write_text(dumps(summary, indent=2) + "\n", encoding="utf-8")
    (folder / "summary.csv").write_text(groups_csv(told), encoding="utf-8")
    (folder / "results.csv").write_text(as_csv(results), encoding="utf-8")
    shown = page(begun, told, results, _pages(folder, results))
    (folder / "index.html").write_text(shown, encoding="utf-8")
    (folder / "junit.xml").write_bytes(junit(begun.suite, results, began))
    if json:
        terminal.as_json(summary)
        return
    rows = [_row(one) for one in told]
    empty = _EPOCHS if begun.epochs == 1 else set()
    empty |= {name for name in _COUNTS if all(row[HEAD.index(name)] == "0" for row in rows)}
    kept = [column for column, name in enumerate(HEAD) if name not in empty]
    terminal.table([HEAD[at] for at in kept], [[row[at] for at in kept] for row in rows])
    terminal.out(f"{folder / 'index.html'}")


def _pages(folder: Path, results: Sequence[Result]) -> dict[str, str]:
    """The page of each trial that has one, as ``folder`` names it."""
    written = {one.key: ensure_page(folder, one.recording) for one in results if one.recording}
    return {key: str(path.relative_to(folder)) for key, path in written.items() if path}


def _row(one: Group) -> tuple[str, ...]:
    return (
        one.name if one.kind == "all" else f"{one.name} ({one.kind})",
        str(one.trials),
        f"{one.share:.1%}",
        f"{one.low:.1%}-{one.high:.1%}",
        f"{one.pass_at_1:.1%}",
        f"{one.pass_all:.1%}",
        f"{one.steps:.1f}" if one.successes else "-",
        f"{one.over_oracle:.2f}" if one.over_oracle else "-",
        f"{one.seconds:.0f}",
        str(one.tokens),
        str(one.crashed),
        str(one.judged),
    )
