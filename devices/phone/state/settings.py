"""The phone's settings, as Android's settings provider keeps them: three namespaces of strings.

Stored as ``/data/system/users/0/settings_{namespace}.xml`` in the textual form of
`com.android.providers.settings.SettingsState` (Android Open Source Project): what XML cannot hold
stands in Base64 of UTF-16, big end first, in ``nameBase64`` or ``valueBase64``.
"""

import base64
import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from devices.phone.state.xml_text import can_hold

__all__ = ["NAMESPACES", "Settings", "UnknownNamespaceError"]

NAMESPACES = ("system", "secure", "global")
FOLDER = ("data", "system", "users", "0")

Watcher = Callable[[str, str, str | None], None]


class UnknownNamespaceError(LookupError):
    """The namespace is none of `NAMESPACES`."""


class Settings:
    """Strings by namespace and key; every change is on the disk before `put` returns.

    Watchers are called after the change, on the thread that made it, outside any lock.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root.joinpath(*FOLDER)
        self._lock = threading.RLock()
        self._values: dict[str, dict[str, str]] = {}
        self._watchers: list[Watcher] = []
        self._batch: set[str] | None = None
        self.reload()

    def reload(self) -> None:
        """Read the files again; tells nobody."""
        with self._lock:
            self._values = {ns: _read(self._file(ns)) for ns in NAMESPACES}

    def get(self, ns: str, key: str) -> str | None:
        """The value, or None where there is none."""
        with self._lock:
            return self._space(ns).get(key)

    def items(self, ns: str) -> list[tuple[str, str]]:
        """Every key and value of a namespace, sorted by key."""
        with self._lock:
            return sorted(self._space(ns).items())

    def put(self, ns: str, key: str, value: str) -> None:
        """Set a value."""
        with self._lock:
            space = self._space(ns)
            if space.get(key) == value:
                return
            space[key] = value
            self._store(ns)
        self._tell(ns, key, value)

    def delete(self, ns: str, key: str) -> int:
        """Remove a value; how many there were (0 or 1)."""
        with self._lock:
            if self._space(ns).pop(key, None) is None:
                return 0
            self._store(ns)
        self._tell(ns, key, None)
        return 1

    def replace(self, values: Mapping[str, Mapping[str, str]]) -> None:
        """Put other values in the place of all; watchers hear of every key that differs."""
        with self._lock:
            before = self._values
            self._values = {ns: dict(values.get(ns, {})) for ns in NAMESPACES}
            for ns in NAMESPACES:
                self._store(ns)
            changes = [
                (ns, key, self._values[ns].get(key))
                for ns in NAMESPACES
                for key in before[ns].keys() | self._values[ns].keys()
                if before[ns].get(key) != self._values[ns].get(key)
            ]
        for ns, key, value in changes:
            self._tell(ns, key, value)

    def watch(self, callback: Watcher) -> Callable[[], None]:
        """Call `callback(ns, key, value or None)` after every change; returns what ends that."""
        with self._lock:
            self._watchers.append(callback)

        def unwatch() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._watchers.remove(callback)

        return unwatch

    def _space(self, ns: str) -> dict[str, str]:
        try:
            return self._values[ns]
        except KeyError:
            raise UnknownNamespaceError(
                f"no settings namespace {ns!r}; use one of {', '.join(NAMESPACES)}"
            ) from None

    def _file(self, ns: str) -> Path:
        return self._folder / f"settings_{ns}.xml"

    def _tell(self, ns: str, key: str, value: str | None) -> None:
        with self._lock:
            watchers = tuple(self._watchers)
        for watcher in watchers:
            watcher(ns, key, value)

    def _store(self, ns: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        lines = [
            "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>",
            '<settings version="213">',
            *(
                f'  <setting id="{number}" {_attribute("name", key)} {_attribute("value", value)}'
                ' package="android" defaultValue="" />'
                for number, (key, value) in enumerate(sorted(self._values[ns].items()), 1)
            ),
            "</settings>",
        ]
        new = self._folder / f".settings_{ns}.{threading.get_ident()}"
        new.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.replace(new, self._file(ns))  # noqa: PTH105 - names the atomicity


def _read(file: Path) -> dict[str, str]:
    try:
        tree = ET.parse(file)  # noqa: S314 - the phone's own file, no entities in it
    except (FileNotFoundError, ET.ParseError):
        return {}
    return {_told(node, "name"): _told(node, "value") for node in tree.getroot()}


def _attribute(name: str, text: str) -> str:
    if can_hold(text):
        return f"{name}={quoteattr(text)}"
    coded = base64.b64encode(text.encode("utf-16-be", "surrogatepass")).decode()
    return f'{name}Base64="{coded}"'


def _told(node: ET.Element, name: str) -> str:
    coded = node.get(f"{name}Base64")
    if coded is None:
        return node.get(name, "")
    try:
        return base64.b64decode(coded).decode("utf-16-be", "surrogatepass")
    except ValueError:  # a client has edited the file
        return ""
