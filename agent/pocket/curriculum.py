"""Which goals to ask for on which screen, and after which steps."""

import random

from agent.pocket.goals import Goal, all_goals
from agent.pocket.oracle import way_to
from agent.pocket.phone import Catalogue, PageEntry
from agent.pocket.phrasings import Kind
from agent.pocket.views import SEARCH_BAR, Item, View
from agent.types import Box

__all__ = ["Curriculum"]

_ANYWHERE = Box(0, 1000, 1080, 1200)
_SHARES: dict[Kind, float] = {"app": 0.2, "page": 0.3, "switch": 0.5}
_ASTRAY = ("Go back", "Scroll up", "Open Settings", "Tap the search bar", "Tap the first result")


class Curriculum:
    """Draws goals and histories for screens."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._pages = catalogue.pages
        goals = list(all_goals(catalogue))
        self._kinds = {kind: [goal for goal in goals if goal.kind == kind] for kind in _SHARES}
        self._called: dict[str, list[Goal]] = {}
        for goal in goals:
            if goal.kind != "app":
                self._called.setdefault(goal.title, []).append(goal)

    def worth(self, view: View) -> float:
        """How often a picture of this is worth showing, compared with others (0 to 1)."""
        if view.marked:
            return 1.0
        return {"home": 0.2, "search": 0.4, "dialog": 0.5, "drawer": 0.2}.get(view.place, 0.3)

    def any(self, chance: random.Random) -> Goal:
        """A goal, whatever is on the screen."""
        kind = chance.choices(list(_SHARES), list(_SHARES.values()))[0]
        return chance.choice(self._kinds[kind])

    def draw(self, view: View, chance: random.Random) -> Goal:
        """A goal worth asking for on ``view``."""
        fitting = self._fitting(view)
        share = 0.9 if view.marked or view.typed else 0.5
        return chance.choice(fitting) if fitting and chance.random() < share else self.any(chance)

    def past(self, goal: Goal, view: View, chance: random.Random) -> list[str]:
        """Summaries of steps that may have led to ``view``: mostly the way, sometimes astray."""
        dice = chance.random()
        if dice < 0.15:
            return []
        before = self._wandered(chance) if dice < 0.4 else []
        if dice > 0.85:
            return self._wandered(chance)
        return [*before, *way_to(goal)[: self._steps_to(goal, view, chance)]]

    def place_for(self, goal: Goal, chance: random.Random) -> View:
        """A place on the way to ``goal``, or off it, in words alone: nothing in it has a place."""
        if goal.kind != "switch" and chance.random() < 0.5:
            return self._asked_for(goal, chance)
        dice = chance.random()
        if dice < 0.25:
            return View(chance.choice(("home", "drawer", "recents", "shade")), "", ())
        if dice < 0.35:
            return self._asked_for(chance.choice(self._kinds["app"]), chance)
        if dice < 0.5 or goal.kind == "app":
            return self._page(self._pages[""], "", chance)
        if dice < 0.75 or goal.kind == "page":
            typed = goal.title if chance.random() < 0.6 else ""
            return View("search", "", (Item(goal.title, _ANYWHERE),), typed=typed)
        marked = goal.title if chance.random() < 0.7 else ""
        return self._page(self._pages[goal.route], marked, chance)

    def _asked_for(self, goal: Goal, chance: random.Random) -> View:
        """The place that ``goal`` names, or another of its kind."""
        like = goal if chance.random() < 0.4 else chance.choice(self._kinds[goal.kind])
        if like.kind == "page" or like.title == "Settings":
            return self._page(self._pages[like.route], "", chance)
        return View("app", like.title, ())

    def _page(self, page: PageEntry, marked: str, chance: random.Random) -> View:
        rows = [Item(SEARCH_BAR if not page.route else "", _ANYWHERE)]
        rows += [Item(marked, _ANYWHERE, chance.random() < 0.5)] if marked else []
        return View("settings", page.title, tuple(rows), page.route, marked)

    def _fitting(self, view: View) -> list[Goal]:
        """The goals that this very screen is a step of, if it is not one of every way."""
        if view.place == "app":
            return [goal for goal in self._kinds["app"] if goal.title == view.title]
        if view.typed and view.items:
            return self._called.get(view.items[0].label, [])
        if view.marked:
            return [goal for goal in self._called.get(view.marked, []) if goal.kind == "switch"]
        if view.place == "settings" and view.route:
            return [goal for goal in self._called.get(view.title, []) if goal.kind == "page"]
        return []

    def _steps_to(self, goal: Goal, view: View, chance: random.Random) -> int:
        """How many steps of the way lie behind, seen from ``view``."""
        if goal.kind == "app":
            return int(view.title == goal.title)
        if view.place == "search":
            return 3 if view.typed else 2
        if view.place == "settings":
            if view.marked:
                return chance.choice((4, 5)) if view.marked == goal.title else 0
            return 1 if not view.route else 4 if view.route == goal.route else 0
        return 0

    def _wandered(self, chance: random.Random) -> list[str]:
        """Steps without a plan, or of another plan."""
        found: list[str] = []
        for _ in range(chance.randint(1, 3)):
            if chance.random() < 0.5:
                found.append(chance.choice(_ASTRAY))
            else:
                way = way_to(self.any(chance))
                found += way[: chance.randint(1, len(way))]
        return found[-12:]
