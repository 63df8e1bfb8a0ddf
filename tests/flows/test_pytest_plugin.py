"""The plugin for pytest, in sessions of pytest's own, on the built-in phone."""

import pytest

pytest_plugins = ("pytester",)


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


def test_flows_are_tests(session, pytester, fleet, phone):
    fleet.reset(phone.serial)
    pytester.path.joinpath("good.flow.yaml").write_text(flow("- assertVisible: Network.*", "good"))
    pytester.path.joinpath("bad.flow.yaml").write_text(
        flow("- extendedWaitUntil: {visible: Netwerk & internet, timeout: 500}", "bad")
    )
    pytester.path.joinpath("other.yaml").write_text("not: a flow")

    result = session("-v", "--gui-output", "kept")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*bad.flow.yaml:6:3: there is no*", "near it: Network & internet", "*screen and tree: *"]
    )
    assert list(pytester.path.glob("kept/*/results/bad/failure.png"))
    assert not list(pytester.path.glob("kept/*/episodes/good*"))


def test_a_faulty_flow_is_a_collection_error_with_its_place(session, pytester):
    pytester.path.joinpath("faulty.flow.yaml").write_text(flow("- tapOnn: x"))

    result = session()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*faulty.flow.yaml:6:3: 'tapOnn' is no command*", "*| - tapOnn: x"]
    )


def test_fixtures_give_a_device_and_carry_sentences_out(session, pytester, fleet, phone):
    fleet.reset(phone.serial)
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.gui(max_steps=12)
        def test_wifi(gui_device, gui_run):
            episode = gui_run("turn on wi-fi")
            assert episode.outcome == "success"
            status, said = gui_device.shell(["settings", "get", "global", "wifi_on"])
            assert said.strip() == "1"

        @pytest.mark.gui(max_steps=1)
        def test_limits(gui_run):
            assert gui_run("turn on bold text").outcome == "step_limit"
        """
    )

    result = session("--gui-model", "pocket", "--strict-markers")

    result.assert_outcomes(passed=2)
    assert len(list(pytester.path.glob("test-results/*/episodes/*/episode.json"))) == 2


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
