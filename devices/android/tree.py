"""``uiautomator dump`` as elements, in drawing order."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError, fromstring

from agent.errors import ActionFailed
from agent.types import Box, Element
from devices.android.link import Link

__all__ = ["dump", "parse"]

_BOUNDS = re.compile(r"\[(-?\d+),(-?\d+)\]\[(-?\d+),(-?\d+)\]")
_FILE = "/data/local/tmp/fingertip-window.xml"


def dump(link: Link, timeout: float = 20.0) -> tuple[Element, ...]:
    """What is on the screen now. Raises ``ActionFailed`` when the device gives no tree."""
    with link.open("exec:uiautomator dump /dev/tty 2>/dev/null", timeout) as stream:
        text = stream.read_all().decode(errors="replace")
    if "<hierarchy" not in text:
        # Some versions refuse /dev/tty without a terminal.
        answer = link.script(f"uiautomator dump {_FILE} >/dev/null && cat {_FILE}", timeout)
        text = answer.out
        if "<hierarchy" not in text:
            raise ActionFailed(
                f"uiautomator gave no tree: {answer.text[:200] or 'no output'}",
                hint="a screen that never comes to rest cannot be dumped; go on without it",
            )
    return parse(text)


def parse(text: str) -> tuple[Element, ...]:
    """Elements with an area, outer before inner. Raises ``ActionFailed`` for broken XML."""
    start, end = text.find("<hierarchy"), text.rfind(">")
    closing = text.rfind("</hierarchy>")
    if closing >= 0:
        end = closing + len("</hierarchy>") - 1
    try:
        root = fromstring(text[start : end + 1])  # noqa: S314 - expat resolves no entities
    except ParseError as error:
        raise ActionFailed(f"uiautomator's XML is broken: {error}") from error
    return tuple(_elements(root))


def _elements(root: Node) -> Iterator[Element]:
    for node in root.iter("node"):
        bounds = _BOUNDS.fullmatch(node.get("bounds", ""))
        if bounds is None:
            continue
        box = Box(*(int(value) for value in bounds.groups()))
        if box.right <= box.left or box.bottom <= box.top:
            continue
        role = node.get("class", "")
        yield Element(
            box=box,
            text=node.get("text", ""),
            description=node.get("content-desc", ""),
            role=role,
            resource_id=node.get("resource-id", ""),
            package=node.get("package", ""),
            checkable=_true(node, "checkable"),
            checked=_true(node, "checked"),
            clickable=_true(node, "clickable"),
            editable=role.endswith(("EditText", "AutoCompleteTextView")),
            enabled=_true(node, "enabled"),
            focused=_true(node, "focused"),
            scrollable=_true(node, "scrollable"),
            password=_true(node, "password"),
            selected=_true(node, "selected"),
        )


def _true(node: Node, name: str) -> bool:
    return node.get(name) == "true"
