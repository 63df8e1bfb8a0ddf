"""Flow files: what is taken, and how a fault is shown."""

from textwrap import dedent

import pytest

from agent.errors import TaskFileError
from agent.flows.commands import COMMANDS, InputText, RunFlow, Swipe, TapOn
from agent.flows.reading import read_flow


@pytest.fixture
def write(tmp_path):
    """Writes a flow file; gives its path."""

    def write(text, name="some.flow.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(dedent(text))
        return path

    return write


def test_a_flow_with_everything_in_its_header(write):
    flow = read_flow(
        write("""\
            appId: com.${VENDOR}.settings
            name: Turn on wi-fi
            tags: [smoke, settings]
            env:
              VENDOR: android
              WHO: ${USER || 'nobody'}
            properties: {owner: team-a}
            onFlowStart:
              - launchApp
            onFlowComplete:
              - stopApp
            ---
            - tapOn: Hello ${WHO}
            - inputText: on
            - back
            """),
        {"USER": "ann"},
    )

    assert (flow.name, flow.app_id) == ("Turn on wi-fi", "com.android.settings")
    assert flow.tags == {"smoke", "settings"}
    assert flow.properties == {"owner": "team-a"}
    assert [line.name for line in flow.on_start + flow.on_complete] == ["launchApp", "stopApp"]
    assert [str(line) for line in flow.lines] == ["tapOn Hello ann", "inputText on", "back"]
    assert flow.lines[1].command == InputText(text="on")  # not the boolean of YAML 1.1
    assert flow.lines[1].place == (14, 3)


def test_the_caller_wins_over_the_file(write):
    path = write("env: {WHO: ann}\n---\n- inputText: ${WHO}\n")

    assert str(read_flow(path).lines[0]) == "inputText ann"
    assert str(read_flow(path, {"WHO": "bob"}).lines[0]) == "inputText bob"


def test_a_list_alone_is_a_flow(write):
    flow = read_flow(write("- back\n", "just.yaml"))

    assert (flow.name, flow.app_id, len(flow.lines)) == ("just", "", 1)


def test_a_flow_runs_another_with_an_env_of_its_own(write):
    write("appId: x\nenv: {WHO: nobody}\n---\n- inputText: ${WHO}\n", "sub/hello.yaml")
    flow = read_flow(
        write("""\
            - runFlow: sub/hello.yaml
            - runFlow:
                file: sub/hello.yaml
                env: {WHO: ann}
            - runFlow:
                env: {WHO: bob}
                commands:
                  - inputText: ${WHO}
            """)
    )

    first, second, third = flow.lines
    assert isinstance(first.command, RunFlow)
    assert str(first.flow.lines[0]) == "inputText nobody"
    assert str(second.flow.lines[0]) == "inputText ann"
    assert str(third.body[0]) == "inputText bob"


def test_what_is_known_only_while_it_runs_stays(write):
    flow = read_flow(
        write("- inputText: ${maestro.copiedText}!\n- assertTrue: ${NOBODY == null}\n")
    )

    assert flow.lines[0].command == InputText(text="${maestro.copiedText}!")
    assert flow.lines[1].command.condition == "${NOBODY == null}"


def test_swipes_in_maestros_two_forms(write):
    flow = read_flow(
        write("""\
            - swipe: {direction: LEFT, duration: 500}
            - swipe: {start: "90%, 50%", end: "10%, 50%"}
            - swipe: {from: {id: list}, direction: up}
            """)
    )

    assert flow.lines[0].command == Swipe(direction="left", duration=500)
    assert flow.lines[1].command == Swipe(start="90%, 50%", end="10%, 50%")
    assert flow.lines[2].command.from_.id == "list"


def test_a_tap_keeps_what_is_not_the_element_apart(write):
    command = (
        read_flow(write("- tapOn: {text: More, point: '90%, 50%', repeat: 2, optional: true}\n"))
        .lines[0]
        .command
    )

    assert command == TapOn(text="More", point="90%, 50%", repeat=2, optional=True)
    assert str(command.selector) == "'More'"


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("- tapOnn: x\n", "1:3", "Did you mean 'tapOn'"),
        ("- back\n- Back\n", "2:3", "Did you mean 'back'"),
        ("- evalScript: ${1}\n", "1:3", "no command that is supported"),
        ("- tapOn\n", "1:3", "tapOn needs a value"),
        ("- tapOn:\n    txt: x\n", "2:5", "'txt' is not known here. Did you mean 'text'"),
        ("- tapOn:\n    optional: true\n", "1:3", "says nothing about the element"),
        ("- tapOn:\n    text: x\n    below:\n      idd: y\n", "4:7", "below.idd"),
        ("- swipe: {direction: in}\n", "1:11", "up"),
        ("- swipe: {start: '1,1'}\n", "1:3", "either a direction"),
        ("- swipe: {start: 1}\n", "1:11", "'1' is no point"),
        ("- tapOn: {point: foo}\n", "1:11", "'foo' is no point"),
        ("- repeat:\n    commands: []\n", "1:3", "how often"),
        ("- repeat:\n    times: 2\n    commands:\n      - bakc\n", "4:9", "Did you mean 'back'"),
        ("- runFlow: none.yaml\n", "1:3", "there is no file"),
        ("- runFlow: some.flow.yaml\n", "1:3", "never end"),
        ("- setDarkMode: dark\n", "1:3", "'enabled' or 'disabled'"),
        ("- inputText: ${NOBODY}\n", "1:3", "NOBODY is not defined"),
        ("- inputText: ${x = 1}\n", "1:3", "scripts are not run"),
        ("- tapOn: a\n  back: b\n", "1:3", "one name with a value"),
        ("appId: x\n---\nback\n", "3:1", "a list of commands"),
        ("apId: x\n---\n- back\n", "1:1", "Did you mean 'appId'"),
        ("url: http://localhost\n---\n- back\n", "1:1", "browser driver"),
    ],
)
def test_a_fault_is_told_with_its_place(write, text, place, says):
    with pytest.raises(TaskFileError) as caught:
        read_flow(write(text))

    assert f"some.flow.yaml:{place}:" in str(caught.value)
    assert says in str(caught.value)
    assert "^" in caught.value.detail


@pytest.mark.parametrize("text", ["", "a: 1\n---\n- back\n---\n- back\n"])
def test_a_file_has_one_document_or_two(write, text):
    with pytest.raises(TaskFileError, match="YAML documents"):
        read_flow(write(text))


def test_the_commands_that_the_readme_promises_are_there():
    promised = """launchApp stopApp clearState tapOn doubleTapOn longPressOn inputText eraseText
        pressKey back hideKeyboard scroll scrollUntilVisible swipe openLink assertVisible
        assertNotVisible assertTrue extendedWaitUntil waitForAnimationToEnd takeScreenshot runFlow
        repeat retry setOrientation setAirplaneMode setDarkMode copyTextFrom pasteText do check"""

    assert set(promised.split()) <= set(COMMANDS)
