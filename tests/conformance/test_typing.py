"""Any text into a real field of the built-in phone, and the keyboard put back afterwards."""

import time

import pytest

from agent.actions import OpenApp, Press, Tap, TypeText
from agent.settle import settle
from devices.android.typing import IME

TEXTS = [
    "plain words",
    'it\'s "quoted" `id` $HOME $(id) \\n \\',
    "100%s of %d %% %",
    "a;b|c&d<e>f*g?h[i]j{k}l~m#n!o^p=q",
    "  leading and trailing  ",
    "-n",
    "你好，世界",
    "Grüße – “naïve”",
    "emoji 😀👍🏽 end",
    "mixed ascii и кириллица",
    "'",
    "x" * 900,
]


def _field(device):
    fields = [e for e in device.elements() if e.focused and e.editable]
    assert len(fields) == 1, fields
    return fields[0]


@pytest.fixture
def searching(device, fresh):
    """The search field of Settings, focused."""
    opened = device.perform(OpenApp(name="Settings"))
    assert opened.ok, opened.said
    bar = _wait_for(device, lambda e: "search" in (e.text + e.description).lower())
    settle(device)
    device.perform(Tap(at=bar.box.center))
    _wait_for(device, lambda e: e.focused and e.editable)
    settle(device)
    return device


def _wait_for(device, wanted):
    """The first such element, once it shows."""
    limit = time.monotonic() + 60
    while not (found := [e for e in device.elements() if wanted(e)]):
        assert time.monotonic() < limit, [e.text for e in device.elements() if e.text]
    return found[0]


def _method(device):
    return device.shell(["settings", "get", "secure", "default_input_method"])[1].strip()


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12])
def test_what_is_typed_is_what_stands_there(searching, text):
    result = searching.perform(TypeText(text=text))
    assert result.ok, result.said
    assert _field(searching).text == text


def test_clearing_replaces(searching):
    assert searching.perform(TypeText(text="first")).ok
    assert searching.perform(TypeText(text="second", clear=True)).ok
    assert _field(searching).text == "second"
    assert searching.perform(TypeText(text="третий", clear=True)).ok
    assert _field(searching).text == "третий"
    assert searching.perform(TypeText(text="", clear=True)).ok
    assert _field(searching).text == ""


def test_a_place_to_type_at_is_touched_first(searching):
    field = _field(searching).box.center
    assert searching.perform(Press(key="back")).ok  # the keyboard goes down, and again the field
    settle(searching)
    result = searching.perform(TypeText(text="näher", at=field, clear=True))
    assert result.ok, result.said
    assert _field(searching).text == "näher"


def test_the_keyboard_is_put_back(searching):
    before = _method(searching)
    assert before != IME
    assert searching.perform(TypeText(text="你")).ok
    assert _method(searching) == IME
    searching.close()
    assert _method(searching) == before
    searching.close()


def test_without_a_focus_nothing_is_typed_and_it_is_said(device, fresh):
    device.perform(Press(key="home"))
    settle(device)
    for text in ("abc", "你好"):
        result = device.perform(TypeText(text=text))
        assert not result.ok
        assert "focus" in result.said


def test_several_lines(device, fresh):
    before = device.capture()
    device.perform(OpenApp(name="Notes"))
    frame = settle(device, before=before).frame
    (add,) = [e for e in device.elements() if e.clickable and "new" in e.description.lower()]
    device.perform(Tap(at=add.box.center))
    settle(device, before=frame)
    assert device.perform(TypeText(text="list", submit=True)).ok
    settle(device)
    assert device.perform(TypeText(text="one\ntwo")).ok
    assert device.perform(TypeText(text="\n三")).ok
    assert _field(device).text == "one\ntwo\n三"
