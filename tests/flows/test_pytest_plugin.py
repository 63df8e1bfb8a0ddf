"""The plugin for pytest, in sessions of pytest's own, on the built-in phone."""

import json
import re
from pathlib import Path

import pytest

from agent.cli import app
from agent.flows.reading import read_flow
from agent.flows.trying import Trial
from agent.trajectory import RunRecord, RunWriter

pytest_plugins = ("pytester",)

DOCS = Path(__file__).parents[2] / "docs/flows.md"
EXAMPLE = re.search(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)[1]


@pytest.fixture
def session(pytester, phone):
    """Runs pytest in a folder of its own, against our phone."""

    def run(*words):
        return pytester.runpytest_subprocess(
            "-p", "no:randomly", "-p", "no:cacheprovider", "--gui-device",
            f"android:{phone.serial}", *words, timeout=170,
        )  # fmt: skip

    return run


def flow(lines, name="it"):
    return f"appId: com.android.settings\nname: {name}\ntags: [smoke]\n---\n- launchApp\n{lines}\n"


def test_flows_and_fixtures(session, pytester, fleet, phone, device):
    fleet.reset(phone.serial)
    pytester.path.joinpath("good.flow.yaml").write_text(flow("- assertVisible: Network.*", "good"))
    pytester.path.joinpath("bad.flow.yaml").write_text(
        flow("- extendedWaitUntil: {visible: Netwerk & internet, timeout: 500}", "bad")
    )
    pytester.path.joinpath("other.yaml").write_text("not: a flow")
    pytester.makepyfile(
        """
        import pytest
        from agent.flows.commands import ExtendedWaitUntil, TapOn

        def test_near(gui_flow, gui_device):
            assert gui_device.info().kind == "android"
            gui_flow(ExtendedWaitUntil(visible="Netwerk & internet", timeout=500))

        def test_own(gui_flow):
            gui_flow(TapOn(text="Network.*"))
            assert False

        @pytest.mark.gui(max_steps=1)
        def test_limits(gui_run):
            assert gui_run("turn on bold text").outcome == "step_limit"
        """
    )
    pytester.path.joinpath("test_said.py").write_text(EXAMPLE)

    result = session("-v", "--gui-output", "kept", "--gui-model", "pocket", "--strict-markers")

    result.assert_outcomes(passed=4, failed=3)
    result.stdout.fnmatch_lines(
        ["*bad.flow.yaml:6:3: there is no*", "near it: Network & internet", "*screen and tree: *"]
    )
    result.stdout.fnmatch_lines(
        ["*AssertionError: extendedWaitUntil *: there is no*", "*near it: Network & internet"]
    )
    assert device.shell(["settings", "get", "global", "wifi_on"])[1].strip() == "1"
    (kept,) = pytester.path.glob("kept/*")
    assert {one.parent.name for one in kept.glob("results/*/failure.png")} == {"bad", "test-near"}
    episodes = {one.parent.name for one in kept.glob("episodes/*/episode.json")}
    assert episodes == {"bad-1", "test-near-1", "test-own-1", "test-limits-4", "test-wifi-5"}


def test_a_recording_is_exported_as_a_test_that_passes(
    session, pytester, fleet, phone, device, tmp_path
):
    source = pytester.path / "said.flow.yaml"
    typed = json.dumps('it\'s "a" \\${b}')
    source.write_text(flow(f"- tapOn: Search settings\n- inputText: {typed}\n- back"))
    run = RunWriter(tmp_path, "recorded", RunRecord(started=0.0))
    done = Trial(run.path, trace="on", lookup=12.0).run(read_flow(source), device)
    assert done.verdict == "passed"
    source.unlink()
    made = pytester.path / "test_made.py"
    assert app.run(["export", str(run.path), "--format", "pytest", "--out", str(made)]) == 0

    fleet.reset(phone.serial)
    session().assert_outcomes(passed=1)
    assert """InputText(text='it\\'s "a" ${b}')""" in made.read_text()


def test_a_faulty_flow_is_a_collection_error_with_its_place(pytester):
    pytester.path.joinpath("faulty.flow.yaml").write_text(flow("- tapOnn: x"))

    result = pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:cacheprovider")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*faulty.flow.yaml:6:3: 'tapOnn' is no command*", "*| - tapOnn: x"]
    )


def test_workers_of_xdist_share_the_flows(session, pytester, fleet, phone):
    fleet.reset(phone.serial)
    for number in range(3):
        pytester.path.joinpath(f"f{number}.flow.yaml").write_text(flow("- back", f"flow{number}"))

    session("-n", "1", "-k", "smoke").assert_outcomes(passed=3)


def test_what_needs_no_device_opens_none(session, pytester):
    pytester.makepyfile(
        "import sys\n\ndef test_light():\n"
        "    assert not {'torch', 'agent.loop', 'agent.cli.opening'} & set(sys.modules)\n"
    )

    session().assert_outcomes(passed=1)
    assert not pytester.path.joinpath("test-results").exists()
