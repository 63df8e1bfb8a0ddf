"""A selector is rewritten, and nothing else in the file."""

import pytest

from agent.documents import Place
from agent.flows.healing import rewritten
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
