"""A training pass over the model's own modules, for pictures of one size in batches.

transformers' forward takes pictures one after the other and prepares each call anew; with a model
this small that costs more than the arithmetic. This pass uses the same modules and gives the same
numbers (``tests/pocket/test_forward.py``), for a whole batch at once.
"""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers.models.qwen3_vl.modeling_qwen3_vl import apply_rotary_pos_emb, rotate_half

__all__ = ["Pass", "Seen"]


class Seen(NamedTuple):
    """What the vision tower makes of a batch: ``[pictures, tokens, hidden]`` each."""

    merged: Tensor
    deep: list[Tensor]

    def repeated(self, times: int) -> "Seen":
        """Each picture ``times`` times, for as many sequences about it."""
        if times == 1:
            return self
        return Seen(
            self.merged.repeat_interleave(times, 0),
            [each.repeat_interleave(times, 0) for each in self.deep],
        )


class Pass(nn.Module):
    """``model``: a ``Qwen3VLForConditionalGeneration``; ``grid``: patches (down, across)."""

    def __init__(self, model: Any, grid: tuple[int, int]) -> None:
        super().__init__()
        self.weight: Tensor
        self.model = model
        self.grid = grid
        tower = model.model.visual
        size = torch.tensor([[1, *grid]])
        from transformers.models.qwen3_vl import modeling_qwen3_vl as family

        index, weight = family.get_vision_interpolation_indices_and_weights(
            size,
            num_grid_per_side=tower.num_grid_per_side,
            mode=tower.interpolation_mode,
            align_corners=tower.interpolation_align_corners,
            spatial_merge_size=tower.spatial_merge_size,
            kwargs={},
        )
        places = family.get_vision_position_ids(size, tower.spatial_merge_size, kwargs={})
        cos, sin = tower.rotary_pos_emb(torch.zeros(1), places)
        for name, value in (("index", index), ("weight", weight), ("cos", cos), ("sin", sin)):
            self.register_buffer(name, value.clone(), persistent=False)

    def see(self, pictures: Tensor, *, tower: bool = True) -> Seen:
        """``pictures``: ``uint8[batch, height, width, 3]`` at the model's size.

        ``tower``: whether its blocks learn as well; without them only the mergers do.
        """
        visual = self.model.model.visual
        with torch.set_grad_enabled(tower and torch.is_grad_enabled()):
            hidden, between = self._climb(pictures)
        shape = (pictures.shape[0], self.grid[0] * self.grid[1] // 4, -1)
        mergers = zip(visual.deepstack_merger_list, between, strict=True)
        deep = [merger(each).view(shape) for merger, each in mergers]
        return Seen(visual.merger(hidden).view(shape), deep)

    def _climb(self, pictures: Tensor) -> tuple[Tensor, list[Tensor]]:
        """What leaves the tower, and what leaves the layers that deepstack taps."""
        tower = self.model.model.visual
        down, across = self.grid
        patch, batch = tower.patch_size, pictures.shape[0]
        cut = pictures.view(batch, down // 2, 2, patch, across // 2, 2, patch, 3)
        rows = cut.permute(0, 1, 4, 2, 5, 7, 3, 6).reshape(batch, down * across, -1)
        values = rows.to(torch.float32).div_(127.5).sub_(1.0)
        kernel = tower.patch_embed.proj
        # Both frames of a still are the same: their kernels may be added before multiplying.
        hidden = functional.linear(values, kernel.weight.sum(2).flatten(1), kernel.bias)
        hidden = hidden + (tower.pos_embed(self.index) * self.weight[:, :, None]).sum(1)
        between = []
        for at, block in enumerate(tower.blocks):
            hidden = hidden + self._look(block.attn, block.norm1(hidden))
            hidden = hidden + block.mlp(block.norm2(hidden))
            if at in tower.deepstack_visual_indexes:
                between.append(hidden)
        return hidden, between

    def _look(self, attention: Any, hidden: Tensor) -> Tensor:
        batch, length, width = hidden.shape
        qkv = attention.qkv(hidden).view(batch, length, 3, attention.num_heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        q, k = (x * self.cos + rotate_half(x) * self.sin for x in (q, k))
        seen = functional.scaled_dot_product_attention(q, k, v)
        out: Tensor = attention.proj(seen.transpose(1, 2).reshape(batch, length, width))
        return out

    def read(self, ids: Tensor, places: Tensor, seen: Seen) -> Tensor:
        """Hidden states ``[batch, length, hidden]`` of ``ids`` at ``places`` (M-RoPE).

        Padding stands at the end: causal attention keeps it from everything before it.
        """
        language = self.model.model.language_model
        hidden = language.embed_tokens(ids)
        visual = (ids == self.model.config.image_token_id).unsqueeze(-1)
        hidden = hidden.masked_scatter(visual, seen.merged.to(hidden.dtype))
        cos, sin = language.rotary_emb(hidden, places)
        for at, layer in enumerate(language.layers):
            hidden = hidden + self._attend(layer.self_attn, layer.input_layernorm(hidden), cos, sin)
            hidden = hidden + layer.mlp(layer.post_attention_layernorm(hidden))
            if at < len(seen.deep):
                more = torch.zeros_like(hidden)
                hidden = hidden + more.masked_scatter(visual, seen.deep[at].to(hidden.dtype))
        out: Tensor = language.norm(hidden)
        return out

    def _attend(self, attention: Any, hidden: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, _ = hidden.shape
        shape = (batch, length, -1, attention.head_dim)
        q = attention.q_norm(attention.q_proj(hidden).view(shape)).transpose(1, 2)
        k = attention.k_norm(attention.k_proj(hidden).view(shape)).transpose(1, 2)
        v = attention.v_proj(hidden).view(shape).transpose(1, 2)
        q, k = apply_rotary_pos_emb(q, k, cos, sin)
        read = functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        out: Tensor = attention.o_proj(read.transpose(1, 2).reshape(batch, length, -1))
        return out
