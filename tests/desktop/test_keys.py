"""What the keyboard does, key by key, as a real window on a real X server sees it."""

import signal
import string
import threading

import pytest

from agent.actions import Hotkey, Press, TypeText
from devices.desktop.driver import DesktopDevice
from devices.desktop.x11 import Server

PRINTABLE = string.ascii_letters + string.digits + string.punctuation


def pressed(lines):
    """The keys that went down, each with the modifiers then held; modifiers alone left out."""
    words = [line.split(" ", 1)[1] for line in lines if line.startswith("down")]
    return [word for word in words if not word.endswith("_L")]


def test_every_printable_character_arrives_as_itself(desktop, witness):
    desktop.perform(TypeText(text=PRINTABLE))

    got = [word.removeprefix("shift ") for word in pressed(witness.take())]
    assert "".join(got) == PRINTABLE


def test_a_blank_is_the_space_bar(desktop, witness):
    desktop.perform(TypeText(text="a b"))

    assert pressed(witness.take()) == ["a", "space", "b"]


def test_a_new_line_is_enter_and_submit_is_one_more(desktop, witness):
    desktop.perform(TypeText(text="a\nb\tc", submit=True))

    assert pressed(witness.take()) == ["a", "Return", "b", "Tab", "c", "Return"]


def test_clear_selects_all_and_deletes(desktop, witness):
    desktop.perform(TypeText(text="x", clear=True))

    assert pressed(witness.take()) == ["ctrl a", "Delete", "x"]


def test_a_place_to_type_at_is_clicked_first(desktop, witness):
    result = desktop.perform(TypeText(text="x", at=(5_000, 40)))

    said = witness.take()
    assert [line for line in said if line.startswith("press")] == ["press 1 1279,40"]
    assert pressed(said) == ["x"]
    assert result.performed == TypeText(text="x", at=(1279, 40))


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("Return", "Return"), ("esc", "Escape"), ("ArrowLeft", "Left"), ("page_down", "Next"),
        ("F5", "F5"), ("Delete", "Delete"), ("backspace", "BackSpace"), ("home", "Home"),
        ("space", "space"), ("A", "a"), ("plus", "shift +"),
    ],
)  # fmt: skip
def test_keys_go_by_the_names_that_models_use(desktop, witness, key, seen):
    assert desktop.perform(Press(key=key)).ok

    assert pressed(witness.take()) == [seen]


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        (("ctrl", "s"), "ctrl s"),
        (("cmd", "c"), "ctrl c"),
        (("Control", "Alt", "t"), "ctrl alt t"),
        (("win", "d"), "super d"),
    ],
)
def test_a_hotkey_holds_its_keys_together(desktop, witness, keys, seen):
    assert desktop.perform(Hotkey(keys=keys)).ok

    lines = witness.take()
    assert pressed(lines) == [seen]
    assert sum(line.startswith("down") for line in lines) == len(keys)
    assert sum(line.startswith("up") for line in lines) == len(keys)


def test_an_unknown_key_is_refused_with_the_nearest(desktop, witness):
    result = desktop.perform(Press(key="retrun"))

    assert not result.ok
    assert "return" in result.said
    assert witness.take() == []


def test_a_hotkey_with_one_unknown_key_presses_none(desktop, witness):
    assert not desktop.perform(Hotkey(keys=("ctrl", "nokey"))).ok

    assert witness.take() == []


def test_caps_lock_does_not_turn_the_letters_round(desktop, witness):
    desktop.perform(Press(key="capslock"))
    try:
        desktop.perform(TypeText(text="Ab1"))
    finally:
        desktop.perform(Press(key="capslock"))

    assert "pasted 'Ab1'" in witness.take()


def test_another_layout_writes_the_same_text(witness, session):
    """On a German keyboard y and z change places and < needs no Shift, as pyautogui believes."""
    layout = DesktopDevice(session)
    assert layout.shell(["setxkbmap", "de"])[0] == 0
    german = DesktopDevice(session)
    try:
        german.perform(TypeText(text="zyX-&"))
        german.perform(TypeText(text="a<b"))

        events = witness.take()
    finally:
        german.close()
        layout.shell(["setxkbmap", "us"])
        layout.close()
    keys = [line for line in events if line.startswith("down") and not line.endswith("_L")]
    assert len(keys) == 5 + 1  # and Ctrl+V for the second text
    assert "pasted 'a<b'" in events


def test_typing_that_is_interrupted_leaves_no_key_down(session):
    device = DesktopDevice(session)
    main = threading.main_thread().ident
    interrupt = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
    try:
        interrupt.start()
        with pytest.raises(KeyboardInterrupt):
            device.perform(TypeText(text="Shift Me! " * 20_000))
    finally:
        interrupt.join()
    device.close()

    server = Server(session)
    assert server.held_keys() == frozenset()
    server.close()
