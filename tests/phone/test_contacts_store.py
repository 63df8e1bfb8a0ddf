import shutil
import sqlite3

import pytest

from devices.phone.state.contacts import Contact, Contacts, Entry, UnknownContactError, letter
from devices.phone.state.contacts_schema import PATH
from devices.phone.state.database import DatabaseOutsideError
from devices.phone.state.seeds import seed_contacts

ADA = Contact(
    first="Ada",
    last="Lovelace",
    phones=(Entry("+44 20 7946 0001", "Work"), Entry("555-0102", "Boat")),
    emails=(Entry("ada@example.com", "Home"),),
    company="Analytical Engines",
    title="Programmer",
    note="Likes\nnumbers",
)


def test_a_contact_comes_back_as_it_was_stored(tmp_path):
    contacts = Contacts(tmp_path)
    made = contacts.create(ADA)
    assert contacts.get(made) == Contact(**{**_fields(ADA), "id": made})


def test_update_replaces_every_field_and_keeps_the_id(tmp_path):
    contacts = Contacts(tmp_path)
    made = contacts.create(ADA)
    contacts.update(made, Contact(first="Augusta", phones=(Entry("1", "Home"),)))
    now = contacts.get(made)
    assert (now.display_name, now.company, now.note) == ("Augusta", "", "")
    assert [row["number"] for row in contacts.query("phones")] == ["1"]


def test_the_phones_uri_answers_display_name_and_number(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.create(ADA)
    row = contacts.query("phones")[0]
    assert (row["display_name"], row["number"]) == ("Ada Lovelace", "+44 20 7946 0001")


def test_a_contact_written_by_another_client_is_listed(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.list()
    with sqlite3.connect(tmp_path / PATH.lstrip("/")) as db:
        db.execute("INSERT INTO raw_contacts (_id, contact_id) VALUES (7, 7)")
        db.execute(
            "INSERT INTO data (mimetype_id, raw_contact_id, data1) "
            "SELECT _id, 7, 'Grace Hopper' FROM mimetypes WHERE mimetype LIKE '%/name'"
        )
    db.close()
    assert [c.display_name for c in contacts.list()] == ["Grace Hopper"]


def test_deleting_leaves_nothing_behind(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.delete(contacts.create(ADA))
    with contacts.database.open() as db:
        tables = ("contacts", "raw_contacts", "data", "phone_lookup")
        assert [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables] == [0] * 4


def test_unknown_ids_are_refused(tmp_path):
    contacts = Contacts(tmp_path)
    for act in (contacts.get, contacts.delete, lambda i: contacts.update(i, ADA)):
        with pytest.raises(UnknownContactError):
            act(99)


@pytest.mark.parametrize("query", ["ada", "love", "lovelace ada", "7946", "analytical", "ADA@"])
def test_search_finds_by_name_number_company_and_mail(tmp_path, query):
    contacts = Contacts(tmp_path)
    contacts.create(ADA)
    contacts.create(Contact(first="Bo", phones=(Entry("123"),)))
    assert [c.first for c in contacts.search(query)] == ["Ada"]


def test_a_missing_file_is_an_empty_address_book(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.create(ADA)
    before = contacts.stamp()
    shutil.rmtree(tmp_path / "data/data/com.android.providers.contacts")
    assert contacts.stamp() != before
    assert contacts.list() == ()
    assert contacts.create(ADA) == 1


def test_a_file_that_is_no_database_is_made_again(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.create(ADA)
    (tmp_path / PATH.lstrip("/")).write_bytes(b"not a database" * 100)
    assert contacts.list() == ()


def test_a_link_out_of_the_phone_is_not_followed(tmp_path):
    contacts = Contacts(tmp_path / "root")
    contacts.list()
    outside = tmp_path / "outside.db"
    place = tmp_path / "root" / PATH.lstrip("/")
    place.rename(outside)
    place.symlink_to(outside)
    with pytest.raises(DatabaseOutsideError):
        contacts.list()


def test_no_journal_stays_beside_the_file(tmp_path):
    contacts = Contacts(tmp_path)
    contacts.create(ADA)
    assert [p.name for p in (tmp_path / PATH.lstrip("/")).parent.iterdir()] == ["contacts2.db"]


def test_watchers_hear_of_every_change_until_they_stop(tmp_path):
    contacts, heard = Contacts(tmp_path), []
    unwatch = contacts.watch(lambda: heard.append(1))
    made = contacts.create(ADA)
    contacts.touch()
    unwatch()
    contacts.delete(made)
    assert len(heard) == 2


def test_names_sort_by_letter_with_the_rest_last(tmp_path):
    contacts = Contacts(tmp_path)
    for name in ("zoe", "Émile", "123 Taxi", "Bob", "adam"):
        contacts.create(Contact(first=name))
    names = [c.display_name for c in contacts.list()]
    assert names == ["adam", "Bob", "Émile", "zoe", "123 Taxi"]
    assert [letter(name) for name in names] == ["A", "B", "E", "Z", "#"]


def test_the_same_seed_gives_the_same_people(tmp_path):
    lists = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        contacts = Contacts(tmp_path / name)
        seed_contacts(contacts, seed)
        lists.append(contacts.list())
    assert lists[0] == lists[1] != lists[2]
    assert len(lists[0]) >= 20


def _fields(contact):
    return {name: getattr(contact, name) for name in Contact.__slots__}


def test_odd_values_of_other_clients_are_listed_all_the_same(tmp_path):
    contacts = Contacts(tmp_path)
    with contacts.database.open() as db:
        db.execute("INSERT INTO raw_contacts (_id, contact_id) VALUES (5, 'five')")
        db.execute(
            "INSERT INTO data (mimetype_id, raw_contact_id, data1, data2) "
            "SELECT _id, 5, 12, 'often' FROM mimetypes WHERE mimetype LIKE '%/phone_v2'"
        )
    [contact] = contacts.list()
    assert (contact.id, contact.display_name, contact.phones) == (5, "12", (Entry("12"),))
