"""The published ways to score a step, by name. Numbers of different scorers do not compare.

============  =======================  ==========================================================
benchmark     scorer                   a touch is right ..
============  =======================  ==========================================================
screenspot..  ``inside``               inside the box, edges included (njucckevin/SeeClick)
android-ctl   ``qwen``                 in an element around the point, x 1.2; or <= 0.04 away
..            ``ui-s1``                as qwen's; and every scroll is right (X-PLUG/MobileAgent)
..            ``os-atlas``             <= 0.14 away; texts share half of their words
..            ``agentcpm``             in one of the 5 nearest elements, x 1.2; or <= 0.04 away
aitz          ``agentcpm``             in an element around the point, x 1.2; or <= 0.14 away
..            ``coat``                 the touched element, x 1.2, holds the point (IMNearth/CoAT)
gui-odyssey   ``odyssey``              in the box of the target, or <= 0.14 away
recorded      ``qwen``                 as for AndroidControl
..            ``agentcpm``             as for AITZ
============  =======================  ==========================================================

Distances are of points whose x and y are shares of the screen's width and height (0-1). AgentCPM's
(OpenBMB/AgentCPM-GUI ``eval/utils/evaluator.py``) leaves out ``open_app``, asks once more after the
last action, and counts waiting, finishing and giving up as the same; CoAT's knows no waiting.
CoAT's own models name a box; ours name a point, which stands for the smallest element around it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from agent.actions import Action
from agent.evals.offline.question import Area, Kind, Question, Wanted
from agent.evals.offline.said import Said, read
from agent.evals.offline.wording import contains, half_the_words, mostly_alike, nearly_alike
from agent.types import Size

__all__ = ["AITZ", "ANDROID_CONTROL", "ODYSSEY", "RECORDED", "SCREENSPOT", "Judgement", "Scorer"]

_GROWN = 1.2
_TOUCHES = frozenset({"click", "long_press"})
_ENDS: frozenset[Kind] = frozenset({"done", "impossible"})
_PAUSES: frozenset[Kind] = _ENDS | {"wait"}


@dataclass(frozen=True)
class Judgement:
    """``kind``: it is the right kind of action; ``exact``: and right in all that it says."""

    kind: bool
    exact: bool


Near = Callable[[Wanted, tuple[float, float], Size], bool]
"""Whether a touch there, on a screen of that size, hits by the elements (pixels)."""


@dataclass(frozen=True)
class Scorer:
    """A published rule: a touch hits by the elements (``near``), or within ``reach``.

    ``reach``: a distance in shares of the screen; ``alike``: kinds that count as the same.
    """

    name: str
    near: Near
    reach: float = 0.0
    texts: Callable[[str, str], bool] = contains
    by_icon: bool = False
    """An app may be opened by a touch of its icon."""
    any_touch: bool = False
    """A long press is as good as a click."""
    any_scroll: bool = False
    alike: frozenset[Kind] = frozenset()
    skips: frozenset[Kind] = field(default_factory=frozenset)
    at_end: bool = False

    def takes(self, question: Question) -> bool:
        """Whether it asks that question at all."""
        return question.wanted.kind not in self.skips and (self.at_end or not question.at_end)

    def judge(self, wanted: Wanted, action: Action | None, screen: Size) -> Judgement:
        """What ``action`` (None: the reply could not be read) is worth on a ``screen``."""
        said = read(action)
        if said is None:
            return Judgement(kind=False, exact=False)
        if self.by_icon and wanted.kind == "open" and said.kind == "click" and said.point:
            opened = any(_holds(area, said.point) for area in wanted.icons)
            return Judgement(kind=opened, exact=opened)
        if not self._same_kind(wanted.kind, said.kind):
            return Judgement(kind=False, exact=False)
        return Judgement(kind=True, exact=self._exact(wanted, said, screen))

    def _same_kind(self, wanted: Kind, said: Kind) -> bool:
        if self.any_touch and {wanted, said} <= _TOUCHES:
            return True
        return wanted == said or {wanted, said} <= self.alike

    def _exact(self, wanted: Wanted, said: Said, screen: Size) -> bool:
        match wanted.kind:
            case "click" | "long_press":
                return said.point is not None and self._hits(wanted, said.point, screen)
            case "scroll":
                return self.any_scroll or wanted.direction == said.direction
            case "type":
                return self.texts(wanted.text, said.text)
            case "open":
                return contains(wanted.text, said.text)
            case "press":
                return wanted.key == said.key
            case _:
                return True

    def _hits(self, wanted: Wanted, at: tuple[float, float], screen: Size) -> bool:
        if self.near(wanted, at, screen):
            return True
        if wanted.point is None or not self.reach:
            return False
        return _away(at, wanted.point, screen) <= self.reach


def _inside(wanted: Wanted, at: tuple[float, float], screen: Size) -> bool:
    return any(_holds(area, at) for area in wanted.areas)


def _around(wanted: Wanted, at: tuple[float, float], screen: Size) -> bool:
    grown = [_grown(area) for area in wanted.areas]
    return any(_holds(area, at) for area in grown if wanted.point and _holds(area, wanted.point))


def _around_smallest(wanted: Wanted, at: tuple[float, float], screen: Size) -> bool:
    holding = [area for area in wanted.areas if wanted.point and _holds(area, wanted.point)]
    return bool(holding) and _holds(_grown(min(holding, key=_size)), at)


def _nearest(wanted: Wanted, at: tuple[float, float], screen: Size) -> bool:
    point = wanted.point
    if point is None:
        return False
    ranked = sorted(wanted.areas, key=lambda area: _away(_middle(area), point, screen))
    return any(_holds(_grown(area), at) for area in ranked[:5])


def _touched_element(wanted: Wanted, at: tuple[float, float], screen: Size) -> bool:
    touched = [area for area in wanted.areas if _holds(area, at)]
    if not touched or wanted.point is None:
        return False
    box = _grown(min(touched, key=_size))
    if _holds(box, wanted.point):
        return True
    grown = [_grown(area) for area in wanted.areas]
    return any(_overlap(box, area) > 0.5 for area in grown if _holds(area, wanted.point))


def _never(wanted: Wanted, at: tuple[float, float], screen: Size) -> bool:
    return False


def _away(one: tuple[float, float], other: tuple[float, float], screen: Size) -> float:
    """The distance in shares of the screen's sides."""
    return math.hypot((one[0] - other[0]) / screen.width, (one[1] - other[1]) / screen.height)


def _holds(area: Area, point: tuple[float, float]) -> bool:
    return area[0] <= point[0] <= area[2] and area[1] <= point[1] <= area[3]


def _grown(area: Area) -> Area:
    (x, y), (wide, high) = _middle(area), (area[2] - area[0], area[3] - area[1])
    wide, high = wide * _GROWN / 2, high * _GROWN / 2
    return x - wide, y - high, x + wide, y + high


def _middle(area: Area) -> tuple[float, float]:
    return (area[0] + area[2]) / 2, (area[1] + area[3]) / 2


def _size(area: Area) -> float:
    return max(area[2] - area[0], 0) * max(area[3] - area[1], 0)


def _overlap(first: Area, second: Area) -> float:
    """The share of what both cover that both have."""
    shared = (
        max(first[0], second[0]), max(first[1], second[1]),
        min(first[2], second[2]), min(first[3], second[3]),
    )  # fmt: skip
    common = _size(shared)
    whole = _size(first) + _size(second) - common
    return common / whole if whole else 0.0


def _named(*scorers: Scorer) -> dict[str, Scorer]:
    return {scorer.name: scorer for scorer in scorers}


SCREENSPOT = _named(Scorer("inside", _inside, any_touch=True))
ANDROID_CONTROL = _named(
    Scorer("qwen", _around_smallest, reach=0.04, by_icon=True),
    Scorer("ui-s1", _around_smallest, reach=0.04, by_icon=True, any_scroll=True),
    Scorer("os-atlas", _never, reach=0.14, texts=half_the_words),
    Scorer("agentcpm", _nearest, reach=0.04, alike=_PAUSES, skips=frozenset({"open"}), at_end=True),
)
AITZ = _named(
    Scorer("agentcpm", _around, reach=0.14, alike=_PAUSES),
    Scorer("coat", _touched_element, texts=mostly_alike, alike=_ENDS),
)
RECORDED = {"qwen": ANDROID_CONTROL["qwen"], "agentcpm": AITZ["agentcpm"]}
ODYSSEY = _named(Scorer("odyssey", _inside, reach=0.14, texts=nearly_alike))
