"""The Notes app's view of the notebook."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from devices.phone.state.notes import NoteError, NoteItem, Notes
from devices.phone.ui.apps.follow import Follow
from devices.phone.ui.apps.rows import Rows

__all__ = ["NotesApp"]


class NotesApp(QObject):
    """One folder of the notebook as rows, and one note that is open.

    `problem` carries a sentence for a toast; `textChanged` says that the open note's file has been
    changed by somebody else.
    """

    folderChanged = Signal()  # noqa: N815 - Qt's naming
    viewChanged = Signal()  # noqa: N815 - Qt's naming
    textChanged = Signal()  # noqa: N815 - Qt's naming
    noteChanged = Signal()  # noqa: N815 - Qt's naming
    problem = Signal(str)

    def __init__(
        self, notes: Notes, now: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notes = notes
        self._now = now
        self._folder = ""
        self._query = ""
        self._order = "name"
        self._note = ""
        self._text = ""
        self._items = Rows(("path", "name", "title", "isFolder", "preview", "when"), self)
        self._follow = Follow(self._stamp, notes.watch, self)
        self._follow.changed.connect(self._reload)

    @Property(QObject, constant=True)
    def items(self) -> Rows:
        """The rows of the folder."""
        return self._items

    def _get_folder(self) -> str:
        return self._folder

    def _set_folder(self, folder: str) -> None:
        if folder != self._folder:
            self._folder = folder
            self.folderChanged.emit()
            self._reload()

    folder = Property(str, _get_folder, _set_folder, notify=folderChanged)

    def _get_query(self) -> str:
        return self._query

    def _set_query(self, query: str) -> None:
        if query != self._query:
            self._query = query
            self.viewChanged.emit()
            self._reload()

    query = Property(str, _get_query, _set_query, notify=viewChanged)

    def _get_order(self) -> str:
        return self._order

    def _set_order(self, order: str) -> None:
        if order != self._order:
            self._order = order
            self.viewChanged.emit()
            self._reload()

    # "name", "modified" or "size"; the last two put the latest and the largest first.
    order = Property(str, _get_order, _set_order, notify=viewChanged)

    @Property(str, notify=noteChanged)
    def note(self) -> str:
        """The path of the open note; empty for none."""
        return self._note

    @Property(str, notify=textChanged)
    def text(self) -> str:
        """The open note's text as its file holds it."""
        return self._text

    @Slot(bool)
    def follow(self, on: bool) -> None:
        """Whether the app is on the screen, and so has to keep up with the files."""
        self._follow.follow(on)

    @Slot(str, result=bool)
    def open(self, path: str) -> bool:
        """Open a note; "" closes the one that is open."""
        if path and not self._try(lambda: self._set_text(self._notes.read(path))):
            return False
        self._note = path
        self.noteChanged.emit()
        self.textChanged.emit()
        return True

    @Slot(str)
    def save(self, text: str) -> None:
        """Store the open note's text."""
        if self._note and text != self._text:
            self._text = text
            self._try(lambda: self._notes.write(self._note, text))

    @Slot(str, str, result=str)
    def create(self, name: str, text: str) -> str:
        """Make a note in this folder; its path, or "" where that failed."""
        path = self._below(name)
        return path if self._try(lambda: self._notes.create(path, text)) else ""

    @Slot(str, result=bool)
    def makeFolder(self, name: str) -> bool:  # noqa: N802 - QML's naming
        """Make a folder in this folder."""
        return self._try(lambda: self._notes.make_folder(self._below(name)))

    @Slot(str, str, result=bool)
    def rename(self, path: str, name: str) -> bool:
        """Give a note or folder another name in the same folder."""
        if "/" in name:
            self.problem.emit("A name cannot contain /")
            return False
        new = f"{path.rpartition('/')[0]}/{name.strip()}".lstrip("/")
        if new == path:
            return True
        if not self._try(lambda: self._notes.rename(path, new)):
            return False
        if self._note == path:
            self._note = new
            self.noteChanged.emit()
        return True

    @Slot(str, str, result=bool)
    def move(self, path: str, folder: str) -> bool:
        """Move a note or folder into another folder ("" = the notebook)."""
        new = f"{folder}/{path.rpartition('/')[2]}".lstrip("/")
        return new == path or self._try(lambda: self._notes.rename(path, new))

    @Slot("QStringList")
    def remove(self, paths: list[str]) -> None:
        """Delete notes and folders."""
        for path in paths:
            self._try(lambda path=path: self._notes.delete(path))  # type: ignore[misc]

    @Slot(result="QStringList")
    def folders(self) -> list[str]:
        """Every folder of the notebook, the notebook itself ("") first."""
        found, open_ = [""], [""]
        while open_:
            below = [item.path for item in self._notes.list(open_.pop()) if item.folder]
            found += below
            open_ += below
        return sorted(found)

    def _below(self, name: str) -> str:
        return f"{self._folder}/{name.strip()}".lstrip("/")

    def _stamp(self) -> Hashable:
        note = self._notes.stamp(self._note) if self._note else None
        found = self._notes.all() if self._query else ()
        return (self._notes.stamp(self._folder), note, found)

    def _set_text(self, text: str) -> None:
        self._text = text

    @Slot()
    def _reload(self) -> None:
        now = self._now()
        self._items.show([_row(item, now) for item in self._found()])
        if self._note:
            self._reread()

    def _found(self) -> list[NoteItem]:
        if self._query.strip():
            return list(self._notes.search(self._query.strip()))
        items = list(self._notes.list(self._folder))
        if self._order == "name":
            return items
        # What a folder's own time says depends on the host's clock, so folders go by name.
        by = attrgetter(self._order)
        return sorted(items, key=lambda item: (not item.folder, 0 if item.folder else -by(item)))

    def _reread(self) -> None:
        try:
            text = self._notes.read(self._note)
        except NoteError:
            return  # deleted by somebody else: what is on the screen stays until it is left
        if text != self._text:
            self._text = text
            self.textChanged.emit()

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except NoteError as error:
            self.problem.emit(str(error))
            return False
        return True


def _row(item: NoteItem, now: float) -> dict[str, Any]:
    title, dot, ending = item.name.rpartition(".")
    return {
        "path": item.path,
        "name": item.name,
        "title": title if dot and title and ending in ("md", "txt") else item.name,
        "isFolder": item.folder,
        "preview": item.preview,
        "when": "" if item.folder else _when(item.modified, now),
    }


def _when(moment: float, now: float) -> str:
    then, today = (datetime.fromtimestamp(t, UTC) for t in (moment, now))
    if then.date() == today.date():
        return f"{then:%H:%M}"
    day = f"{then:%b} {then.day}"
    return day if then.year == today.year else f"{day}, {then.year}"
