"""The only way between a model's numbers and pixels.

A ``CoordinateMap`` is built once per step, from the size of the screen and the size at which the
model was really shown it. Spaces (v is what the model writes, side the screen's width or height):

============  =============================================  =====================
space         pixel                                          families
============  =============================================  =====================
abs_resized   v * side / seen side                           Qwen2.5-VL
rel1000       v * side / 1000                                Qwen-VL, 2-VL, 3-VL desktop
rel999        v * side / 999                                 Qwen3-VL mobile_use
rel1          v * side                                       ShowUI, Aguvis
============  =============================================  =====================
"""

import math
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from agent.actions import Pixel
from agent.errors import ActionOutOfBounds
from agent.types import Point, Size

__all__ = ["CoordinateMap", "Located", "Space"]

Space = Literal["abs_resized", "rel1000", "rel999", "rel1"]

_FAR = 0.5
"""A number that lies further outside than this share of the extent is a mistake, not a slip."""


class Located(NamedTuple):
    """A pixel inside the screen; ``note`` says if the number had to be clamped to get there."""

    pixel: Point
    note: str


@dataclass(frozen=True, slots=True)
class CoordinateMap:
    """Model space to pixels of the observation and back.

    ``screen``: the observation's size; ``seen``: the size of the picture that the model got.
    """

    screen: Size
    seen: Size
    space: Space

    @property
    def extent(self) -> tuple[float, float]:
        """The model's number for the right and the bottom edge."""
        match self.space:
            case "abs_resized":
                return float(self.seen.width), float(self.seen.height)
            case "rel1000":
                return 1000.0, 1000.0
            case "rel999":
                return 999.0, 999.0
            case "rel1":
                return 1.0, 1.0

    @property
    def quantum(self) -> float:
        """The step at which the family writes numbers: whole numbers, or 1/1000 in ``rel1``."""
        return 0.001 if self.space == "rel1" else 1.0

    def in_space(self, space: Space) -> "CoordinateMap":
        """The same geometry read in another space (grounding answers of Qwen3-VL)."""
        return self if space == self.space else replace(self, space=space)

    def locate(self, x: float, y: float) -> Located:
        """The pixel for (x, y) of model space.

        Raises ``ActionOutOfBounds`` for numbers that are not finite or lie so far outside that
        clamping would be guessing (an absolute pixel where 0-1000 is spoken, for instance).
        """
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ActionOutOfBounds(f"({x}, {y}) is not a position")
        pixel, clamped = [], False
        for value, extent, side in zip((x, y), self.extent, self.screen, strict=True):
            if not -_FAR * extent <= value <= (1 + _FAR) * extent:
                raise ActionOutOfBounds(
                    f"({x:g}, {y:g}) is far outside of the screen, which spans"
                    f" {self.extent[0]:g} x {self.extent[1]:g}"
                )
            raw = round(value * side / extent)
            # The far edge itself is ordinary: families write it for the last row of pixels.
            clamped |= not 0 <= value <= extent
            pixel.append(min(max(raw, 0), side - 1))
        note = f"({x:g}, {y:g}) lies outside of the screen and was clamped" if clamped else ""
        return Located(Point(*pixel), note)

    def to_pixel(self, x: float, y: float) -> tuple[int, int]:
        """Model space to a pixel of the observation, clamped to the screen."""
        return self.locate(x, y).pixel

    def to_model(self, x: int, y: int) -> tuple[float, float]:
        """A pixel of the observation to model space, not yet rounded to what a family writes."""
        across, down = self.extent
        return x * across / self.screen.width, y * down / self.screen.height

    def write(self, pixel: Pixel) -> list[float]:
        """The numbers that the family would write for a pixel."""
        across, down = self.to_model(*pixel)
        if self.space == "rel1":
            return [round(across, 3), round(down, 3)]
        return [round(across), round(down)]
