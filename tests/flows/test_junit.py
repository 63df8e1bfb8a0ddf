"""The JUnit file: by the schema's rules, and as another program reads it."""

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from textwrap import dedent

import pytest
from junitparser import xunit2

from agent.errors import ActionFailed, DeviceError
from agent.flows.junit import junit
from agent.flows.reading import read_flow
from agent.flows.trying import Trial
from agent.testing import switch_phone

ALLOWED = {
    "testsuites": ("name time tests failures errors disabled", "testsuite"),
    "testsuite": (
        "name tests failures errors skipped time timestamp hostname",
        "properties testcase system-out system-err",
    ),
    "properties": ("", "property"),
    "property": ("name value", ""),
    "testcase": (
        "name time classname",
        "skipped error failure flakyFailure flakyError system-out system-err",
    ),
    "failure": ("type message", ""),
    "error": ("type message", ""),
    "flakyFailure": ("type message", "stackTrace system-out system-err"),
    "stackTrace": ("", ""),
    "system-out": ("", ""),
}
"""Element -> its attributes and children in Jenkins' schema of xunit files (``junit-10.xsd``)."""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The file about a flow of each verdict."""
    folder = tmp_path_factory.mktemp("flows")
    results = []
    for name, lines in (
        ("passed", "- back"),
        ("failed", '- tapOn: <Radio & "more">\n- back'),
        ("flaky", "- back"),
        ("error", "- back"),
    ):
        path = folder / f"{name}.flow.yaml"
        head = f'name: is {name} <b>\ntags: [a, b]\nproperties: {{owner: "me \\x01"}}\n---\n'
        start = "- launchApp: {appId: settings, stopApp: false}\n"
        path.write_text(dedent(head) + start + lines + "\n")
        device = switch_phone()
        device.before = {"error": _lost, "flaky": _slipping()}.get(name, device.before)
        trial = Trial(folder / "out", retries=1, trace="off", lookup=0)
        results.append(trial.run(read_flow(path), device))
    return junit(results)


def _slipping():
    names = iter(["press"])

    def before(name):
        if name == "press" and next(names, None):
            raise ActionFailed("the finger slipped", hint="again")

    return before


def _lost(name):
    raise DeviceError("the cable is out", hint="plug it in")


def test_nothing_is_in_it_that_the_schema_does_not_know(written):
    def walk(element):
        attributes, children = (words.split() for words in ALLOWED[element.tag])
        assert set(element.keys()) <= set(attributes)
        for child in element:
            assert child.tag in children
            walk(child)

    root = ET.fromstring(written)
    walk(root)
    for suite in root:
        assert suite.attrib.keys() >= {"name", "tests", "failures", "errors"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))
        assert re.fullmatch(r"\d+\.\d{3}", suite.get("time"))


def test_another_program_reads_the_same(written):
    read = xunit2.JUnitXml.fromfile(BytesIO(written))

    suites = {suite.name.split()[1]: suite for suite in read}
    cases = {name: next(iter(suite)) for name, suite in suites.items()}
    counts = {name: (one.tests, one.failures, one.errors) for name, one in suites.items()}
    assert counts == {
        "passed": (1, 0, 0), "failed": (1, 1, 0), "flaky": (1, 0, 0), "error": (1, 0, 1),
    }  # fmt: skip
    assert [name for name, case in cases.items() if case.is_passed] == ["passed", "flaky"]
    (failure,) = cases["failed"].result
    assert failure.message == """tapOn <Radio & "more">: there is no '<Radio & "more">'"""
    (flaky,) = cases["flaky"].flaky_failures()
    assert flaky.message == "back: the finger slipped"
    assert "flaky.flow.yaml:6:3" in flaky.stack_trace
    (error,) = cases["error"].result
    assert error.message == "the cable is out"
    facts = {one.name: one.value for one in suites["passed"].properties()}
    assert facts == {"owner": "me ?", "tags": "a, b"}
