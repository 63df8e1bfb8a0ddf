"""Shared storage as a file manager sees it: what /sdcard holds, and moving that about.

Nothing is remembered between two calls. Paths are relative to shared storage, with "/" between
parts; "" is shared storage itself.
"""

import errno
import os
import shutil
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from devices.phone.state.changes import Changes
from devices.phone.state.file_kinds import FileKind, kind_of
from devices.phone.state.files import FileRoot

__all__ = ["FileItem", "Storage", "StorageError"]

_TOP = "/sdcard"
_READ_BYTES = 256 << 10
_SEEN = 5000
"""How many files a search over all folders looks at."""
_SHOWN = 200


class StorageError(OSError):
    """Something cannot be done with a file; the text says why, in words for the screen."""


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file or folder; `size` in bytes (0 for a folder), `modified` in epoch seconds."""

    path: str
    folder: bool
    size: int
    modified: float

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def kind(self) -> FileKind:
        """What is in it, by its name."""
        return "folder" if self.folder else kind_of(self.name)


class Storage:
    """Every method reads or writes the disk itself; links are neither shown nor followed.

    Args:
        root: the phone's disk on the host.
        now: the phone's clock, epoch seconds; what is written here bears its time.
    """

    def __init__(self, root: Path, now: Callable[[], float]) -> None:
        self._files = FileRoot(root, now=now)
        self._now = now
        self.changes = Changes()

    def touch(self) -> None:
        """Say that somebody else has written files."""
        self.changes.touch()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; the returned function ends that."""
        return self.changes.watch(listener)

    def stamp(self, folder: str = "") -> Hashable:
        """Differs once something in this folder may have changed."""
        return (self.changes.count, self.list(folder))

    def list(self, folder: str = "") -> tuple[FileItem, ...]:
        """What a folder holds, by name; hidden files are left out. A missing folder is empty."""
        try:
            names = self._files.listdir(_full(folder))
        except OSError:
            return ()
        found = (self._item(_join(folder, name)) for name in names if not name.startswith("."))
        return tuple(item for item in found if item is not None)

    def item(self, path: str) -> FileItem:
        """One file or folder.

        Raises:
            StorageError: there is none.
        """
        found = self._item(path)
        if found is None:
            raise StorageError(f"{_name(path)} is not there any more")
        return found

    def everything(self) -> Iterator[FileItem]:
        """Files and folders of all folders but apps' own ("Android"), up to a bound."""
        pending, left = [""], _SEEN
        while pending and left > 0:
            items = self.list(pending.pop(0))
            left -= len(items)
            pending += [i.path for i in items if i.folder and i.path != "Android"]
            yield from items

    def recent(self, kinds: Iterable[FileKind] = ()) -> tuple[FileItem, ...]:
        """The files changed last, the latest first; only of these kinds where any are given."""
        wanted = frozenset(kinds)
        files = [i for i in self.everything() if not i.folder and (not wanted or i.kind in wanted)]
        return tuple(sorted(files, key=lambda i: (-i.modified, i.path))[:_SHOWN])

    def search(self, words: str) -> tuple[FileItem, ...]:
        """What has these words in its name, in whatever folder."""
        wanted = words.casefold()
        found = [item for item in self.everything() if wanted in item.name.casefold()]
        return tuple(found[:_SHOWN])

    def read(self, path: str) -> str:
        """The text of a file.

        Raises:
            StorageError: it is gone, too large to be shown, or not a text.
        """
        try:
            with self._files.open(_full(path)) as file:
                found = file.read(_READ_BYTES + 1)
        except OSError as error:
            raise _said("open", path, error) from error
        if len(found) > _READ_BYTES:
            raise StorageError(f"{_name(path)} is larger than {_READ_BYTES >> 10} KiB")
        try:
            return found.decode()
        except UnicodeDecodeError as error:
            raise StorageError(f"{_name(path)} is not a text") from error

    def host_path(self, path: str) -> Path:
        """Where the host has a file, for what decodes pictures.

        Raises:
            StorageError: it is not a file of the phone.
        """
        if self.item(path).folder:
            raise StorageError(f"{_name(path)} is a folder")
        return self._files.resolve(_full(path))

    def write(self, path: str, data: bytes, *, modified: float | None = None) -> None:
        """Make a file and the folders it needs, with the time `modified`, else the present."""
        self._files.mkdirs(_full(path.rpartition("/")[0]))
        with self._files.open(_full(path), "wb") as file:
            file.write(data)
        if modified is not None:
            self._files.utime(_full(path), modified)
        self.changes.touch()

    def make_folder(self, folder: str, name: str) -> str:
        """Make a folder in a folder; its path.

        Raises:
            StorageError: the name is taken or cannot be one.
        """
        _check_name(name)
        path = _join(folder, name)
        self._change("make", path, lambda: self._make_folder(path))
        return path

    def rename(self, path: str, name: str) -> str:
        """Give a file or folder another name; its new path.

        Raises:
            StorageError: the name is taken or cannot be one, or the file is gone.
        """
        _check_name(name)
        new = _join(path.rpartition("/")[0], name)
        if new != path:
            self._change("rename", path, lambda: self._rename(path, new))
        return new

    def delete(self, path: str) -> None:
        """Remove a file, or a folder with all it holds.

        Raises:
            StorageError: it is gone, or cannot be removed.
        """
        self._change("delete", path, lambda: self._files.rmtree(_full(path)))

    def move(self, path: str, folder: str) -> str:
        """Put a file or folder into another folder; its new path, free of what was there.

        Raises:
            StorageError: it is gone, or the folder lies in it.
        """
        if path.rpartition("/")[0] == folder:
            return path
        _refuse_into_itself(path, folder)
        new = self._free(folder, _name(path))
        self._change("move", path, lambda: self._rename(path, new))
        return new

    def copy(self, path: str, folder: str) -> str:
        """Put a copy of a file or folder into a folder; the copy's path.

        Raises:
            StorageError: it is gone, or the folder lies in it.
        """
        _refuse_into_itself(path, folder)
        new = self._free(folder, _name(path))
        self._change("copy", path, lambda: self._copy(path, new))
        return new

    def _make_folder(self, path: str) -> None:
        self._files.mkdir(_full(path))
        self._files.utime(_full(path), self._now())

    def _rename(self, path: str, new: str) -> None:
        if self._item(new) is not None:
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), new)
        self._files.rename(_full(path), _full(new))

    def _copy(self, path: str, new: str) -> None:
        if not self.item(path).folder:
            with self._files.open(_full(path)) as old, self._files.open(_full(new), "xb") as made:
                shutil.copyfileobj(old, made)
            return
        self._make_folder(new)
        for item in self.list(path):
            self._copy(item.path, _join(new, item.name))

    def _free(self, folder: str, name: str) -> str:
        """A path that is not taken: the name, or "name (1).txt" and so on."""
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (name, "")
        path, number = _join(folder, name), 1
        while self._item(path) is not None:
            path, number = _join(folder, f"{stem} ({number}){ending}"), number + 1
        return path

    def _item(self, path: str) -> FileItem | None:
        try:
            found = self._files.lstat(_full(path))
        except OSError:
            return None
        if not (found.is_dir or found.is_file):
            return None
        size = 0 if found.is_dir else found.size
        return FileItem(path, found.is_dir, size, found.mtime_ns / 1e9)

    def _change(self, verb: str, path: str, act: Callable[[], object]) -> None:
        try:
            act()
        except StorageError:
            raise
        except OSError as error:
            raise _said(verb, path, error) from error
        finally:
            self.changes.touch()


def _full(path: str) -> str:
    return f"{_TOP}/{path}" if path else _TOP


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _said(verb: str, path: str, error: OSError) -> StorageError:
    return StorageError(f"Cannot {verb} {_name(path)}: {error.strerror or error}")


def _check_name(name: str) -> None:
    if name.strip() in {"", ".", ".."} or "/" in name or "\0" in name:
        raise StorageError(f"{name or 'Nothing'} cannot be a name")


def _refuse_into_itself(path: str, folder: str) -> None:
    if f"{folder}/".startswith(f"{path}/"):
        raise StorageError(f"{_name(path)} cannot go into itself")
