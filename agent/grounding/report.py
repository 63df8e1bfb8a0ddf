"""What the answers say: how far off, and in words, what is wrong with the map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from agent.grounding.asking import Answer
from agent.grounding.causes import causes
from agent.grounding.fit import Fit, Pair, fit
from agent.protocols import CoordinateSpace
from agent.types import Size

__all__ = ["Errors", "Report", "judge"]

_ENOUGH_HITS = 0.85


@dataclass(frozen=True)
class Errors:
    """Distances from the targets' centres, of the answers that name a place."""

    median: float
    p95: float
    worst: float


@dataclass(frozen=True)
class Report:
    """The outcome of a self-test on a screen of ``size``, shown to the model at ``seen``.

    ``pixels`` and ``per_cent`` (of the screen's sides) are None when no answer names a place;
    ``defects`` are sentences. Passed: enough of the targets hit (85 %), and no defect.
    """

    size: Size
    seen: Size
    answers: tuple[Answer, ...]
    pixels: Errors | None
    per_cent: Errors | None
    fit: Fit | None
    defects: tuple[str, ...]

    @property
    def hits(self) -> int:
        return sum(answer.hit for answer in self.answers)

    @property
    def passed(self) -> bool:
        return not self.defects and self.hits >= _ENOUGH_HITS * len(self.answers) > 0


def judge(
    answers: Sequence[Answer],
    size: Size,
    seen: Size,
    space: CoordinateSpace,
    *,
    picture_tokens: int = 0,
) -> Report:
    """The report on ``answers`` that were read with the map ``space``.

    ``picture_tokens``: what a picture of ``seen`` costs, where that is known.
    """
    pairs: list[Pair] = [
        (answer.target.aim(answer.point, size), answer.point)
        for answer in answers
        if answer.point is not None
    ]
    across = [math.dist(*pair) for pair in pairs]
    shares = [
        100 * math.hypot((b.x - a.x) / size.width, (b.y - a.y) / size.height) for a, b in pairs
    ]
    found = fit(pairs, size)
    return Report(
        size,
        seen,
        tuple(answers),
        _errors(across),
        _errors(shares),
        found,
        tuple(causes(answers, found, size, seen, space, picture_tokens)),
    )


def _errors(values: Sequence[float]) -> Errors | None:
    if not values:
        return None
    ordered = sorted(values)
    nearly_all = ordered[min(math.ceil(0.95 * len(ordered)), len(ordered)) - 1]
    return Errors(median(ordered), nearly_all, ordered[-1])
