"""Which goals to ask for on which screen: every kind of decision about equally often."""

import random

from agent.pocket.goals import Goal, all_goals
from agent.pocket.phone import Catalogue
from agent.pocket.views import View

__all__ = ["Curriculum"]


class Curriculum:
    """Draws goals for screens."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ways = catalogue.ways
        self._goals = list(all_goals(catalogue))
        self._apps = [goal for goal in self._goals if goal.kind == "app"]
        self._inside = [goal for goal in self._goals if goal.kind != "app"]
        self._at: dict[str, list[Goal]] = {route: [] for route in catalogue.pages}
        self._through: dict[str, list[Goal]] = {route: [] for route in catalogue.pages}
        for goal in self._inside:
            self._at[goal.route].append(goal)
            for route in ["", *(link.to for link in self._ways[goal.route])]:
                if route != goal.route:
                    self._through[route].append(goal)

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
