"""What `content` tells and stores of text messages. Source: AOSP's `SmsProvider`."""

import sqlite3
from collections.abc import Mapping

from devices.phone.shell.call import Call

__all__ = ["insert", "rows"]

_KINDS = {"inbox": "1", "sent": "2", "draft": "3", "outbox": "4"}


def rows(call: Call, authority: str, rest: list[str]) -> list[dict[str, object]]:
    """The rows of `content://AUTHORITY/REST...`, the latest first; none of MMS, nor of a ruin."""
    store = call.state.messages
    name = rest[0] if rest else ""
    try:
        if authority == "mms":
            return []
        if name == "conversations":
            return list(store.threads())
        found = store.query(name)
    except (sqlite3.Error, OSError):
        return []
    return [row for row in found if not name.isdecimal() or str(row["_id"]) == name]


def insert(call: Call, rest: list[str], values: Mapping[str, str]) -> None:
    """Store a message in the box that REST names, as if it had been sent or had come in.

    Raises:
        KeyError: there is no such column.
    """
    kind = {"type": _KINDS[rest[0]]} if rest and rest[0] in _KINDS else {}
    call.state.messages.insert({**values, **kind})
