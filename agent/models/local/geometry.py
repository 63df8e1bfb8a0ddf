"""At which size a Qwen-VL model is shown a screen, and how many tokens that costs.

The rule (Qwen's ``smart_resize``): each side becomes a multiple of ``factor = patch * merge`` (28
for Qwen2-VL and Qwen2.5-VL, 32 for Qwen3-VL), the ratio is kept as nearly as that allows, and the
area lies between ``min_pixels`` and ``max_pixels``. The checkpoint's ``preprocessor_config.json``
states all of these; the user may narrow the area. Nothing depends on the size of the model: a
checkpoint whose file says ``"max_pixels": 147456`` with patches of 16 sees a 1080x2400 phone as
256x544, 136 tokens.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent.errors import ConfigError, ModelLoadFailed
from agent.types import Size

__all__ = ["Geometry", "read_geometry", "smart_resize", "whole_tokens"]

MAX_RATIO = 200
"""Longer strips than this are refused, as by the families' own processors."""

# OpenAI's CLIP statistics, which the Qwen2-VL family inherited; Qwen3-VL states 0.5 in its file.
_CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
_CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
# Areas in pixels where a checkpoint has no preprocessor_config.json: 4 to 1280 tokens of 28 x 28.
_MIN_PIXELS, _MAX_PIXELS = 4 * 28 * 28, 1280 * 28 * 28


def smart_resize(size: Size, factor: int, min_pixels: int, max_pixels: int) -> Size:
    """The size in pixels at which a picture of ``size`` is shown; sides are multiples of factor.

    Raises ``ConfigError`` for a strip of more than 200:1, which no family was trained on.
    """
    width, height = size
    if max(size) > MAX_RATIO * min(size):
        raise ConfigError(
            f"a picture of {size} is too narrow: the sides may differ {MAX_RATIO} times at most"
        )
    # Python's round (half to even) is part of the rule: 46.5 patches become 46.
    wide, high = round(width / factor) * factor, round(height / factor) * factor
    if wide * high > max_pixels:
        shrink = math.sqrt(width * height / max_pixels)
        wide = max(factor, math.floor(width / shrink / factor) * factor)
        high = max(factor, math.floor(height / shrink / factor) * factor)
    elif wide * high < min_pixels:
        grow = math.sqrt(min_pixels / (width * height))
        wide = math.ceil(width * grow / factor) * factor
        high = math.ceil(height * grow / factor) * factor
    return Size(wide, high)


@dataclass(frozen=True)
class Geometry:
    """How pictures are cut for one checkpoint. Areas in pixels of the picture that is shown."""

    patch: int
    merge: int = 2
    temporal: int = 2
    """Frames that a patch spans; a still is repeated."""
    min_pixels: int = _MIN_PIXELS
    max_pixels: int = _MAX_PIXELS
    mean: tuple[float, float, float] = _CLIP_MEAN
    std: tuple[float, float, float] = _CLIP_STD
    rescale: float = 1 / 255
    exact: Size | None = None
    """The size of every picture, where the user has set one: the area's limits do not apply."""

    @property
    def factor(self) -> int:
        return self.patch * self.merge

    def seen(self, size: Size) -> Size:
        """The size at which the model is shown a screen of ``size``."""
        return self.exact or smart_resize(size, self.factor, self.min_pixels, self.max_pixels)

    def grid(self, seen: Size, frames: int = 1) -> tuple[int, int, int]:
        """Patches in time, down and across, of a still or of a clip of so many frames."""
        return -(-frames // self.temporal), seen.height // self.patch, seen.width // self.patch

    def tokens(self, seen: Size, frames: int = 1) -> int:
        """What a picture costs of the context."""
        long, high, wide = self.grid(seen, frames)
        return long * high * wide // self.merge**2

    def narrowed(self, min_pixels: int | None, max_pixels: int | None) -> "Geometry":
        """With the user's limits. Raises ``ConfigError`` when no picture could satisfy them."""
        low = self.min_pixels if min_pixels is None else min_pixels
        high = self.max_pixels if max_pixels is None else max_pixels
        if max_pixels is not None and min_pixels is None:
            low = min(low, high)
        if min_pixels is not None and max_pixels is None:
            high = max(low, high)
        if not 0 < low <= high or high < self.factor**2:
            raise ConfigError(
                f"no picture has between {low} and {high} pixels in squares of {self.factor}",
                hint=f"give max_pixels of at least {self.factor**2}, and min_pixels below it",
            )
        return replace(self, min_pixels=low, max_pixels=high)

    def fixed(self, size: Size) -> "Geometry":
        """With ``size`` for every picture. Raises ``ConfigError`` unless it is of whole tokens."""
        return replace(self, exact=whole_tokens(size, self.factor))


def whole_tokens(size: Size, factor: int) -> Size:
    """``size`` if its sides are multiples of ``factor`` pixels, else ``ConfigError``."""
    if size.width % factor or size.height % factor:
        near = Size(*(max(factor, round(side / factor) * factor) for side in size))
        raise ConfigError(
            f"a picture of {size} is not made of whole tokens of {factor} pixels",
            hint=f"the nearest: resized_width = {near.width}, resized_height = {near.height}",
        )
    return size


def read_geometry(folder: Path, vision: Mapping[str, Any]) -> Geometry:
    """From a checkpoint's ``preprocessor_config.json`` and its config's ``vision_config``.

    Both ways of stating the area are read: ``min_pixels``/``max_pixels``, and ``size`` with
    ``shortest_edge``/``longest_edge`` (areas too, whatever their names say).
    Raises ``ModelLoadFailed`` if the file is damaged or contradicts the weights.
    """
    path = folder / "preprocessor_config.json"
    said: dict[str, Any] = {}
    if path.exists():
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelLoadFailed(
                f"{path} cannot be read: {error}", hint="fetch the checkpoint again"
            ) from error
    area = said.get("size") or {}
    try:
        geometry = Geometry(
            patch=int(said.get("patch_size") or vision.get("patch_size") or 14),
            merge=int(said.get("merge_size") or vision.get("spatial_merge_size") or 2),
            temporal=int(said.get("temporal_patch_size") or vision.get("temporal_patch_size") or 2),
            min_pixels=int(said.get("min_pixels") or area.get("shortest_edge") or _MIN_PIXELS),
            max_pixels=int(said.get("max_pixels") or area.get("longest_edge") or _MAX_PIXELS),
            mean=_three(said.get("image_mean"), _CLIP_MEAN),
            std=_three(said.get("image_std"), _CLIP_STD),
            rescale=float(said.get("rescale_factor") or 1 / 255),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise ModelLoadFailed(
            f"{path} does not describe a picture: {error}", hint="fetch the checkpoint again"
        ) from error
    stated = int(vision.get("patch_size") or geometry.patch)
    if stated != geometry.patch:
        raise ModelLoadFailed(
            f"{path} cuts patches of {geometry.patch} pixels, the weights take {stated}",
            hint="use the preprocessor_config.json that came with these weights",
        )
    return geometry


def _three(values: Any, default: tuple[float, float, float]) -> tuple[float, float, float]:
    if values is None:
        return default
    red, green, blue = (float(value) for value in values)
    return red, green, blue
