"""A selector is rewritten, and nothing else in the file."""

import pytest

from agent.documents import Place
from agent.flows.finding import Healing
from agent.flows.healing import heal, rewritten
from agent.flows.reading import read_flow
from agent.selectors import Selector

ID = Selector(id="android:id/title")
TEXT, WRITTEN = Selector(text="A: 'b', {c}"), "'A: ''b'', {c}'"


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        ("- tapOn: Wi-Fi # why\n", ID, "- tapOn: {id: 'android:id/title'} # why\n"),
        ('-   tapOn:   "Wi-Fi"\n- back\n', TEXT, "-   tapOn:   %s\n- back\n"),
        (
            "- tapOn: {text: Wi-Fi, repeat: 2, below: {id: x}}\n",
            ID,
            "- tapOn: {id: 'android:id/title', repeat: 2}\n",
        ),
        (
            "- tapOn:\n    # first\n    text: x # its name\n    repeat: 2\n    # end\n- back\n",
            TEXT,
            "- tapOn:\n    # first\n    text: %s # its name\n    repeat: 2\n    # end\n- back\n",
        ),
        (
            "- tapOn:\n    repeat: 2\n    below:\n      text: x\n    index: 1\n    label: y\n#\n",
            TEXT,
            "- tapOn:\n    repeat: 2\n    text: %s\n    label: y\n#\n",
        ),
        ("- tapOn: >-\n    Wi-\n    Fi\n- back\n", TEXT, "- tapOn: %s\n- back\n"),
        ("- tapOn:\n    text: x\n    index: 0", ID, "- tapOn:\n    id: 'android:id/title'\n"),
    ],
)
def test_only_what_selects_is_rewritten(before, now, after):
    head = "appId: x # it\n---\n# about\n"
    column = before.index("tapOn") + 1

    assert rewritten(head + before, {Place(4, column): now}) == head + after.replace("%s", WRITTEN)


def test_several_steps_and_some_inside_others():
    text = "- repeat:\n    times: 2\n    commands:\n    - tapOn: a\n    - tapOn: b\n- tapOn: c\n"

    said = rewritten(text, {Place(4, 7): ID, Place(6, 3): Selector(text="d")})

    assert said == text.replace("tapOn: a", "tapOn: {id: 'android:id/title'}").replace(": c", ": d")


def healed(path, text, meanwhile=None):
    path.write_bytes(text)
    (line,) = read_flow(path).lines
    if meanwhile is not None:
        meanwhile(path)
    return heal([Healing(line, ID, "anchor")])


def test_a_file_keeps_its_own_line_breaks(tmp_path):
    path = tmp_path / "a.flow.yaml"

    (said,) = healed(path, b"appId: x\r\n---\r\n- tapOn: Wi-Fi # why\r\n")

    assert path.read_bytes() == (b"appId: x\r\n---\r\n- tapOn: {id: 'android:id/title'} # why\r\n")
    assert said.endswith("found by anchor; now id: 'android:id/title'")


@pytest.mark.parametrize(
    "meanwhile", [lambda path: path.write_text("- back\n"), lambda path: path.unlink()]
)
def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path, meanwhile):
    path = tmp_path / "a.flow.yaml"

    (said,) = healed(path, b"- tapOn: Wi-Fi\n", meanwhile)

    assert said.endswith("the file was changed meanwhile and is left alone")
    assert not path.exists() or path.read_text() == "- back\n"
