import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.android.typing import keystrokes

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
