"""From a screen's bytes to the patches that a Qwen-VL vision tower takes.

No detour through PIL: resize the bytes (antialiased bicubic on uint8, the kernel that torchvision's
backend of the families' processor calls) and cut them into patches, a pixel's four bytes at a time.
``packed`` ends there: ``Embedding`` takes bytes. ``patches`` goes on to the numbers that the bytes
stand for, which is what the families' own towers take: for clips, and to compare with.

One row per patch, ordered so that the ``merge x merge`` patches of one visual token are neighbours.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch

from agent.models.local.geometry import Geometry
from agent.types import Frame, Size

__all__ = ["clip_patches", "packed", "patches", "resized"]

_TOP_BITS = -0x7F7F7F80
"""0x80 in each of four bytes: turned over, 0..255 is read as -128..127."""


def packed(frame: Frame, seen: Size, geometry: Geometry) -> torch.Tensor:
    """``int8[rows, patch * patch * 4]`` of ``frame`` shown at ``seen``, each byte less 128.

    A row is ``y, x, colour`` flattened; the fourth colour means nothing. ``seen`` must be made of
    whole tokens.
    """
    patch, merge = geometry.patch, geometry.merge
    rows, columns = _tokens(seen, geometry)
    pixels = _sized(frame, seen).view(torch.int32)
    cut = torch.empty(rows, columns, merge, merge, patch, patch, dtype=torch.int32)
    cut.copy_(pixels.view(rows, merge, patch, columns, merge, patch).permute(0, 3, 1, 4, 2, 5))
    cut.bitwise_xor_(_TOP_BITS)
    return cut.view(-1, patch * patch).view(torch.int8)


def patches(frame: Frame, seen: Size, geometry: Geometry) -> torch.Tensor:
    """``float32[rows, 3 * temporal * patch * patch]`` for ``frame`` shown at ``seen``.

    A row is ``colour, frame, y, x`` flattened, as the families' processor has it.

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
    rows, columns = _tokens(seen, geometry)
    picture = resized(frame, seen)
    cut = (
        picture.reshape(rows, merge, patch, columns, merge, patch, 3)
        .permute(0, 3, 1, 4, 6, 2, 5)
        .reshape(-1, 3, 1, patch, patch)
        .int()
    )
    cut += torch.tensor([0, 256, 512], dtype=torch.int32).view(1, 3, 1, 1, 1)
    return _numbers(geometry).index_select(0, cut.flatten()).view(cut.shape)


def _tokens(seen: Size, geometry: Geometry) -> tuple[int, int]:
    """Visual tokens down and across."""
    if seen.width % geometry.factor or seen.height % geometry.factor:
        raise ValueError(f"{seen} is not made of whole {geometry.factor} px tokens")
    return seen.height // geometry.factor, seen.width // geometry.factor


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
    return _sized(frame, seen)[:, :, :3]


def _sized(frame: Frame, seen: Size) -> torch.Tensor:
    """``uint8[height, width, 4]``, red first, of ``frame`` at the size ``seen``."""
    width, height = frame.size
    screen = _bytes(frame.data).view(1, height, width, 4)
    if frame.size != seen:
        # Four interleaved channels go through as they are: channels_last, without a copy.
        screen = torch.nn.functional.interpolate(
            screen.permute(0, 3, 1, 2),
            size=(seen.height, seen.width),
            mode="bicubic",
            antialias=True,
            align_corners=False,
        ).permute(0, 2, 3, 1)
    return screen[0].contiguous() if frame.order == "RGBA" else _swapped(screen[0])


def _bytes(data: bytes | bytearray | memoryview) -> torch.Tensor:
    """``uint8[bytes]``: ``data`` itself, which must not be written to."""
    if not memoryview(data).readonly:
        return torch.frombuffer(data, dtype=torch.uint8)
    try:
        return torch.utils.dlpack.from_dlpack(np.frombuffer(data, np.uint8))
    except BufferError:
        # An older torch cannot be told that memory is only to be read, and warns: so a copy.
        return torch.frombuffer(bytearray(data), dtype=torch.uint8)


def _swapped(picture: torch.Tensor) -> torch.Tensor:
    """A copy of ``[height, width, 4]`` in which red and blue have changed places."""
    swapped = picture.clone(memory_format=torch.contiguous_format)
    swapped[:, :, 0], swapped[:, :, 2] = picture[:, :, 2], picture[:, :, 0]
    return swapped
