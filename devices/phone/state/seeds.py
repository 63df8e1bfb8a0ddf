"""What is on a phone that somebody has used for a while: people and notes, by seed.

Everything is invented. Numbers are from the ranges kept for fiction (555-01xx), addresses from
`example.com` (RFC 2606).
"""

import random
from collections.abc import Iterator

from devices.phone.state.contacts import Contact, Contacts, Entry
from devices.phone.state.notes import Notes

__all__ = ["seed_contacts", "seed_notes"]

_FIRST = (
    "Alice", "Amir", "Anna", "Ben", "Bianca", "Carlos", "Chen", "Chloe", "Daniel", "David",
    "Diego", "Elena", "Emma", "Ethan", "Fatima", "Felix", "Grace", "Hana", "Hugo", "Ines",
    "Isaac", "Jamal", "Julia", "Kenji", "Laura", "Leo", "Liam", "Lucia", "Maya", "Mei",
    "Mohamed", "Nadia", "Noah", "Olga", "Omar", "Oscar", "Paula", "Pierre", "Priya", "Quinn",
    "Rachel", "Ravi", "Rosa", "Samuel", "Sara", "Sofia", "Tariq", "Tom", "Uma", "Victor", "Wei",
    "Xavier", "Yara", "Yusuf", "Zoe",
)  # fmt: skip
_LAST = (
    "Abbott", "Baker", "Castro", "Delgado", "Evans", "Fischer", "Garcia", "Hughes", "Ivanov",
    "Johnson", "Kim", "Lopez", "Martin", "Nakamura", "Okafor", "Patel", "Quigley", "Rossi",
    "Silva", "Tanaka", "Usman", "Vargas", "Walker", "Xu", "Young", "Zhang",
)  # fmt: skip
_COMPANY = (
    "Acorn Books", "Blue Harbor Cafe", "City Dental", "Green Valley School", "Lakeside Garage",
    "Northwind Travel", "Orchard Law", "Pine Street Bakery",
)  # fmt: skip
_PLACES = (
    Contact(company="Corner Pharmacy", phones=(Entry("(650) 555-0142", "Work"),)),
    Contact(company="Pizza Palermo", phones=(Entry("(650) 555-0177", "Main"),)),
)
_NOTES = (
    ("Shopping list.md", "# Shopping list\n\n- [ ] Milk\n- [ ] Eggs\n- [x] Coffee\n- [ ] Rice\n"),
    ("Ideas.md", "# Ideas\n\nA herb garden on the balcony.\nLearn to bake sourdough.\n"),
    ("Meeting notes.md", "# Meeting notes\n\nBudget is due on Friday.\nAsk Julia for the plan.\n"),
    ("Packing.md", "# Packing\n\n- Passport\n- Charger\n- Rain jacket\n- Book\n"),
    ("Books to read.md", "# Books to read\n\n- The Left Hand of Darkness\n- Middlemarch\n"),
    ("Wifi at the cabin.txt", "The router is behind the sofa. Switch it off when you leave.\n"),
    ("Recipes/Pancakes.md", "# Pancakes\n\n250 g flour\n2 eggs\n400 ml milk\nA pinch of salt\n"),
    ("Recipes/Lentil soup.md", "# Lentil soup\n\n1 onion\n300 g red lentils\n1 l stock\n"),
    ("Work/Plan for the week.md", "# Plan for the week\n\nMon: report\nTue: review\nThu: demo\n"),
)


def seed_contacts(contacts: Contacts, seed: int) -> None:
    """Put two dozen people and two shops into an address book."""
    rng = random.Random(f"contacts {seed}")
    contacts.create_all([*_people(rng, 22), *_PLACES])


def seed_notes(notes: Notes, seed: int, now: float) -> None:
    """Put some notes into a notebook, written in the weeks before `now` (epoch seconds)."""
    rng = random.Random(f"notes {seed}")
    for path, text in _NOTES:
        notes.write(path, text, modified=now - rng.uniform(3600, 20 * 86400))


def _people(rng: random.Random, count: int) -> Iterator[Contact]:
    lasts = rng.sample(_LAST, count)
    numbers = rng.sample(range(100), count)
    for first, last, number in zip(rng.sample(_FIRST, count), lasts, numbers, strict=True):
        area = rng.choice((206, 312, 415, 503, 617, 650))
        phone = Entry(f"({area}) 555-{100 + number:04d}", rng.choice(("Mobile",) * 3 + ("Home",)))
        email = Entry(f"{first}.{last}@example.com".lower(), rng.choice(("Home", "Work")))
        yield Contact(
            first=first,
            last=last,
            phones=(phone,),
            emails=(email,) if rng.random() < 0.5 else (),
            company=rng.choice(_COMPANY) if rng.random() < 0.3 else "",
            starred=rng.random() < 0.12,
        )
