"""The order of things in a flow, on a device in memory."""

from textwrap import dedent

import pytest

from agent import actions as act
from agent.flows.finding import Carried
from agent.flows.reading import read_flow
from agent.flows.running import Status, run_flow
from agent.flows.stage import Stage, Unmet
from agent.testing import FakeDevice, switch_phone
from agent.trajectory import png
from agent.types import Box, Episode, Outcome, Task


@pytest.fixture
def device():
    return switch_phone()


@pytest.fixture
def run(tmp_path, device):
    """Runs a flow's text on the device; elements are looked for once."""

    def run(text, **more):
        path = tmp_path / "some.yaml"
        path.write_text(dedent(text))
        stage = Stage(device, tmp_path / "out", lookup=0, optional_lookup=0, **more)
        return run_flow(read_flow(path), stage)

    return run


def statuses(result):
    return [(one.depth, one.line.name, str(one.status)) for one in result.results]


def test_a_flow_acts_and_looks(run, device):
    result = run("""\
        appId: settings
        ---
        - launchApp: {stopApp: false}
        - assertVisible: {text: wi-fi, checked: false}
        - tapOn: Wi-Fi
        - assertVisible: {text: Wi-Fi, checked: true}
        - check: settings:global/wifi_on=1
        - back
        - assertNotVisible: Wi-Fi
        """)

    assert result.passed
    assert {one.status for one in result.results} == {Status.PASSED}
    center = result.results[2].found[0].box.center
    assert device.performed == [
        act.OpenApp(name="settings"), act.Tap(at=center), act.Press(key="back"),
    ]  # fmt: skip


def test_the_first_failure_ends_it_with_the_screen_and_what_was_near(run, device):
    result = run("""\
        - launchApp: {appId: settings, stopApp: false}
        - tapOn: WiFi
        - back
        """)

    failure = result.failure
    assert not result.passed
    assert [one.line.name for one in result.results] == ["launchApp", "tapOn"]
    assert "'WiFi'" in failure.said
    assert failure.near == ("Wi-Fi",)
    assert failure.screen == png.encode(device.screen.frame)
    assert failure.elements == device.screen.elements


def test_what_is_optional_is_a_warning(run):
    result = run("""\
        - tapOn: {text: Nothing, optional: true}
        - runFlow:
            optional: true
            commands:
              - tapOn: Nothing
        - back
        """)

    assert result.passed
    assert statuses(result) == [
        (0, "tapOn", "warned"),
        (1, "tapOn", "warned"),
        (0, "runFlow", "warned"),
        (0, "back", "passed"),
    ]
    assert not any(one.screen or one.elements for one in result.results)  # nobody looks at them


def test_the_end_is_run_whatever_came_before(run, device):
    result = run("""\
        onFlowStart:
          - launchApp: {appId: settings, stopApp: false}
        onFlowComplete:
          - back
        ---
        - tapOn: Nothing
        - tapOn: Wi-Fi
        """)

    assert statuses(result)[1:] == [(0, "tapOn", "failed"), (0, "back", "passed")]
    assert device.current == "home"


def test_a_condition_decides(run):
    result = run("""\
        env: {WHO: ann}
        ---
        - runFlow: {when: {visible: Wi-Fi}, commands: [back]}
        - runFlow: {when: {notVisible: Wi-Fi}, commands: [back]}
        - runFlow: {when: {true: "${WHO == 'bob'}"}, commands: [back]}
        - runFlow: {when: {true: "${WHO == 'ann'}", platform: Fake}, commands: [back]}
        - runFlow: {when: {platform: iOS}, commands: [back]}
        """)

    assert [status for depth, name, status in statuses(result) if name == "runFlow"] == [
        "skipped", "passed", "skipped", "passed", "skipped",
    ]  # fmt: skip


def test_repeat_counts_and_waits_for_its_condition(run, device):
    result = run("""\
        - repeat: {times: 2, commands: [back]}
        - launchApp: {appId: settings, stopApp: false}
        - repeat:
            while: {visible: {text: Wi-Fi, checked: false}}
            commands:
              - tapOn: Wi-Fi
        """)

    assert result.passed
    assert len(device.performed) == 4
    assert [one.said for one in result.results if one.line.name == "repeat"] == [
        "2 times", "1 times",
    ]  # fmt: skip


def test_retry_forgives_all_but_the_last_attempt(run, device):
    tries = []

    def refuse_once(name):
        if name == "tap" and not tries:
            tries.append(name)
            raise Unmet("the finger slipped")

    device.before = refuse_once
    result = run("""\
        - launchApp: {appId: settings, stopApp: false}
        - retry:
            maxRetries: 1
            commands:
              - tapOn: Wi-Fi
        """)

    assert result.passed
    assert statuses(result)[1:] == [
        (1, "tapOn", "warned"), (1, "tapOn", "passed"), (0, "retry", "passed"),
    ]  # fmt: skip
    assert result.results[-1].said == "passed at attempt 2"


def test_retry_gives_up(run):
    result = run("- retry: {maxRetries: 2, commands: [{tapOn: Nothing}]}\n")

    assert not result.passed
    assert statuses(result) == [
        (1, "tapOn", "warned"), (1, "tapOn", "warned"), (1, "tapOn", "failed"),
        (0, "retry", "failed"),
    ]  # fmt: skip


def test_what_was_copied_is_pasted_and_compared(run, device):
    result = run("""\
        env: {NAME: Wi-Fi}
        ---
        - launchApp: {appId: settings, stopApp: false}
        - copyTextFrom: {text: "wi.*"}
        - pasteText
        - inputText: "<${maestro.copiedText}>"
        - assertTrue: ${maestro.copiedText == NAME}
        - assertTrue: ${maestro.copiedText == 'other'}
        """)

    assert device.typed == "Wi-Fi<Wi-Fi>"
    assert result.failure.line.name == "assertTrue"
    assert "is not true" in result.failure.said
    assert len(result.results) == 6


def test_a_check_that_fails_says_why(run):
    result = run("- check: settings:global/wifi_on=1\n")

    assert result.failure.said == "settings:global/wifi_on=1: is '0', not '1'"


def test_a_point_may_be_of_the_screen_or_of_an_element(run, device):
    run("""\
        - launchApp: {appId: settings, stopApp: false}
        - tapOn: {point: "50%, 10%"}
        - tapOn: {text: Wi-Fi, point: "0%, 0%"}
        """)

    width, height = device.info().size
    box = device.screen.elements[0].box
    assert device.performed[1:] == [
        act.Tap(at=(width // 2, height // 10)), act.Tap(at=(box.left, box.top)),
    ]  # fmt: skip


def test_screenshots_stay_in_their_folder(run, tmp_path):
    result = run("- takeScreenshot: shots/first\n- takeScreenshot: ../../outside\n")

    assert (tmp_path / "out/shots/first.png").read_bytes().startswith(b"\x89PNG")
    assert "lies outside" in result.failure.said
    assert not list(tmp_path.parent.glob("outside*"))


@pytest.mark.parametrize(
    "name", ["a" * 300, "taken.png/inside", '"a\\0b"', "''"], ids=["long", "inside", "nul", "none"]
)
@pytest.mark.parametrize("command", ["takeScreenshot", "startRecording"])
def test_a_name_that_no_file_can_have_fails_the_command(run, tmp_path, command, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "taken.png").touch()

    result = run(f"- {command}: {name}\n")

    assert result.failure.line.name == command
    assert str(tmp_path / "out") in result.failure.said


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("do: ${maestro.copiedText}", "goal: String should have at least 1 character"),
        ("pressKey: ${maestro.copiedText}", "key: String should have at least 1 character"),
        ("pressKey: ' '", "key: String should have at least 1 character"),
        ("tapOn: {point: '${maestro.platform}'}", "point: 'fake' is no point"),
        ("swipe: {start: '1,${maestro.copiedText}', end: '1,2'}", "start: '' is neither"),
    ],
)
def test_what_is_filled_in_and_makes_no_sense_fails_the_command(run, command, says):
    assert says in run(f"- {command}\n").failure.said


class Keyboard(FakeDevice):
    """A desktop that has nothing but keys."""

    def info(self):
        can = {"press", "hotkey"}
        return super().info().model_copy(update={"kind": "desktop", "actions": frozenset(can)})


@pytest.mark.parametrize(
    ("key", "pressed"),
    [
        ("ctrl+shift+t", act.Hotkey(keys=("ctrl", "shift", "t"))),
        ("Ctrl++", act.Hotkey(keys=("ctrl", "+"))),
        ("+", act.Press(key="+")),
        ("ctrl+", act.Press(key="ctrl+")),
    ],
)
def test_keys_are_held_together_on_a_desktop(tmp_path, key, pressed):
    device = Keyboard({"one": switch_phone().screen}, "one")
    (tmp_path / "some.yaml").write_text(f"- pressKey: {key}\n")

    run_flow(read_flow(tmp_path / "some.yaml"), Stage(device, tmp_path / "out"))

    assert device.performed == [pressed]


def test_a_condition_knows_what_was_copied(run):
    result = run("""\
        - launchApp: {appId: settings, stopApp: false}
        - copyTextFrom: {text: "wi.*"}
        - runFlow: {when: {visible: "${maestro.copiedText}"}, commands: [back]}
        - runFlow: {when: {visible: "${maestro.copiedText}"}, commands: [back]}
        """)

    assert [status for depth, name, status in statuses(result) if name == "runFlow"] == [
        "passed", "skipped",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["do: enable wifi", "check: is it on?"])
def test_a_sentence_needs_a_model(run, command):
    assert "add --model" in run(f"- {command}\n").failure.said


class Oracle:
    """Somebody to ask, who knows the fake phone."""

    def carry_out(self, goal, max_steps):
        outcome = Outcome.SUCCESS if "wifi" in goal else Outcome.GAVE_UP
        return Carried(Episode(Task(goal=goal), outcome, claimed=True, steps=2))

    def judge(self, question):
        return "on" in question, "I see it"

    def locate(self, selector):
        return Box(10, 10, 20, 20) if selector.text == "the blue thing" else None


def test_a_model_is_asked_for_sentences_and_where_there_is_no_tree(run, device):
    result = run(
        """\
        - do: enable wifi
        - check: is it on?
        - tapOn: the blue thing
        - launchApp: {appId: settings, stopApp: false}
        - tapOn: {text: the blue thing, optional: true}
        - check: is it off?
        """,
        assistant=Oracle(),
    )

    assert [one.said for one in result.results[:2]] == ["2 steps by model", "I see it"]
    assert result.results[2].found[0].by == "model"
    assert device.performed == [act.Tap(at=(15, 15)), act.OpenApp(name="settings")]
    assert result.results[4].status is Status.WARNED  # there is a tree, and it knows no such thing
    assert result.failure.said == "'is it off?' is not so: I see it"


def test_what_was_done_is_told_with_what_it_was_aimed_at(tmp_path, device):
    told = []
    path = tmp_path / "some.yaml"
    path.write_text("- launchApp: {appId: settings, stopApp: false}\n- tapOn: Wi-Fi\n")
    stage = Stage(device, tmp_path, on_step=lambda step, found: told.append((step, found)))
    run_flow(read_flow(path), stage)

    (opened, nothing), (tap, found) = told
    assert opened.decision.action == act.OpenApp(name="settings")
    assert nothing == ()
    assert (tap.index, tap.decision.summary, tap.result.ok) == (1, "tapOn Wi-Fi", True)
    assert found[0].box.contains(tap.decision.action.at)
    assert tap.observation.elements[0].text == "Wi-Fi"
