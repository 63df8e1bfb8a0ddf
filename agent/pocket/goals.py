"""What the pocket model can be asked for, and how people ask for it.

A goal is an app to open, a page of Settings to open, or a switch to set. Its sentence comes from a
template; the templates of ``HELD_OUT`` are for tests only and are never shown in training.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent.pocket.names import names_of_app, names_of_page, names_of_switch
from agent.pocket.phone import Catalogue
from agent.pocket.phrasings import HELD_OUT, TRAINED, Kind, Templates, bare, decorate

__all__ = ["Goal", "Split", "all_goals", "phrase"]

Split = Literal["train", "test"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached.

    ``title``: the English title of the app, the page or the switch; ``route``: the page of
    Settings to get to ("" for apps); ``key``: package, route or row id; ``on``: for switches.
    """

    kind: Kind
    title: str
    route: str
    key: str
    on: bool = True


def all_goals(catalogue: Catalogue) -> Iterator[Goal]:
    """Every goal there is, switches in both directions."""
    for app in catalogue.apps:
        yield Goal("app", app.title, "", app.package)
    for page in catalogue.pages.values():
        if page.route:
            yield Goal("page", page.title, page.route, page.route)
    for row in catalogue.switches:
        yield Goal("switch", row.title, row.page, row.id, on=True)
        yield Goal("switch", row.title, row.page, row.id, on=False)


def phrase(goal: Goal, catalogue: Catalogue, split: Split, chance: random.Random) -> str:
    """A sentence for ``goal``, English or Chinese; in training never one that is held out."""
    chinese = chance.random() < 0.3
    language: Literal["en", "zh"] = "zh" if chinese else "en"
    templates: Templates = (TRAINED if split == "train" else HELD_OUT)[language]
    name = chance.choice(_names(goal, catalogue, language))
    key = goal.kind if goal.kind != "switch" else ("on" if goal.on else "off")
    if split == "test":
        return chance.choice(templates[key]).format(name)
    held_out = {bare(template.format(name)) for template in HELD_OUT[language][key]}
    while True:
        sentence = decorate(chance.choice(templates[key]).format(name), language, chance)
        if bare(sentence) not in held_out:
            return sentence


def _names(goal: Goal, catalogue: Catalogue, language: Literal["en", "zh"]) -> list[str]:
    if goal.kind == "app":
        app = next(app for app in catalogue.apps if app.package == goal.key)
        return names_of_app(app, language)
    if goal.kind == "page":
        return names_of_page(catalogue.pages[goal.route], language)
    row = next(row for row in catalogue.pages[goal.route].rows if row.id == goal.key)
    return names_of_switch(row, language)
