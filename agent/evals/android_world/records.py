"""Results in AndroidWorld's own terms: its record of an episode, its table of templates.

Sources: ``android_world/constants.py`` and ``suite_utils.py`` (``_run_task``,
``process_episodes``). Their not-a-number is ``null`` in JSON and ``nan`` in CSV.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from pydantic import BaseModel, ConfigDict

from agent.evals.lines import Lines

__all__ = ["Record", "Records", "TemplateRow", "summary"]

AVERAGE = "========= Average ========="
"""The name of the last row, as they print it."""


class Record(BaseModel):
    """One episode; every name is theirs, but ``episode_data``, which is the recording."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    goal: str
    task_template: str
    instance_id: int
    seed: int
    agent_name: str
    is_successful: float | None
    """What the task's check says (0 to 1) if the agent said that it is done, else 0.

    None after an exception.
    """
    episode_length: int | None
    run_time: float
    """Seconds, with set-up and check."""
    finish_dtime: str
    """ISO 8601, local time without a zone, as theirs."""
    screen_config: dict[str, int | str] | None = None
    exception_info: str | None = None
    aux_data: None = None


class TemplateRow(BaseModel):
    """A row of their table. Means are over the trials that did not raise; None without any."""

    model_config = ConfigDict(frozen=True)

    task: str
    num_complete_trials: float
    mean_success_rate: float | None
    mean_episode_length: float | None
    total_runtime_s: float
    num_fail_trials: float


def summary(records: Sequence[Record]) -> list[TemplateRow]:
    """A row for each template, by name, and the mean of the rows, the last."""
    names = sorted({one.task_template for one in records})
    rows = [_row(name, [one for one in records if one.task_template == name]) for name in names]
    if not rows:
        return []
    average = TemplateRow(
        task=AVERAGE,
        num_complete_trials=fmean(row.num_complete_trials for row in rows),
        mean_success_rate=_mean([row.mean_success_rate for row in rows]),
        mean_episode_length=_mean([row.mean_episode_length for row in rows]),
        total_runtime_s=fmean(row.total_runtime_s for row in rows),
        num_fail_trials=fmean(row.num_fail_trials for row in rows),
    )
    return [*rows, average]


class Records:
    """``android_world.jsonl`` in the folder of an evaluation: one record a line, as it comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = Lines(folder / "android_world.jsonl", Record)

    def add(self, record: Record) -> None:
        """It is on disk when this returns. Raises ``StorageError``."""
        self._lines.add(record)

    def read(self) -> list[Record]:
        """The last record of each instance: one that was killed after its line was tried again.

        Raises ``StorageError``.
        """
        found = {(one.task_template, one.instance_id): one for one in self._lines.read()}
        return list(found.values())

    def report(self) -> None:
        """Write ``android_world.json`` (the records) and ``android_world.csv`` (the table)."""
        records = self.read()
        text = ",\n".join(one.model_dump_json() for one in records)
        (self._folder / "android_world.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")
        (self._folder / "android_world.csv").write_text(_csv(summary(records)), encoding="utf-8")


def _row(name: str, records: Sequence[Record]) -> TemplateRow:
    return TemplateRow(
        task=name,
        num_complete_trials=sum(one.is_successful is not None for one in records),
        mean_success_rate=_mean([one.is_successful for one in records]),
        mean_episode_length=_mean([one.episode_length for one in records]),
        total_runtime_s=round(sum(one.run_time for one in records), 1),
        num_fail_trials=sum(one.exception_info is not None for one in records),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _csv(rows: Sequence[TemplateRow]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(TemplateRow.model_fields))
    writer.writeheader()
    for row in rows:
        said = row.model_dump()
        writer.writerow({key: "nan" if value is None else value for key, value in said.items()})
    return file.getvalue()
