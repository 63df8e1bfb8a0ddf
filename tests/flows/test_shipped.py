"""The flows that ship and some in Maestro's manner, on the built-in phone; and ``agent test``."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from agent import actions as act
from agent.cli import app
from agent.data import data_folder
from agent.flows.filming import Filming
from agent.flows.memory import anchors_file
from agent.flows.reading import read_flow
from agent.flows.suite import Verdict, collect
from agent.flows.trying import Trial

from .conftest import scripted

FLOWS = collect([data_folder("tasks") / "flows"])
MAESTRO = collect([Path(__file__).parent / "maestro"])  # a workspace in its more exotic shapes
PATIENCE = 12.0  # seconds to wait for an element, on a machine that does other things too
DOUBT = 1.0  # seconds to wait for what need not be there: it is waited for in vain


def test_there_are_enough_of_them_for_every_app():
    apps = {flow.app_id for flow in FLOWS}

    assert len(FLOWS) >= 25
    assert len(apps) >= 7


@pytest.mark.parametrize(
    "flow", [*FLOWS, *MAESTRO], ids=lambda flow: f"{flow.path.parent.name}/{flow.name}"
)
def test_a_flow_passes(flow, fleet, phone, device, tmp_path):
    fleet.reset(phone.serial)

    trial = Trial(tmp_path, trace="off", lookup=PATIENCE, optional_lookup=DOUBT)

    result = trial.run(flow, device)

    failure = result.attempts[-1].failure if result.attempts else None
    said = f"{failure.line}: {failure.said}" if failure else result.error
    assert result.verdict is Verdict.PASSED, said


@pytest.fixture
def write(tmp_path):
    """Writes a flow over Settings; gives its path."""

    def write(name, lines, header=""):
        path = tmp_path / "suite" / f"{name}.flow.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"appId: com.android.settings\n{header}\n---\n- launchApp\n{lines}\n")
        return path

    return write


def run(*words, capsys):
    code = app.run(["test", *map(str, words)])
    return code, capsys.readouterr()


def test_a_suite_is_reported(fleet, phone, write, tmp_path, capsys):
    fleet.reset(phone.serial)
    write("good", "- assertVisible: Network & internet", "name: Good <b>\ntags: [smoke]")
    write("bad", "- tapOn: {text: Netwerk & internet}")
    junit, html = tmp_path / "out/junit.xml", tmp_path / "out/page.html"

    code, said = run(
        tmp_path / "suite", "--serial", phone.serial, "--timeout", 1, "--retries", 1, "--json",
        "--junit", junit, "--html", html, "--output", tmp_path / "results", capsys=capsys,
    )  # fmt: skip

    assert code == 1
    told = json.loads(said.out)
    assert {flow["name"]: (flow["verdict"], flow["attempts"]) for flow in told["flows"]} == {
        "bad": ("failed", 2), "Good <b>": ("passed", 1),
    }  # fmt: skip
    assert "near it: Network & internet" in said.err

    suites = ET.parse(junit).getroot()
    (good,) = suites.findall("testsuite[@name='Good <b>']")
    (bad,) = suites.findall("testsuite[@name='bad']")
    assert (good.get("failures"), bad.get("failures")) == ("0", "1")
    assert good.find("properties/property[@name='tags']").get("value") == "smoke"
    assert "Netwerk" in bad.find("testcase/failure").get("message")

    page = html.read_text()
    assert "Good &lt;b&gt;" in page
    assert "<b>Good <b>" not in page
    assert "data:image/png;base64," in page

    kept = tmp_path / "results"
    assert len(list(kept.rglob("failure*.png"))) == 2
    assert "Network & internet" in next(kept.rglob("failure-tree.json")).read_text()
    assert len(list(kept.glob("*/episodes/bad-*/steps.jsonl"))) == 2  # retain-on-failure
    assert not list(kept.glob("*/episodes/good*"))
    assert not list(kept.glob("*/.unfinished*"))


def test_what_passes_after_a_failure_is_flaky(fleet, phone, write, tmp_path, capsys):
    fleet.reset(phone.serial)
    # The switch is off at first, so the first attempt fails and leaves it on for the second.
    path = write(
        "flaky",
        "- tapOn: Network & internet\n- tapOn: Internet\n- tapOn: Wi-Fi\n"
        "- check: settings:global/wifi_on=0",
    )
    words = (path, "--serial", phone.serial, "--retries", 2, "--output", tmp_path / "results")
    junit = tmp_path / "junit.xml"

    code, said = run(*words, "--junit", junit, "--json", capsys=capsys)
    assert code == 0
    assert json.loads(said.out)["flaky"] == 1
    assert ET.parse(junit).find("testsuite/testcase/flakyFailure") is not None

    fleet.reset(phone.serial)
    code, said = run(*words, "--fail-on-flaky", capsys=capsys)
    assert code == 1
    assert said.out.startswith("1 flaky")


def test_a_sequence_ends_with_the_first_that_fails(fleet, phone, write, tmp_path, capsys):
    for name, lines in (("one", "- tapOn: Nothing"), ("two", ""), ("three", "")):
        path = write(name, lines)
    order = "executionOrder: {continueOnFailure: false, flowsOrder: [one, two]}\n"
    path.with_name("config.yaml").write_text(order)

    code, said = run(
        path.parent, "--serial", phone.serial, "--timeout", 0, "--output", tmp_path, capsys=capsys
    )

    assert code == 1
    assert said.out.startswith("1 passed, 1 failed")
    assert "not run: one before it failed" in said.err


class Blind(Filming):
    """A device that tells no tree."""

    def elements(self):
        return ()


def test_a_phone_without_its_tree_is_read(fleet, phone, device, write, tmp_path):
    fleet.reset(phone.serial)
    path = write("read", "- tapOn: Network & internet")

    result = Trial(tmp_path, trace="off", lookup=60.0).run(read_flow(path), Blind(device))

    assert result.verdict is Verdict.PASSED
    (found,) = result.attempts[0].results[1].found
    assert found.by == "ocr"
    (title,) = [one for one in device.elements() if one.text == "Network & internet"]
    assert title.box.top < found.box.top  # it has become the title of its page


def test_what_a_model_carried_out_needs_none_the_next_time(fleet, phone, device, write, tmp_path):
    fleet.reset(phone.serial)
    trial = Trial(tmp_path, trace="off", lookup=PATIENCE)
    there = write("there", "- tapOn: Network & internet")
    (found,) = trial.run(read_flow(there), device).attempts[0].results[1].found
    path = write(
        "sentence", "- assertVisible: Network & internet\n- do: go there\n- assertVisible: SIMs"
    )
    tap, done = act.Tap(at=found.box.center), act.Finish(status="success")

    helped = trial.run(read_flow(path), device, scripted(device.info().size, tap, done))
    alone = trial.run(read_flow(path), device)

    assert [helped.verdict, alone.verdict] == [Verdict.PASSED] * 2
    assert helped.changes == (f"kept for the next run: {anchors_file(path)}",)
    assert alone.attempts[0].results[2].said == "1 step, found by anchor"


def test_two_phones_share_a_suite_and_a_model(fleet, phone, write, tmp_path, capsys):
    other = fleet.start(seed=1, keep=False)
    for number in range(2):
        write(f"part{number}", "- do: open settings and enable wifi")
    try:
        code, said = run(
            tmp_path / "suite", "--serial", phone.serial, "--serial", other.serial, "--json",
            "--model", "pocket", "--output", tmp_path / "results", "--trace", "on", capsys=capsys,
        )  # fmt: skip
    finally:
        fleet.stop(other.serial)

    assert code == 0
    told = json.loads(said.out)
    assert told["passed"] == 2
    assert {flow["device"] for flow in told["flows"]} == {phone.serial, other.serial}
    assert len(list((tmp_path / "results").glob("*/episodes/part*/episode.json"))) == 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--include-tags", "none"], 5, "no flow was found"),
        (["--shard", "2/2"], 5, "no flow was found"),
        (["--shard", "3/2"], 2, "--shard 1/4"),
        (["--env", "USER"], 2, "-e USER=ann"),
        (["--trace", "sometimes"], 2, "retain-on-failure"),
        (["--serial", "nothing-1"], 3, "nothing-1"),
    ],
)
def test_what_cannot_be_run_is_said_by_exit_code(
    words, code, says, phone, write, tmp_path, monkeypatch, capsys
):
    path = write("one", "- back")
    monkeypatch.chdir(tmp_path)

    got, said = run(path, *words, capsys=capsys)

    assert got == code
    assert says in said.err


def test_a_faulty_flow_is_shown_before_anything_is_run(write, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = write("faulty", "- tapOnn: x")

    code, said = run(path, capsys=capsys)

    assert code == 2
    assert "Did you mean 'tapOn'" in said.err
    assert "5 | - tapOnn: x" in said.err
    assert not (tmp_path / "test-results").exists()


def test_flows_can_be_read_and_not_run(capsys):
    code, said = run(data_folder("tasks") / "flows", "--check", capsys=capsys)

    assert code == 0
    assert len(said.out.splitlines()) == len(FLOWS)
