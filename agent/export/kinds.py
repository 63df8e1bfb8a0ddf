"""What a format is, what it is told, and what it says of its work."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from agent.export.episodes import Recorded

__all__ = ["Export", "Options", "Report"]


@dataclass(frozen=True)
class Options:
    """``dialect``: the family whose grammar is written; None: as each run was recorded.

    ``seconds``: how long a film shows a step.
    """

    dialect: str | None = None
    seconds: float = 1.5


@dataclass
class Report:
    """How many rows (``unit``: of what) were written; reasons why others were not, counted."""

    unit: str
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Export:
    """A format. ``write(episodes, path, options)`` fills the empty folder, or makes the file, path.

    It raises ``TrajectoryCorrupt`` for a recording that cannot be read, ``MissingDependency`` where
    its library is not installed, ``UsageError`` for episodes that the format cannot hold.
    """

    about: str
    shape: Literal["folder", "file"]
    write: Callable[[Sequence[Recorded], Path, Options], Report]
    suffix: str = ""
    """Of the file, with its dot."""
