"""From a screen's bytes to the patches that a Qwen-VL vision tower takes.

Three steps, no detour through PIL: resize the packed bytes (antialiased bicubic on uint8, the
kernel that torchvision's backend of the families' processor calls), cut them into patches while
they are still bytes, and only then look up the number that each byte stands for.

Layout of the result, as the towers want it: one row per patch, ordered so that the ``merge x
merge`` patches of one visual token are neighbours; a row is ``channel, frame, y, x`` flattened.
"""

from collections.abc import Sequence
from functools import lru_cache

import torch

from agent.models.local.geometry import Geometry
from agent.types import Frame, Size

__all__ = ["clip_patches", "patches", "resized"]


def patches(frame: Frame, seen: Size, geometry: Geometry) -> torch.Tensor:
    """``float32[rows, 3 * temporal * patch * patch]`` for ``frame`` shown at ``seen``.

    ``seen`` must be made of whole tokens (``Geometry.seen`` gives such sizes).
    """
    still = _rows(frame, seen, geometry)
    return still.expand(-1, -1, geometry.temporal, -1, -1).reshape(len(still), -1)


def clip_patches(frames: Sequence[Frame], seen: Size, geometry: Geometry) -> torch.Tensor:
    """The same for a clip, oldest frame first; the last is repeated to fill the last patches."""
    rows = [_rows(frame, seen, geometry) for frame in frames]
    rows += rows[-1:] * (-len(rows) % geometry.temporal)
    spans = [rows[at : at + geometry.temporal] for at in range(0, len(rows), geometry.temporal)]
    return torch.cat([torch.cat(span, 2).flatten(1) for span in spans])


def _rows(frame: Frame, seen: Size, geometry: Geometry) -> torch.Tensor:
    """``float32[rows, 3, 1, patch, patch]`` of one frame."""
    patch, merge = geometry.patch, geometry.merge
    if seen.width % geometry.factor or seen.height % geometry.factor:
        raise ValueError(f"{seen} is not made of whole {geometry.factor} px tokens")
    picture = resized(frame, seen)
    rows, columns = seen.height // geometry.factor, seen.width // geometry.factor
    cut = (
        picture.reshape(rows, merge, patch, columns, merge, patch, 3)
        .permute(0, 3, 1, 4, 6, 2, 5)
        .reshape(-1, 3, 1, patch, patch)
        .int()
    )
    cut += torch.tensor([0, 256, 512], dtype=torch.int32).view(1, 3, 1, 1, 1)
    return _numbers(geometry).index_select(0, cut.flatten()).view(cut.shape)


@lru_cache(maxsize=8)
def _numbers(geometry: Geometry) -> torch.Tensor:
    """``float32[3 * 256]``: what each byte of red, of green and of blue stands for.

    Made in the processor's own order of operations, so that the same bytes give the same floats.
    """
    grey = (torch.arange(256, dtype=torch.float64) * geometry.rescale).float()
    mean, std = torch.tensor(geometry.mean), torch.tensor(geometry.std)
    return grey.sub(mean[:, None]).div_(std[:, None]).flatten()


def resized(frame: Frame, seen: Size) -> torch.Tensor:
    """``uint8[height, width, 3]``, red first, of ``frame`` at the size ``seen``."""
    data = frame.data
    # torch warns about memory that it must not write to; a copy of a screen costs a millisecond.
    buffer = bytearray(data) if memoryview(data).readonly else data
    width, height = frame.size
    screen = torch.frombuffer(buffer, dtype=torch.uint8).view(1, height, width, 4)
    if frame.size != seen:
        # Four interleaved channels go through as they are: channels_last, without a copy.
        screen = torch.nn.functional.interpolate(
            screen.permute(0, 3, 1, 2),
            size=(seen.height, seen.width),
            mode="bicubic",
            antialias=True,
            align_corners=False,
        ).permute(0, 2, 3, 1)
    colours = screen[0, :, :, :3]
    return colours if frame.order == "RGBA" else colours.flip(-1)
