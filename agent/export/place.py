"""Where an export goes: whole under its final name, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from agent.errors import StorageError, StorageFull, UsageError

__all__ = ["MARK", "placed"]

MARK = "export.json"
"""Lies in every folder that we wrote: the only folders that ``force`` may replace."""


@contextmanager
def placed(path: Path, shape: Literal["folder", "file"], *, force: bool = False) -> Iterator[Path]:
    """A place beside ``path`` to write to; it takes the name ``path`` when the block ends well.

    Otherwise nothing is left. Raises ``UsageError`` where something is there already (without
    ``force``; a folder that is not an export is never replaced), ``StorageError`` where nothing
    can be written.
    """
    _refuse_to_overwrite(path, shape, force=force)
    made = not path.parent.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        unfinished = beside / path.name
        if shape == "folder":
            unfinished.mkdir()
        yield unfinished
        _replace(unfinished, path, beside)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        if made and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()


def _refuse_to_overwrite(path: Path, shape: Literal["folder", "file"], *, force: bool) -> None:
    if not os.path.lexists(path):
        return
    if path.is_dir() and not path.is_symlink():
        if shape == "file":
            raise UsageError(f"{path} is a folder; this format is a file", hint="name a file")
        if not any(path.iterdir()) or (force and (path / MARK).is_file()):
            return
        why = "was not written by agent export" if force else "is there already"
        hint = "name another folder" if force or not (path / MARK).is_file() else "add --force"
        raise UsageError(f"{path} {why}", hint=hint)
    if shape == "folder":
        raise UsageError(f"{path} is a file; this format is a folder", hint="name a folder")
    if not force:
        raise UsageError(f"{path} is there already", hint="add --force, or name another file")


def _replace(unfinished: Path, path: Path, beside: Path) -> None:
    if path.is_dir():
        # A folder takes the place of an empty one only; the old one goes when the new one stands.
        old = beside / "old"
        path.rename(old)
        try:
            unfinished.rename(path)
        except OSError:
            old.rename(path)
            raise
    else:
        unfinished.replace(path)


def _unwritable(path: Path, error: OSError) -> StorageError:
    import errno

    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return StorageFull(f"the disk of {path} is full; nothing was left", hint="make room")
    return StorageError(
        f"{path} cannot be written: {error.strerror or error}", hint="name another place with --out"
    )
