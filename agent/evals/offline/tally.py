"""Scores by group, with the interval within which the true share lies 95 times in 100."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.evals.offline.asking import Answered
from agent.interval import wilson

__all__ = ["Score", "tally"]

ALL = "all"


@dataclass(frozen=True)
class Score:
    """Of ``count`` steps ``right`` were right and ``kind`` of the right kind.

    ``unreadable`` replies are among the wrong ones. ``episodes``: how many, and how many of these
    were right throughout.
    """

    split: str
    count: int
    right: int
    kind: int
    unreadable: int
    episodes: int
    whole: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.right / self.count

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.count)


def tally(answers: Sequence[Answered]) -> list[Score]:
    """A score for each split, in the order of their first answers, and one for all, the last."""
    splits = dict.fromkeys(split for one in answers for split in one.splits)
    scores = [_score(split, [one for one in answers if split in one.splits]) for split in splits]
    return [*scores, _score(ALL, answers)] if answers else []


def _score(split: str, answers: Iterable[Answered]) -> Score:
    mine = list(answers)
    whole: dict[str, bool] = {}
    for one in mine:
        name = one.episode
        whole[name] = whole.get(name, True) and one.judgement.exact
    return Score(
        split=split,
        count=len(mine),
        right=sum(one.judgement.exact for one in mine),
        kind=sum(one.judgement.kind for one in mine),
        unreadable=sum(one.unreadable for one in mine),
        episodes=len(whole),
        whole=sum(whole.values()),
    )
