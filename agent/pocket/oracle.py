"""The teacher: for any goal on any screen, the right next action and the words for it.

Its words are the model's curriculum. Each says one thing that is easy once the one before it is
said: what is wanted, where we are, what comes next on the way, whether that can be seen (or how
its switch stands), and only then what to do.
"""

from typing import NamedTuple

from agent import actions as act
from agent.actions import Action
from agent.pocket.goals import Goal
from agent.pocket.phone import Catalogue
from agent.pocket.views import Item, View
from agent.types import Box, Decision, Size

__all__ = ["FIXED_ACTIONS", "GLUE", "PLACES", "middle", "next_move"]

PLACES = {
    "home": "Home screen", "drawer": "All apps", "recents": "Recent apps", "shade": "Shade",
    "dialog": "Dialog", "search": "Search",
}  # fmt: skip
"""Names of the screens that no title names."""
GLUE = (
    "Thought: Wanted: ", " on.", " off.", " open.", " Here: ", " Next: ", ", in view.",
    ", further down.", ", further up.", ", now on.", ", now off.", " Next: nothing.",
    " Next: back.", " Next: home.", " Next: all apps.", '\nAction: "Tap ', '\nAction: "Go back',
    '\nAction: "Go home', '\nAction: "Finish', '\nAction: "Scroll down', '\nAction: "Scroll up',
    '\nAction: "Open all apps',
)  # fmt: skip
"""Fixed strings of the teacher's words, each worth a token of its own."""

_STEP = 10
"""Points are given in steps of this many thousandths of the screen: fewer numbers to learn."""


class _Move(NamedTuple):
    next: str
    summary: str
    action: Action


def next_move(goal: Goal, view: View, catalogue: Catalogue, screen: Size) -> Decision:
    """The right decision. ``screen``: the full size in pixels that the view's boxes speak of."""
    move = _move(goal, view, catalogue, screen)
    wanted = "open" if goal.kind != "switch" else "on" if goal.on else "off"
    here = PLACES.get(view.place, view.title)
    return Decision(
        action=move.action,
        thought=f"Wanted: {goal.title} {wanted}. Here: {here}. Next: {move.next}.",
        summary=move.summary,
    )


def _move(goal: Goal, view: View, catalogue: Catalogue, screen: Size) -> _Move:
    match view.place:
        case "home" | "drawer":
            return _launch(goal.title if goal.kind == "app" else "Settings", view, screen)
        case "recents":
            return _home()
        case "shade":
            return _back()
        case "app":
            return _done() if goal.kind == "app" and goal.title == view.title else _home()
        case _ if goal.kind == "app":
            return _done() if goal.title == "Settings" else _home()
        case "dialog" | "search":
            return _back()
        case _:
            return _in_settings(goal, view, catalogue, screen)


def _launch(title: str, view: View, screen: Size) -> _Move:
    if view.place == "home":
        # Icons lie anywhere on the home screen; in the drawer they stand in alphabetical order.
        return _Move("all apps", "Open all apps", _swipe(700, 250, screen))
    if item := view.find(title):
        return _tap(item, screen)
    seen = sorted(item.label for item in view.items if item.whole)
    return _scroll(title, title.casefold() > (seen[-1].casefold() if seen else ""), screen)


def _in_settings(goal: Goal, view: View, catalogue: Catalogue, screen: Size) -> _Move:
    way = catalogue.ways[goal.route]
    if view.route == goal.route:
        return _done() if goal.kind == "page" else _set(goal, view, catalogue, screen)
    passed = ["", *(link.to for link in way)]
    if view.route not in passed:
        return _back()
    link = way[passed.index(view.route)]
    if item := view.find(link.title):
        return _tap(item, screen)
    return _scroll(link.title, _lies_below(link.title, view, catalogue), screen)


def _set(goal: Goal, view: View, catalogue: Catalogue, screen: Size) -> _Move:
    item = view.find(goal.title)
    if item is None:
        return _scroll(goal.title, _lies_below(goal.title, view, catalogue), screen)
    if item.checked == goal.on:
        said = f"{goal.title}, now {'on' if goal.on else 'off'}"
        return _Move(said, "Finish", act.Finish(status="success"))
    said = f"{goal.title}, now {'on' if item.checked else 'off'}"
    return _Move(said, f"Tap {goal.title}", act.Tap(at=middle(item.box, screen)))


def _lies_below(title: str, view: View, catalogue: Catalogue) -> bool:
    order = {row.title: row.index for row in catalogue.pages[view.route].rows}
    seen = [order[item.label] for item in view.items if item.whole and item.label in order]
    return order[title] > min(seen, default=-1)


def _tap(item: Item, screen: Size) -> _Move:
    at = middle(item.box, screen)
    return _Move(f"{item.label}, in view", f"Tap {item.label}", act.Tap(at=at))


def _scroll(title: str, down: bool, screen: Size) -> _Move:
    where = "down" if down else "up"
    finger = _swipe(700, 300, screen) if down else _swipe(300, 700, screen)
    return _Move(f"{title}, further {where}", f"Scroll {where}", finger)


def _done() -> _Move:
    return _Move("nothing", "Finish", act.Finish(status="success"))


def _back() -> _Move:
    return _Move("back", "Go back", act.Press(key="back"))


def _home() -> _Move:
    return _Move("home", "Go home", act.Press(key="home"))


def middle(box: Box, screen: Size) -> tuple[int, int]:
    """Where to touch ``box``: its middle, in the steps in which points are given."""
    x, y = box.center
    across, down = round(x * 99.9 / screen.width), round(y * 99.9 / screen.height)
    return _pixel(min(across, 99) * _STEP, min(down, 99) * _STEP, screen)


def _swipe(start: int, end: int, screen: Size) -> act.Swipe:
    return act.Swipe(start=_pixel(500, start, screen), end=_pixel(500, end, screen))


def _pixel(x: int, y: int, screen: Size) -> tuple[int, int]:
    """Thousandths to the pixel that the dialect writes as exactly these numbers."""
    return round(x * screen.width / 999), round(y * screen.height / 999)


_USUAL = Size(1080, 2400)
FIXED_ACTIONS: tuple[Action, ...] = (
    _swipe(700, 250, _USUAL), _swipe(700, 300, _USUAL), _swipe(300, 700, _USUAL),
    act.Press(key="back"), act.Press(key="home"), act.Finish(status="success"),
)  # fmt: skip
"""The actions without a point that depends on the screen."""
