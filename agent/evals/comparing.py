"""Two evaluations of the same trials, side by side, with an exact paired test."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from agent.errors import UsageError
from agent.evals.results import Result

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """Trials that both have (same task, same seed). ``p``: two-sided, by McNemar's exact test.

    How likely a split of the trials on which they differ at least as uneven as this one is, were
    both equally good (a binomial test with one half).
    """

    trials: int
    both: int
    first_only: tuple[str, ...]
    second_only: tuple[str, ...]
    neither: int

    @property
    def p(self) -> float:
        a, b = len(self.first_only), len(self.second_only)
        if a + b == 0:
            return 1.0
        ways = sum(comb(a + b, k) for k in range(min(a, b) + 1))
        return min(2.0 * ways / float(2 ** (a + b)), 1.0)


def compare(first: Sequence[Result], second: Sequence[Result]) -> Comparison:
    """Raises ``UsageError`` where the two have no trial in common."""
    one = {(result.task, result.seed): result for result in first}
    two = {(result.task, result.seed): result for result in second}
    common = sorted(one.keys() & two.keys())
    if not common:
        raise UsageError(
            "the two have no trial in common: other tasks, or another seed",
            hint="evaluate both with the same suite and --seed",
        )
    wins = [(key, one[key].success, two[key].success) for key in common]
    return Comparison(
        trials=len(common),
        both=sum(a and b for _, a, b in wins),
        first_only=tuple(f"{key[0]}/{key[1]}" for key, a, b in wins if a and not b),
        second_only=tuple(f"{key[0]}/{key[1]}" for key, a, b in wins if b and not a),
        neither=sum(not a and not b for _, a, b in wins),
    )
