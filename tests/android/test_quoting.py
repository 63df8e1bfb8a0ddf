import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.android.quoting import command, quote

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12))
def test_a_posix_shell_reads_back_every_word(words: list[str]) -> None:
    script = "printf '%s\\0' " + command(words)
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == words


@pytest.mark.parametrize("word", ["", "a b", "~", "$HOME", "`id`", "a'b", "*", "#x", "!"])
def test_what_a_shell_would_touch_is_quoted(word: str) -> None:
    assert quote(word).startswith("'")


def test_plain_words_stay_readable() -> None:
    assert command(["am", "start", "-n", "a.b/.C"]) == "am start -n a.b/.C"


def test_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        quote("a\0b")
