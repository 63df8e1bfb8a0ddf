"""At which size a served model is shown a screen, and the picture as it is sent.

The picture is sent at exactly the size that the family's own processor would make of it, so that
a server whose limits are the family's leaves it alone and the coordinates mean what they say.
"""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

from agent import registry
from agent.errors import ConfigError
from agent.models.local.geometry import smart_resize, whole_tokens
from agent.models.local.wishes import Wishes
from agent.rgb import rgb
from agent.types import Picture, Size

__all__ = ["Sight", "data_url", "sight_of"]


@dataclass(frozen=True)
class Sight:
    """``factor``: pixels of a visual token's side; areas in pixels of the picture shown.

    ``fixed``: the only size that the family sees, where there is one; ``longest``: its bound for
    the longer side, where it has one and keeps the shape of the screen.
    """

    factor: int
    min_pixels: int
    max_pixels: int
    fixed: Size | None = None
    longest: int | None = None
    exact: Size | None = None
    """The only size that the user wants."""

    def seen(self, size: Size) -> Size:
        """The size at which a screen of ``size`` is shown."""
        if only := self.exact or self.fixed:
            return only
        if self.longest:
            scale = min(self.longest / max(size), 1.0)
            return Size(*(max(round(side * scale), 1) for side in size))
        return smart_resize(size, self.factor, self.min_pixels, self.max_pixels)

    def tokens(self, seen: Size) -> int:
        """What a picture of that size costs of the context; 0 where that is not known."""
        if self.fixed or self.longest:
            return 0
        return (seen.width // self.factor) * (seen.height // self.factor)


_HUB: Mapping[int, Sight] = {
    28: Sight(28, 4 * 28 * 28, 16384 * 28 * 28),
    32: Sight(32, 64 * 32 * 32, 16384 * 32 * 32),
}
"""Limits that the checkpoints on the hub state: Qwen2-VL and Qwen2.5-VL, Qwen3-VL."""


def sight_of(dialect: str | None, wishes: Wishes | None = None) -> Sight:
    """The family's, as the user wishes it. Raises ``ConfigError``, ``UnknownDialect``."""
    family = _family(dialect)
    if wishes is None:
        return family
    if wishes.exact is not None:
        if family.fixed not in {None, wishes.exact}:
            raise ConfigError(
                f"{dialect} sees every picture as {family.fixed}",
                hint="leave resized_width and resized_height out",
            )
        return replace(family, exact=whole_tokens(wishes.exact, family.factor))
    high = wishes.max_pixels or max(family.max_pixels, wishes.min_pixels or 0)
    low = wishes.min_pixels or min(family.min_pixels, high)
    if low > high or high < family.factor**2:
        raise ConfigError(
            f"no picture has between {low} and {high} pixels in squares of {family.factor}",
            hint=f"give max_pixels of at least {family.factor**2}, and min_pixels below it",
        )
    longest = None if wishes.max_pixels else family.longest
    return replace(family, min_pixels=low, max_pixels=high, longest=longest)


def _family(dialect: str | None) -> Sight:
    """What the dialect's profile states, if it has one; else what the hub's checkpoints do."""
    if dialect is not None:
        profile = getattr(registry.dialect(dialect), "profile", None)
        if (stated := getattr(profile, "sight", None)) is not None:
            bounds = stated.min_pixels, stated.max_pixels
            return Sight(stated.factor, *bounds, stated.fixed, stated.longest)
    return _HUB[32 if dialect and "qwen3" in dialect else 28]


def data_url(picture: Picture) -> str:
    """The picture at its seen size, as a PNG inside a URL: lossless, for small icons' sake."""
    from PIL import Image

    image = rgb(picture.frame)
    if image.size != picture.seen:
        image = image.resize(picture.seen, Image.Resampling.BICUBIC)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
