"""The people in the phone's address book, kept as Android's contacts provider keeps them."""

import sqlite3
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from devices.phone.state import contacts_schema as schema
from devices.phone.state.database import Database

__all__ = ["Contact", "Contacts", "Entry", "UnknownContactError", "letter"]

_EMAIL, _ORGANIZATION, _PHONE, _NAME, _NOTE = (
    f"vnd.android.cursor.item/{kind}"
    for kind in ("email_v2", "organization", "phone_v2", "name", "note")
)


class UnknownContactError(LookupError):
    """No contact has this id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A phone number or an e-mail address, and its label ("Mobile", "Work", or any other word)."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One person. `id` is that of the `contacts` table; 0 before it is stored."""

    first: str = ""
    last: str = ""
    phones: tuple[Entry, ...] = ()
    emails: tuple[Entry, ...] = ()
    company: str = ""
    title: str = ""
    note: str = ""
    starred: bool = False
    id: int = 0

    @property
    def display_name(self) -> str:
        """The name, or what Android shows in its place: company, e-mail, number."""
        name = " ".join(part for part in (self.first, self.last) if part)
        others = [self.company, *(e.value for e in self.emails), *(p.value for p in self.phones)]
        return name or next(filter(None, others), "")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing worth storing."""
        return not (self.display_name or self.title or self.note)


def letter(name: str) -> str:
    """The header under which a name stands in the list: "A" to "Z", or "#"."""
    base = unicodedata.normalize("NFKD", name.strip()[:1]).upper()[:1]
    return base if base.isalpha() else "#"


class Contacts:
    """The address book. Every method reads or writes the database file itself.

    Methods may raise `sqlite3.Error` where a client has put other tables in its place.
    """

    def __init__(self, root: Path) -> None:
        self.database = Database(root, schema.PATH, schema.SCHEMA, "raw_contacts", schema.fill)

    def stamp(self) -> Hashable:
        """Differs once the contacts may have changed."""
        return self.database.stamp()

    def touch(self) -> None:
        """Say that somebody else has written the file."""
        self.database.changes.touch()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; the returned function ends that."""
        return self.database.changes.watch(listener)

    def list(self) -> tuple[Contact, ...]:
        """Everybody, by name, as the list shows them ("#" last)."""
        return self._read()

    def search(self, query: str) -> tuple[Contact, ...]:
        """Those in whom every word of the query begins a word, or whose number contains it."""
        words = query.casefold().split()
        digits = "".join(c for c in query if c.isdecimal())
        return tuple(c for c in self.list() if _matches(c, words, digits)) if words else self.list()

    def get(self, contact_id: int) -> Contact:
        """One person.

        Raises:
            UnknownContactError: there is none (any more).
        """
        found = self._read(contact_id)
        if not found:
            raise UnknownContactError(f"no contact has the id {contact_id}")
        return found[0]

    def create(self, contact: Contact) -> int:
        """Store a new person and return the id."""
        with self.database.write() as db:
            return _insert(db, contact)

    def create_all(self, contacts: Iterable[Contact]) -> None:
        """Store many people in one transaction."""
        with self.database.write() as db:
            for contact in contacts:
                _insert(db, contact)

    def update(self, contact_id: int, contact: Contact) -> None:
        """Replace what is stored of a person.

        Raises:
            UnknownContactError: there is none (any more).
        """
        with self.database.write() as db:
            raw = _raw_id(db, contact_id)
            db.execute(
                "DELETE FROM data WHERE raw_contact_id = ? AND mimetype_id IN "
                "(SELECT _id FROM mimetypes WHERE mimetype IN (?, ?, ?, ?, ?))",
                (raw, _EMAIL, _ORGANIZATION, _PHONE, _NAME, _NOTE),
            )
            _store(db, raw, contact_id, contact)

    def delete(self, contact_id: int) -> None:
        """Remove a person.

        Raises:
            UnknownContactError: there is none (any more).
        """
        with self.database.write() as db:
            _raw_id(db, contact_id)
            db.execute("DELETE FROM raw_contacts WHERE contact_id = ?", (contact_id,))

    def star(self, contact_id: int, starred: bool) -> None:
        """Put a person among the favourites, or take them out."""
        self.update(contact_id, replace(self.get(contact_id), starred=starred))

    def clear(self) -> None:
        """Forget everybody."""
        with self.database.write() as db:
            for table in ("phone_lookup", "data", "contacts", "raw_contacts"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - four names of our own

    def query(self, table: str) -> tuple[dict[str, object], ...]:
        """Rows as `content query` prints them, for "phones", "contacts", "raw_contacts", "data".

        Raises:
            KeyError: another table.
        """
        with self.database.open() as db:
            return tuple(dict(row) for row in db.execute(_QUERIES[table]))

    def _read(self, only: int | None = None) -> tuple[Contact, ...]:
        found: dict[int, Contact] = {}
        with self.database.open() as db:
            for row in db.execute(_SELECT, (only, only)):
                key = row[0] if isinstance(row[0], int) else row[1]
                contact = found.get(key) or Contact(id=key, starred=bool(row[2]))
                found[key] = _with_row(contact, row)
        return tuple(sorted(found.values(), key=_order))


def _order(contact: Contact) -> tuple[bool, str, str, int]:
    name = contact.display_name
    base = unicodedata.normalize("NFKD", name).casefold()
    return (letter(name) == "#", base, name, contact.id)


def _matches(contact: Contact, words: Iterable[str], digits: str) -> bool:
    if len(digits) >= 2 and any(digits in _digits(p.value) for p in contact.phones):
        return True
    text = (contact.display_name, contact.company, *(e.value for e in contact.emails))
    starts = " ".join(text).casefold().split()
    return all(any(start.startswith(word) for start in starts) for word in words)


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isdecimal() or c == "+")


def _with_row(contact: Contact, row: sqlite3.Row) -> Contact:
    kind, data1, data2, data3, data4 = (row[i] for i in range(3, 8))
    value = str(data1 or "")
    if kind == _NAME:
        if data2 is None and data3 is None:
            return replace(contact, first=value)
        return replace(contact, first=str(data2 or ""), last=str(data3 or ""))
    if kind == _PHONE:
        entry = Entry(value, _label(schema.PHONE_LABELS, data2, data3))
        return replace(contact, phones=(*contact.phones, entry))
    if kind == _EMAIL:
        entry = Entry(value, _label(schema.EMAIL_LABELS, data2, data3))
        return replace(contact, emails=(*contact.emails, entry))
    if kind == _ORGANIZATION:
        return replace(contact, company=value, title=str(data4 or ""))
    if kind == _NOTE:
        return replace(contact, note=value)
    return contact


def _label(labels: Mapping[int, str], kind: object, custom: object) -> str:
    number = int(str(kind)) if str(kind).isdecimal() else -1
    return str(custom or "") if number == 0 else labels.get(number, "")


def _kind(labels: Mapping[int, str], label: str) -> tuple[int, str | None]:
    for number, word in labels.items():
        if word.casefold() == label.strip().casefold():
            return number, None
    return (0, label) if label else (next(iter(labels)), None)


def _raw_id(db: sqlite3.Connection, contact_id: int) -> int:
    row = db.execute(
        "SELECT _id FROM raw_contacts WHERE contact_id = ? AND deleted = 0", (contact_id,)
    ).fetchone()
    if row is None:
        raise UnknownContactError(f"no contact has the id {contact_id}")
    return int(row[0])


def _insert(db: sqlite3.Connection, contact: Contact) -> int:
    raw = db.execute("INSERT INTO raw_contacts (account_id) VALUES (1)").lastrowid
    made = db.execute("INSERT INTO contacts (name_raw_contact_id) VALUES (?)", (raw,)).lastrowid
    assert raw is not None
    assert made is not None
    db.execute("UPDATE raw_contacts SET contact_id = ? WHERE _id = ?", (made, raw))
    _store(db, raw, made, contact)
    return made


def _store(db: sqlite3.Connection, raw: int, contact_id: int, contact: Contact) -> None:
    _store_names(db, raw, contact)
    lookup = f"0r{raw}-{contact.display_name.encode().hex()}"
    db.execute(
        "UPDATE contacts SET starred = ?, has_phone_number = ?, lookup = ? WHERE _id = ?",
        (int(contact.starred), int(bool(contact.phones)), lookup, contact_id),
    )
    for kind, values in _rows(contact):
        db.execute("INSERT OR IGNORE INTO mimetypes (mimetype) VALUES (?)", (kind,))
        data_id = db.execute(
            "INSERT INTO data (mimetype_id, raw_contact_id, data1, data2, data3, data4) "
            "SELECT _id, ?, ?, ?, ?, ? FROM mimetypes WHERE mimetype = ?",
            (raw, *values, kind),
        ).lastrowid
        if kind == _PHONE:
            digits = _digits(str(values[0]))
            db.execute(
                "INSERT INTO phone_lookup VALUES (?, ?, ?, ?)",
                (data_id, raw, digits, digits[::-1][:7]),
            )


def _store_names(db: sqlite3.Connection, raw: int, contact: Contact) -> None:
    """What Android keeps beside the data: the name for the screen, and how the list sorts it."""
    name = contact.display_name
    other = ", ".join(part for part in (contact.last, contact.first) if part) or name
    head = letter(name)
    db.execute(
        "UPDATE raw_contacts SET display_name = ?, display_name_alt = ?, display_name_source = ?, "
        "sort_key = ?, sort_key_alt = ?, phonebook_label = ?, phonebook_bucket = ?, starred = ?, "
        "aggregation_needed = 0, version = version + 1 WHERE _id = ?",
        (
            name or None, other or None, 40 if contact.first or contact.last else 20,
            name, other, head, ord(head) - 64 if "A" <= head <= "Z" else 27, int(contact.starred),
            raw,
        ),
    )  # fmt: skip


def _rows(contact: Contact) -> Iterator[tuple[str, tuple[object, object, object, object]]]:
    """MIME type, and `data1` to `data4`."""
    if contact.first or contact.last:
        yield _NAME, (contact.display_name, contact.first or None, contact.last or None, None)
    for phone in contact.phones:
        number, custom = _kind(schema.PHONE_LABELS, phone.label)
        yield _PHONE, (phone.value, number, custom, _digits(phone.value))
    for email in contact.emails:
        number, custom = _kind(schema.EMAIL_LABELS, email.label)
        yield _EMAIL, (email.value, number, custom, None)
    if contact.company or contact.title:
        yield _ORGANIZATION, (contact.company or None, 1, None, contact.title or None)
    if contact.note:
        yield _NOTE, (contact.note, None, None, None)


_SELECT = (
    "SELECT raw_contacts.contact_id, raw_contacts._id, raw_contacts.starred, mimetype, "
    "data1, data2, data3, data4 FROM raw_contacts "
    "LEFT JOIN data ON data.raw_contact_id = raw_contacts._id "
    "LEFT JOIN mimetypes ON mimetypes._id = data.mimetype_id "
    "WHERE raw_contacts.deleted = 0 AND (? IS NULL OR raw_contacts.contact_id = ?) "
    "ORDER BY raw_contacts._id, data._id"
)
_QUERIES = {
    "phones": "SELECT _id, contact_id, raw_contact_id, display_name, data1 AS number, data1, "
    "data2 AS type, data2, data3 AS label, data3, data4, starred FROM view_data "
    "WHERE mimetype = 'vnd.android.cursor.item/phone_v2' ORDER BY _id",
    "contacts": "SELECT * FROM view_contacts ORDER BY _id",
    "raw_contacts": "SELECT * FROM view_raw_contacts WHERE deleted = 0 ORDER BY _id",
    "data": "SELECT * FROM view_data ORDER BY _id",
}
