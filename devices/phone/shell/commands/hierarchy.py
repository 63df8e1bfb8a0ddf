"""The accessibility tree as `uiautomator dump` writes it."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from devices.phone.state.xml_text import held

if TYPE_CHECKING:
    from devices.phone.ui.tree import Node

__all__ = ["render"]

Box = tuple[int, int, int, int]
Place = Callable[[Box], Box]
"""From the pixels of the glass to those that the client uses."""


def render(root: "Node", place: Place, *, compressed: bool) -> bytes:
    """The dump in UTF-8. `compressed` leaves out layouts that say nothing, as Android's does."""
    made = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation=\"0\">"]
    for index, node in enumerate(root.children or (root,)):
        _node(node, index, made, place, compressed)
    made.append("</hierarchy>")
    return "".join(made).encode("utf-8", "replace")


def _node(node: "Node", index: int, made: list[str], place: Place, compressed: bool) -> None:
    left, top, right, bottom = place(node.bounds)
    if compressed and not _says_something(node):
        for number, child in enumerate(node.children):
            _node(child, number, made, place, compressed)
        return
    attributes = {
        "index": str(index),
        "text": node.text,
        "resource-id": node.resource_id,
        "class": node.cls,
        "package": node.package,
        "content-desc": node.description,
        "checkable": _flag(node.checkable),
        "checked": _flag(node.checked),
        "clickable": _flag(node.clickable),
        "enabled": _flag(node.enabled),
        "focusable": _flag(node.focusable),
        "focused": _flag(node.focused),
        "scrollable": _flag(node.scrollable),
        "long-clickable": _flag(node.long_clickable),
        "password": _flag(node.password),
        "selected": _flag(node.selected),
        "bounds": f"[{left},{top}][{right},{bottom}]",
        "hint": node.hint,
    }
    if not node.hint:
        del attributes["hint"]
    written = " ".join(f"{name}={_quoted(value)}" for name, value in attributes.items())
    if not node.children:
        made.append(f"<node {written} />")
        return
    made.append(f"<node {written}>")
    for number, child in enumerate(node.children):
        _node(child, number, made, place, compressed)
    made.append("</node>")


def _says_something(node: "Node") -> bool:
    return bool(
        node.text or node.description or node.resource_id or node.clickable or node.checkable
        or node.scrollable or node.focusable or not node.children
    )  # fmt: skip


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _quoted(text: str) -> str:
    # Characters that XML 1.0 cannot hold at all are written as a dot, as Android does.
    return quoteattr(held(text, "."), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", '"': "&quot;"})
