import sqlite3

import pytest

from devices.phone.state.contacts import Contact, Entry

ENTER = 66


@pytest.fixture
def people(hand):
    hand.open("contacts")
    return hand.state.contacts


def test_the_list_shows_people_under_their_letters(hand, people):
    names = [c.display_name for c in people.list()]
    assert hand.see(text=names[0])
    assert hand.see(description="Create contact", clickable=True)
    assert hand.all(scrollable=True)


def test_scrolling_brings_others(hand, people):
    first, last = (people.list()[i].display_name for i in (0, -1))
    assert not hand.all(text=last)
    for _ in range(4):
        hand.swipe_up()
    assert hand.see(text=last)
    assert not hand.all(text=first)


def test_a_person_is_created_through_the_form(hand, people):
    hand.tap(description="Create contact")
    for hint, text in (("First name", "Ada"), ("Last name", "Lovelace"), ("Phone", "555-0102")):
        hand.tap(hint=hint)
        assert hand.type(text)
    hand.tap(hint="Label", text="Mobile")
    hand.tap(text="Work")
    hand.tap(text="Save")
    assert hand.see(text="Ada Lovelace")
    [made] = people.search("lovelace")
    assert (made.first, made.last, made.phones) == ("Ada", "Lovelace", (Entry("555-0102", "Work"),))


def test_the_enter_key_goes_from_field_to_field(hand, people):
    hand.tap(description="Create contact")
    for text in ("Ada", "Lovelace", "Engines", "555-0102", "ada@example.org", "wrote it first"):
        assert hand.type(text)
        hand.key(ENTER)
    hand.tap(text="Save")
    [made] = people.search("lovelace")
    assert (made.first, made.last, made.company) == ("Ada", "Lovelace", "Engines")
    assert [entry.value for entry in made.phones + made.emails] == ["555-0102", "ada@example.org"]
    assert made.note == "wrote it first"


def test_searching_filters_and_back_clears(hand, people):
    wanted, other = people.list()[5], people.list()[0]
    hand.tap(hint="Search contacts")
    hand.type(wanted.display_name)
    assert hand.see(
        text=wanted.display_name, resource_id="com.google.android.contacts:id/cliv_name_textview"
    )
    assert not hand.all(text=other.display_name)
    hand.tap(description="Clear search")
    assert hand.see(text=other.display_name)


def test_editing_changes_what_is_stored_and_keeps_the_rest(hand, people):
    made = people.create(
        Contact(
            "Aaa", "Zed", phones=(Entry("1", "Home"), Entry("2", "Boat")), note="old", starred=True
        )
    )
    hand.tap(text="Aaa Zed")
    hand.tap(description="Edit contact")
    hand.tap(hint="Company")
    hand.type("Acme")
    hand.tap(text="Save")
    assert hand.see(text="Acme")
    kept = people.get(made)
    assert (kept.company, kept.note, kept.starred) == ("Acme", "old", True)
    assert kept.phones == (Entry("1", "Home"), Entry("2", "Boat"))


def test_deleting_asks_first(hand, people):
    made = people.create(Contact("Aaa"))
    hand.tap(text="Aaa")
    for word, left in (("Cancel", 1), ("Delete", 0)):
        hand.tap(description="More options")
        hand.tap(text="Delete")
        hand.tap(
            text=word,
            resource_id="android:id/button1" if word == "Delete" else "android:id/button2",
        )
        assert len([c for c in people.list() if c.id == made]) == left
    assert hand.see(description="Create contact")


def test_a_change_in_the_file_shows_at_once(hand, people):
    with sqlite3.connect(people.database.file) as db:
        db.execute("INSERT INTO raw_contacts (_id, contact_id) VALUES (900, 900)")
        db.execute(
            "INSERT INTO data (mimetype_id, raw_contact_id, data1) "
            "SELECT _id, 900, 'Aaron Outside' FROM mimetypes WHERE mimetype LIKE '%/name'"
        )
    db.close()
    assert hand.see(text="Aaron Outside")
    people.clear()
    assert hand.see(text="No contacts yet")


def test_an_insert_intent_opens_the_filled_form(hand):
    extras = {"name": "Grace Hopper", "phone": "555-0199"}
    hand.state.activities.start(action="android.intent.action.INSERT", extras=extras)
    hand.settle()
    assert hand.see(text="Grace", hint="First name")
    assert hand.see(text="555-0199", hint="Phone")
    hand.tap(text="Save")
    assert [c.display_name for c in hand.state.contacts.search("hopper")] == ["Grace Hopper"]


def test_leaving_a_changed_form_asks(hand, people):
    before = people.list()
    hand.tap(description="Create contact")
    hand.tap(hint="Last name")
    hand.type("never mind")
    hand.tap(description="Close")
    hand.tap(text="Keep editing")
    assert hand.see(text="never mind")
    hand.tap(description="Close")
    hand.tap(text="Discard")
    assert hand.see(description="Create contact")
    assert people.list() == before


def test_starring(hand, people):
    made = people.create(Contact("Aaa"))
    hand.tap(text="Aaa")
    hand.tap(description="Add to favorites")
    assert hand.see(description="Remove from favorites")
    assert people.get(made).starred


def test_a_number_of_a_person_gets_a_text(hand, people):
    people.create(Contact("Aaa", phones=(Entry("(650) 555-0100", "Mobile"),)))
    hand.tap(text="Aaa")
    hand.tap(description="Text")
    assert hand.see(text="Aaa", package="com.simplemobiletools.smsmessenger")
    hand.type("Hi")
    hand.tap(text="SMS")
    assert [m.body for m in hand.state.messages.thread("6505550100")] == ["Hi"]


def test_a_draft_tells_the_label_of_its_number(hand, people):
    hand.tap(description="Create contact")
    hand.tap(hint="Label", text="Mobile")
    hand.tap(text="Work")
    assert hand.see(text="Work", description="Work Phone")
    assert people.search("Work Phone") == ()
