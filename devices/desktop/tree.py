"""The UI tree through AT-SPI 2, where a desktop has it: D-Bus by jeepney, nothing of the system's.

Programs of GTK and Qt join the accessibility bus by themselves; Chromium does with
``--force-renderer-accessibility``. Without a bus, or on macOS and Windows, there is no tree.
Interfaces and states: at-spi2-core, ``xml/*.xml`` and ``atspi-constants.h``.
"""

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from agent.types import Box, Element
from devices.desktop.capture import View
from devices.desktop.session import Session

__all__ = ["Tree"]

SECONDS = 2.0
"""For a whole tree; what has been read until then is what there is."""
ANSWER_SECONDS = 1.0
"""For one program's answer: one that hangs is left out."""
LONGEST_TEXT = 2_000
"""Characters of a field that are read."""

_ROOT = "/org/a11y/atspi/accessible/root"
_REGISTRY = "org.a11y.atspi.Registry"
_ACCESSIBLE, _COMPONENT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Component"
_APPLICATION = "org.a11y.atspi.Application"
_TEXT, _PROPERTIES = "org.a11y.atspi.Text", "org.freedesktop.DBus.Properties"
_SCREEN = 0  # ATSPI_COORD_TYPE_SCREEN

_ACTIVE, _CHECKED, _EDITABLE, _FOCUSED = 1, 4, 7, 12
_SELECTED, _SENSITIVE, _SHOWING, _CHECKABLE = 23, 24, 25, 41

_CLICKABLE = frozenset({
    "button", "check box", "check menu item", "combo box", "icon", "link", "list item", "menu",
    "menu item", "page tab", "push button", "radio button", "radio menu item", "switch",
    "table cell", "toggle button", "tree item",
})  # fmt: skip
_FRAMES = frozenset({"filler", "frame", "panel", "redundant object", "separator", "window"})
"""Roles that say nothing to a reader unless they have a name."""


class Node(NamedTuple):
    """An object on the bus: its program's name there, and its path."""

    program: str
    path: str


class Tree:
    """The programs of the desktop of ``session``; looked for on first use."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._bus: Any = None
        self._tried = False

    def elements(self, view: View) -> tuple[Element, ...]:
        """What shows in ``view``, the program in front last; empty where nothing answers."""
        found = []
        units: dict[str, int] = {}
        for node, states in self._showing():
            unit = units.get(node.program) or self._unit(node.program)
            units[node.program] = unit
            element = self._element(node, states, view, unit)
            if element is not None:
                found.append(element)
        return tuple(found)

    def focused_text(self) -> str | None:
        """What the text field with the focus holds.

        None for none, for a password's, and for one that holds more than is read here.
        """
        for node, states in self._showing():
            if {_FOCUSED, _EDITABLE} <= states:
                secret = self._ask(node, _ACCESSIBLE, "GetRoleName") == "password text"
                held = None if secret else self._text(node)
                return held if held is not None and len(held) < LONGEST_TEXT else None
        return None

    def close(self) -> None:
        """Leave the bus. Idempotent."""
        if self._bus is not None:
            self._bus.close()
        self._bus, self._tried = None, True

    def _showing(self) -> Iterator[tuple[Node, frozenset[int]]]:
        """Parents before children, hidden branches left out."""
        if not self._connect():
            return
        deadline = time.monotonic() + SECONDS
        programs = self._ask(Node(_REGISTRY, _ROOT), _ACCESSIBLE, "GetChildren") or []
        windows = [
            Node(*window)
            for program in programs
            for window in self._ask(Node(*program), _ACCESSIBLE, "GetChildren") or []
        ]
        known = {window: self._states(window) for window in windows}
        front = {window.program for window in windows if _ACTIVE in known[window]}
        waiting = sorted(windows, key=lambda each: each.program in front, reverse=True)
        while waiting and time.monotonic() < deadline:
            node = waiting.pop()
            states = known.get(node) or self._states(node)
            if _SHOWING not in states:
                continue
            yield node, states
            children = self._ask(node, _ACCESSIBLE, "GetChildren") or []
            waiting += [Node(*child) for child in reversed(children)]

    def _unit(self, program: str) -> int:
        """Pixels of what ``program`` counts in: GTK's own larger ones where GDK_SCALE says so.

        The same set by a desktop's settings daemon (Gdk/WindowScalingFactor) is not known here.
        """
        scale = self._session.gdk_scale
        if scale == 1:
            return 1
        place = Node(program, _ROOT)
        toolkit = self._ask(place, _PROPERTIES, "Get", "ss", (_APPLICATION, "ToolkitName"))
        return scale if toolkit and str(toolkit[1]).lower() == "gtk" else 1

    def _element(self, node: Node, states: frozenset[int], view: View, unit: int) -> Element | None:
        role = self._ask(node, _ACCESSIBLE, "GetRoleName") or ""
        extents = self._ask(node, _COMPONENT, "GetExtents", "u", (_SCREEN,))
        box = _shown(extents, unit, view)
        if box is None:
            return None
        password = role == "password text"
        editable = _EDITABLE in states
        name = self._get(node, "Name")
        text = self._text(node) if editable and not password else name
        if role in _FRAMES and not text:
            return None
        return Element(
            box=box,
            text=text or "",
            description=name if text != name else self._get(node, "Description"),
            role=role,
            checkable=_CHECKABLE in states or role in {"check box", "radio button", "switch"},
            checked=_CHECKED in states,
            clickable=role in _CLICKABLE,
            editable=editable,
            enabled=_SENSITIVE in states,
            focused=_FOCUSED in states,
            scrollable=role == "scroll pane",
            password=password,
            selected=_SELECTED in states,
        )

    def _states(self, node: Node) -> frozenset[int]:
        words = self._ask(node, _ACCESSIBLE, "GetState") or []
        return frozenset(
            32 * index + bit
            for index, word in enumerate(words)
            for bit in range(32)
            if word >> bit & 1
        )

    def _get(self, node: Node, name: str) -> str:
        found = self._ask(node, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, name))
        return str(found[1]) if found else ""

    def _text(self, node: Node) -> str | None:
        found = self._ask(node, _TEXT, "GetText", "ii", (0, LONGEST_TEXT))
        return None if found is None else str(found)

    def _ask(
        self,
        node: Node,
        interface: str,
        method: str,
        signature: str = "",
        body: tuple[Any, ...] = (),
    ) -> Any:
        """The answer's first value; None for an error, or for a program that does not answer."""
        from jeepney import DBusAddress, MessageType, new_method_call

        address = DBusAddress(node.path, node.program, interface)
        message = new_method_call(address, method, signature or None, body)
        try:
            reply = self._bus.send_and_get_reply(message, timeout=ANSWER_SECONDS)
        except (OSError, TimeoutError, ConnectionError):
            return None
        if reply.header.message_type is MessageType.error or not reply.body:
            return None
        return reply.body[0]

    def _connect(self) -> bool:
        if not self._tried:
            self._tried = True
            self._bus = _accessibility_bus(self._session)
        return self._bus is not None


def _accessibility_bus(session: Session) -> Any:
    """A connection to the bus that the session's bus names; None where there is none."""
    own = session.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if session.system != "x11" or not own:
        return None
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    try:
        with open_dbus_connection(own) as bus:
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            reply = bus.send_and_get_reply(new_method_call(where, "GetAddress"), timeout=SECONDS)
        if reply.header.message_type is MessageType.error:
            return None
        return open_dbus_connection(reply.body[0])
    except (OSError, TimeoutError, ConnectionError, ValueError, RuntimeError):
        return None


def _shown(extents: Any, unit: int, view: View) -> Box | None:
    """The part of left, top, width, height (``unit`` cursor units each) that the picture shows."""
    if extents is None:
        return None
    left, top, width, height = (round(value * unit * view.scale) for value in extents)
    left, top = left - round(view.left * view.scale), top - round(view.top * view.scale)
    box = Box(
        max(left, 0),
        max(top, 0),
        min(left + width, view.size.width),
        min(top + height, view.size.height),
    )
    return box if box.left < box.right and box.top < box.bottom else None
