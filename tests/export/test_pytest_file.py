"""A recording as tests: plain Python that calls the plugin's fixture."""

import ast

import pytest

from agent import actions as act
from agent.errors import UsageError
from agent.export import Options
from agent.export.pytest_file import PYTEST
from agent.flows import commands as say

from .conftest import DONE, OPEN, SWITCH

NASTY = "it's \"two\"\nlines ${USER} \\ {x} \u202e\x00 '''"


def written(made, tmp_path):
    path = tmp_path / "test_made.py"
    PYTEST.write(made.episodes, path, Options())
    return path.read_text()


def performed(text):
    """What the one test of the file gives to ``gui_flow``."""
    done, names = [], {}
    exec(compile(text, "test_made.py", "exec"), names)
    (test,) = (value for name, value in names.items() if name.startswith("test_"))
    test(done.append)
    return test, done


def test_a_recording_becomes_a_test_that_does_the_same(record, tmp_path):
    made = record(
        OPEN, SWITCH, act.TypeText(text="on", submit=True), act.Press(key="back"), DONE,
        elements=True,
    )  # fmt: skip

    test, done = performed(written(made, tmp_path))

    assert test.__name__ == "test_turn_wi_fi_on"
    assert test.__doc__ == "turn Wi-Fi on"
    assert done[0] == say.PressKey(key="Home")  # the recording begins there
    assert done[1].point
    assert done[2:] == [
        say.TapOn(text="Wi-Fi"), say.InputText(text="on"), say.PressKey(key="Enter"), say.Back(),
    ]  # fmt: skip


def test_whatever_was_typed_or_asked_for_is_a_literal(record, tmp_path):
    text = written(record(act.TypeText(text=NASTY), DONE, goal=NASTY), tmp_path)
    test, done = performed(text)

    assert done == [say.PressKey(key="Home"), say.InputText(text=NASTY)]
    assert test.__doc__ == NASTY
    assert text.isascii()
    assert text.replace("\n", "").isprintable()


def test_a_long_line_is_broken(record, tmp_path):
    text = written(record(act.TypeText(text="far " * 30), DONE), tmp_path)

    assert "        InputText(\n            text=" in text
    assert performed(text)[1][-1] == say.InputText(text="far " * 30)


def test_several_episodes_are_several_tests(record, tmp_path):
    episodes = record(OPEN, DONE, name="one").episodes + record(SWITCH, DONE, name="two").episodes
    path = tmp_path / "test_made.py"

    assert PYTEST.write(episodes, path, Options()).rows == 4
    tests = [one.name for one in ast.parse(path.read_text()).body if hasattr(one, "name")]
    assert tests == ["test_turn_wi_fi_on", "test_turn_wi_fi_on_2"]


def test_what_did_nothing_is_no_test(record, tmp_path):
    with pytest.raises(UsageError, match="nothing was done"):
        PYTEST.write(record(DONE).episodes, tmp_path / "x", Options())
