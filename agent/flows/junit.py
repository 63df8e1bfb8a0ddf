"""Results as JUnit XML, by the schema that CI systems read (Jenkins' xunit: ``junit-10.xsd``).

A flow is one ``testsuite`` with one ``testcase`` in it: that schema has properties for suites only,
and a flow's tags belong to the flow. What failed before it passed is a ``flakyFailure`` (Maven
Surefire's word). Times of day have no fraction of a second: strict readers refuse one.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from agent.flows.running import FlowResult, LineResult
from agent.flows.suite import TestResult, Verdict

__all__ = ["Case", "Fault", "Suite", "document", "junit"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


@dataclass(frozen=True)
class Fault:
    """What went wrong: a line, its kind, and all that is known."""

    message: str
    type: str
    text: str


@dataclass(frozen=True)
class Case:
    """One ``testcase``: it passed where it has neither ``failure`` nor ``error``."""

    name: str
    classname: str
    seconds: float
    failure: Fault | None = None
    error: Fault | None = None
    flaky: tuple[Fault, ...] = ()
    """Failures before it passed."""
    output: str = ""


@dataclass(frozen=True)
class Suite:
    """One ``testsuite``. ``started``: POSIX seconds."""

    name: str
    cases: Sequence[Case]
    started: float
    device: str
    properties: Mapping[str, str] = field(default_factory=dict)


def junit(results: Sequence[TestResult]) -> bytes:
    """The file's content for flows."""
    return document([_of_flow(result) for result in results])


def document(suites: Sequence[Suite]) -> bytes:
    """The file's content."""
    root = Element("testsuites", time=f"{sum(_seconds(suite) for suite in suites):.3f}")
    for suite in suites:
        _suite(root, suite)
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _suite(root: Element, one: Suite) -> None:
    suite = SubElement(
        root,
        "testsuite",
        name=_text(one.name),
        errors=str(sum(case.error is not None for case in one.cases)),
        failures=str(sum(case.failure is not None for case in one.cases)),
        skipped="0",
        tests=str(len(one.cases)),
        time=f"{_seconds(one):.3f}",
        timestamp=time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(one.started)),
        hostname=_text(one.device),
    )
    if one.properties:
        properties = SubElement(suite, "properties")
        for name, value in one.properties.items():
            SubElement(properties, "property", name=_text(name), value=_text(value))
    for case in one.cases:
        _case(suite, case)


def _case(suite: Element, one: Case) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=_text(one.classname),
        name=_text(one.name),
        time=f"{one.seconds:.3f}",
    )
    for tag, fault in (("error", one.error), ("failure", one.failure)):
        if fault:
            _fault(case, tag, fault).text = _text(fault.text)
    for fault in one.flaky:
        flaky = _fault(case, "flakyFailure", fault)
        SubElement(flaky, "stackTrace").text = _text(fault.text)
    SubElement(case, "system-out").text = _text(one.output)


def _fault(case: Element, tag: str, fault: Fault) -> Element:
    return SubElement(case, tag, message=_text(fault.message), type=fault.type)


def _seconds(suite: Suite) -> float:
    return sum(case.seconds for case in suite.cases)


def _text(text: str) -> str:
    return _NOT_XML.sub("?", text)


def _of_flow(result: TestResult) -> Suite:
    facts = dict(result.flow.properties)
    if result.flow.tags:
        facts["tags"] = ", ".join(sorted(result.flow.tags))
    faults = tuple(
        _of_line(attempt.failure, result) for attempt in result.attempts if attempt.failure
    )
    lost = Fault(result.error, "device or model", result.error)
    case = Case(
        name=result.flow.name,
        classname=".".join(result.flow.path.with_suffix("").parts).lstrip("/."),
        seconds=result.seconds,
        error=lost if result.verdict is Verdict.ERROR else None,
        failure=faults[-1] if result.verdict is Verdict.FAILED else None,
        flaky=faults if result.verdict is Verdict.FLAKY else (),
        output="\n".join(_log(result.attempts)),
    )
    return Suite(result.flow.name, [case], result.started, result.device, facts)


def _of_line(failure: LineResult, result: TestResult) -> Fault:
    place = failure.line.place
    lines = [f"{failure.line.source.path}:{place.line}:{place.column}", failure.said]
    if failure.near:
        lines.append(f"near it: {', '.join(failure.near)}")
    lines += [failure.line.source.snippet(place), f"kept in {result.folder}"]
    return Fault(f"{failure.line}: {failure.said}", failure.line.name, "\n".join(lines))


def _log(attempts: Sequence[FlowResult]) -> list[str]:
    lines = []
    for number, attempt in enumerate(attempts, 1):
        lines.append(f"attempt {number}")
        for one in attempt.results:
            said = f": {one.said}" if one.said else ""
            lines.append(f"{'  ' * (one.depth + 1)}{one.status} {one.line}{said}")
    return lines
