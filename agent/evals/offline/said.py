"""An action in the few words that the benchmarks share."""

from dataclasses import dataclass

from agent import actions as act
from agent.actions import Action, Direction, Pixel
from agent.evals.offline.question import Kind

__all__ = ["Said", "read", "revealed"]


_KEYS = {"app_switch": "recents", "overview": "recents", "return": "enter"}
"""Other names of the same keys."""


@dataclass(frozen=True)
class Said:
    """What a model chose; ``direction``: the side whose content it wants to see."""

    kind: Kind
    point: Pixel | None = None
    direction: Direction | None = None
    text: str = ""
    key: str = ""


def read(action: Action | None) -> Said | None:
    """None for no action, and for one that no benchmark knows."""
    match action:
        case act.Tap(at=at) | act.DoubleTap(at=at) | act.Click(at=at, button="left"):
            return Said("click", point=at)
        case act.LongPress(at=at):
            return Said("long_press", point=at)
        case act.Scroll(direction=direction):
            return Said("scroll", direction=direction)
        case act.Swipe(start=start, end=end) | act.Drag(start=tuple() as start, end=end):
            return Said("scroll", direction=revealed(start, end))
        case act.TypeText(text=text):
            return Said("type", text=text)
        case act.OpenApp(name=name):
            return Said("open", text=name)
        case act.Press(key=key):
            return Said("press", key=_KEYS.get(key, key))
        case act.Wait():
            return Said("wait")
        case act.Answer():
            return Said("done")
        case act.Finish(status=status):
            return Said("done" if status == "success" else "impossible")
        case _:
            return None


def revealed(start: tuple[float, float], end: tuple[float, float]) -> Direction:
    """The side that comes into view when the finger goes from ``start`` to ``end``."""
    across, down = end[0] - start[0], end[1] - start[1]
    if abs(across) > abs(down):
        return "right" if across < 0 else "left"
    return "down" if down < 0 else "up"
