"""What an evaluation is and came to: files in its folder, a table at the terminal."""

from collections.abc import Sequence
from pathlib import Path

from agent.cli import terminal
from agent.config import Config
from agent.evals.junit import junit
from agent.evals.page import page
from agent.evals.results import Group, Result, as_csv, groups
from agent.trajectory.provenance import describe_run

__all__ = ["describe", "report"]

HEAD = ("TASKS", "TRIALS", "SUCCESS", "95 %", "PASS^K", "STEPS", "BY ORACLE", "SECONDS", "CRASHED")


def describe(folder: Path, config: Config) -> None:
    """Write ``run.json`` into ``folder``, unless it is there."""
    path = folder / "run.json"
    if not path.exists():
        about = describe_run(settings=config.items(), device=None, model=None, seed=None)
        path.write_text(about.model_dump_json(indent=2) + "\n", encoding="utf-8")


def report(folder: Path, suite: str, results: Sequence[Result], *, json: bool) -> None:
    """Write ``results.csv``, ``index.html`` and ``junit.xml`` into ``folder``; print the groups.

    ``json``: print one object instead of a table.
    """
    told = groups(results)
    began = (folder / "evaluation.json").stat().st_mtime
    (folder / "results.csv").write_text(as_csv(results), encoding="utf-8")
    (folder / "index.html").write_text(page(suite, told, results), encoding="utf-8")
    (folder / "junit.xml").write_bytes(junit(suite, results, began))
    if json:
        terminal.as_json(
            {
                "schema_version": 1,
                "groups": [{**one.model_dump(), "share": one.share} for one in told],
                "folder": str(folder),
            }
        )
        return
    terminal.table(HEAD, [_row(one) for one in told])
    terminal.out(f"{folder / 'index.html'}")


def _row(one: Group) -> tuple[str, ...]:
    return (
        one.name,
        str(one.trials),
        f"{one.share:.1%}",
        f"{one.low:.1%}-{one.high:.1%}",
        f"{one.pass_all:.1%}",
        f"{one.steps:.1f}",
        f"{one.over_oracle:.2f}" if one.over_oracle else "-",
        f"{one.seconds:.0f}",
        str(one.crashed),
    )
