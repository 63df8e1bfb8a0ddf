import pytest

from devices.phone.state.contacts import Contact, Entry

APP = "com.simplemobiletools.smsmessenger"


@pytest.fixture
def messages(hand):
    hand.state.messages.clear()
    hand.state.contacts.clear()
    hand.open("messages")
    hand.see(text="No messages yet")
    return hand.state.messages


@pytest.fixture
def ana(hand, messages):
    return hand.state.contacts.create(Contact(first="Ana", phones=(Entry("(650) 555-0100"),)))


def bodies(messages, address):
    return [(m.sent, m.body) for m in messages.thread(address)]


def test_a_text_is_written_to_a_number(hand, messages):
    hand.tap(description="Start chat")
    hand.type("+16505550123")
    hand.tap(description="Confirm")
    hand.type("Hello 世界")
    hand.tap(text="SMS")
    assert hand.see(text="Hello 世界", cls="android.widget.TextView")
    assert bodies(messages, "+16505550123") == [(True, "Hello 世界")]
    assert hand.see(hint="Type a message…").text == ""


def test_a_text_is_written_to_somebody_of_the_address_book(hand, messages, ana):
    hand.tap(description="Start chat")
    hand.type("an")
    hand.tap(text="Ana")
    hand.type("Hi")
    hand.tap(text="SMS")
    assert bodies(messages, "6505550100") == [(True, "Hi")]
    hand.back()
    hand.back()
    assert hand.see(text="Ana", resource_id=f"{APP}:id/conversation_address")


def test_what_comes_in_is_shown_at_once_and_read_when_opened(hand, messages, ana):
    hand.state.receive_text("+16505550100", "Where are you?")
    hand.see(text="1", resource_id=f"{APP}:id/unread_count_badge")
    hand.tap(text="Ana")
    assert hand.see(text="Where are you?")
    hand.back()
    hand.gone(resource_id=f"{APP}:id/unread_count_badge")
    assert messages.conversations()[0].unread == 0
    assert all(told.title != "Ana" for told in hand.state.notifications.list())


def test_the_notification_leads_to_the_conversation(hand, messages, ana):
    hand.state.receive_text("+16505550100", "Where are you?")
    hand.state.activities.home()
    hand.state.activities.set_shade("notifications")
    hand.tap(text="Where are you?", resource_id="android:id/text")
    assert hand.see(text="Ana", resource_id=f"{APP}:id/thread_toolbar_title")


def test_another_app_asks_for_a_text(hand, messages):
    hand.open(
        "messages", action="android.intent.action.SENDTO", data="sms:+16505550123",
        extras={"sms_body": "Prepared"},
    )  # fmt: skip
    assert hand.see(text="Prepared", cls="android.widget.EditText")
    hand.tap(text="SMS")
    assert bodies(messages, "+16505550123") == [(True, "Prepared")]


def test_a_text_is_copied_and_deleted(hand, messages):
    messages.receive("24273", "first")
    messages.receive("24273", "second")
    hand.tap(text="24273")
    hand.hold(text="second")
    hand.tap(description="Copy")
    assert hand.state.clipboard.get() == "second"
    hand.hold(text="second")
    hand.tap(description="Delete")
    hand.tap(text="Delete", resource_id="android:id/button1")
    hand.gone(text="second")
    assert bodies(messages, "24273") == [(False, "first")]


def test_conversations_are_deleted_after_a_question(hand, messages):
    for number in ("24273", "6505550100"):
        messages.receive(number, f"from {number}")
    hand.hold(text="24273")
    hand.tap(description="Delete")
    hand.tap(text="Cancel")
    hand.tap(description="Delete")
    hand.tap(text="Delete", resource_id="android:id/button1")
    hand.gone(text="24273")
    assert [c.address for c in messages.conversations()] == ["6505550100"]


def test_a_search_looks_at_names_and_words(hand, messages, ana):
    messages.receive("6505550100", "Bring the umbrella")
    messages.receive("24273", "Your code")
    hand.tap(hint="Search messages")
    hand.type("umbrella")
    hand.gone(text="24273")
    assert hand.see(text="Ana")
    hand.scene.clear_text()
    hand.type("nothing like that")
    assert hand.see(text="No matches")
