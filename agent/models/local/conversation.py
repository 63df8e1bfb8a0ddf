"""What was computed for one episode so far, and how much of it the next question can use.

Consecutive questions of an episode begin alike: the system text and the tools always, and, as the
history policy has it, past steps with their screenshots. The common beginning is kept: compared
token by token and picture by picture, cut where they part, never inside a picture. What follows is
computed with positions that continue those of the beginning, so that every token stands where a
computation of the whole would put it.

A picture cannot be taken out of the middle. Moving what follows to its new positions would be the
lesser part (the rotation of a key can be undone): from the second layer on, keys and values behind
the picture were made of what they had seen in it. So a family that keeps its last pictures is
computed again from where the first of them went, with features that need no second look; a history
that drops several at once (``bench/episode.py``, ``blocks``) pays that once for several steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from agent.models.local.cache import Memory
from agent.models.local.vision import Visual

__all__ = ["Conversation", "Question", "positions_of"]

# The numbers of ``mm_token_type_ids`` in transformers.
_IMAGE, _VIDEO = 1, 2
_WORTH_KEEPING = 16
"""A shorter common beginning is computed again: a pass without a past needs no mask."""


@dataclass(frozen=True)
class Question:
    """A prompt as the model takes it: token ids, and the pictures that some of them stand for."""

    ids: Sequence[int]
    visuals: tuple[Visual, ...] = ()


class Conversation:
    """Keys and values of the last question and its reply. One user at a time."""

    def __init__(self) -> None:
        self.memory = Memory()
        self._ids: list[int] = []
        self._times: list[int] = []
        """Position of each token on the first axis; for text it is that on all three."""
        self._visuals: dict[int, Visual] = {}

    def __len__(self) -> int:
        """Tokens that are computed."""
        return len(self._ids)

    def meet(self, question: Question) -> Question:
        """Cut back to what ``question`` begins with too; the rest of it, to be computed.

        At least the last token is left to be computed: its logits are what is asked for.
        """
        common = self._common(question)
        self.cut(common if common >= _WORTH_KEEPING else 0)
        start = len(self)
        rest = tuple(visual for visual in question.visuals if visual.start >= start)
        return Question(question.ids[start:], rest)

    def place(self, model: Any, chunk: Question) -> torch.Tensor:
        """Positions ``[3, tokens]`` of a ``chunk`` that follows what is computed.

        The token before is text (a picture is cut off whole, and stands between tokens of its
        own), so its one position is where those of the chunk go on from.
        """
        following = self._times[-1] + 1 if self._times else 0
        return positions_of(model, chunk, len(self)) + following

    def took(self, chunk: Question, positions: torch.Tensor) -> None:
        """Note that ``chunk`` was computed at ``positions``."""
        self._ids.extend(chunk.ids)
        self._times.extend(positions[0].tolist())
        self._visuals |= {visual.start: visual for visual in chunk.visuals}

    def cut(self, length: int) -> None:
        """Keep the first ``length`` tokens. Must not cut through a picture."""
        del self._ids[length:], self._times[length:]
        self._visuals = {at: seen for at, seen in self._visuals.items() if at < length}
        self.memory.crop(length)

    def forget(self) -> None:
        """Free what is kept."""
        self.cut(0)
        self.memory = Memory()

    def _common(self, question: Question) -> int:
        ids = list(question.ids)
        count = _alike(self._ids, ids, min(len(self._ids), len(ids) - 1))
        for visual in question.visuals:
            kept = self._visuals.get(visual.start)
            same = kept is not None and kept.key == visual.key
            if visual.start < count and not (same and visual.start + visual.tokens <= count):
                return visual.start
        return count


def _alike(one: list[int], other: list[int], count: int) -> int:
    """How many of the first ``count`` are the same in both: by halves, which lists compare fast."""
    same = 0
    while same < count:
        middle = (same + count + 1) // 2
        if one[same:middle] == other[same:middle]:
            same = middle
        else:
            count = middle - 1
    return same


def positions_of(model: Any, chunk: Question, start: int = 0) -> torch.Tensor:
    """Positions ``[3, tokens]`` of ``chunk`` as if nothing stood before it, on the CPU.

    Time, row and column. A picture moves the text after it on by the longer side of its grid, not
    by the number of its tokens; the model's own ``get_rope_index`` knows. ``start``: the index
    that the chunk's first token has among those that its visuals count from.
    """
    count = len(chunk.ids)
    if not chunk.visuals:
        return torch.arange(count).expand(3, -1)
    kinds = torch.zeros(1, count, dtype=torch.int)
    for visual in chunk.visuals:
        at = visual.start - start
        kinds[:, at : at + visual.tokens] = _IMAGE if visual.interval is None else _VIDEO
    stills = [visual.grid for visual in chunk.visuals if visual.interval is None]
    clips = [visual for visual in chunk.visuals if visual.interval is not None]
    positions, _ = model.model.get_rope_index(
        torch.tensor([list(chunk.ids)]),
        mm_token_type_ids=kinds,
        image_grid_thw=torch.tensor(stills) if stills else None,
        video_grid_thw=torch.tensor([clip.grid for clip in clips]) if clips else None,
        second_per_grid_ts=torch.tensor([clip.interval for clip in clips]) if clips else None,
    )
    found: torch.Tensor = positions[:, 0]
    return found
