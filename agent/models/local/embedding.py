"""A vision tower's first layer that takes a still's bytes as they are.

The layer sums over the frames of a patch, and a still's are all the same; what stands before it,
``(byte / 255 - mean) / std``, is affine. So one matrix on the bytes of one frame says the same,
with less arithmetic and a sixth of the memory: else a phone's screen makes 63 MB of floats.
"""

import torch
from torch import nn
from torch.nn.functional import linear

from agent.models.local.geometry import Geometry

__all__ = ["Embedding"]


class Embedding(nn.Module):
    """In the place of ``plain``, a tower's ``patch_embed``; floats go through that unchanged."""

    def __init__(self, plain: nn.Module, pictures: Geometry) -> None:
        super().__init__()
        self.plain = plain
        projection = self.proj
        with torch.inference_mode():
            # [out, y, x, colour], summed over the frames.
            weight = projection.weight.double().sum(2).permute(0, 2, 3, 1)
            device = weight.device
            mean = torch.tensor(pictures.mean, dtype=torch.float64, device=device)
            std = torch.tensor(pictures.std, dtype=torch.float64, device=device)
            # The bytes come less 128: small whole numbers, which 16 bit floats hold exactly.
            bias = (weight * ((128 * pictures.rescale - mean) / std)).sum((1, 2, 3))
            if projection.bias is not None:
                bias += projection.bias.double()
            # The fourth byte of a pixel counts for nothing.
            weight = nn.functional.pad(weight * (pictures.rescale / std), (0, 1)).flatten(1)
            self._weight = weight.to(projection.weight.dtype)
            self._bias = bias.to(projection.weight.dtype)

    @property
    def proj(self) -> nn.Conv3d:
        """The weights as the checkpoint has them."""
        found = self.plain.proj
        assert isinstance(found, nn.Conv3d)
        return found

    def forward(self, patches: torch.Tensor) -> torch.Tensor:
        """``[rows, width]`` of ``pixels.packed`` patches, or of the families' own."""
        if patches.shape[-1] == self._weight.shape[-1]:
            return linear(patches.to(self._weight.dtype), self._weight, self._bias)
        found: torch.Tensor = self.plain(patches)
        return found
