"""A model that finds what it is asked to touch by looking, and may be made to err.

It sees the saturated red mark of the grounding self-test; anything else it knows by its words
(``places``). What it writes is ``write``'s business: a truthful dialect, or a mistake.
"""

from collections.abc import Callable, Mapping

from agent.actions import Tap
from agent.protocols import Dialect
from agent.types import Box, Decision, Frame, Picture, Point, Prompt, Reply, Size

__all__ = ["PointingModel", "find_mark", "truthful"]

Write = Callable[[Point, Size, Size], str]
"""(pixel of the screen, size of the screen, size seen) -> reply."""


class PointingModel:
    """Implements ``protocols.Model``; sees screens with sides that are multiples of ``factor``."""

    def __init__(
        self, write: Write, *, places: Mapping[str, Box] | None = None, factor: int = 28
    ) -> None:
        self.name = "pointing"
        self.dialect = None
        self._write = write
        self._places = places or {}
        self._factor = factor

    def geometry(self, size: Size) -> Size:
        """``size`` with each side rounded to the nearest multiple of the factor, at least one."""
        return Size(*(max(round(side / self._factor), 1) * self._factor for side in size))

    def generate(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Reply:
        """Where the thing is that the prompt names, in the last picture of the prompt."""
        parts = [part for message in prompt.messages for part in message.parts]
        picture = [part for part in parts if isinstance(part, Picture)][-1]
        words = "".join(part for part in parts if isinstance(part, str))
        named = [box.center for word, box in self._places.items() if word in words]
        at = named[0] if named else find_mark(picture.frame)
        text = self._write(at, picture.frame.size, picture.seen)
        if on_text is not None:
            on_text(text)
        return Reply(text=text)

    def close(self) -> None:
        """Nothing to free."""


def truthful(dialect: Dialect) -> Write:
    """Writes the pixel as the family of ``dialect`` would."""

    def write(at: Point, screen: Size, seen: Size) -> str:
        return dialect.render(Decision(action=Tap(at=at)), dialect.space(screen, seen))

    return write


def find_mark(frame: Frame) -> Point:
    """The middle of all pixels that are very red; the origin if there are none."""
    import numpy as np

    pixels = np.frombuffer(frame.data, dtype=np.uint8).reshape(*frame.size[::-1], 4).astype(int)
    red, blue = (0, 2) if frame.order == "RGBA" else (2, 0)
    rows, columns = np.nonzero(
        (pixels[..., red] > 150) & (pixels[..., 1] < 100) & (pixels[..., blue] < 100)
    )
    if not len(rows):
        return Point(0, 0)
    return Point(int(columns.min() + columns.max() + 1) // 2, int(rows.min() + rows.max() + 1) // 2)
