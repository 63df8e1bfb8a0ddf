import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.actions import TypeText
from agent.errors import TypingUnavailable
from devices.android.link import Link
from devices.android.typing import IME, Keyboard, keystrokes

KEYS = {"66": "\n", "61": "\t"}


def _as_android_does(commands):
    """AOSP's InputShellCommand.sendText, and what the two keys write."""
    written = ""
    for verb, argument in commands:
        if verb == "keyevent":
            written += KEYS[argument]
            continue
        buffer = list(argument)
        index, escape = 0, False
        while index < len(buffer):
            if escape and buffer[index] == "s":
                buffer[index] = " "
                index -= 1
                del buffer[index]
            escape = buffer[index] == "%"
            index += 1
        written += "".join(buffer)
    return written


@given(st.text(st.sampled_from(string.printable[:95] + "%%%sss\n\t"), max_size=900))
def test_the_phone_writes_what_was_asked(text):
    assert _as_android_does(keystrokes(text)) == text


@pytest.mark.parametrize("text", ["é", "你好", "😀", "a\x07", "“"])
def test_other_scripts_are_not_for_these_keys(text):
    assert keystrokes(text) is None


def test_nothing_to_type():
    assert keystrokes("") == []


def test_a_keyboard_that_is_refused_is_not_left_enabled(wire):
    said = {
        "ime list -s -a": f"{IME}\n",
        "ime list -s": "com.example/.Keyboard\n",
        "dumpsys input_method": "mInputShown=true\n",
        "settings get": "com.example/.Keyboard\n",
        "ime enable": f"Input method {IME} cannot be selected\n",
    }

    def answer(asked):
        begins = (begin for begin in said if asked.startswith(f"shell:{begin}"))
        return f"{said.get(next(begins, ''), '')}fingertip-exit:0\n".encode()

    wire.services["shell:"] = answer
    with pytest.raises(TypingUnavailable, match="cannot be selected"):
        Keyboard(Link(wire.server, "S")).type(TypeText(text="你好"))
    assert wire.seen[-1].startswith(f"shell:ime disable {IME}")
