"""From the phone's tree to a ``View``."""

from collections.abc import Iterator
from typing import Any

from agent.pocket.phone import Catalogue, module
from agent.pocket.views import SEARCH_BAR, Item, View
from agent.types import Box

__all__ = ["read_view"]

_SETTINGS = "com.android.settings"
_LAUNCHER = "com.google.android.apps.nexuslauncher"
_SAFE = 100
"""So many pixels of a thing's height must show, or a touch may miss it."""


def read_view(tree: Any, state: Any, catalogue: Catalogue) -> View:
    """``tree``: a ``Node`` of the phone; ``state``: its ``PhoneState``."""
    activities = state.activities
    if activities.shade:
        return View("shade", "", ())
    if activities.recents:
        return View("recents", "", ())
    front = activities.foreground()
    if front.package == _LAUNCHER:
        return _launcher(tree, catalogue)
    if front.package == _SETTINGS:
        return _settings(tree, front, catalogue)
    title = next((app.title for app in catalogue.apps if app.package == front.package), "")
    return View("app", title, ())


def _launcher(tree: Any, catalogue: Catalogue) -> View:
    known = {app.title for app in catalogue.apps}
    nodes = [node for node in tree.walk() if node.package == _LAUNCHER]
    drawer = any("apps_view" in node.resource_id or "drawer" in node.resource_id for node in nodes)
    items = [
        Item(node.text, Box(*node.bounds), None, _height(node) >= _SAFE)
        for node in nodes
        if node.text in known and node.clickable
    ]
    return View("drawer" if drawer else "home", "", tuple(items))


def _settings(tree: Any, front: Any, catalogue: Catalogue) -> View:
    page = catalogue.pages[front.route]
    known = {row.title: row for row in page.rows}
    items: dict[str, Item] = {}
    place = "settings"
    for way in _ways(tree, ()):
        node = way[-1]
        if node.package != _SETTINGS:
            continue
        if node.cls.endswith("EditText"):
            if "search" in node.resource_id:
                return _search(tree, node.text, catalogue)
            place = "dialog"
        if "search_action_bar" in node.resource_id and node.clickable:
            bar = Box(*node.bounds)
            items[SEARCH_BAR] = Item(SEARCH_BAR, bar, None, _height(node) >= _SAFE)
        row = known.get(node.text)
        if row is None or node.text in items or "title" not in node.resource_id:
            continue
        holder = next((above for above in reversed(way) if above.clickable), node)
        marks = [below for below in holder.walk() if below.checkable]
        checked = any(mark.checked for mark in marks) if row.kind == "switch" else None
        items[row.title] = Item(row.title, Box(*holder.bounds), checked, _height(holder) >= _SAFE)
    if not items and place == "settings":
        place = "dialog"
    key = module("state.activities").MARK
    marked = next((row.title for row in page.rows if row.id == front.extras.get(key)), "")
    return View(
        place,  # type: ignore[arg-type]
        page.title,
        tuple(items.values()),
        front.route,
        marked if marked in items else "",
    )


def _search(tree: Any, typed: str, catalogue: Catalogue) -> View:
    known = set(catalogue.labels())
    found = []
    for way in _ways(tree, ()):
        node = way[-1]
        if node.package == _SETTINGS and node.resource_id == "android:id/title":
            holder = next((above for above in reversed(way) if above.clickable), node)
            if node.text in known:
                whole = _height(holder) >= _SAFE
                found.append(Item(node.text, Box(*holder.bounds), None, whole))
    return View("search", "", tuple(found), typed=typed)


def _ways(node: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    way = (*above, node)
    yield way
    for child in node.children:
        yield from _ways(child, way)


def _height(node: Any) -> int:
    return int(node.bounds[3] - node.bounds[1])
