"""People that a task puts into an address book, as the phone's own app then finds them."""

import sqlite3
from contextlib import closing

import pytest

from agent.tasks.people import Person
from devices.phone.state.contacts import Contacts, Entry


@pytest.fixture
def book(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.list()
    return contacts


def put(book, **known):
    program, path, script = Person(**known).command()
    assert program == "sqlite3"
    with closing(sqlite3.connect(book.database.file)) as db:
        assert str(book.database.file).endswith(path)
        db.executescript(script)


def test_all_that_is_known_is_found(book):
    put(book, name="Ana Garcia", phone="4155550100", email="ana@example.org", company="Mill")

    [ana] = book.list()
    assert (ana.first, ana.last, ana.display_name) == ("Ana", "Garcia", "Ana Garcia")
    assert ana.phones == (Entry("4155550100", "Mobile"),)
    assert ana.emails == (Entry("ana@example.org", "Home"),)
    assert ana.company == "Mill"


def test_two_people_are_kept_apart_whatever_they_are_called(book):
    put(book, name="Rory O'Neill", note="it's; DROP")
    put(book, name="Bo", phone="1")

    bo, rory = book.list()
    assert (bo.display_name, rory.display_name) == ("Bo", "Rory O'Neill")
    assert (rory.note, rory.phones) == ("it's; DROP", ())
