"""The screens of the self-test: one plain mark each, or some buttons with text.

A mark alone on its screen cannot be mistaken, so a miss tells of the map and not of the eyes; the
buttons ask for both. Marks lie in the corners, at the edges and on a grid, slightly off its lines:
no two targets share a column or a row, or a coarse model could be right by luck.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from agent.types import Box, Frame, Observation, Point, Size

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

__all__ = ["Scene", "Target", "scenes", "shown"]

_GROUND, _INK, _MARK, _BUTTON = (246, 246, 248), (20, 22, 28), (214, 28, 40), (214, 224, 250)
_WORDS = ("Battery", "Calendar", "Save draft", "Volume", "Delete", "Language")
_AROUND = ("top", "bottom", "left", "right")


@dataclass(frozen=True)
class Target:
    """``box`` in pixels of the screen; ``ask``: the goal that makes a model touch it."""

    name: str
    box: Box
    ask: str

    def aim(self, point: Point, size: Size) -> Point:
        """The place in the box that ``point`` is measured against, on a screen of ``size``.

        The centre; but along a side that takes more than a quarter of the screen, as a row of a
        list does, any place is as good as the centre.
        """
        box, (x, y) = self.box, self.box.center
        if box.right - box.left > size.width // 4:
            x = min(max(point.x, box.left), box.right - 1)
        if box.bottom - box.top > size.height // 4:
            y = min(max(point.y, box.top), box.bottom - 1)
        return Point(x, y)


@dataclass(frozen=True, eq=False)
class Scene:
    """A screen and what is asked about it."""

    frame: Frame
    targets: tuple[Target, ...]


def scenes(size: Size, *, verb: str = "tap") -> Iterator[Scene]:
    """All screens for a device of ``size``, one after another. ``verb``: tap, or click."""
    for name, box in _marks(size):
        target = Target(name, box, f"{verb} the red circle")
        yield Scene(_picture(size, [box], ()), (target,))
    places = [Box(*box) for box in _places(size)]
    asked = tuple(
        Target(f"button {word!r}", box, f'{verb} the button "{word}"')
        for word, box in zip(_WORDS, places, strict=True)
    )
    yield Scene(_picture(size, places, _WORDS), asked)


def shown(seen: Observation, ask: str) -> Scene:
    """A device's own screen: the things with words on them that a finger can touch.

    ``ask`` has ``{}`` where the words belong. A thing is called by its first words; words that
    occur twice, and lines that are cut off at an edge, are left out.
    """
    touchable = [element.box for element in seen.elements if element.clickable]
    lines = [element for element in seen.elements if element.text.strip()]
    usual = median(_height(line.box) for line in lines) if lines else 0
    named: dict[Box, str] = {}
    for line in lines:
        around = [box for box in touchable if box.contains(line.box.center)]
        if around and _height(line.box) > usual / 2:
            named.setdefault(min(around, key=_area), line.text.strip())
    words = list(named.values())
    targets = (
        Target(name, box, ask.replace("{}", name))
        for box, name in named.items()
        if words.count(name) == 1 and "\n" not in name
    )
    return Scene(seen.frame, tuple(targets))


def _height(box: Box) -> int:
    return box.bottom - box.top


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _marks(size: Size) -> Iterator[tuple[str, Box]]:
    width, height = size
    side = max(min(size) // 10, 24)
    right, low = width - side, height - side
    for down, y in (("top", 0), ("bottom", low)):
        for across, x in (("left", 0), ("right", right)):
            yield f"{down} {across} corner", Box(x, y, x + side, y + side)
    half, middle = right // 2, low // 2
    for name, x, y in zip(_AROUND, (half, half, 0, right), (0, low, middle, middle), strict=True):
        yield f"{name} edge", Box(x, y, x + side, y + side)
    for row in range(4):
        for column in range(3):
            x = int(right * (0.14 + 0.31 * column + 0.027 * row))
            y = int(low * (0.12 + 0.24 * row + 0.019 * column))
            yield f"grid {row + 1}.{column + 1}", Box(x, y, x + side, y + side)


def _places(size: Size) -> Iterator[tuple[int, int, int, int]]:
    width, height = size
    wide, high = int(width * 0.4), max(int(min(size) * 0.1), 24)
    for number in range(len(_WORDS)):
        x = int(width * (0.06 + 0.48 * (number % 2)))
        y = int(height * (0.14 + 0.13 * number))
        yield x, y, x + wide, min(y + high, height)


def _picture(size: Size, boxes: Sequence[Box], words: Sequence[str]) -> Frame:
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", size, (*_GROUND, 255))
    pen = ImageDraw.Draw(image)
    for box in () if words else boxes:
        pen.ellipse((box.left, box.top, box.right - 1, box.bottom - 1), fill=_MARK)
    for word, box in zip(words, boxes if words else (), strict=True):
        round_by = (box.bottom - box.top) // 4
        corners = (box.left, box.top, box.right - 1, box.bottom - 1)
        pen.rounded_rectangle(corners, round_by, fill=_BUTTON)
        pen.text(box.center, word, fill=_INK, font=_font(box), anchor="mm")
    return Frame(size, image.tobytes())


def _font(box: Box) -> "FreeTypeFont":
    from font_roboto import RobotoMedium
    from PIL import ImageFont

    return ImageFont.truetype(RobotoMedium, max((box.bottom - box.top) * 2 // 5, 10))
