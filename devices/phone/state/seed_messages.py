"""What has been written to and from a phone that somebody has used for a while, by seed.

Everything is invented.
"""

import random
from collections.abc import Iterator, Sequence

from devices.phone.state.contacts import Contacts
from devices.phone.state.messages import Message, Messages

__all__ = ["seed_messages"]

_DAY_S = 86400.0
# "<" was received, ">" was sent.
_TALKS = (
    ("<Are you coming to the market on Saturday?", ">Yes, around ten", "<Great, see you there"),
    (">Did you get the keys?", "<Yes, they were under the mat. Thanks!"),
    ("<The plumber can come on Thursday at 9", ">Perfect, I will be home"),
    (">Happy birthday!", "<Thank you so much", "<Cake at our place tonight?", ">I'll be there"),
    ("<Can you send me the recipe for the lentil soup?",),
    ("<Train is late, start without me", ">No problem, we will wait"),
    (">Is the blue bike still for sale?", "<Sold it yesterday, sorry"),
    ("<Parents' evening moved to Tuesday 18:30", ">Thanks for telling me"),
    (">I left my umbrella at yours", "<I'll bring it on Monday"),
    ("<Thanks for the lift yesterday", ">Any time"),
)
_PARCEL = ("72735", "Your parcel arrives today between 14:00 and 16:00.")


def seed_messages(messages: Messages, contacts: Contacts, seed: int, now: float) -> None:
    """Put half a dozen conversations with people of the address book on a phone.

    Args:
        messages: where they go.
        contacts: who is in the address book.
        seed: what is made.
        now: epoch seconds; everything is older.
    """
    rng = random.Random(f"messages {seed}")
    numbers = [c.phones[0].value for c in contacts.list() if c.phones and c.first]
    messages.add_all([*_talks(rng, rng.sample(numbers, 5), now), _parcel(rng, now)])


def _talks(rng: random.Random, numbers: Sequence[str], now: float) -> Iterator[Message]:
    for number, lines in zip(numbers, rng.sample(_TALKS, len(numbers)), strict=True):
        when = now - rng.uniform(0.2, 12) * _DAY_S
        for line in lines:
            yield Message(number, line[1:], when, sent=line[0] == ">")
            when += rng.uniform(40, 900)


def _parcel(rng: random.Random, now: float) -> Message:
    number, body = _PARCEL
    return Message(number, body, now - rng.uniform(0.1, 3) * _DAY_S, read=False)
