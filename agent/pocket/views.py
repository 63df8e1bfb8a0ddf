"""What is on a screen, in the words of the phone's own tree: what the teacher sees.

The model never gets any of this: it gets pixels. A ``View`` is stored with every training picture
and says which answers would be right.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from agent.types import Box

__all__ = ["SEARCH_BAR", "Item", "Place", "View"]

SEARCH_BAR = "Search bar"
"""What the teacher calls the bar that opens the search of Settings."""

Place = Literal["home", "drawer", "recents", "shade", "settings", "dialog", "search", "app"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a name that can be touched. ``box``: pixels of the full screen, clipped.

    ``checked``: of a switch, else None. ``whole``: enough of it is visible to touch it safely.
    """

    label: str
    box: Box
    checked: bool | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """One screen. ``title``: the page's or the app's; ``route``: of Settings.

    ``marked``: the row that the page points out; ``typed``: what stands in the search field.
    """

    place: Place
    title: str
    items: tuple[Item, ...]
    route: str = ""
    marked: str = ""
    typed: str = ""

    def find(self, label: str) -> Item | None:
        """The item of this name that can be touched."""
        return next((item for item in self.items if item.label == label and item.whole), None)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "View":
        items = tuple(Item(**{**item, "box": Box(*item["box"])}) for item in said["items"])
        return cls(**{**said, "items": items})
