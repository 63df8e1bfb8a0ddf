"""What was done, drawn onto the screen where it was done, with a line of words below."""

from functools import cache
from typing import TYPE_CHECKING, Any

from agent import actions as act
from agent.actions import Action, Pixel
from agent.dialects.history import describe
from agent.export.episodes import Recorded
from agent.export.pictures import as_image
from agent.trajectory import StepRecord
from agent.types import Size

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["canvas_of", "picture"]

_MARK, _EDGE = (230, 30, 90), (255, 255, 255)
_BAR, _WORDS, _FAINT = (24, 24, 27), (244, 244, 245), (161, 161, 170)
_LINES = 2
"""Lines of words below the screen."""


def canvas_of(episode: Recorded, longest: int) -> Size:
    """The size of the episode's pictures: the longer side of the screen is at most ``longest``.

    Both sides are even, as video codecs want them.
    """
    width, height = episode.steps[0].size
    shrink = min(1.0, longest / max(width, height))
    wide, high = round(width * shrink), round(height * shrink)
    return Size(wide + wide % 2, (high + _bar(wide) + 1) // 2 * 2)


def picture(episode: Recorded, step: StepRecord, canvas: Size, *, marked: bool) -> "Image":
    """The screen of ``step`` at ``canvas``, with its goal and action; ``marked``: the touch too."""
    from PIL import Image, ImageDraw

    bar = _bar(canvas.width)
    room = Size(canvas.width, canvas.height - bar)
    whole = Image.new("RGB", canvas, _BAR)
    width, height = step.size
    shrink = min(room.width / width, room.height / height)
    shown = Size(max(round(width * shrink), 1), max(round(height * shrink), 1))
    left, top = (room.width - shown.width) // 2, (room.height - shown.height) // 2
    whole.paste(as_image(episode.frame(step), shown), (left, top))
    if marked and step.decision.action is not None:

        def place(pixel: Pixel) -> tuple[float, float]:
            return left + pixel[0] * shrink, top + pixel[1] * shrink

        _mark(whole, step.decision.action, place, max(canvas.width * 0.045, 6))
    draw = ImageDraw.Draw(whole)
    size = bar // (_LINES + 1)
    _write(draw, f"{step.index + 1}/{len(episode.steps)}  {_did(step)}", room.height, size, _WORDS)
    _write(draw, episode.goal, room.height + round(size * 1.3), size, _FAINT)
    return whole


def _mark(image: "Image", action: Action, place: Any, radius: float) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    thick = max(round(radius / 5), 2)
    match action:
        case act.Swipe(start=start, end=end) | act.Drag(start=tuple() as start, end=end):
            ends = [place(start), place(end)]
            draw.line(ends, fill=_EDGE, width=thick * 3)
            draw.line(ends, fill=_MARK, width=thick * 2)
            _ring(draw, ends[0], radius / 2, thick)
            _ring(draw, ends[1], radius, thick)
        case act.MoveCursor(to=at) | act.Drag(end=at):
            _ring(draw, place(at), radius / 2, thick)
        case (
            act.Tap(at=at)
            | act.DoubleTap(at=at)
            | act.LongPress(at=at)
            | act.Click(at=tuple() as at)
            | act.Scroll(at=tuple() as at)
        ):
            _ring(draw, place(at), radius, thick)
            if isinstance(action, act.DoubleTap | act.LongPress):
                _ring(draw, place(at), radius * 1.6, thick)


def _ring(draw: Any, at: tuple[float, float], radius: float, thick: int) -> None:
    x, y = at
    for grow, colour, width in ((1, _EDGE, thick * 2), (0, _MARK, thick)):
        reach = radius + grow
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=colour, width=width)
    dot = max(radius / 5, 2)
    draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=_MARK)


def _did(step: StepRecord) -> str:
    action = step.decision.action
    if action is None:
        return "no usable reply"
    failed = step.result is not None and not step.result.ok
    said = step.decision.summary or describe(action)
    return f"{said}{' (failed)' if failed else ''}"


def _write(draw: Any, text: str, top: int, size: int, colour: tuple[int, int, int]) -> None:
    font = _font(size)
    room = draw.im.size[0] - size
    said = " ".join(text.split())
    while said and draw.textlength(said, font=font) > room:
        said = said[:-2].rstrip("…") + "…" if len(said) > 2 else ""
    draw.text((size // 2, top + size // 3), said, font=font, fill=colour)


@cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _bar(width: int) -> int:
    """Height in pixels of the strip of words."""
    return (_LINES + 1) * max(width // 22, 10)
