"""An app's shared preferences: one small XML file, read and written whole.

The form is that of Android's `XmlUtils.writeMapXml`: `<map>` of `<int name= value=/>`,
`<long .../>`, `<boolean .../>`, `<string name=>text</string>` and `<set name=>` of strings.
"""

import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devices.phone.state.changes import Changes
from devices.phone.state.xml_text import held

__all__ = ["Preferences", "Value"]

Value = int | bool | str | frozenset[str]

_INT_MAX = 2**31 - 1


class Preferences:
    """The preferences file at an absolute path of the phone; a missing or ruined file is empty.

    Args:
        root: the phone's disk on the host.
        path: such as "/data/data/x/shared_prefs/x_preferences.xml".
    """

    def __init__(self, root: Path, path: str) -> None:
        self.root = root
        self.file = root / path.lstrip("/")
        self.changes = Changes()
        self._lock = threading.RLock()

    def read(self) -> dict[str, Value]:
        """All pairs."""
        if not self.file.resolve().is_relative_to(self.root.resolve()):
            return {}
        try:
            tree = ET.fromstring(self.file.read_bytes())  # noqa: S314 - expat, no external entities
        except (OSError, ET.ParseError):
            return {}
        return dict(_pairs(tree))

    @contextmanager
    def edit(self) -> Iterator[dict[str, Value]]:
        """The pairs as a dict to change; what it holds at the end replaces the file at once."""
        with self._lock:
            values = self.read()
            yield values
            self._write(values)
        self.changes.touch()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every edit; the returned function ends that."""
        return self.changes.watch(listener)

    def stamp(self) -> Hashable:
        """Differs once the file may have changed."""
        try:
            status = self.file.stat()
        except OSError:
            return (self.changes.count, 0, 0)
        return (self.changes.count, status.st_mtime_ns, status.st_size)

    def _write(self, values: dict[str, Value]) -> None:
        folder = self.file.parent
        if not folder.resolve().is_relative_to(self.root.resolve()):
            raise OSError(f"{folder.name} is a link out of the phone's disk")
        folder.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_name(self.file.name + ".bak")
        fresh.unlink(missing_ok=True)
        fresh.write_bytes(_render(values))
        fresh.replace(self.file)


def _pairs(tree: ET.Element) -> Iterator[tuple[str, Value]]:
    for item in tree:
        name, value = item.get("name"), item.get("value", "")
        if name is None:
            continue
        if item.tag in ("int", "long"):
            if value.removeprefix("-").isdecimal():
                yield name, int(value)
        elif item.tag == "boolean":
            yield name, value == "true"
        elif item.tag == "string":
            yield name, item.text or ""
        elif item.tag == "set":
            yield name, frozenset(child.text or "" for child in item)


def _render(values: dict[str, Value]) -> bytes:
    tree = ET.Element("map")
    for name, value in sorted(values.items()):
        if isinstance(value, bool):
            ET.SubElement(tree, "boolean", name=name, value="true" if value else "false")
        elif isinstance(value, int):
            tag = "int" if abs(value) <= _INT_MAX else "long"
            ET.SubElement(tree, tag, name=name, value=str(value))
        elif isinstance(value, str):
            ET.SubElement(tree, "string", name=name).text = held(value)
        else:
            group = ET.SubElement(tree, "set", name=name)
            for text in sorted(value):
                ET.SubElement(group, "string").text = held(text)
    ET.indent(tree, "    ")
    head = b"<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n"
    body: bytes = ET.tostring(tree, encoding="utf-8")
    return head + body + b"\n"
