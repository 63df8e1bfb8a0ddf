"""The lean pass over a vision tower against transformers' own forward."""

import pytest
import torch

from agent.models.local import open_model
from agent.models.local.model import LocalModel
from agent.models.local.tower import Grid, Tower
from tests.models.local.conftest import ARCHITECTURES

ROUNDING = 3e-5
GRIDS: dict[str, Grid] = {
    "whole windows": (1, 16, 24),
    "windows cut at the edges": (1, 22, 12),
    "less than a window": (1, 4, 6),
    "a clip": (3, 10, 18),
}


def pixels(model: LocalModel, grid: Grid, seed: int = 0) -> torch.Tensor:
    drawn = torch.Generator().manual_seed(seed)
    down, across = grid[1:]
    return torch.randn(grid[0] * down * across, 6 * model.pictures.patch**2, generator=drawn)


def theirs(
    model: LocalModel, patches: torch.Tensor, grid: Grid
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    with torch.inference_mode():
        found = model.engine.model.model.get_image_features(
            patches, torch.tensor([grid]), return_dict=True
        )
    deep = getattr(found, "deepstack_features", None) or ()
    return found.pooler_output[0], tuple(level[0] for level in deep)


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS.keys())
def test_features_are_those_of_transformers(model: LocalModel, grid: Grid) -> None:
    tower = Tower(model.engine.model.model.visual)
    patches = pixels(model, grid)
    tokens, deep = tower(patches, grid)
    right, right_deep = theirs(model, patches, grid)
    assert (tokens - right).abs().max() <= ROUNDING
    assert len(deep) == len(right_deep)
    for ours, level in zip(deep, right_deep, strict=True):
        assert (ours - level).abs().max() <= ROUNDING


def test_what_is_remembered_of_a_size_serves_its_next_picture(model: LocalModel) -> None:
    """More sizes than are remembered, each again, as clips too."""
    tower = Tower(model.engine.model.model.visual)
    sizes = [(4, 6), (6, 4), (8, 8), (10, 4), (4, 10)]
    for turn, (down, across) in enumerate([*sizes, *sizes[::-1]]):
        grid = (1 + turn % 2, down, across)
        patches = pixels(model, grid, turn)
        tokens, _ = tower(patches, grid)
        assert (tokens - theirs(model, patches, grid)[0]).abs().max() <= ROUNDING


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_sixteen_bits_lose_no_more_than_transformers_does(
    checkpoints: dict[str, str], models: dict[str, LocalModel], architecture: str, attention: str
) -> None:
    settings = {"device": "cpu", "dtype": "bfloat16", "attention": attention}
    short = open_model(str(checkpoints[architecture]), settings=settings)
    grid = GRIDS["windows cut at the edges"]
    patches = pixels(short, grid)
    exact, _ = theirs(models[architecture], patches, grid)
    tokens, _ = Tower(short.engine.model.model.visual)(patches.bfloat16(), grid)
    lost = (theirs(short, patches.bfloat16(), grid)[0] - exact).abs().mean()
    assert tokens.dtype == torch.bfloat16
    assert (tokens - exact).abs().mean() <= 1.1 * lost
