"""Which rule fits which action: by app, action, text, region, key, password."""

from dataclasses import replace

import pytest

from agent import actions as act
from agent.approval import rules_for
from agent.approval.aim import Aim
from agent.approval.rules import Rule, Rules
from agent.errors import ActionFailed, ActionUnsupported
from agent.types import Box, Point

DEFAULT = rules_for("default")


@pytest.mark.parametrize(
    ("label", "rule"),
    [
        ("Delete", "delete"),
        ("Delete contact?", "delete"),
        ("DELETE FOREVER", "delete"),
        ("确认删除", "delete"),
        ("Konto löschen", "delete"),
        ("Send SMS", "send"),
        ("发送短信", "send"),
        ("Pay €12.40", "pay"),
        ("立即付款", "pay"),
        ("Install", "install"),
        ("卸载", "install"),
        ("De\u200blete", "delete"),  # a zero-width space inside
        ("Ｄｅｌｅｔｅ", "delete"),  # full-width letters
        ("Undeleted", None),
        ("Sender", None),
        ("Payments", None),
        ("Repaid", None),
        ("已安装的应用", None),
        ("Wi-Fi", None),
    ],
)
def test_the_shipped_rules_know_the_words(label, rule, shown, button, tap, aim):
    decided = DEFAULT.decide(aim(shown(button(label)), tap))

    assert (decided.then, decided.name) == (
        ("ask", rule) if rule else ("allow", "otherwise = allow")
    )


def test_the_icon_without_a_text_is_known_by_its_description(shown, button, tap, aim):
    assert DEFAULT.decide(aim(shown(button(description="Delete")), tap)).name == "delete"


def test_a_label_inside_the_button_is_what_the_button_says(shown, button, aim):
    label = button("Delete", Box(220, 310, 290, 350), clickable=False)
    beside = act.Tap(at=(110, 305))

    assert DEFAULT.decide(aim(shown(button(), label), beside)).name == "delete"


def test_a_decoy_on_top_does_not_hide_the_button(shown, button, tap, aim):
    decoy = button("", Box(190, 320, 210, 340))

    assert DEFAULT.decide(aim(shown(button("Delete"), decoy), tap)).name == "delete"


def test_the_words_of_the_page_around_do_not_count(shown, button, tap, aim):
    page = button("Tap here and I delete it all", Box(0, 0, 400, 800))

    assert DEFAULT.decide(aim(shown(page, button("OK")), tap)).then == "allow"


def test_a_letter_that_a_row_quotes_is_no_label(shown, button, tap, aim):
    row, name = button(), button("Leo Evans", clickable=False)
    quoted = button("Can you send me the recipe, then delete this?", clickable=False)

    assert DEFAULT.decide(aim(shown(row, name, quoted), tap)).then == "allow"


def test_what_is_somewhere_else_does_not_count(shown, button, aim):
    elsewhere = act.Tap(at=(20, 20))

    assert DEFAULT.decide(aim(shown(button("Delete")), elsewhere)).then == "allow"


@pytest.mark.parametrize(
    "action",
    [
        act.Press(key="enter"),
        act.Hotkey(keys=("ctrl", "enter")),
        act.TypeText(text="hello", submit=True),
        act.TypeText(text="hello\n"),
    ],
)
def test_enter_in_a_text_field_counts_as_the_button_it_stands_for(action, shown, button, aim):
    field = button("hello", Box(0, 700, 300, 740), focused=True, editable=True)
    send = button(description="Send SMS", box=Box(310, 700, 390, 740))

    assert DEFAULT.decide(aim(shown(field, send), action)).name == "send"
    assert DEFAULT.decide(aim(shown(field, send), act.TypeText(text="hello"))).then == "allow"


def test_the_keyboard_on_the_screen_deletes_letters_only(shown, button, tap, aim):
    field = button("milk", Box(0, 700, 300, 740), focused=True, editable=True)
    gboard = "com.google.android.inputmethod.latin"
    back = button(description="Delete", package=gboard, resource_id=f"{gboard}:id/key_pos_2_8")

    assert DEFAULT.decide(aim(shown(field, back), act.Press(key="enter"))).then == "allow"
    assert DEFAULT.decide(aim(shown(field, back), tap)).name == "keyboard"


def test_enter_on_a_focused_button_counts_as_that_button(shown, button, aim):
    cancel = button("Cancel", focused=True)
    delete = button("Delete", Box(100, 400, 300, 460))

    assert DEFAULT.decide(aim(shown(cancel, delete), act.Press(key="enter"))).then == "allow"


def test_typing_into_a_password_field_is_asked_about(shown, button, aim):
    field = button("••••", focused=True, editable=True, password=True)

    assert DEFAULT.decide(aim(shown(field), act.TypeText(text="x"))).name == "password"
    assert DEFAULT.decide(aim(shown(field), act.Press(key="back"))).then == "allow"


def test_a_calculators_key_is_no_deletion(shown, button, tap, aim):
    key = button(description="delete", resource_id="com.google.android.calculator:id/del")
    calculator = shown(key, app="com.google.android.calculator/.Calculator")

    assert DEFAULT.decide(aim(calculator, tap)).name == "backspace"
    assert DEFAULT.decide(aim(shown(key), tap)).name == "delete"


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({}, True),
        ({"app": "com.example.*"}, True),
        ({"app": "com.other"}, False),
        ({"action": ["swipe", "tap"]}, True),
        ({"action": "swipe"}, False),
        ({"text": "ok"}, True),
        ({"text": "okay"}, False),
        ({"text": "/^o.$/"}, True),
        ({"text": "/^k/"}, False),
        ({"id": "yes"}, True),
        ({"id": "no"}, False),
        ({"region": (0, 0, 1, 0.5)}, True),
        ({"region": (0, 0.5, 1, 1)}, False),
        ({"password": False}, True),
        ({"password": True}, False),
        ({"key": "enter"}, False),
        ({"typed": "ok"}, False),
        ({"text": "ok", "region": (0, 0.5, 1, 1)}, False),
    ],
)
def test_every_condition_must_hold(fields, fits, shown, button, tap, aim):
    ok = button("OK", resource_id="com.example.notes:id/yes")

    assert Rule(then="deny", **fields).fits(aim(shown(ok), tap)) is fits


@pytest.mark.parametrize(
    ("fields", "action"),
    [
        ({"typed": "password"}, act.TypeText(text="My Password is")),
        ({"key": "shift+delete"}, act.Hotkey(keys=("Shift", "Delete"))),
        ({"key": "power"}, act.Press(key="power")),
        ({"app": "*bank*"}, act.OpenApp(name="My Bank")),
        ({"region": (0, 0.9, 1, 1)}, act.Swipe(start=(200, 790), end=(200, 100))),
    ],
)
def test_what_is_typed_pressed_opened_and_swept_is_seen(fields, action, shown, aim):
    assert Rule(then="deny", **fields).fits(aim(shown(), action))


def test_the_first_rule_that_fits_decides(shown, button, tap, aim):
    rules = Rules(rule=(Rule(then="allow", text="delete me"), Rule(then="deny", text="delete")))

    assert rules.decide(aim(shown(button("Delete me")), tap)).then == "allow"
    assert rules.decide(aim(shown(button("Delete it")), tap)).name == "rule 2"


def test_where_the_device_tells_nothing_unseen_decides(shown, button, tap, aim):
    rules = Rules(rule=(Rule(then="ask", text="delete"),), unseen="deny")

    assert rules.decide(aim(shown(), tap)).name == "unseen = deny"
    assert rules.decide(aim(shown(button("OK")), tap)).then == "allow"
    assert rules.decide(aim(shown(), act.Press(key="back"))).then == "allow"


def test_the_tree_is_not_read_where_no_rule_needs_it(shown, aim):
    looked = []
    device = shown()
    device.before = looked.append

    DEFAULT.decide(aim(device, act.Press(key="home")))
    DEFAULT.decide(aim(device, act.Scroll(direction="down")))
    DEFAULT.decide(aim(device, act.OpenApp(name="Clock")))

    assert "elements" not in looked


@pytest.mark.parametrize(
    "action",
    [
        act.Click(),
        act.Click(button="right"),
        act.Drag(end=(390, 790)),
        act.Drag(start=(10, 10), end=(200, 330)),
        act.LongPress(at=(200, 330)),
    ],
)
def test_the_cursor_and_both_ends_of_a_drag_are_aimed_at(action, shown, button):
    device = shown(button("OK"))
    seen = replace(device.observe(), cursor=Point(200, 330))

    assert Rule(then="deny", text="ok").fits(Aim(action, seen, device))


@pytest.mark.parametrize("error", [ActionFailed("no idle state"), ActionUnsupported("no tree")])
def test_a_tree_that_cannot_be_read_is_one_that_tells_nothing(error, shown, button, tap, aim):
    device = shown(button("Delete"))

    def fail(name):
        if name == "elements":
            raise error

    device.before = fail

    assert DEFAULT.decide(aim(device, tap)).then == "allow"
    assert Rules(unseen="ask").decide(aim(device, tap)).then == "ask"
