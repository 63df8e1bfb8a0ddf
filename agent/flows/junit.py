"""Results as JUnit XML, by the schema that CI systems read (Jenkins' xunit: ``junit-10.xsd``).

One ``testsuite`` a flow with one ``testcase`` in it: that schema has properties for suites only,
and a flow's tags belong to the flow. What failed before it passed is a ``flakyFailure`` (Maven
Surefire's word). Times of day have no fraction of a second: strict readers refuse one.
"""

import re
import time
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from agent.flows.running import FlowResult, LineResult
from agent.flows.suite import TestResult, Verdict

__all__ = ["junit"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


def junit(results: Sequence[TestResult]) -> bytes:
    """The file's content."""
    root = Element("testsuites", time=f"{sum(result.seconds for result in results):.3f}")
    for result in results:
        _suite(root, result)
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _suite(root: Element, result: TestResult) -> None:
    suite = SubElement(
        root,
        "testsuite",
        name=_text(result.flow.name),
        errors=str(int(result.verdict is Verdict.ERROR)),
        failures=str(int(result.verdict is Verdict.FAILED)),
        skipped="0",
        tests="1",
        time=f"{result.seconds:.3f}",
        timestamp=time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(result.started)),
        hostname=_text(result.device),
    )
    facts = dict(result.flow.properties)
    if result.flow.tags:
        facts["tags"] = ", ".join(sorted(result.flow.tags))
    if facts:
        properties = SubElement(suite, "properties")
        for name, value in facts.items():
            SubElement(properties, "property", name=_text(name), value=_text(value))
    _case(suite, result)


def _case(suite: Element, result: TestResult) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=_text(".".join(result.flow.path.with_suffix("").parts).lstrip("/.")),
        name=_text(result.flow.name),
        time=f"{result.seconds:.3f}",
    )
    failures = [attempt.failure for attempt in result.attempts if attempt.failure]
    match result.verdict:
        case Verdict.ERROR:
            message = _text(result.error)
            SubElement(case, "error", message=message, type="device or model").text = message
        case Verdict.FAILED:
            last = failures[-1]
            said = SubElement(case, "failure", message=_head(last), type=last.line.name)
            said.text = _story(last, result)
        case Verdict.FLAKY:
            for failure in failures:
                what, kind = _head(failure), failure.line.name
                flaky = SubElement(case, "flakyFailure", message=what, type=kind)
                SubElement(flaky, "stackTrace").text = _story(failure, result)
    SubElement(case, "system-out").text = _text("\n".join(_log(result.attempts)))


def _head(failure: LineResult) -> str:
    return _text(f"{failure.line}: {failure.said}")


def _story(failure: LineResult, result: TestResult) -> str:
    place = failure.line.place
    lines = [f"{failure.line.source.path}:{place.line}:{place.column}", failure.said]
    if failure.near:
        lines.append(f"near it: {', '.join(failure.near)}")
    lines += [failure.line.source.snippet(place), f"kept in {result.folder}"]
    return _text("\n".join(lines))


def _log(attempts: Sequence[FlowResult]) -> list[str]:
    lines = []
    for number, attempt in enumerate(attempts, 1):
        lines.append(f"attempt {number}")
        for one in attempt.results:
            said = f": {one.said}" if one.said else ""
            lines.append(f"{'  ' * (one.depth + 1)}{one.status} {one.line}{said}")
    return lines


def _text(text: str) -> str:
    return _NOT_XML.sub("?", text)
