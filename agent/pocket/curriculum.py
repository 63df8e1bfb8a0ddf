"""Which goals to ask for on which screen: every kind of decision about equally often."""

import random

from agent.pocket.goals import Goal, all_goals
from agent.pocket.phone import Catalogue
from agent.pocket.views import Item, View
from agent.types import Box

__all__ = ["COMMON", "Curriculum"]

COMMON = frozenset(
    {
        "Wi-Fi", "Use Bluetooth", "Airplane mode", "Dark theme", "Use location", "Wi-Fi hotspot",
        "Use Do Not Disturb", "Mobile data", "Use Battery Saver", "Auto-rotate screen",
        "Use Night Light", "Battery percentage", "NFC", "Adaptive brightness",
        "Network & internet", "Internet", "Bluetooth", "Display", "Battery", "Sound & vibration",
        "Apps", "Notifications", "Storage", "Security", "Privacy", "Location", "Accessibility",
        "System", "About phone", "Connected devices",
    }
)  # fmt: skip
"""Titles of what people ask for most often; all apps belong to it as well."""
_ANYWHERE = Box(0, 1000, 1080, 1200)


class Curriculum:
    """Draws goals for screens.

    ``common``: only the goals that people have most often; a first stage, when time is short.
    """

    def __init__(self, catalogue: Catalogue, *, common: bool = False) -> None:
        self.common = common
        self._ways = catalogue.ways
        self._pages = catalogue.pages
        self._icons = tuple(Item(app.title, _ANYWHERE) for app in catalogue.apps)
        self._goals = list(all_goals(catalogue))
        if common:
            kept = [goal for goal in self._goals if goal.kind == "app" or goal.title in COMMON]
            first = [goal for goal in kept if goal.title == "Wi-Fi"]
            self._goals = kept + 3 * first
        self._apps = [goal for goal in self._goals if goal.kind == "app"]
        self._inside = [goal for goal in self._goals if goal.kind != "app"]
        self._at: dict[str, list[Goal]] = {route: [] for route in catalogue.pages}
        self._through: dict[str, list[Goal]] = {route: [] for route in catalogue.pages}
        for goal in self._inside:
            self._at[goal.route].append(goal)
            for route in ["", *(link.to for link in self._ways[goal.route])]:
                if route != goal.route:
                    self._through[route].append(goal)

    def worth(self, view: View) -> float:
        """How often a picture of this is worth showing, compared with others (0 to 1)."""
        if view.place == "home":
            return 0.3
        if view.place in {"drawer", "dialog", "search"}:
            return 1.0
        if view.place == "settings" and not view.route:
            return 1.0
        if view.place == "settings" and (self._at[view.route] or self._through[view.route]):
            return 0.5
        return 0.2

    def any(self, chance: random.Random) -> Goal:
        """A goal, whatever is on the screen."""
        return chance.choice(self._apps if chance.random() < 0.3 else self._inside)

    def place_for(self, goal: Goal, chance: random.Random) -> View:
        """A place to start from towards ``goal``, with everything that it may hold in view."""
        dice = chance.random()
        if dice < 0.15:
            return View(chance.choice(("home", "drawer", "shade", "recents")), "", self._icons)
        if dice < 0.25:
            return View("app", chance.choice(self._apps).title, ())
        way = ["", *(link.to for link in self._ways[goal.route])]
        route = chance.choice(way if dice < 0.8 else list(self._pages))
        page = self._pages[route]
        rows = tuple(
            Item(row.title, _ANYWHERE, chance.random() < 0.5 if row.kind == "switch" else None)
            for row in page.rows
        )
        return View("settings", page.title, rows, route)

    def draw(self, view: View, chance: random.Random) -> Goal:
        """A goal worth asking for on ``view``."""
        dice = chance.random()
        if view.place == "settings":
            pools = [(0.5, self._at[view.route]), (0.8, self._through[view.route])]
            if view.route == "":
                pools = [(0.9, self._through[""])]
            for limit, pool in pools:
                if dice < limit and pool:
                    return chance.choice(pool)
            return chance.choice(self._inside if dice < 0.96 else self._apps)
        if view.place == "app":
            same = [goal for goal in self._apps if goal.title == view.title]
            return chance.choice(same if same and dice < 0.4 else self._goals)
        if view.place == "dialog" and dice < 0.5:
            return chance.choice(self._at[view.route] or self._inside)
        return chance.choice(self._apps if dice < 0.65 else self._inside)
