"""The page of one trial, beside its recording: what an evaluation's own page links to."""

from pathlib import Path

from agent.errors import FingertipError

__all__ = ["ensure_page"]

NAME = "view.html"


def ensure_page(recording: Path) -> Path | None:
    """The page in the folder ``recording``, written unless it is there; None where none can be."""
    path = recording / NAME
    if path.exists():
        return path
    from agent.view import write_episode

    try:
        return write_episode(recording, path)
    except FingertipError:
        return None  # the recording is what counts, and the evaluation goes on
