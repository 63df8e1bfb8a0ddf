"""Each kernel against the formula, written out token by token."""

import pytest
import torch

from agent.errors import ConfigError
from agent.models.local.attention import kernel
from agent.models.local.wishes import Attention

CPU = torch.device("cpu")
SCALING = 0.3


def by_hand(
    query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, window: int | None
) -> torch.Tensor:
    heads, new, width = query.shape[1:]
    total = keys.shape[2]
    result = torch.empty(1, new, heads, width)
    for head in range(heads):
        group = head * keys.shape[1] // heads
        for at in range(new):
            last = total - new + at + 1
            first = 0 if window is None else max(0, last - window)
            scores = keys[0, group, first:last] @ query[0, head, at] * SCALING
            result[0, at, head] = torch.softmax(scores, 0) @ values[0, group, first:last]
    return result


@pytest.mark.parametrize("kind", ["sdpa", "eager"])
@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("window", [None, 3, 50])
@pytest.mark.parametrize(("new", "past"), [(1, 0), (7, 0), (1, 9), (4, 9)])
def test_a_token_sees_what_stands_before_it(
    kind: Attention, groups: int, window: int | None, new: int, past: int
) -> None:
    drawn = torch.Generator().manual_seed(5)
    query = torch.randn(1, 4, new, 8, generator=drawn)
    keys, values = torch.randn(2, 1, groups, new + past, 8, generator=drawn)
    found = kernel(kind, CPU, torch.float32)(query, keys, values, SCALING, window)
    assert (found - by_hand(query, keys, values, window)).abs().max() <= 1e-6


def test_flash_attention_is_for_cuda() -> None:
    with pytest.raises(ConfigError, match=r"not in torch\.bfloat16 on cpu") as caught:
        kernel("flash_attention_2", CPU, torch.bfloat16)
    assert "sdpa" in caught.value.hint
