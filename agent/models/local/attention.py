"""Attention of one conversation's new tokens over all of its keys, by the kernel asked for.

``sdpa`` (torch's own, which holds flash kernels too), ``flash_attention_2`` (the ``flash-attn``
package, CUDA only) and ``eager`` (the formula itself, for accelerators whose kernels are in doubt).
"""

import importlib
from collections.abc import Callable
from functools import lru_cache

import torch
from torch.nn.functional import scaled_dot_product_attention

from agent.errors import ConfigError, MissingDependency
from agent.models.local.wishes import Attention

__all__ = ["Kernel", "grouped", "kernel"]

Kernel = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, float, int | None], torch.Tensor]
"""Queries ``[1, heads, new, width]``, keys and values ``[1, groups, total, width]`` of which the
last ``new`` are the queries' own, a factor for the scores, and how many tokens back a layer looks
(None: to the beginning). The result is ``[1, new, heads, width]``."""


def kernel(kind: Attention, device: torch.device, dtype: torch.dtype) -> Kernel:
    """The kernel of that name. Raises ``ConfigError``, ``MissingDependency``."""
    if kind == "flash_attention_2":
        return _flash(device, dtype)
    return _eager if kind == "eager" else _sdpa


def _sdpa(
    query: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    scaling: float,
    window: int | None,
) -> torch.Tensor:
    heads, new = query.shape[1:3]
    groups, total = keys.shape[1:3]
    mask = _added(new, total, window, heads // groups, query.device, query.dtype)
    if mask is None and new > 1:
        # Without a past: the kernels know this form.
        whole = scaled_dot_product_attention(
            query, keys, values, is_causal=True, scale=scaling, enable_gqa=groups != heads
        )
        return whole.transpose(1, 2)
    return grouped(query, keys, values, scaling, mask)


def grouped(
    query: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    scaling: float,
    mask: torch.Tensor | None,
) -> torch.Tensor:
    """As a ``Kernel``, by a ``mask`` ``[heads of a group * new, total]``; None: all is seen.

    The heads of a group stand in for further tokens of one head: no key is copied.
    """
    heads, new, width = query.shape[1:]
    groups = keys.shape[1]
    found = scaled_dot_product_attention(
        query.reshape(1, groups, heads // groups * new, width),
        keys,
        values,
        attn_mask=mask,
        scale=scaling,
    )
    return found.reshape(1, heads, new, width).transpose(1, 2)


def _eager(
    query: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    scaling: float,
    window: int | None,
) -> torch.Tensor:
    heads, new = query.shape[1:3]
    scores = query @ _for_each_head(keys, heads).transpose(2, 3) * scaling
    mask = _mask(new, keys.shape[2], window, query.device)
    if mask is None:
        mask = torch.ones(new, keys.shape[2], dtype=torch.bool, device=query.device)
        mask = mask.tril_(keys.shape[2] - new)
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, -1, dtype=torch.float32).to(query.dtype)
    return (weights @ _for_each_head(values, heads)).transpose(1, 2)


def _flash(device: torch.device, dtype: torch.dtype) -> Kernel:
    if device.type != "cuda" or dtype not in {torch.bfloat16, torch.float16}:
        raise ConfigError(
            f"flash_attention_2 computes in 16 bits on cuda, not in {dtype} on {device.type}",
            hint="attention = sdpa (torch's own, the default)",
        )
    try:
        attend = importlib.import_module("flash_attn").flash_attn_func
    except ImportError as error:
        raise MissingDependency(
            f"flash_attention_2 needs flash-attn: {error}",
            hint="pip install flash-attn --no-build-isolation, or attention = sdpa",
        ) from error

    def flash(
        query: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
        scaling: float,
        window: int | None,
    ) -> torch.Tensor:
        # Since 2.1 its causal mask ends at the last key, as the new tokens do.
        found: torch.Tensor = attend(
            query.transpose(1, 2),
            keys.transpose(1, 2),
            values.transpose(1, 2),
            softmax_scale=scaling,
            causal=True,
            window_size=(-1, -1) if window is None else (window - 1, 0),
        )
        return found

    return flash


def _for_each_head(shared: torch.Tensor, heads: int) -> torch.Tensor:
    return shared.repeat_interleave(heads // shared.shape[1], 1)


@lru_cache(maxsize=4)
def _mask(new: int, total: int, window: int | None, device: torch.device) -> torch.Tensor | None:
    """True where a new token may look. Kept for the other layers of a pass.

    None where nothing needs to be said: plain causal attention without a past, and a single token.
    """
    far = window is not None and total > window
    if not far and new in {1, total}:
        return None
    at = torch.arange(total - new, total, device=device)[:, None]
    other = torch.arange(total, device=device)[None]
    allowed = other <= at
    if far and window is not None:
        allowed &= other > at - window
    return allowed


@lru_cache(maxsize=2)
def _added(
    new: int,
    total: int,
    window: int | None,
    times: int,
    device: torch.device,
    dtype: torch.dtype,
) -> torch.Tensor | None:
    """``_mask``, so many times below each other, as numbers that are added to the scores.

    From a mask of yes and no the kernels would make these again in every layer.
    """
    mask = _mask(new, total, window, device)
    if mask is None:
        return None
    added = torch.zeros(mask.shape, dtype=dtype, device=device).masked_fill_(~mask, -torch.inf)
    return added.repeat(times, 1)
