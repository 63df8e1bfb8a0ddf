"""A list model that changes as little as the list behind it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

__all__ = ["Rows"]

Row = Mapping[str, Any]
_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NOWHERE = QModelIndex()


class Rows(QAbstractListModel):
    """Rows of named values for a QML view.

    Giving new rows moves, inserts, removes and changes only what differs, so that a list that is
    looked at keeps its place while somebody else writes the file behind it.

    Args:
        names: the values of a row, each a role of the model; the first one tells rows apart.
        parent: the owner.
    """

    countChanged = Signal()  # noqa: N815 - Qt's naming

    def __init__(self, names: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._rows: list[Row] = []

    @Property(int, notify=countChanged)
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @Slot(result=list)
    def keys(self) -> list[Any]:
        """What tells the rows apart, in their order."""
        return [row[self._names[0]] for row in self._rows]

    def rowCount(  # noqa: N802 - Qt's naming
        self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE
    ) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802 - Qt's naming
        return {_FIRST_ROLE + i: QByteArray(name.encode()) for i, name in enumerate(self._names)}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _FIRST_ROLE) -> object:
        place = role - _FIRST_ROLE
        if not index.isValid() or not 0 <= place < len(self._names):
            return None
        return cast("object", self._rows[index.row()][self._names[place]])

    def show(self, rows: Sequence[Row]) -> None:
        """Make the model hold these rows; no two may have the same key."""
        key = self._names[0]
        wanted = {row[key] for row in rows}
        before = len(self._rows)
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at][key] not in wanted:
                self.beginRemoveRows(_NOWHERE, at, at)
                del self._rows[at]
                self.endRemoveRows()
        for at, row in enumerate(rows):
            self._put(at, row)
        if len(self._rows) != before:
            self.countChanged.emit()

    def _put(self, at: int, row: Row) -> None:
        key = self._names[0]
        places = range(at, len(self._rows))
        here = next((i for i in places if self._rows[i][key] == row[key]), None)
        if here is None:
            self.beginInsertRows(_NOWHERE, at, at)
            self._rows.insert(at, row)
            self.endInsertRows()
            return
        if here != at:
            self.beginMoveRows(_NOWHERE, here, here, _NOWHERE, at)
            self._rows.insert(at, self._rows.pop(here))
            self.endMoveRows()
        if self._rows[at] != row:
            self._rows[at] = row
            index = self.index(at)
            self.dataChanged.emit(index, index)
