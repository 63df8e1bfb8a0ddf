"""The Files app's view of shared storage."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Literal, TypeVar, cast

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot

from devices.phone.state.file_kinds import FileKind, described
from devices.phone.state.storage import FileItem, Storage, StorageError
from devices.phone.ui.apps.file_words import items, row, size
from devices.phone.ui.apps.follow import Follow
from devices.phone.ui.apps.moments import day
from devices.phone.ui.apps.rows import Rows

__all__ = ["FilesApp"]

_Result = TypeVar("_Result")
Order = Literal["name", "-name", "modified", "-modified", "size", "-size"]

_BY_KIND: dict[str, tuple[FileKind, ...]] = {
    "images": ("image",),
    "videos": ("video",),
    "audio": ("audio",),
    "documents": ("text", "document"),
}
"""Places that gather files from every folder, as "recent" does; any other is a folder."""


class FilesApp(QObject):
    """One place as rows, and one file that is open.

    A place is a folder ("" for all of shared storage), "recent", or a name of `_BY_KIND`.
    `problem` carries a sentence for a toast.
    """

    placeChanged = Signal()  # noqa: N815 - Qt's naming
    fileChanged = Signal()  # noqa: N815 - Qt's naming
    problem = Signal(str)

    def __init__(
        self,
        storage: Storage,
        device: str,
        now: Callable[[], float],
        hours24: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._storage = storage
        self._device = device
        self._now = now
        self._hours24 = hours24
        self._root = "folder"
        self._folder = "Download"
        self._query = ""
        self._order: Order = "name"
        self._file = ""
        self._text = ""
        self._picture = QUrl()
        self._items = Rows(("path", "name", "isFolder", "kind", "icon", "facts"), self)
        self._follow = Follow(self._stamp, storage.watch, self)
        self._follow.changed.connect(self._reload)

    @Property(QObject, constant=True)
    def items(self) -> Rows:
        """The rows of the place, or what the query finds."""
        return self._items

    @Property(str, constant=True)
    def device(self) -> str:
        """What shared storage is called: the phone's model, as on Android."""
        return self._device

    @Property(str, notify=placeChanged)
    def root(self) -> str:
        """What kind of place is shown: "folder", or the name of one that gathers files."""
        return self._root

    @Property(str, notify=placeChanged)
    def folder(self) -> str:
        """The folder that is shown; "" for all of shared storage."""
        return self._folder

    @Property(str, notify=placeChanged)
    def query(self) -> str:
        """What is searched for; "" for nothing."""
        return self._query

    @Property(str, notify=placeChanged)
    def order(self) -> str:
        """How the rows are sorted: "name", "modified" or "size", with "-" for downwards."""
        return self._order

    @Property(str, notify=fileChanged)
    def file(self) -> str:
        """The path of the open file; empty for none."""
        return self._file

    @Property(str, notify=fileChanged)
    def text(self) -> str:
        """The open file's text; empty for a picture."""
        return self._text

    @Property(QUrl, notify=fileChanged)
    def picture(self) -> QUrl:
        """The open picture; empty for a text."""
        return self._picture

    @Slot(bool)
    def follow(self, on: bool) -> None:
        """Whether the app is on the screen, and so has to keep up with the disk."""
        self._follow.follow(on)

    @Slot(str, str)
    def go(self, root: str, folder: str) -> None:
        """Show another place."""
        self._root, self._folder, self._query = root, folder, ""
        self._moved()

    @Slot(str)
    def find(self, query: str) -> None:
        """Show what has these words in its name, wherever it is; "" ends that."""
        self._query = query.strip()
        self._moved()

    @Slot(str)
    def sortBy(self, order: str) -> None:  # noqa: N802 - QML's naming
        """Sort the rows."""
        self._order = cast("Order", order)
        self._moved()

    @Slot(str, result=bool)
    def open(self, path: str) -> bool:
        """Show a file; "" closes the one that is shown. False where nothing here can show it."""
        if path and not self._try(lambda: self._load(path)):
            return False
        if not path:
            self._text, self._picture = "", QUrl()
        self._file = path
        self.fileChanged.emit()
        return True

    @Slot(str, result=bool)
    def makeFolder(self, name: str) -> bool:  # noqa: N802 - QML's naming
        """Make a folder in the one that is shown."""
        made = self._try(lambda: self._storage.make_folder(self._folder, name.strip()))
        return made is not None

    @Slot(str, str, result=bool)
    def rename(self, path: str, name: str) -> bool:
        """Give a file or folder another name."""
        return self._try(lambda: self._storage.rename(path, name.strip())) is not None

    @Slot("QStringList")
    def remove(self, paths: list[str]) -> None:
        """Delete files and folders."""
        for path in paths:
            self._try(lambda path=path: self._storage.delete(path))  # type: ignore[misc]

    @Slot(str, "QStringList", str)
    def put(self, verb: str, paths: list[str], folder: str) -> None:
        """Put files and folders into a folder; the verb is "move" or "copy"."""
        act = self._storage.move if verb == "move" else self._storage.copy
        for path in paths:
            self._try(lambda path=path: act(path, folder))  # type: ignore[misc]

    @Slot(str, result="QVariantMap")
    def facts(self, path: str) -> dict[str, Any]:
        """What "Get info" tells of a file or folder; empty where it is gone."""
        item = self._try(lambda: self._storage.item(path))
        if item is None:
            return {}
        amount = f"{size(item.size)} ({item.size} bytes)"
        when = day(item.modified, self._now(), hours24=self._hours24())
        return {
            "name": item.name,
            "kind": described(item.name, folder=item.folder),
            "size": items(self._inside(item)) if item.folder else amount,
            "modified": "" if item.folder else when,
            "path": f"/storage/emulated/0/{item.path}",
        }

    def _load(self, path: str) -> bool:
        kind = self._storage.item(path).kind
        if kind not in {"text", "image"}:
            raise StorageError(f"No app can open {path.rpartition('/')[2]}")
        is_text = kind == "text"
        self._text = self._storage.read(path) if is_text else ""
        place = "" if is_text else str(self._storage.host_path(path))
        self._picture = QUrl() if is_text else QUrl.fromLocalFile(place)
        return True

    def _moved(self) -> None:
        self.placeChanged.emit()
        self._reload()

    def _stamp(self) -> Hashable:
        return tuple(self._found())

    @Slot()
    def _reload(self) -> None:
        now, hours24 = self._now(), self._hours24()
        found = self._found()
        self._items.show([row(i, now, self._inside(i), hours24=hours24) for i in found])

    def _inside(self, item: FileItem) -> int:
        return len(self._storage.list(item.path)) if item.folder else 0

    def _found(self) -> Iterable[FileItem]:
        if self._query:
            return self._sorted(self._storage.search(self._query))
        if self._root == "recent":
            return self._storage.recent()
        if self._root in _BY_KIND:
            return self._sorted(self._storage.recent(_BY_KIND[self._root]))
        return self._sorted(self._storage.list(self._folder))

    def _sorted(self, items: Iterable[FileItem]) -> list[FileItem]:
        by = self._order.removeprefix("-")
        found = sorted(items, key=lambda item: (item.name.casefold(), item.path))
        if by == "name":
            found.sort(key=lambda item: item.name.casefold(), reverse=self._order == "-name")
        else:
            # What a folder's own time says depends on the host's clock, so folders go by name.
            key = lambda item: 0 if item.folder else getattr(item, by)  # noqa: E731
            found.sort(key=key, reverse=self._order.startswith("-"))
        return sorted(found, key=lambda item: not item.folder)

    def _try(self, act: Callable[[], _Result]) -> _Result | None:
        try:
            return act()
        except StorageError as error:
            self.problem.emit(str(error))
            return None
