"""Batches of tensors from pictures, goals and sentences."""

import random
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from agent.pocket.curriculum import Curriculum
from agent.pocket.dense import dense_targets
from agent.pocket.goals import phrase
from agent.pocket.network import PATCH, SEEN
from agent.pocket.oracle import PLACES
from agent.pocket.phone import Catalogue
from agent.pocket.questions import SCREEN, Sample, Writer
from agent.pocket.store import Pictures
from agent.pocket.views import SEARCH_BAR

__all__ = ["Batch", "Batches", "places"]

_TOKENS = (SEEN.height // (2 * PATCH), SEEN.width // (2 * PATCH))

_PLAIN, _BESIDE_ICON = 63, 189
"""Pixels from the left where the words of a row begin."""


class Batch(NamedTuple):
    """``pictures``: ``uint8[p, height, width, 3]``; ``dense``: ``int64[p, 5, tokens]``; then for
    each picture ``goals`` rows: ``ids``, ``targets`` ``int64[p * goals, length]``, and ``places``
    ``int64[3, p * goals, length]``; ``reply_ends``: where the replies end, ``int64[p * goals]``.
    """

    pictures: Tensor
    dense: Tensor
    ids: Tensor
    targets: Tensor
    places: Tensor
    reply_ends: Tensor


class Batches:
    """Draws batches; the same seed and the same pictures give the same batches."""

    def __init__(
        self,
        pictures: Pictures,
        writer: Writer,
        catalogue: Catalogue,
        image_token: int,
        pad: int,
    ) -> None:
        self.pictures = pictures
        self._writer = writer
        self._catalogue = catalogue
        self._curriculum = Curriculum(catalogue)
        names = [*catalogue.labels(), *PLACES.values(), SEARCH_BAR]
        self._classes = {label: at + 1 for at, label in enumerate(names)}
        self._lefts = {
            row.title: _PLAIN if not row.icon else _BESIDE_ICON
            for page in catalogue.pages.values()
            for row in page.rows
        }
        self._image = image_token
        self._pad = pad

    @property
    def classes(self) -> int:
        return len(self._classes) + 1

    def draw(self, chance: random.Random, pictures: int, goals: int, fragments: int) -> Batch:
        """``pictures`` screens, ``goals`` questions about each."""
        chosen = [self._choose(chance) for _ in range(pictures)]
        samples = [self._sample(at, chance, fragments) for at in chosen for _ in range(goals)]
        tokens, targets = self._stacked(samples)
        dense = [
            dense_targets(self.pictures.views[at], self._classes, self._lefts, SCREEN)
            for at in chosen
        ]
        return Batch(
            torch.from_numpy(np.stack([self.pictures.picture(at) for at in chosen])),
            torch.from_numpy(np.stack(dense)),
            tokens,
            targets,
            places(tokens, self._image) if samples else tokens,
            torch.tensor([sample.reply_end for sample in samples]),
        )

    def _stacked(self, samples: list[Sample]) -> tuple[Tensor, Tensor]:
        """Ids and targets of rows of different length, padded at the end."""
        length = max((len(sample.ids) for sample in samples), default=0)
        ids = np.full((len(samples), length), self._pad, dtype=np.int64)
        targets = np.full((len(samples), length), -100, dtype=np.int64)
        for row, sample in enumerate(samples):
            ids[row, : len(sample.ids)] = sample.ids
            targets[row, : len(sample.targets)] = sample.targets
        return torch.from_numpy(ids), torch.from_numpy(targets)

    def words(self, chance: random.Random, rows: int) -> Batch:
        """``rows`` sentences without pictures: goals, places, and what comes next there."""
        samples = [self._wordy(chance) for _ in range(rows)]
        whole = self._stacked(samples)
        where = places(whole[0], self._image)
        kept = [
            [at for at, each in enumerate(sample.ids) if each != self._image] for sample in samples
        ]
        length = max(len(row) for row in kept)
        ids = torch.full((rows, length), self._pad)
        targets = torch.full((rows, length), -100)
        positions = torch.zeros(3, rows, length, dtype=torch.int64)
        for row, columns in enumerate(kept):
            at = torch.tensor(columns)
            ids[row, : len(columns)] = whole[0][row, at]
            targets[row, : len(columns)] = whole[1][row, at]
            positions[:, row, : len(columns)] = where[:, row, at]
        nothing = torch.zeros(0, dtype=torch.int64)
        return Batch(nothing, nothing, ids, targets, positions, nothing)

    def _wordy(self, chance: random.Random) -> Sample:
        goal = self._curriculum.any(chance)
        view = self._curriculum.place_for(goal, chance)
        text = phrase(goal, self._catalogue, "train", chance)
        return self._writer.words(goal, text, view, self._curriculum.past(goal, view, chance))

    def _choose(self, chance: random.Random) -> int:
        while True:
            at = chance.randrange(len(self.pictures))
            if chance.random() < self._curriculum.worth(self.pictures.views[at]):
                return at

    def _sample(self, at: int, chance: random.Random, fragments: int) -> Sample:
        view = self.pictures.views[at]
        goal = self._curriculum.draw(view, chance)
        text = phrase(goal, self._catalogue, "train", chance)
        past = self._curriculum.past(goal, view, chance)
        several = chance.randint(0, 2 * fragments)
        return self._writer.sample(goal, text, view, past, chance, fragments=several)


def places(ids: Tensor, image_token: int) -> Tensor:
    """M-RoPE positions ``int64[3, rows, length]`` of rows with one picture each.

    Text counts on; a picture's tokens stand at (begin, begin + row, begin + column), and the text
    after it goes on at begin + the longer side (``get_rope_index`` of transformers, at once).
    """
    rows, length = ids.shape
    down, across = _TOKENS
    visual = ids == image_token
    begin = visual.int().argmax(1)
    steps = torch.arange(length).expand(rows, length)
    after = steps >= (begin + down * across)[:, None]
    text = torch.where(after, steps - down * across + max(down, across), steps)
    found = text.expand(3, rows, length).clone()
    grid = torch.stack(
        [
            torch.zeros(down * across, dtype=torch.int64),
            torch.arange(down).repeat_interleave(across),
            torch.arange(across).repeat(down),
        ]
    )
    for axis in range(3):
        found[axis][visual] = (begin[:, None] + grid[axis]).flatten()
    return found
