"""What a page of Settings is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Choice", "Kind", "Page", "Row", "choice", "header", "info", "link", "page", "slider", "switch",
    "text",
]  # fmt: skip

Kind = Literal["link", "switch", "slider", "choice", "info", "text", "header"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice dialog."""

    value: str
    title: str
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a page.

    Attributes:
        id: unique in the whole app.
        title: English; `zh` Chinese ("" = the same as English).
        summary: a fixed second line; "{value}" stands for the setting's own value; live ones are
            in `summaries.py`, by id.
        ns: namespace of the setting; empty where the row has none.
        key: name of the setting; None where the row has none.
        on: value of a switch that is on; any of `also_on` counts as on too.
        default: what a phone of seed 0 has.
        to: route of the page that a link opens.
        banner: a switch that is the page's main one ("Use Bluetooth").
    """

    id: str
    title: str
    kind: Kind
    zh: str = ""
    icon: str = ""
    summary: str = ""
    summary_zh: str = ""
    ns: str = ""
    key: str = ""
    on: str = "1"
    off: str = "0"
    also_on: tuple[str, ...] = ()
    default: str = ""
    choices: tuple[Choice, ...] = ()
    low: int = 0
    high: int = 100
    to: str = ""
    banner: bool = False

    def label(self, language: str = "en") -> str:
        """The title in a language ("en" or "zh")."""
        return self.zh if language == "zh" and self.zh else self.title

    def is_on(self, value: str | None) -> bool:
        """Whether this value of its setting means on."""
        return value == self.on or value in self.also_on


@dataclass(frozen=True, slots=True)
class Page:
    """One page of Settings; `route` is its place ("" = the first), `actions` open it directly."""

    route: str
    title: str
    zh: str
    rows: tuple[Row, ...]
    actions: tuple[str, ...] = ()
    activity: str = ""

    def label(self, language: str = "en") -> str:
        """The title in a language."""
        return self.zh if language == "zh" and self.zh else self.title


def page(
    route: str, title: str, zh: str, rows: Iterable[Row], *, actions: Iterable[str] = (),
    activity: str = "",
) -> Page:  # fmt: skip
    """A page; `actions` are written without "android.settings."."""
    full = tuple(f"android.settings.{action}" for action in actions)
    return Page(route, title, zh, tuple(rows), full, activity)


def _setting(setting: str) -> tuple[str, str]:
    ns, _, key = setting.partition(":")
    return ns, key


def link(
    title: str, zh: str, to: str, summary: str = "", summary_zh: str = "", *, icon: str = ""
) -> Row:
    """A row that opens the page `to`."""
    return Row(f"to:{to}", title, "link", zh, icon, summary, summary_zh, to=to)


def switch(
    title: str, zh: str, setting: str, default: int | str = 0, summary: str = "",
    summary_zh: str = "", *, on: str = "1", off: str = "0", also_on: tuple[str, ...] = (),
    icon: str = "", banner: bool = False,
) -> Row:  # fmt: skip
    """A switch over `ns:key`; `default` is 0, 1 or the value itself."""
    ns, key = _setting(setting)
    value = default if isinstance(default, str) else (on if default else off)
    return Row(
        setting, title, "switch", zh, icon, summary, summary_zh, ns, key, on, off, also_on, value,
        banner=banner,
    )  # fmt: skip


def slider(
    title: str, zh: str, setting: str, default: int, low: int, high: int, *, icon: str = ""
) -> Row:
    """A slider over whole numbers from `low` to `high`."""
    ns, key = _setting(setting)
    return Row(
        setting, title, "slider", zh, icon, ns=ns, key=key, default=str(default), low=low, high=high
    )


def choice(
    title: str, zh: str, setting: str, default: str, choices: Iterable[tuple[str, str, str]], *,
    icon: str = "",
) -> Row:  # fmt: skip
    """A row that asks which of `choices` (value, English, Chinese)."""
    ns, key = _setting(setting)
    return Row(
        setting, title, "choice", zh, icon, ns=ns, key=key, default=default,
        choices=tuple(Choice(*each) for each in choices),
    )  # fmt: skip


def text(title: str, zh: str, setting: str, default: str, *, icon: str = "") -> Row:
    """A row that asks for a text."""
    ns, key = _setting(setting)
    return Row(setting, title, "text", zh, icon, "{value}", ns=ns, key=key, default=default)


def info(title: str, zh: str, summary: str = "", summary_zh: str = "", *, icon: str = "") -> Row:
    """A row that only tells."""
    return Row(f"info:{title}", title, "info", zh, icon, summary, summary_zh)


def header(title: str, zh: str) -> Row:
    """The name of a group of rows."""
    return Row(f"header:{title}", title, "header", zh)
