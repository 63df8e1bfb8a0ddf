"""Which recordings a path means."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import TrajectoryCorrupt
from agent.trajectory import RunFolder, find_episode, open_run
from agent.trajectory.pack import unpack

__all__ = ["find_runs", "newest_run", "opened"]


@contextmanager
def opened(path: Path) -> Iterator[list[RunFolder]]:
    """``find_runs``, or the run of a pack, which is laid out on disk meanwhile."""
    if path.suffix != ".zip" or path.is_dir():
        yield find_runs(path)
        return
    with tempfile.TemporaryDirectory(prefix="fingertip-trace-") as folder:
        # The folder's name is what the page calls the run.
        inside = Path(folder) / (path.name.removesuffix(".zip").removesuffix(".trace") or "run")
        inside.mkdir()
        yield [unpack(path, inside)]


def find_runs(path: Path) -> list[RunFolder]:
    """The run at ``path`` (its folder, a file in it, one of its episodes), or all runs in it.

    Oldest first. Raises ``TrajectoryCorrupt`` where there is none.
    """
    if not path.exists():
        raise TrajectoryCorrupt(f"{path} does not exist", hint="agent view   (the newest run)")
    path = path.resolve()
    if (path / "run.json").is_file():
        return [open_run(path)]
    if path.is_file() or (path / "steps.jsonl").is_file():
        return [find_episode(path)[0]]
    runs = _runs_in(path)
    if not runs:
        raise TrajectoryCorrupt(
            f"{path} is no recording and holds none", hint="name a folder below runs/"
        )
    return [open_run(run) for run in runs]


def newest_run(folder: Path) -> RunFolder:
    """The run in ``folder`` that began last. Raises ``TrajectoryCorrupt`` where there is none."""
    runs = _runs_in(folder)
    if not runs:
        raise TrajectoryCorrupt(
            f"{folder.resolve()} holds no recording", hint='agent run "open settings", or name one'
        )
    return open_run(runs[-1])


def _runs_in(folder: Path) -> list[Path]:
    # Their names begin with the moment at which they began.
    return sorted(file.parent for file in folder.glob("*/run.json"))
