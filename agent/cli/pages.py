"""The page of one trial's recording: what an evaluation's own page links to."""

from pathlib import Path

from agent.errors import FingertipError

__all__ = ["ensure_page"]

FOLDER = "pages"
"""Of an evaluation's folder: recordings hold nothing but what was recorded."""


def ensure_page(evaluation: Path, recording: str) -> Path | None:
    """The page of the folder ``recording``, written unless it is there; None where none can be."""
    path = evaluation / FOLDER / f"{Path(recording).name}.html"
    if path.exists():
        return path
    from agent.view import write_episode

    try:
        path.parent.mkdir(exist_ok=True)
        return write_episode(evaluation / recording, path)
    except (FingertipError, OSError):
        return None  # the recording is what counts, and the evaluation goes on
