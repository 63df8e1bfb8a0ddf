"""Tasks can be solved, and their checks tell: oracles on the built-in phone.

``agent tasks check SUITE --solve`` does this for every task; here a few of each kind are tried.
"""

import pytest

from agent.cli import app
from agent.errors import TaskFileError
from agent.evals.solving import WAYS, solve
from agent.tasks import read_templates, suite

SAMPLE = {
    one.name: one
    for one in suite("phone-settings")
    if one.name in {"wi-fi", "screen-timeout", "24-hour-format", "bold-text"}
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", sorted(SAMPLE))
def test_the_oracle_earns_one_and_the_others_nothing(name, way, phone, device, fleet, tmp_path):
    instance = SAMPLE[name].instance(1)

    solution = solve(instance, way, device, tmp_path, reset=lambda: fleet.reset(phone.serial))

    assert solution.as_it_must_be, solution.why
    assert solution.score == WAYS[way]


def test_every_task_has_an_oracle_and_a_way_that_goes_wrong():
    for template in suite("phone-settings"):
        instance = template.instance(0)
        assert instance.oracle, template.place
        assert instance.wrong, template.place
        assert template.parameters, template.place


def test_a_task_without_an_oracle_says_so(device, tmp_path):
    path = tmp_path / "task.yaml"
    path.write_text("name: x\ngoal: g\nchecks: ['settings:global/wifi_on=1']\n")

    with pytest.raises(TaskFileError, match=r"task\.yaml:1: x has no oracle"):
        solve(read_templates(path)[0].instance(0), "oracle", device, tmp_path)


def test_the_command_goes_every_way_and_says_which_earned_what_it_must_not(phone, tmp_path, capsys):
    path = tmp_path / "task.yaml"
    path.write_text(
        "name: too-easy\ngoal: g\nchecks: ['settings:global/wifi_on=1']\n"
        "setup: [settings: {global/wifi_on: '1'}]\noracle: [launchApp: com.android.settings]\n"
        "wrong: [tapOn: {text: Nowhere, optional: true}]\n"
    )

    code = app.run(["tasks", "check", str(path), "--solve", "--serial", phone.serial])

    said = capsys.readouterr().out
    assert code == 1
    assert "ok  too-easy/0 oracle: 1.00\n" in said
    assert "BAD too-easy/0 nothing: 1.00  settings:global/wifi_on=1: is '1'\n" in said
    assert "BAD too-easy/0 wrong: 1.00" in said


def test_a_task_whose_device_cannot_be_set_up_is_amiss_and_says_why(device, tmp_path):
    path = tmp_path / "task.yaml"
    said = "sh -c 'echo no browser is installed; exit 1'"
    path.write_text(f"name: x\ngoal: g\nsetup: [shell: {said}]\nchecks: ['ui:Nowhere']\n")

    solution = solve(read_templates(path)[0].instance(0), "nothing", device, tmp_path)

    assert not solution.as_it_must_be
    assert solution.why.endswith("exited with 1: no browser is installed")
