"""How the Messages app words what it lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from devices.phone.state.contacts import letter
from devices.phone.state.messages import Conversation, Message, address_key
from devices.phone.ui.apps.moments import day, moment
from devices.phone.ui.apps.people import hue

__all__ = ["bubbles", "face", "matches", "summary"]

_PAUSE_S = 900.0
"""After so long without a text, the next one has its time above it."""


def face(name: str) -> dict[str, Any]:
    """What the disc of a person or number shows; a number has no initial."""
    return {"initial": letter(name).replace("#", ""), "hue": hue(name)}


def summary(
    conversation: Conversation, names: Mapping[str, str], now: float, *, hours24: bool
) -> dict[str, Any]:
    """A conversation as a row of the list; `names` by address key."""
    last, key = conversation.last, address_key(conversation.address)
    name = names.get(key, conversation.address)
    return face(name) | {
        "key": key,
        "address": conversation.address,
        "name": name or "(Unknown)",
        "snippet": " ".join(last.body.split()),
        "when": day(last.when, now, hours24=hours24),
        "unread": conversation.unread,
    }


def bubbles(messages: Iterable[Message], now: float, *, hours24: bool) -> list[dict[str, Any]]:
    """The texts of a conversation as rows, the latest first.

    Args:
        messages: the oldest first.
        now: epoch seconds.
        hours24: how times are written.

    Returns:
        rows whose `head` is the time to show above a text, or empty.
    """
    rows, before = [], float("-inf")
    for message in messages:
        quiet = message.when - before > _PAUSE_S
        head = moment(message.when, now, hours24=hours24) if quiet else ""
        rows.append({"id": message.id, "body": message.body, "sent": message.sent, "head": head})
        before = message.when
    return rows[::-1]


def matches(conversation: Conversation, names: Mapping[str, str], query: str) -> bool:
    """Whether a search finds a conversation: by name, number, or the words of any text."""
    wanted = query.strip().casefold()
    name = names.get(address_key(conversation.address), "")
    digits = "".join(c for c in wanted if c.isdecimal())
    number = "".join(c for c in conversation.address if c.isdecimal())
    in_number = bool(digits) and digits == wanted.strip("+ ()-") and digits in number
    texts = (name, conversation.address, *(m.body for m in conversation.messages))
    return in_number or any(wanted in text.casefold() for text in texts)
