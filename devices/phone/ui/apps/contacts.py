"""The Contacts app's view of the address book."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import Property, QObject, Signal, Slot

from devices.phone.state.contacts import Contact, Contacts, Entry, UnknownContactError, letter
from devices.phone.state.contacts_schema import EMAIL_LABELS, PHONE_LABELS
from devices.phone.ui.apps.follow import Follow
from devices.phone.ui.apps.people import hue
from devices.phone.ui.apps.rows import Rows

__all__ = ["ContactsApp"]

_Result = TypeVar("_Result")


class ContactsApp(QObject):
    """The list, filtered by `query`, and what the forms read and store.

    `problem` carries a sentence for a toast where something could not be done.
    """

    changed = Signal()
    queryChanged = Signal()  # noqa: N815 - Qt's naming
    problem = Signal(str)

    def __init__(self, contacts: Contacts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._contacts = contacts
        self._query = ""
        names = ("id", "name", "head", "initial", "hue", "starred")
        self._people = Rows(names, self)
        self._follow = Follow(contacts.stamp, contacts.watch, self)
        self._follow.changed.connect(self._reload)

    @Property(QObject, constant=True)
    def people(self) -> Rows:
        """The rows of the list."""
        return self._people

    @Property(list, constant=True)
    def phoneLabels(self) -> list[str]:  # noqa: N802 - QML's naming
        """Labels that a number may have."""
        return list(PHONE_LABELS.values())

    @Property(list, constant=True)
    def emailLabels(self) -> list[str]:  # noqa: N802 - QML's naming
        """Labels that an address may have."""
        return list(EMAIL_LABELS.values())

    def _get_query(self) -> str:
        return self._query

    def _set_query(self, query: str) -> None:
        if query != self._query:
            self._query = query
            self.queryChanged.emit()
            self._reload()

    query = Property(str, _get_query, _set_query, notify=queryChanged)

    @Slot(bool)
    def follow(self, on: bool) -> None:
        """Whether the app is on the screen, and so has to keep up with the file."""
        self._follow.follow(on)

    @Slot(int, result="QVariantMap")
    def person(self, contact_id: int) -> dict[str, Any]:
        """All about one person; empty where there is none (any more)."""
        contact = self._try(lambda: self._contacts.get(contact_id))
        return {} if contact is None else _fields(contact)

    @Slot(int, "QVariantMap", result=int)
    def save(self, contact_id: int, form: Mapping[str, Any]) -> int:
        """Store a form as the person of this id, 0 for a new one.

        The id, or 0 where nothing was stored.
        """
        contact = _contact(form)
        if contact.is_empty:
            return 0
        if not contact_id:
            return self._try(lambda: self._contacts.create(contact)) or 0
        return self._try(lambda: self._update(contact_id, contact)) or 0

    @Slot(int)
    def remove(self, contact_id: int) -> None:
        """Delete a person."""
        self._try(lambda: self._contacts.delete(contact_id))

    @Slot(int, bool)
    def star(self, contact_id: int, starred: bool) -> None:
        """Put a person among the favourites, or take them out."""
        self._try(lambda: self._contacts.star(contact_id, starred))

    def _update(self, contact_id: int, contact: Contact) -> int:
        self._contacts.update(contact_id, contact)
        return contact_id

    @Slot()
    def _reload(self) -> None:
        found = self._try(lambda: self._contacts.search(self._query))
        rows, last = [], ""
        for contact in found or ():
            row = _row(contact)
            head = letter(row["name"])
            rows.append(row | {"head": head if head != last else ""})
            last = head
        self._people.show(rows)
        self.changed.emit()

    def _try(self, act: Callable[[], _Result]) -> _Result | None:
        try:
            return act()
        except UnknownContactError:
            return None
        except (sqlite3.Error, OSError):
            # A client has put something else in the file's place; the phone lives on.
            self.problem.emit("Contacts storage isn't available")
            return None


def _row(contact: Contact) -> dict[str, Any]:
    name = " ".join(contact.display_name.split()) or "(No name)"
    return {
        "id": contact.id,
        "name": name,
        "initial": letter(name).replace("#", ""),
        "hue": hue(name),
        "starred": contact.starred,
    }


def _fields(contact: Contact) -> dict[str, Any]:
    return _row(contact) | {
        "first": contact.first,
        "last": contact.last,
        "company": contact.company,
        "title": contact.title,
        "note": contact.note,
        "phones": [{"value": e.value, "label": e.label} for e in contact.phones],
        "emails": [{"value": e.value, "label": e.label} for e in contact.emails],
    }


def _contact(form: Mapping[str, Any]) -> Contact:
    return Contact(
        first=str(form.get("first", "")).strip(),
        last=str(form.get("last", "")).strip(),
        phones=_entries(form.get("phones")),
        emails=_entries(form.get("emails")),
        company=str(form.get("company", "")).strip(),
        title=str(form.get("title", "")).strip(),
        note=str(form.get("note", "")).strip(),
        starred=bool(form.get("starred", False)),
    )


def _entries(entries: Any) -> tuple[Entry, ...]:
    found = [Entry(str(e["value"]).strip(), str(e["label"])) for e in entries or ()]
    return tuple(entry for entry in found if entry.value)
