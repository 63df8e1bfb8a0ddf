"""The notebook: plain files in a folder of shared storage, as Markor keeps them.

The files are the truth; nothing is remembered between two calls. Paths are relative to the
notebook, with "/" between parts; "" is the notebook itself.
"""

import os
import stat
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path

from devices.phone.state.changes import Changes

__all__ = ["PATH", "NoteError", "NoteItem", "Notes"]

PATH = "/data/media/0/Documents/Markor"

_PREVIEW_BYTES = 400
_READ_BYTES = 256 << 10
_NAME_BYTES = 255


class NoteError(OSError):
    """A note cannot be read, named or stored; the text says why, in words for the screen."""


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A file or a folder of the notebook.

    Attributes:
        path: from the notebook.
        modified: epoch seconds.
        preview: the first lines of a file without the marks of headings, for the list.
    """

    path: str
    folder: bool
    size: int
    modified: float
    preview: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class Notes:
    """The notebook. Every method reads or writes the folder itself; links are never followed.

    Args:
        root: the phone's disk on the host.
        now: the phone's clock, epoch seconds; what is written here bears its time.
    """

    def __init__(self, root: Path, now: Callable[[], float]) -> None:
        self.root = root
        self.folder = root / PATH.lstrip("/")
        self.changes = Changes()
        self._now = now

    def stamp(self, path: str = "") -> Hashable:
        """Differs once a file or folder of this folder (or this one file) may have changed."""
        try:
            place = self._inside(path)
            if not place.is_dir():
                return (self.changes.count, *_stamp(place.name, place.lstat()))
            with os.scandir(place) as entries:
                found = sorted(_stamp(e.name, e.stat(follow_symlinks=False)) for e in entries)
        except OSError:
            return (self.changes.count,)
        return (self.changes.count, *found)

    def touch(self) -> None:
        """Say that somebody else has written the files."""
        self.changes.touch()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; the returned function ends that."""
        return self.changes.watch(listener)

    def list(self, path: str = "") -> tuple[NoteItem, ...]:
        """What a folder holds: folders first, each group by name. A missing folder is empty."""
        items = []
        try:
            with os.scandir(self._inside(path)) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.is_symlink():
                        continue
                    items.append(self._item(f"{path}/{entry.name}" if path else entry.name))
        except OSError:
            return ()
        return tuple(sorted(items, key=lambda item: (not item.folder, item.name.casefold())))

    def all(self) -> tuple[NoteItem, ...]:
        """Every file of the notebook, the latest first."""
        files, folders = [], [""]
        while folders:
            for item in self.list(folders.pop()):
                (folders.append(item.path) if item.folder else files.append(item))
        return tuple(sorted(files, key=lambda item: -item.modified))

    def search(self, words: str) -> tuple[NoteItem, ...]:
        """The files that have these words in their name or text, the latest first."""
        wanted = words.casefold()
        return tuple(item for item in self.all() if self._has(item, wanted))

    def _has(self, item: NoteItem, wanted: str) -> bool:
        if wanted in item.name.casefold():
            return True
        try:
            return wanted in self.read(item.path).casefold()
        except NoteError:
            return False

    def read(self, path: str) -> str:
        """The text of a note.

        Raises:
            NoteError: it is gone, not a file of the notebook, larger than an editor takes, or not
                a text: what could not be written back as it was is not opened.
        """
        try:
            with self._file(path).open("rb") as file:
                found = file.read(_READ_BYTES + 1)
        except OSError as error:
            raise NoteError(f"Cannot open {path}: {error.strerror or error}") from error
        if len(found) > _READ_BYTES:
            raise NoteError(f"Cannot open {path}: it is larger than {_READ_BYTES >> 10} KiB")
        try:
            return found.decode()
        except UnicodeDecodeError as error:
            raise NoteError(f"Cannot open {path}: it is not a text") from error

    def write(self, path: str, text: str, *, modified: float | None = None) -> None:
        """Replace a note's text, making the note and its folders where they are missing.

        The file's time becomes `modified` (epoch seconds), or the phone's present.

        Raises:
            NoteError: the path is not one of the notebook.
        """
        place = self._file(path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8", newline="")
            self._stamp_now(place, modified)
        except OSError as error:
            raise NoteError(f"Cannot save {path}: {error.strerror or error}") from error
        self.changes.touch()

    def create(self, path: str, text: str = "") -> None:
        """Make a new note.

        Raises:
            NoteError: it exists already, or the name cannot be one.
        """
        if self._file(path).exists():
            raise NoteError(f"{path} already exists")
        self.write(path, text)

    def make_folder(self, path: str) -> None:
        """Make a new folder.

        Raises:
            NoteError: it exists already, or the name cannot be one.
        """
        place = self._file(path)
        try:
            place.mkdir(parents=True)
        except OSError as error:
            raise NoteError(f"Cannot make {path}: {error.strerror or error}") from error
        self._stamp_now(place)
        self.changes.touch()

    def rename(self, path: str, new_path: str) -> None:
        """Rename or move a note or folder.

        Raises:
            NoteError: the new name is taken or cannot be one, or the old one is gone.
        """
        old, new = self._file(path), self._file(new_path)
        if new.exists() or new.is_symlink():
            raise NoteError(f"{new_path} already exists")
        try:
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
        except OSError as error:
            raise NoteError(f"Cannot rename {path}: {error.strerror or error}") from error
        self.changes.touch()

    def delete(self, path: str) -> None:
        """Remove a note, or a folder with all it holds.

        Raises:
            NoteError: it is gone already.
        """
        place = self._file(path)
        try:
            if place.is_dir() and not place.is_symlink():
                _remove_tree(place)
            else:
                place.unlink()
        except OSError as error:
            raise NoteError(f"Cannot delete {path}: {error.strerror or error}") from error
        self.changes.touch()

    def clear(self) -> None:
        """Remove everything in the notebook."""
        for item in self.list():
            self.delete(item.path)

    def free_path(self, folder: str, name: str) -> str:
        """A path in the folder that is not taken: the name, or "name 2.md" and so on."""
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (name, "")
        start = f"{folder}/" if folder else ""
        path, number = f"{start}{name}", 2
        while self._file(path).exists():
            path, number = f"{start}{stem} {number}{ending}", number + 1
        return path

    def _item(self, path: str) -> NoteItem:
        place = self._inside(path)
        status = place.lstat()
        folder = stat.S_ISDIR(status.st_mode)
        preview = "" if folder else _preview(place)
        return NoteItem(path, folder, status.st_size, status.st_mtime, preview)

    def _file(self, path: str) -> Path:
        if not path.strip("/"):
            raise NoteError("A note needs a name")
        return self._inside(path)

    def _inside(self, path: str) -> Path:
        """The host's path; refuses what would leave the notebook, by name or by link."""
        parts = path.split("/") if path else []
        for part in parts:
            if part in ("", ".", "..") or "\0" in part or len(os.fsencode(part)) > _NAME_BYTES:
                raise NoteError(f"{part or path!r} cannot be a name")
        place = self.folder.joinpath(*parts)
        if not place.parent.resolve().is_relative_to(self.root.resolve()) or place.is_symlink():
            raise NoteError(f"{path} is a link")
        return place

    def _stamp_now(self, place: Path, modified: float | None = None) -> None:
        now = self._now() if modified is None else modified
        os.utime(place, (now, now))


def _stamp(name: str, status: os.stat_result) -> tuple[str, int, int, int]:
    return (name, status.st_ino, status.st_mtime_ns, status.st_size)


def _preview(place: Path) -> str:
    try:
        with place.open("rb") as file:
            text = file.read(_PREVIEW_BYTES).decode("utf-8", "ignore")
    except OSError:
        return ""
    lines = (line.strip().lstrip("#").strip() for line in text.splitlines())
    return " ".join(line for line in lines if line)


def _remove_tree(place: Path) -> None:
    for folder, folders, files in os.walk(place, topdown=False):
        for name in files:
            (Path(folder) / name).unlink()
        for name in folders:
            below = Path(folder) / name
            below.unlink() if below.is_symlink() else below.rmdir()
    place.rmdir()
