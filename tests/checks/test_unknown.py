"""What cannot look at the world says neither yes nor no."""

import pytest

from agent.errors import DeviceLost
from agent.registry import make_check
from agent.testing import FakeDevice, FakeScreen, paint, switch_phone
from agent.types import Episode, Outcome, Size, Task


def look(expression, device):
    return make_check(expression)(device, Episode(Task(goal="anything"), Outcome.SUCCESS, True))


@pytest.mark.parametrize(
    "written",
    [
        "file:/sdcard/x",
        'sqlite:{"database": "x", "query": "y", "count": 0}',
        'content:{"uri": "content://sms", "count": 0}',
        'ui:{"text": "x", "visible": false}',
        'screen:{"color": "#000000"}',
    ],
)
def test_a_lost_device_confirms_nothing(written):
    def lost(name):
        raise DeviceLost("the cable was pulled")

    said = look(written, switch_phone(before=lost))
    assert (said.score, said.looked) == (0, False)
    assert "the cable was pulled" in said.why


@pytest.mark.parametrize(
    "written",
    [
        "settings:global/airplane_mode_on=1",
        "file:/sdcard/x",
        'sqlite:{"database": "x", "query": "y", "count": 1}',
        'content:{"uri": "content://sms", "count": 1}',
        "ui:Error",
        'screen:{"color": "#000000"}',
        '{"any": ["ui:Error", "ui:Warning"]}',
        '{"not": "ui:Error"}',
        "judge:An error is shown",
    ],
)
def test_what_could_not_look_confirms_no_contrary_either(written):
    def lost(name):
        raise DeviceLost("the cable was pulled")

    said = look(f"not:{written}", switch_phone(before=lost))
    assert (said.score, said.looked) == (0, False)


@pytest.mark.parametrize(
    "written",
    [
        'sqlite:{"database": "x", "query": "y", "added": [["a"]]}',
        'file:{"path": "/sdcard", "added": ["a"]}',
        'content:{"uri": "content://sms", "projection": "body", "added": [["a"]]}',
        'screen:{"changed": true}',
    ],
)
def test_what_has_nothing_to_compare_with_confirms_no_contrary_either(written):
    screen = FakeScreen(paint(Size(10, 10), (0, 0, 0)))
    device = FakeDevice({"only": screen}, "only", answer=lambda device, words: (0, ""))

    assert look(f"not:{written}", device).score == 0
