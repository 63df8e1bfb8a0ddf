"""The teacher: for any goal on any screen, the right next action and the words for it.

Apps are opened by name. What lies in Settings is searched for there, as people do on a phone that
they do not know by heart: the search leads to the row and points it out, and what is left to see
is how its switch stands.

Its words are the model's curriculum. Each says one thing that is easy once the one before it is
said: what is wanted, where we are, what comes next, how the switch stands, and only then what to
do.
"""

from collections.abc import Sequence
from typing import NamedTuple

from agent import actions as act
from agent.actions import Action
from agent.pocket.goals import Goal
from agent.pocket.views import SEARCH_BAR, View
from agent.types import Box, Decision, Size

__all__ = ["FIXED_ACTIONS", "GLUE", "PLACES", "here", "middle", "next_move", "way_to"]

PLACES = {
    "home": "Home screen", "drawer": "All apps", "recents": "Recent apps", "shade": "Shade",
    "dialog": "Dialog", "search": "Search",
}  # fmt: skip
"""Names of the screens that no title names."""
_SETTINGS = "Settings"
_TO_SEARCH, _TO_RESULT = "Tap the search bar", "Tap the first result"
GLUE = (
    "Thought: Wanted: ", " on.", " off.", " open.", " Here: ", ", typed", ", marked", " Next: ",
    ", now on.", ", now off.", " Next: nothing.", " Next: back.", " Next: scroll up.",
    " Next: open ", " Next: type ", " Next: the search bar.", " Next: the first result.",
    '\nAction: "Tap ', '\nAction: "Go back', '\nAction: "Finish', '\nAction: "Scroll up',
    '\nAction: "Open ', '\nAction: "Type ', f'\nAction: "{_TO_SEARCH}', f'\nAction: "{_TO_RESULT}',
)  # fmt: skip
"""Fixed strings of the teacher's words, each worth a token of its own."""

_STEP = 10
"""Points are given in steps of this many thousandths of the screen: fewer numbers to learn."""


class _Move(NamedTuple):
    next: str
    summary: str
    action: Action


def way_to(goal: Goal) -> tuple[str, ...]:
    """What the steps to ``goal`` are called, from the first to the last one before the end."""
    if goal.kind == "app":
        return (f"Open {goal.title}",)
    way = (f"Open {_SETTINGS}", _TO_SEARCH, f"Type {goal.title}", _TO_RESULT)
    return way if goal.kind == "page" else (*way, f"Tap {goal.title}")


def here(view: View) -> str:
    """What the teacher calls a screen."""
    more = ", marked" if view.marked else ", typed" if view.typed else ""
    return PLACES.get(view.place, view.title) + more


def next_move(goal: Goal, view: View, screen: Size, past: Sequence[str] = ()) -> Decision:
    """The right decision.

    ``screen``: the full size in pixels that the view's boxes speak of. ``past``: the summaries of
    the steps so far. Whether two names are the same is hard for a model this small; whether the
    step before led here is not. So what this run did not ask for is somebody else's: an app that
    it did not open, results and marks that it did not search for.
    """
    move = _move(goal, view, screen, past[-1] if past else "")
    wanted = "open" if goal.kind != "switch" else "on" if goal.on else "off"
    return Decision(
        action=move.action,
        thought=f"Wanted: {goal.title} {wanted}. Here: {here(view)}. Next: {move.next}.",
        summary=move.summary,
    )


def _move(goal: Goal, view: View, screen: Size, last: str) -> _Move:
    inside = view.place in {"settings", "search", "dialog"}
    if view.place == "shade":
        return _back()
    if goal.kind == "app":
        arrived = inside if goal.title == _SETTINGS else view.place == "app"
        return _done() if arrived and last.startswith("Open ") else _open(goal.title)
    if not inside:
        return _open(_SETTINGS)
    if view.place == "search":
        return _in_search(goal, view, screen, last)
    if view.place == "settings":
        return _in_settings(goal, view, screen, last)
    return _back()


def _in_search(goal: Goal, view: View, screen: Size, last: str) -> _Move:
    if not view.typed:
        said = f"Type {goal.title}"
        return _Move(f"type {goal.title}", said, act.TypeText(text=goal.title))
    if not last.startswith("Type ") or not view.items:
        return _back()
    return _tap("the first result", view.items[0].box, screen)


def _in_settings(goal: Goal, view: View, screen: Size, last: str) -> _Move:
    if goal.kind == "page" and view.route and last == _TO_RESULT:
        return _done()
    if not view.route:
        if bar := view.find(SEARCH_BAR):
            return _tap("the search bar", bar.box, screen)
        return _Move("scroll up", "Scroll up", _swipe(300, 700, screen))
    found = view.find(goal.title) if view.marked == goal.title else None
    if found is None or not last.startswith("Tap "):
        return _back()
    said = f"{goal.title}, now {'on' if found.checked else 'off'}"
    if found.checked == goal.on:
        return _Move(said, "Finish", act.Finish(status="success"))
    return _Move(said, f"Tap {goal.title}", act.Tap(at=middle(found.box, screen)))


def _open(title: str) -> _Move:
    return _Move(f"open {title}", f"Open {title}", act.OpenApp(name=title))


def _tap(what: str, box: Box, screen: Size) -> _Move:
    return _Move(what, f"Tap {what}", act.Tap(at=middle(box, screen)))


def _done() -> _Move:
    return _Move("nothing", "Finish", act.Finish(status="success"))


def _back() -> _Move:
    return _Move("back", "Go back", act.Press(key="back"))


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
    _swipe(300, 700, _USUAL), act.Press(key="back"), act.Finish(status="success"),
)  # fmt: skip
"""The actions without a point that depends on the screen."""
