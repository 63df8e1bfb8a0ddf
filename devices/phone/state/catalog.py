"""The Settings app as data: every page and row, and the way to each of them.

catalog.page("network")            -> Page
catalog.switches()                 -> every switch
catalog.find("Wi-Fi")              -> the rows with this title, in any language
catalog.path(row)                  -> titles of the links to press from the first page
"""

from functools import cache

from devices.phone.state.pages import device, network, root, screen
from devices.phone.state.pages.rows import Choice, Kind, Page, Row

__all__ = [
    "ACTIONS", "ACTIVITIES", "PAGES", "Choice", "Kind", "Page", "Row", "by_setting", "find",
    "home_of", "page", "page_path", "pages", "path", "rows", "setting_defaults", "switches",
]  # fmt: skip

PAGES: dict[str, Page] = {
    each.route: each for each in (*root.PAGES, *network.PAGES, *screen.PAGES, *device.PAGES)
}
ACTIONS: dict[str, str] = {action: each.route for each in PAGES.values() for action in each.actions}
"""Intent action -> route."""
ACTIVITIES: dict[str, str] = {
    f"com.android.settings{each.activity}": each.route for each in PAGES.values() if each.activity
}
"""Activity class -> route."""


def pages() -> tuple[Page, ...]:
    """Every page, the first one first."""
    return tuple(PAGES.values())


def page(route: str) -> Page:
    """The page at a route.

    Raises:
        KeyError: there is none.
    """
    return PAGES[route]


@cache
def rows() -> tuple[Row, ...]:
    """Every row of every page."""
    return tuple(row for each in PAGES.values() for row in each.rows)


@cache
def switches() -> tuple[Row, ...]:
    """Every switch."""
    return tuple(row for row in rows() if row.kind == "switch")


@cache
def _homes() -> dict[str, Page]:
    return {row.id: each for each in PAGES.values() for row in each.rows}


def home_of(row: Row) -> Page:
    """The page that a row is on."""
    return _homes()[row.id]


def find(title: str) -> tuple[Row, ...]:
    """The rows with this title, English or Chinese, case ignored."""
    wanted = title.strip().casefold()
    return tuple(row for row in rows() if wanted in {row.title.casefold(), row.zh.casefold()})


@cache
def _links() -> dict[str, tuple[str, Row]]:
    return {row.to: (each.route, row) for each in PAGES.values() for row in each.rows if row.to}


def page_path(route: str) -> tuple[Row, ...]:
    """The links to press, one after another, from the first page to the page at `route`."""
    way: list[Row] = []
    while route:
        route, row = _links()[route]
        way.insert(0, row)
    return tuple(way)


def path(row: Row) -> tuple[Row, ...]:
    """The links to press from the first page to the page of `row`; without the row itself."""
    return page_path(home_of(row).route)


@cache
def by_setting(ns: str, key: str) -> Row | None:
    """The row over a setting."""
    return next((row for row in rows() if row.ns == ns and row.key == key), None)


def setting_defaults() -> dict[str, dict[str, str]]:
    """Namespace -> key -> value, as the rows say."""
    values: dict[str, dict[str, str]] = {"system": {}, "secure": {}, "global": {}}
    for row in rows():
        if row.key:
            values[row.ns][row.key] = row.default
    return values
