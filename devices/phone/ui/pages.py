"""Settings' pages as the QML wants them: JSON, so that an unchanged page is an unchanged string."""

import json
import random
from typing import Any

from devices.phone.state import catalog
from devices.phone.state.catalog import Row
from devices.phone.state.phone import PhoneState
from devices.phone.state.summaries import NETWORKS, network_name, summary

__all__ = ["page_json", "search_json", "summary_of"]


def _row(row: Row, language: str) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "title": row.label(language), "icon": row.icon,
        "ns": row.ns, "key": row.key, "on": row.on, "off": row.off, "alsoOn": list(row.also_on),
        "low": row.low, "high": row.high, "to": row.to, "banner": row.banner,
        "choices": [
            {"value": c.value, "title": c.zh if language == "zh" and c.zh else c.title}
            for c in row.choices
        ],
    }  # fmt: skip


def _plain(title: str, text: str, icon: str) -> dict[str, Any]:
    row = Row(f"network:{title}", title, "info", icon=icon)
    return {**_row(row, "en"), "summary": text}


def _networks(state: PhoneState, language: str) -> list[dict[str, Any]]:
    if state.settings.get("global", "wifi_on") not in {"1", "2"}:
        return []
    joined = network_name(state)
    others = [name for name in NETWORKS if name != joined]
    seen = random.Random(f"networks {state.seed}").sample(others, 3)
    text = "已连接" if language == "zh" else "Connected"
    saved = "已保存" if language == "zh" else "Saved"
    return [
        _plain(joined, text, "wifi"),
        _plain(seen[0], saved, "wifi-strength-3"),
        *(_plain(name, "", "wifi-strength-2-lock") for name in seen[1:]),
    ]


def page_json(state: PhoneState, route: str, language: str) -> str:
    """A page: its title and its rows; of an unknown route the first page."""
    page = catalog.PAGES.get(route) or catalog.PAGES[""]
    rows = [_row(row, language) for row in page.rows]
    if route == "network/internet":
        rows[1:1] = _networks(state, language)
    return json.dumps({"route": page.route, "title": page.label(language), "rows": rows})


def search_json(query: str, language: str) -> str:
    """The rows whose title or second line holds every word of `query`, best first.

    Each with the page `to` open, and the row to `mark` there: a link opens its own page instead.
    """
    words = query.casefold().split()
    if not words:
        return "[]"
    found: list[tuple[int, str, dict[str, Any]]] = []
    for row in catalog.rows():
        title = row.label(language)
        home = catalog.home_of(row)
        text = f"{title} {row.title} {row.summary}".casefold()
        if row.kind == "header" or not all(word in text for word in words):
            continue
        named = title.casefold()
        exact = query.strip().casefold() in {named, row.title.casefold()}
        rank = -1 if exact else 0 if named.startswith(words[0]) else 1 if words[0] in named else 2
        way = [link.label(language) for link in catalog.path(row)]
        found.append((rank, title, {
            "title": title, "path": " > ".join(way) or home.label(language),
            "to": row.to or home.route, "mark": "" if row.to else row.id,
            "icon": row.icon or "cog-outline",
        }))  # fmt: skip
    found.sort(key=lambda each: each[0])
    return json.dumps([row for _, _, row in found[:30]])


def summary_of(state: PhoneState, number: str, language: str) -> str:
    """The second line of the row with this id; empty for none."""
    row = _BY_ID.get(number)
    return summary(state, row, language) if row else ""


_BY_ID = {row.id: row for row in catalog.rows()}
