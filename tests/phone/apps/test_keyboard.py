import pytest

KEYBOARD = "com.google.android.inputmethod.latin"


@pytest.fixture
def field(hand):
    """A field of plain text with the focus."""
    hand.open("contacts")
    hand.tap(description="Create contact")
    hand.tap(hint="First name")
    hand.see(package=KEYBOARD)
    return hand


def test_keys_type_with_a_capital_first(field):
    field.strike("J", "o", "e", "Space", "b")
    assert field.see(hint="First name").text == "Joe b"


def test_shift_symbols_and_erasing(field):
    field.strike("Shift enabled", "x", "Shift", "Y", "z")
    assert field.see(hint="First name").text == "xYz"
    field.strike("Symbol keyboard", "4", "@", "Delete", "More symbols", "€", "Letter keyboard", "q")
    assert field.see(hint="First name").text == "xYz4€q"


def test_two_taps_on_shift_lock_capitals(field):
    field.strike("A", "Shift", "Shift enabled", "B", "C", "Caps lock", "d")
    assert field.see(hint="First name").text == "ABCd"


def test_enter_goes_to_the_next_field(field):
    field.strike("Next")
    assert field.see(hint="Last name").focused


def test_numbers_get_a_pad(field):
    field.tap(hint="Phone")
    assert not field.all(description="q", package=KEYBOARD)
    field.strike("+", "1", "5", "5", "Delete", "0")
    assert field.see(hint="Phone").text == "+150"


def test_enter_makes_a_line_in_a_note(hand):
    hand.state.notes.create("aaa.md", "")
    hand.open("notes")
    hand.tap(text="aaa.md")
    hand.tap(hint="Your text here")
    hand.strike("H", "i", "Enter", "O", "k")
    assert hand.see(hint="Your text here").text == "Hi\nOk"


def test_back_hides_it_and_then_leaves(field):
    field.back()
    field.gone(package=KEYBOARD)
    assert field.see(hint="First name")
    field.tap(hint="First name")
    field.see(package=KEYBOARD)
    field.strike("A")
    field.tap(description="Hide keyboard")
    field.gone(package=KEYBOARD)


def test_without_a_field_there_is_no_keyboard(hand):
    hand.open("calculator")
    assert not hand.all(package=KEYBOARD)
    assert not hand.type("lost")
