"""Files that are there whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one move; on disk, so that not even the end of power halves it.

    A reader sees what was there before or all of it. Raises ``OSError``, and leaves nothing behind.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):  # what was wrong first is what counts
            unfinished.unlink()
        raise
