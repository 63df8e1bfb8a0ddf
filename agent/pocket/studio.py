"""A phone in this process, redecorated at random and brought to where a model may find it.

Seeds from ``TEST_SEEDS`` on and the wallpapers ``TEST_WALLPAPERS`` are left to the tests.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from agent.models.local.pixels import resized
from agent.pocket.network import SEEN
from agent.pocket.phone import Catalogue, catalogue, module
from agent.pocket.questions import SCREEN
from agent.pocket.reading import read_view
from agent.pocket.store import Pixels
from agent.pocket.views import View
from agent.types import Frame

__all__ = ["TEST_SEEDS", "TEST_WALLPAPERS", "Studio"]

TEST_SEEDS = 100_000
TEST_WALLPAPERS = frozenset({3, 7, 10})
_PACKAGE = "com.android.settings"
_SETTINGS = f"{_PACKAGE}/.Settings"
_SEARCH_BAR = "com.android.settings:id/search_action_bar"
_BACK = 4
_FIT = 8
"""So many rows fit on a screen without scrolling."""


class Studio:
    """A phone in this process. Make it on the main thread; it is Qt's GUI thread."""

    def __init__(self, root: Path, seed: int) -> None:
        self.catalogue: Catalogue = catalogue()
        self._chance = random.Random(f"studio {seed}")
        state = module("state.phone").PhoneState
        self.state: Any = state.open(root, seed=seed, size=tuple(SCREEN), now=1_760_000_000.0)
        self.scene: Any = module("ui.scene").Scene(self.state, animations=False)
        self._rows = {row.id: row for row in module("state.catalog").switches()}

    def close(self) -> None:
        self.scene.close()

    def settle(self) -> None:
        """Let what was thrown come to rest (lists glide on even without animations)."""
        for _ in range(100):
            self.scene.idle(0.5)
            before = self.scene.frame_id()
            self.scene.pump(0.04)
            self.scene.idle(0.5)
            if self.scene.frame_id() == before:
                return

    def shoot(self) -> tuple[Pixels, View]:
        """The picture at the model's size, and what is on it."""
        self.scene.idle(0.5)
        frame = Frame(SCREEN, self.scene.capture())
        view = read_view(self.scene.tree(), self.state, self.catalogue)
        return np.ascontiguousarray(resized(frame, SEEN).numpy()), view

    def pictures(self, count: int) -> Iterator[tuple[Pixels, View]]:
        """``count`` pictures of places drawn at random."""
        for number in range(count):
            if number % 6 == 0:
                self.redecorate()
            self.go_somewhere()
            yield self.shoot()

    def redecorate(self) -> None:
        """Another theme, wallpaper, order of icons, hour, and other switches everywhere."""
        chance, settings = self._chance, self.state.settings
        # The order of the icons follows from the seed; its reader looks when a setting changes.
        self.state.seed = chance.randrange(1, TEST_SEEDS) if chance.random() < 0.8 else 0
        wallpapers = [number for number in range(12) if number not in TEST_WALLPAPERS]
        values = {ns: dict(settings.items(ns)) for ns in ("system", "secure", "global")}
        for row in self._rows.values():
            share = {"ui_night_mode": 0.35}.get(row.key, 0.5)
            if chance.random() < 0.7:
                values[row.ns][row.key] = row.on if chance.random() < share else row.off
        values["secure"]["wallpaper_number"] = str(chance.choice(wallpapers))
        values["system"]["screen_brightness"] = str(chance.randint(1, 255))
        values["secure"]["launcher_columns"] = chance.choice("444435")
        self.state.clock.set(1_760_000_000.0 + chance.random() * 3e7)
        settings.replace(values)

    def go_somewhere(self) -> None:
        chance, activities = self._chance, self.state.activities
        if activities.shade:
            activities.set_shade("")
        dice = chance.random()
        if dice < 0.08:
            activities.home()
        elif dice < 0.12:
            activities.home()
            self.scene.idle(0.3)
            self.scene.touch([(0.0, 540, 1700), (0.1, 540, 600)])
        elif dice < 0.2:
            activities.start(chance.choice(self.state.packages.launchable()).component)
        elif dice < 0.22:
            activities.show_recents()
        elif dice < 0.25:
            self._open_page(0.3)
            activities.set_shade(chance.choice(("notifications", "settings")))
        elif dice < 0.38:
            self._search()
        elif dice < 0.65:
            self._point_out()
        else:
            self._open_page(0.25)
            if dice > 0.96:
                self._disturb()

    def _search(self) -> None:
        """The search of Settings: empty, or with a title or the beginning of one in it."""
        chance = self._chance
        self._start("")
        bar = next(node for node in self.scene.tree().walk() if node.resource_id == _SEARCH_BAR)
        self._touch(*bar.center)
        self.scene.idle(0.3)
        dice = chance.random()
        title = chance.choice(self.catalogue.labels())
        if dice > 0.4:
            self.scene.type_text(title if dice < 0.95 else title[: chance.randint(1, 4)])
        if chance.random() < 0.2:
            self.scene.key(_BACK)  # the keyboard goes, the search stays

    def _point_out(self) -> None:
        """A page with a row pointed out, as a search leaves it; sometimes scrolled since."""
        chance = self._chance
        row = chance.choice(self.catalogue.switches)
        self._start("")
        self.state.activities.navigate(row.page, mark=row.id)
        self.scene.idle(0.3)
        if chance.random() < 0.15:
            self._swipe(chance.uniform(1300, 1700), chance.uniform(900, 1300))

    def _start(self, route: str) -> None:
        # Started without a page, an app that runs already shows what it showed before.
        self.state.activities.force_stop(_PACKAGE)
        self.state.activities.start(_SETTINGS, route=route)
        self.scene.idle(0.3)

    def _open_page(self, first: float) -> None:
        chance = self._chance
        pages = list(self.catalogue.pages.values())
        weights = [4 + len(page.rows) for page in pages]
        page = chance.choices(pages, weights)[0]
        route = "" if chance.random() < first else page.route
        self._start(route)
        if len(self.catalogue.pages[route].rows) > _FIT and chance.random() < 0.7:
            for _ in range(chance.choice((1, 1, 2, 3))):
                self._swipe(chance.uniform(1300, 2000), chance.uniform(350, 1200))
            if chance.random() < 0.2:
                self._swipe(500, chance.uniform(600, 1700))

    def _swipe(self, start: float, end: float) -> None:
        self.scene.touch([(0.0, 540, start), (self._chance.uniform(0.05, 0.15), 540, end)])
        self.settle()

    def _disturb(self) -> None:
        """Touch something on the page: a dialog, the search field and its keyboard."""
        self.scene.idle(0.3)
        nodes = [
            node for node in self.scene.tree().walk()
            if node.clickable and 300 < node.center[1] < 2200 and node.center[0] > 150
        ]  # fmt: skip
        if nodes:
            self._touch(*self._chance.choice(nodes).center)

    def _touch(self, x: int, y: int) -> None:
        self.scene.touch([(0.0, x, y), (0.03, x, y)])
