"""The suites over apps and programs: every oracle earns 1, doing nothing and going astray do not.

The phone and the desktop are real; an oracle touches nothing but their screens. Not every way is
gone here: ``agent tasks check SUITE --solve`` does that.
"""

from contextlib import closing

import pytest

from agent.evals.solving import solve
from agent.tasks import suite
from devices.desktop import KIND as DESKTOP

PHONE = {one.name: one for one in suite("phone-apps")}
DESK = {one.name: one for one in suite("desktop-smoke")}
ASTRAY = [
    "delete-contact", "turn-off-alarm", "move-note", "delete-file", "alarm-from-note",
]  # fmt: skip


@pytest.fixture
def renew(fleet, phone, device):
    """Makes the phone new, without animations: a test need not watch them."""

    def renew():
        fleet.reset(phone.serial)
        device.shell(["settings", "put", "global", "animator_duration_scale", "0"])

    return renew


def test_the_suites_are_as_large_as_they_say():
    apps = {"contacts", "clock", "notes", "files", "messages", "across"}

    assert len(PHONE) >= 40
    assert apps <= {tag for one in PHONE.values() for tag in one.tags}
    assert len(DESK) >= 9


@pytest.mark.parametrize("template", [*PHONE.values(), *DESK.values()], ids=lambda one: one.name)
def test_every_task_has_parameters_an_oracle_and_a_way_that_goes_wrong(template):
    instance = template.instance(1)

    assert template.parameters
    assert instance.oracle
    assert instance.wrong


@pytest.mark.parametrize("name", PHONE)
def test_a_task_over_the_phones_apps_can_be_solved(name, renew, device, tmp_path):
    instance = PHONE[name].instance(1)

    nothing = solve(instance, "nothing", device, tmp_path, reset=renew)
    assert nothing.score == 0, nothing.why
    oracle = solve(instance, "oracle", device, tmp_path, reset=renew)
    assert oracle.as_it_must_be, oracle.why


@pytest.mark.parametrize("name", ASTRAY)
def test_a_way_that_goes_wrong_on_the_phone_earns_nothing(name, renew, device, tmp_path):
    wrong = solve(PHONE[name].instance(1), "wrong", device, tmp_path, reset=renew)

    assert wrong.failure is None, wrong.why
    assert wrong.as_it_must_be, wrong.why


@pytest.mark.parametrize("name", ["write-text", "edit-text", "calculate", "fill-form"])
def test_a_task_over_a_desktops_programs_can_be_solved(name, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    instance = DESK[name].instance(1)

    with closing(DESKTOP.open("virtual")) as device:
        nothing = solve(instance, "nothing", device, tmp_path)
        assert nothing.score == 0, nothing.why
        oracle = solve(instance, "oracle", device, tmp_path)
    assert oracle.as_it_must_be, oracle.why
