"""Text messages, kept as Android's telephony provider keeps them."""

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.phone.state import messages_schema as schema
from devices.phone.state.contacts import Contact
from devices.phone.state.database import Database

__all__ = ["Conversation", "Message", "Messages", "address_key", "names_by_number"]

_ALIKE = 7
"""Numbers whose last digits agree are one (`PhoneNumberUtils.MIN_MATCH`)."""
_LONGEST = 10
"""Digits of a number without its country."""
_BOXES = {"inbox": 1, "sent": 2, "draft": 3, "outbox": 4, "failed": 5, "queued": 6}


@dataclass(frozen=True, slots=True)
class Message:
    """One text; `when` in epoch seconds. `id` is that of the table `sms`, 0 before it is stored."""

    address: str
    body: str
    when: float
    sent: bool = False
    read: bool = True
    id: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """All texts from and to one number, the oldest first; never empty."""

    messages: tuple[Message, ...]

    @property
    def last(self) -> Message:
        """The latest text."""
        return self.messages[-1]

    @property
    def address(self) -> str:
        """The number, as the latest text has it."""
        return self.last.address

    @property
    def unread(self) -> int:
        """How many texts have not been looked at."""
        return sum(not message.read for message in self.messages)


def address_key(address: str) -> str:
    """The same for all ways to write one number: "+1 650 555-0100" and "(650) 555-0100"."""
    digits = "".join(c for c in address if c.isdecimal())
    return digits[-_LONGEST:] if len(digits) >= _ALIKE else address.strip().casefold()


def names_by_number(contacts: Iterable[Contact]) -> dict[str, str]:
    """Address key -> the name of whoever has that number."""
    return {
        address_key(phone.value): contact.display_name
        for contact in contacts
        for phone in contact.phones
    }


class Messages:
    """The text messages. Every method reads or writes the database file itself.

    Methods may raise `sqlite3.Error` where a client has put other tables in its place.

    Args:
        root: the phone's disk on the host.
        now: the phone's clock, epoch seconds.
    """

    def __init__(self, root: Path, now: Callable[[], float]) -> None:
        self.database = Database(root, schema.PATH, schema.SCHEMA, "sms", _fill)
        self._now = now

    def stamp(self) -> Hashable:
        """Differs once the messages may have changed."""
        return self.database.stamp()

    def touch(self) -> None:
        """Say that somebody else has written the file."""
        self.database.changes.touch()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; the returned function ends that."""
        return self.database.changes.watch(listener)

    def conversations(self) -> tuple[Conversation, ...]:
        """All, the one with the latest text first."""
        found: dict[str, list[Message]] = {}
        with self.database.open() as db:
            for row in db.execute("SELECT * FROM sms ORDER BY date, _id"):
                message = _message(row)
                found.setdefault(address_key(message.address), []).append(message)
        made = (Conversation(tuple(messages)) for messages in found.values())
        return tuple(sorted(made, key=lambda c: (-c.last.when, -c.last.id)))

    def thread(self, address: str) -> tuple[Message, ...]:
        """The texts from and to a number, the oldest first."""
        key = address_key(address)
        same = (c.messages for c in self.conversations() if address_key(c.address) == key)
        return next(same, ())

    def send(self, address: str, body: str) -> int:
        """Send a text; its id. It arrives at once, as far as this phone can tell."""
        return self.add(Message(address, body, self._now(), sent=True))

    def receive(self, address: str, body: str) -> int:
        """A text comes in, unread; its id."""
        return self.add(Message(address, body, self._now(), read=False))

    def add(self, message: Message) -> int:
        """Store a text; its id."""
        with self.database.write() as db:
            return _insert(db, _values(message))

    def add_all(self, messages: Iterable[Message]) -> None:
        """Store many texts in one transaction."""
        with self.database.write() as db:
            for message in messages:
                _insert(db, _values(message))

    def insert(self, values: Mapping[str, object]) -> int:
        """Store a row of `sms` given by column, as `content insert` does; its id.

        Raises:
            KeyError: there is no such column.
        """
        _check_columns(values)
        usual = {"date": int(self._now() * 1000), "type": schema.INBOX, "address": "", "body": ""}
        with self.database.write() as db:
            return _insert(db, {**usual, **values})

    def update(self, ids: Iterable[int], values: Mapping[str, object]) -> None:
        """Change rows of `sms`, given by column, as `content update` does.

        Raises:
            KeyError: there is no such column.
        """
        _check_columns(values)
        setting = ", ".join(f"{name} = ?" for name in values)
        with self.database.write() as db:
            # The names are among schema.COLUMNS.
            db.executemany(
                f"UPDATE sms SET {setting} WHERE _id = ?",  # noqa: S608
                [(*values.values(), number) for number in ids],
            )

    def mark_read(self, address: str) -> None:
        """Say that the texts of a number have been looked at."""
        unread = [message.id for message in self.thread(address) if not message.read]
        if unread:
            self.update(unread, {"read": 1, "seen": 1})

    def delete(self, ids: Iterable[int]) -> None:
        """Remove texts; an unknown id is ignored."""
        with self.database.write() as db:
            db.executemany("DELETE FROM sms WHERE _id = ?", [(number,) for number in ids])
            db.execute("DELETE FROM threads WHERE _id NOT IN (SELECT thread_id FROM sms)")

    def delete_thread(self, address: str) -> None:
        """Remove all texts from and to a number."""
        self.delete([message.id for message in self.thread(address)])

    def clear(self) -> None:
        """Remove everything."""
        with self.database.write() as db:
            for table in ("sms", "threads", "canonical_addresses"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - three names of our own

    def query(self, box: str = "") -> tuple[dict[str, object], ...]:
        """Rows of `sms` as `content query` prints them, the latest first.

        Args:
            box: "inbox", "sent" ...; "" for all.
        """
        kind = _BOXES.get(box)
        with self.database.open() as db:
            found = db.execute(
                "SELECT * FROM sms WHERE ? IS NULL OR type = ? ORDER BY date DESC, _id DESC",
                (kind, kind),
            )
            return tuple(dict(row) for row in found)

    def threads(self) -> tuple[dict[str, object], ...]:
        """Rows of `threads`, the latest first."""
        with self.database.open() as db:
            found = db.execute("SELECT * FROM threads ORDER BY date DESC, _id DESC")
            return tuple(dict(row) for row in found)


def _check_columns(values: Mapping[str, object]) -> None:
    unknown = set(values) - set(schema.COLUMNS)
    if unknown:
        raise KeyError(min(unknown))


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO android_metadata VALUES ('en_US')")


def _message(row: sqlite3.Row) -> Message:
    when = row["date"] if isinstance(row["date"], int | float) else 0
    return Message(
        address=str(row["address"] or ""),
        body=str(row["body"] or ""),
        when=when / 1000,
        sent=row["type"] != schema.INBOX,
        read=bool(row["read"]) or row["type"] != schema.INBOX,
        id=row["_id"],
    )


def _values(message: Message) -> dict[str, object]:
    milliseconds = int(message.when * 1000)
    return {
        "address": message.address,
        "body": message.body,
        "date": milliseconds,
        "date_sent": 0 if message.sent else milliseconds,
        "read": int(message.read or message.sent),
        "seen": int(message.read or message.sent),
        "type": schema.SENT if message.sent else schema.INBOX,
    }


def _insert(db: sqlite3.Connection, values: Mapping[str, object]) -> int:
    thread = values.get("thread_id") or _thread_id(db, str(values["address"]))
    row = {**values, "thread_id": thread}
    columns, places = ", ".join(row), ", ".join("?" * len(row))
    # The names are among schema.COLUMNS.
    made = db.execute(f"INSERT INTO sms ({columns}) VALUES ({places})", tuple(row.values()))  # noqa: S608
    return int(made.lastrowid or 0)


def _thread_id(db: sqlite3.Connection, address: str) -> int:
    """The thread of a number, made where there is none."""
    key = address_key(address)
    known = db.execute("SELECT _id, address FROM canonical_addresses")
    recipient = next((row[0] for row in known if address_key(str(row[1])) == key), None)
    if recipient is None:
        made = db.execute("INSERT INTO canonical_addresses (address) VALUES (?)", (address,))
        recipient = made.lastrowid
    found = db.execute("SELECT _id FROM threads WHERE recipient_ids = ?", (str(recipient),))
    row = found.fetchone()
    if row is not None:
        return int(row[0])
    made = db.execute("INSERT INTO threads (recipient_ids) VALUES (?)", (str(recipient),))
    return int(made.lastrowid or 0)
