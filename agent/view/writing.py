"""Writes the page: whole or not at all, and never over a file that is no page of ours."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.errors import StorageError, UsageError
from agent.trajectory import RunFolder, find_episode
from agent.view.content import Pictures, content_of, contents
from agent.view.page import MARK, page
from agent.whole import write_whole

__all__ = ["replace_page", "write_episode", "write_page"]


def write_page(runs: Sequence[RunFolder], path: Path) -> Path:
    """The page of ``runs`` at ``path``. Raises ``StorageError``, ``UsageError``."""
    return _write(path, lambda shown: contents(runs, shown))


def write_episode(recording: Path, path: Path) -> Path:
    """The page of one episode alone, that in the folder ``recording``, at ``path``.

    Raises ``TrajectoryCorrupt``, ``StorageError``, ``UsageError``.
    """
    run, episode = find_episode(recording)
    return _write(path, lambda shown: content_of(run, episode, shown))


def _write(path: Path, content: Callable[[Pictures], Mapping[str, Any]]) -> Path:
    refuse_strangers(path)
    shown = Pictures()
    replace_page(path, page(content(shown), shown))
    return path


def refuse_strangers(path: Path) -> None:
    """Raises ``UsageError`` where something lies at ``path`` that is no page of ours."""
    if not path.exists():
        return
    begin = ""
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            begin = file.read(200)
    if MARK not in begin:
        raise UsageError(
            f"{path} is there already and is no page of agent view",
            hint="name another file: -o FILE.html",
        )


def replace_page(path: Path, text: str) -> None:
    """Put ``text`` at ``path`` in one move: a reader sees the page before or after, never half."""
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="name another file: -o FILE.html",
        ) from error
