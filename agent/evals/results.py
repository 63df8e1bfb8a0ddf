"""What came of an evaluation, kept so that nothing finished is lost, and what it comes to.

DIR/
evaluation.json     what is evaluated: suite, seed, epochs, model; written first
results.jsonl       one finished trial a line, on disk before the next begins
run.json, episodes/ a recording of every trial, as ``agent run`` makes them
pages/, index.html  a page of each recording, and one that counts the successes and links to them
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.errors import StorageError, UsageError
from agent.evals.lines import Lines
from agent.interval import wilson
from agent.whole import write_whole

__all__ = [
    "CRASHES",
    "Evaluation",
    "Group",
    "Result",
    "Results",
    "as_csv",
    "group",
    "groups",
    "groups_csv",
]


class Evaluation(BaseModel):
    """``evaluation.json``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: int = 1
    suite: str
    seed: int
    epochs: int
    model: str
    judge: str | None = None
    max_steps: int | None = None
    tasks: tuple[str, ...] = ()


class Result(BaseModel):
    """One finished trial. ``success``: the agent said that it was done *and* every check passed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    task: str
    seed: int
    epoch: int
    app: str = ""
    tags: tuple[str, ...] = ()
    goal: str
    outcome: str
    """As in ``agent.types.Outcome``; ``crashed`` where no episode came of it."""
    success: bool
    score: float
    """The mean of the checks, whatever the agent said."""
    steps: int = 0
    seconds: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    oracle_steps: int = 0
    why: str = ""
    device: str = ""
    retried: bool = False
    """A device failed under it, and this is the second attempt."""
    judged: bool = False
    """A model's opinion is part of ``score`` and ``success``."""
    recording: str = ""
    """Its folder, from the evaluation's."""


class Results:
    """The folder of an evaluation: created, or gone on with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines = Lines(folder / "results.jsonl", Result)

    def begin(self, evaluation: Evaluation, *, resume: bool) -> None:
        """Raises ``UsageError`` where the folder holds another evaluation, or one to resume.

        ``StorageError`` where it cannot be written.
        """
        path = self.folder / "evaluation.json"
        if path.exists():
            found = self.evaluation
            if not resume:
                raise UsageError(
                    f"{self.folder} holds an evaluation already", hint=f"--resume {self.folder}"
                )
            if found != evaluation:
                raise UsageError(
                    f"{path} is of {found.suite}, seed {found.seed}, {found.epochs} epochs, model"
                    f" {found.model}: not what is asked for now",
                    hint="leave the options out, or name another folder",
                )
            return
        if resume:
            raise UsageError(f"{self.folder} holds no evaluation", hint="agent eval suite SUITE")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, evaluation.model_dump_json(indent=2).encode() + b"\n")
        except OSError as error:
            raise StorageError(
                f"{path} cannot be written: {error.strerror}", hint="name a folder: --out DIR"
            ) from error

    @property
    def evaluation(self) -> Evaluation:
        """What is evaluated here. Raises ``StorageError`` where the folder does not say it."""
        path = self.folder / "evaluation.json"
        try:
            return Evaluation.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no evaluation"
            raise StorageError(
                f"{path} cannot be read: {why}", hint="name the folder that --out named"
            ) from error

    def add(self, result: Result) -> None:
        """It is on disk when this returns. Raises ``StorageError``."""
        self._lines.add(result)

    def read(self) -> list[Result]:
        """The finished trials, in the order in which they finished. Raises ``StorageError``."""
        return self._lines.read()


class Group(BaseModel):
    """Trials together: those of an app, of a tag, or all. Shares are 0 to 1."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["app", "tag", "all"] = "all"
    name: str
    trials: int
    successes: int
    low: float
    high: float
    """The Wilson interval of the share of successes (95 %)."""
    pass_at_1: float
    """The mean over tasks of the share of epochs that succeeded."""
    pass_all: float
    """Of the tasks, those that succeeded in every epoch (pass^k)."""
    steps: float
    """Median of the successful trials; 0 without any."""
    over_oracle: float
    """Median of steps by the oracle's steps, of the successful trials that have both; 0: none."""
    seconds: float
    tokens: int
    crashed: int
    """Trials that a device or the model ended; they count as failures."""
    judged: int = 0
    """Of the successes, those that rest on a model's opinion."""

    @property
    def share(self) -> float:
        return self.successes / self.trials if self.trials else 0.0


def group(
    name: str, results: Sequence[Result], kind: Literal["app", "tag", "all"] = "all"
) -> Group:
    """What ``results`` come to."""
    good = [one for one in results if one.success]
    low, high = wilson(len(good), len(results))
    by_task: dict[str, list[bool]] = {}
    for one in results:
        by_task.setdefault(one.task, []).append(one.success)
    ratios = [one.steps / one.oracle_steps for one in good if one.oracle_steps]
    return Group(
        kind=kind,
        name=name,
        trials=len(results),
        successes=len(good),
        low=low,
        high=high,
        pass_at_1=fmean(fmean(wins) for wins in by_task.values()) if by_task else 0.0,
        pass_all=fmean(all(wins) for wins in by_task.values()) if by_task else 0.0,
        steps=median([one.steps for one in good]) if good else 0.0,
        over_oracle=median(ratios) if ratios else 0.0,
        seconds=sum(one.seconds for one in results),
        tokens=sum(one.tokens_in + one.tokens_out for one in results),
        crashed=sum(one.outcome in CRASHES for one in results),
        judged=sum(one.judged for one in good),
    )


CRASHES = frozenset({"crashed", "device_error", "model_error"})


def groups(results: Sequence[Result]) -> list[Group]:
    """One for each app, one for each tag, by name, and one for all, the last."""
    apps = sorted({one.app for one in results} - {""})
    tags = sorted({tag for one in results for tag in one.tags})
    return [
        *(group(app, [one for one in results if one.app == app], "app") for app in apps),
        *(group(tag, [one for one in results if tag in one.tags], "tag") for tag in tags),
        group("all", results),
    ]


def as_csv(results: Sequence[Result]) -> str:
    """One line a trial, the fields as columns."""
    rows = [one.model_dump(mode="json") for one in results]
    told = [{**row, "tags": json.dumps(row["tags"])} for row in rows]
    return _table(list(Result.model_fields), told)


def groups_csv(told: Sequence[Group]) -> str:
    """One line a group, the fields as columns, and the share of successes."""
    rows = [one.model_dump() | {"share": one.share} for one in told]
    return _table([*Group.model_fields, "share"], rows)


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    import csv
    import io

    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=columns)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
