"""The Messages app's view of the text messages."""

import sqlite3
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Property, QObject, Signal, Slot

from devices.phone.state.messages import Conversation, Message, address_key, names_by_number
from devices.phone.state.phone import PhoneState
from devices.phone.ui.apps.follow import Follow
from devices.phone.ui.apps.message_words import bubbles, face, matches, summary
from devices.phone.ui.apps.rows import Rows

__all__ = ["MessagesApp"]

_Result = TypeVar("_Result")


class MessagesApp(QObject):
    """The conversations, filtered by `query`, and the one that is open.

    `problem` carries a sentence for a toast where something could not be done.
    """

    addressChanged = Signal()  # noqa: N815 - Qt's naming
    queryChanged = Signal()  # noqa: N815 - Qt's naming
    problem = Signal(str)

    def __init__(
        self, state: PhoneState, hours24: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._messages = state.messages
        self._contacts = state.contacts
        self._hours24 = hours24
        self._address = ""
        self._query = ""
        names = ("key", "address", "name", "initial", "hue", "snippet", "when", "unread")
        self._conversations = Rows(names, self)
        self._bubbles = Rows(("id", "body", "sent", "head"), self)
        self._follow = Follow(self._stamp, state.messages.watch, self)
        self._follow.changed.connect(self._reload)

    @Property(QObject, constant=True)
    def conversations(self) -> Rows:
        """The rows of the list."""
        return self._conversations

    @Property(QObject, constant=True)
    def bubbles(self) -> Rows:
        """The texts of the open conversation."""
        return self._bubbles

    @Property(str, notify=addressChanged)
    def address(self) -> str:
        """The number whose conversation is open; empty for none."""
        return self._address

    @Property(str, notify=addressChanged)
    def name(self) -> str:
        """Whose number that is; the number itself where nobody knows."""
        return self._names().get(address_key(self._address), self._address)

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

    @Slot(str)
    def open(self, address: str) -> None:
        """Open the conversation with a number, which may be a new one; "" closes it."""
        self._address = address.strip()
        self._reload()
        self.addressChanged.emit()

    @Slot(str, result=bool)
    def send(self, body: str) -> bool:
        """Send a text to the number whose conversation is open; False where it was not sent."""
        text, address = body.strip(), self._address
        return bool(text and address and self._try(lambda: self._messages.send(address, text)))

    @Slot("QStringList")
    def removeThreads(self, addresses: Sequence[str]) -> None:  # noqa: N802 - QML's naming
        """Delete whole conversations."""
        for address in addresses:
            self._try(lambda address=address: self._messages.delete_thread(address))  # type: ignore[misc]

    @Slot(list)
    def remove(self, ids: Sequence[int]) -> None:
        """Delete texts."""
        self._try(lambda: self._messages.delete([int(number) for number in ids]))

    @Slot(list)
    def copy(self, ids: Sequence[int]) -> None:
        """Put texts on the clipboard."""
        wanted = {int(number) for number in ids}
        thread = self._try(lambda: self._messages.thread(self._address)) or ()
        self._state.clipboard.set("\n".join(m.body for m in thread if m.id in wanted))

    @Slot(str, result=list)
    def people(self, query: str) -> list[dict[str, Any]]:
        """Those of the address book whom a text can be sent to, filtered by what was typed."""
        found = self._try(lambda: self._contacts.search(query)) or ()
        return [
            face(c.display_name) | {"name": c.display_name, "address": p.value, "label": p.label}
            for c in found
            for p in c.phones
        ]

    @Slot(str, result=bool)
    def canText(self, typed: str) -> bool:  # noqa: N802 - QML's naming
        """Whether what was typed is a number that a text can be sent to."""
        return bool(typed.strip("+ ")) and all(c.isdecimal() or c in "+-() .*#" for c in typed)

    def _stamp(self) -> Hashable:
        return (self._messages.stamp(), self._contacts.stamp())

    def _names(self) -> dict[str, str]:
        return names_by_number(self._try(self._contacts.list) or ())

    @Slot()
    def _reload(self) -> None:
        found = self._try(self._messages.conversations) or ()
        names, now, hours24 = self._names(), self._state.clock.now(), self._hours24()
        rows = [
            summary(c, names, now, hours24=hours24) for c in found if matches(c, names, self._query)
        ]
        self._conversations.show(rows)
        self._bubbles.show(bubbles(self._thread(found), now, hours24=hours24))

    def _thread(self, found: Sequence[Conversation]) -> Sequence[Message]:
        """The texts of the open conversation; they count as read from now on."""
        if not self._address:
            return ()
        key = address_key(self._address)
        thread = next((c for c in found if address_key(c.address) == key), None)
        if thread is None:
            return ()
        if thread.unread and self._follow.on:
            self._try(lambda: self._state.read_texts(self._address))
        return thread.messages

    def _try(self, act: Callable[[], _Result]) -> _Result | None:
        try:
            return act()
        except (sqlite3.Error, OSError):
            # A client has put something else in the file's place; the phone lives on.
            self.problem.emit("Messages storage isn't available")
            return None
