import sqlite3
from contextlib import closing

import pytest

from devices.phone.state.contacts import Contact, Contacts, Entry
from devices.phone.state.messages import Message, Messages, address_key, names_by_number
from devices.phone.state.messages_schema import COLUMNS, PATH
from devices.phone.state.seed_messages import seed_messages
from devices.phone.state.seeds import seed_contacts

NOW = 1_700_000_000.0


class Times:
    now = NOW

    def __call__(self):
        self.now += 1
        return self.now


@pytest.fixture
def messages(tmp_path):
    return Messages(tmp_path / "root", Times())


def execute(messages, statement):
    with closing(sqlite3.connect(messages.database.file)) as db, db:
        return db.execute(statement).fetchall()


def test_a_text_is_a_row_of_the_telephony_providers_table(messages, tmp_path):
    messages.send("+16505550100", "Hi, a=b 好")
    assert messages.database.file == tmp_path / "root" / PATH.lstrip("/")
    (row,) = messages.query("sent")
    assert tuple(row) == COLUMNS
    assert (row["address"], row["body"], row["type"]) == ("+16505550100", "Hi, a=b 好", 2)
    assert row["date"] == int((NOW + 1) * 1000)
    assert messages.query("inbox") == ()


def test_one_number_written_in_two_ways_is_one_conversation(messages):
    messages.receive("+16505550100", "one")
    messages.send("(650) 555-0100", "two")
    messages.receive("24273", "code")
    first, second = messages.conversations()
    assert (first.address, second.address) == ("24273", "(650) 555-0100")
    assert [m.body for m in second.messages] == ["one", "two"]
    assert [row["message_count"] for row in messages.threads()] == [1, 2]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+1 650-555-0100", "6505550100", True), ("6505550100", "6505550101", False),
        ("24273", "124273", False), ("Library", "LIBRARY ", True),
    ],
)  # fmt: skip
def test_numbers_are_compared_by_their_last_digits(one, other, same):
    assert (address_key(one) == address_key(other)) is same


def test_reading_and_deleting_keep_the_threads_in_step(messages):
    messages.receive("6505550100", "one")
    last = messages.receive("6505550100", "two")
    assert (messages.conversations()[0].unread, messages.threads()[0]["read"]) == (2, 0)
    messages.mark_read("+16505550100")
    assert (messages.conversations()[0].unread, messages.threads()[0]["read"]) == (0, 1)
    messages.delete([last])
    assert (messages.threads()[0]["snippet"], messages.threads()[0]["message_count"]) == ("one", 1)
    messages.delete_thread("6505550100")
    assert (messages.conversations(), messages.threads()) == ((), ())


def test_emptied_tables_are_filled_again(messages):
    messages.send("6505550100", "one")
    execute(messages, "DELETE FROM sms")
    execute(messages, "DELETE FROM threads")
    assert messages.conversations() == ()
    messages.send("6505550100", "two")
    assert [m.body for m in messages.thread("6505550100")] == ["two"]
    assert len(messages.threads()) == 1


def test_rows_of_other_clients_are_read(messages):
    messages.clear()
    execute(messages, "INSERT INTO sms (address, body, date, type) VALUES ('24273','x','soon',1)")
    execute(messages, "INSERT INTO sms (type) VALUES (3)")
    assert sorted(c.last.body for c in messages.conversations()) == ["", "x"]


def test_a_row_given_by_column_gets_the_rest(messages):
    messages.insert({"address": "6505550100", "body": "hi", "type": "1"})
    row = messages.query("inbox")[0]
    assert (row["thread_id"], row["read"], row["date"]) == (1, 0, int((NOW + 1) * 1000))
    with pytest.raises(KeyError, match="colour"):
        messages.insert({"colour": "red"})


def test_the_last_of_a_moment_comes_first(messages):
    for body in ("one", "two"):
        messages.add(Message("6505550100", body, NOW))
    assert [row["body"] for row in messages.query()] == ["two", "one"]
    assert messages.conversations()[0].last.body == "two"


def test_names_are_found_by_number():
    people = [Contact(first="Ana", phones=(Entry("(650) 555-0100"),)), Contact(first="Bo")]
    assert names_by_number(people) == {"6505550100": "Ana"}


def test_seeds_differ_and_are_in_the_past(tmp_path):
    made = []
    for seed in (0, 0, 1):
        root = tmp_path / str(len(made))
        messages, contacts = Messages(root, lambda: NOW), Contacts(root)
        seed_contacts(contacts, seed)
        seed_messages(messages, contacts, seed, NOW)
        made.append([row | {"_id": 0} for row in messages.query()])
    assert made[0] == made[1] != made[2]
    assert all(row["date"] < NOW * 1000 for rows in made for row in rows)
    known = names_by_number(contacts.list())
    assert sum(address_key(c.address) in known for c in messages.conversations()) == 5
