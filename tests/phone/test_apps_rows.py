from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt

from devices.phone.ui.apps.rows import Rows

_lists = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 2)), unique_by=lambda row: row[0], max_size=8
)


def _rows(pairs):
    return [{"id": key, "value": value} for key, value in pairs]


def _seen(model):
    """What a view that follows only the model's signals has on the screen."""
    role = int(Qt.ItemDataRole.UserRole) + 1
    return [
        tuple(model.data(model.index(i), role + k) for k in range(2))
        for i in range(model.rowCount())
    ]


class Mirror:
    """A view: it hears of inserts, moves, removals and changes, and of nothing else."""

    def __init__(self, model):
        self.model = model
        self.rows = []
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.rowsMoved.connect(self._moved)
        model.dataChanged.connect(self._changed)

    def _inserted(self, _parent, first, last):
        assert first == last
        self.rows.insert(first, _seen(self.model)[first])

    def _removed(self, _parent, first, _last):
        del self.rows[first]

    def _moved(self, _from, start, _end, _to, at):
        self.rows.insert(at, self.rows.pop(start))

    def _changed(self, top, _bottom, _roles=()):
        self.rows[top.row()] = _seen(self.model)[top.row()]


@given(st.lists(_lists, max_size=4))
def test_a_view_that_follows_the_signals_has_the_rows(lists):
    model = Rows(("id", "value"))
    view = Mirror(model)
    for pairs in lists:
        model.show(_rows(pairs))
        assert _seen(model) == pairs
        assert view.rows == pairs
        assert model.rowCount() == len(pairs)


def test_the_same_rows_again_change_nothing():
    model = Rows(("id", "value"))
    model.show(_rows([(1, 1), (2, 2)]))
    heard = []
    model.dataChanged.connect(lambda *_: heard.append("changed"))
    model.rowsMoved.connect(lambda *_: heard.append("moved"))
    model.show(_rows([(1, 1), (2, 2)]))
    assert heard == []


def test_rows_have_their_names_as_roles():
    model = Rows(("id", "value"))
    assert sorted(bytes(n.data()) for n in model.roleNames().values()) == [b"id", b"value"]
    assert model.data(QModelIndex()) is None
