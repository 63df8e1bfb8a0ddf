"""Asks for every target by the path of a run: dialect, model, dialect, pixels.

But not held to a grammar: that knows where the picture ends, and would bend the numbers of a model
that speaks in another space until they look right.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent import actions as act
from agent.grounding.scenes import Scene, Target
from agent.policy import Policy
from agent.types import Decision, Observation, Point

__all__ = ["Answer", "ask", "touched"]


@dataclass(frozen=True)
class Answer:
    """Where the model pointed: a pixel of the screen, or None and why.

    ``numbers``: as the model wrote them, in its own space. ``tokens_in``: of the prompt, as the
    model or its server counts them; 0 where nobody says.
    """

    target: Target
    point: Point | None
    why: str = ""
    numbers: tuple[float, ...] = ()
    tokens_in: int = 0

    @property
    def hit(self) -> bool:
        return self.point is not None and self.target.box.contains(self.point)


def ask(policy: Policy, scenes: Iterable[Scene]) -> Iterator[Answer]:
    """One answer for each target. Raises ``ModelError`` and its children."""
    free = replace(policy, held=False)
    for scene in scenes:
        seen = Observation(frame=scene.frame, at=0.0)
        for target in scene.targets:
            yield _answer(target, free.decide(target.ask, (), seen))


def touched(decision: Decision) -> Point | None:
    """The pixel that a decision touches, if it touches one and does nothing else."""
    match decision.action:
        case act.Tap() | act.DoubleTap() | act.LongPress() | act.Click(at=(_, _)):
            return Point(*(decision.action.at or (0, 0)))
    return None


def _answer(target: Target, decision: Decision) -> Answer:
    point = touched(decision)
    why = ""
    if point is None:
        done = decision.action.type if decision.action else "nothing"
        why = decision.error or f"it chose {done}, which touches no place"
    numbers = decision.model_point if point is not None else ()
    return Answer(target, point, why, numbers, decision.tokens_in)
