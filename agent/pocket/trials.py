"""Held-out episodes: a goal in words that training never saw, on a phone that it never saw."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent.pocket.goals import Goal, all_goals, phrase
from agent.pocket.phone import Catalogue, module
from agent.pocket.studio import TEST_SEEDS, TEST_WALLPAPERS

__all__ = ["Start", "Trial", "trials"]

Start = Literal["home", "app", "page", "first page", "search", "drawer", "recents", "shade"]
_SETTINGS = "com.android.settings/.Settings"
_PHONES_EVERY = 5
"""Trials that share a phone (a seed); it is reset between them."""
_LEFT_ALONE = frozenset({"adb_enabled", "adb_wifi_enabled", "stay_on_while_plugged_in"})
"""Settings that are not shuffled: the trial itself needs them."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One episode. ``seed``: of the phone; ``script``: shell lines that bring it to the start."""

    number: int
    goal: Goal
    sentence: str
    seed: int
    start: Start
    script: tuple[str, ...]


def trials(count: int, catalogue: Catalogue, *, seed: int = 0) -> Iterator[Trial]:
    """``count`` trials; the same ``seed`` gives the same ones."""
    goals = list(all_goals(catalogue))
    by_kind = {kind: [goal for goal in goals if goal.kind == kind] for kind in _SHARES}
    for number in range(count):
        chance = random.Random(f"trial {seed} {number}")
        kind = chance.choices(list(_SHARES), list(_SHARES.values()))[0]
        goal = chance.choice(by_kind[kind])
        start = chance.choices(list(_STARTS), list(_STARTS.values()))[0]
        yield Trial(
            number=number,
            goal=goal,
            sentence=phrase(goal, catalogue, "test", chance),
            seed=TEST_SEEDS + 1000 * seed + number // _PHONES_EVERY,
            start=start,
            script=(*_decoration(goal, chance), *_way_to(start, catalogue, chance)),
        )


_SHARES = {"app": 0.2, "page": 0.25, "switch": 0.55}
_STARTS: dict[Start, float] = {
    "home": 0.35, "app": 0.15, "page": 0.2, "first page": 0.07, "search": 0.05, "drawer": 0.08,
    "recents": 0.05, "shade": 0.05,
}  # fmt: skip


def _decoration(goal: Goal, chance: random.Random) -> Iterator[str]:
    wallpaper = chance.choice(sorted(TEST_WALLPAPERS))
    yield f"settings put secure wallpaper_number {wallpaper}"
    yield f"settings put secure ui_night_mode {2 if chance.random() < 0.35 else 1}"
    rows = module("state.catalog").switches()
    for row in chance.sample(rows, 60):
        if row.id != goal.key and row.key not in {*_LEFT_ALONE, "ui_night_mode"}:
            value = row.on if chance.random() < 0.5 else row.off
            yield f"settings put {row.ns} {row.key} {value}"
    if goal.kind == "switch":
        row = next(row for row in rows if row.id == goal.key)
        # Most often it stands otherwise; sometimes there is nothing to do but to look.
        on = goal.on if chance.random() < 0.15 else not goal.on
        yield f"settings put {row.ns} {row.key} {row.on if on else row.off}"


def _way_to(start: Start, catalogue: Catalogue, chance: random.Random) -> Iterator[str]:
    yield "input keyevent 3"
    match start:
        case "app":
            package = chance.choice([app.package for app in catalogue.apps])
            yield f"monkey -p {package} 1"
        case "page":
            route = chance.choice([route for route in catalogue.pages if route])
            yield f"am start -n {_SETTINGS} --es route {route}"
        case "first page":
            yield f"am start -n {_SETTINGS}"
        case "search":
            yield f"am start -n {_SETTINGS}"
            yield "sleep 0.5"
            yield "input tap 540 400"
            yield "sleep 0.5"
            yield f"input text {chance.choice(('wi', 'screen', 'xyz'))}"
        case "drawer":
            yield "input swipe 540 1700 540 500 150"
        case "recents":
            yield f"am start -n {_SETTINGS}"
            yield "input keyevent 187"
        case "shade":
            yield "cmd statusbar expand-notifications"
        case _:
            pass
