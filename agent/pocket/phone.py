"""The one place where the pocket model meets the built-in phone's own code.

``agent`` never imports ``devices`` statically: everywhere else a device is reached through the
registry. Training needs what no device tells: the catalogue of Settings and thousands of pictures
with what is on them. So the phone's modules are imported by name, here, when they are needed.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal

__all__ = ["App", "Catalogue", "PageEntry", "RowEntry", "catalogue", "module"]


def module(name: str) -> Any:
    """``devices.phone.NAME``. Raises ``ImportError`` where the phone is not installed."""
    return import_module(f"devices.phone.{name}")


@dataclass(frozen=True, slots=True)
class App:
    """An app that the launcher shows."""

    package: str
    title: str
    chinese: str


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A row of Settings. ``page``: the route it is on."""

    id: str
    title: str
    chinese: str
    kind: str
    page: str
    banner: bool
    icon: bool


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page of Settings; ``route`` is its place, "" the first."""

    route: str
    title: str
    chinese: str
    rows: tuple[RowEntry, ...]


@dataclass(frozen=True)
class Catalogue:
    """Everything on the phone that a goal may name."""

    apps: tuple[App, ...]
    pages: dict[str, PageEntry]

    @property
    def switches(self) -> tuple[RowEntry, ...]:
        return tuple(
            row for page in self.pages.values() for row in page.rows if row.kind == "switch"
        )

    def labels(self, language: Literal["en", "zh"] = "en") -> list[str]:
        """Every title of an app, a page or a row, once."""
        things: list[App | PageEntry | RowEntry] = [*self.apps, *self.pages.values()]
        things += [row for page in self.pages.values() for row in page.rows]
        found = (thing.title if language == "en" else thing.chinese for thing in things)
        return list(dict.fromkeys(found))


@cache
def catalogue() -> Catalogue:
    """The built-in phone's, read once."""
    source = module("state.catalog")
    packages = module("state.packages").Packages()
    pages = {}
    for page in source.pages():
        rows = tuple(
            RowEntry(
                row.id,
                row.title,
                row.zh or row.title,
                row.kind,
                page.route,
                row.banner,
                bool(row.icon),
            )
            for row in page.rows
        )
        pages[page.route] = PageEntry(page.route, page.title, page.zh, rows)
    return Catalogue(
        apps=tuple(
            App(app.name, app.label, app.labels.get("zh", app.label))
            for app in packages.launchable()
        ),
        pages=pages,
    )
