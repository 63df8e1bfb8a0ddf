"""The tasks that ship with the package: goals that come with their checks."""

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.data import data_folder
from agent.errors import TaskFileError
from agent.types import Task

__all__ = ["TaskFile", "read_task", "same_goal", "shipped", "task_for"]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    device: str = "android"
    goal: str = Field(min_length=1)
    goals: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    max_steps: int = Field(25, ge=1, le=10_000)
    timeout: float = Field(600.0, gt=0)


@dataclass(frozen=True)
class TaskFile:
    """A task, the sentences that all mean it, and the file that says so."""

    path: Path
    device: str
    goals: tuple[str, ...]
    task: Task


def read_task(path: Path) -> TaskFile:
    """The task in a YAML file. Raises ``TaskFileError`` with file, line and column."""
    try:
        content = _Content.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise TaskFileError(f"{path} cannot be read: {error}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise TaskFileError(f"{path}{where}: {error.problem}", hint=f"mend {path}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise TaskFileError(f"{path}: {field}: {first['msg']}", hint=f"mend {path}") from error
    return TaskFile(
        path=path,
        device=content.device,
        goals=(content.goal, *content.goals),
        task=Task(
            goal=content.goal,
            name=content.name,
            checks=content.checks,
            max_steps=content.max_steps,
            timeout=content.timeout,
        ),
    )


def shipped() -> list[TaskFile]:
    """Every task of this installation, by path."""
    return [read_task(path) for path in sorted(data_folder("tasks").rglob("*.yaml"))]


def same_goal(first: str, second: str) -> bool:
    """Equal but for case, blanks and a full stop at the end."""
    return _plain(first) == _plain(second)


def task_for(goal: str, device: str) -> TaskFile | None:
    """The shipped task for that kind of device that ``goal`` is a sentence of."""
    for file in shipped():
        if file.device == device and any(same_goal(goal, known) for known in file.goals):
            return file
    return None


def _plain(goal: str) -> str:
    return " ".join(goal.split()).rstrip(".。").casefold()
