"""The answers as a picture: a ring for each target, a line to where the model pointed."""

from pathlib import Path

from agent.errors import StorageError
from agent.grounding.report import Report

__all__ = ["draw"]

_GROUND, _RING, _HIT, _MISS = (250, 250, 250), (120, 124, 135), (20, 130, 60), (214, 28, 40)


def draw(report: Report, path: Path) -> None:
    """Write a PNG of the screen's size: grey targets, green hits, red misses.

    Raises ``StorageError`` if it cannot be written.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGB", report.size, _GROUND)
    pen = ImageDraw.Draw(image)
    thin = max(min(report.size) // 300, 1)
    for answer in report.answers:
        box = answer.target.box
        shape = pen.ellipse if box.right - box.left == box.bottom - box.top else pen.rectangle
        shape((box.left, box.top, box.right - 1, box.bottom - 1), outline=_RING, width=thin)
        if answer.point is None:
            pen.line((box.left, box.top, box.right, box.bottom), fill=_MISS, width=thin)
            pen.line((box.left, box.bottom, box.right, box.top), fill=_MISS, width=thin)
            continue
        colour = _HIT if answer.hit else _MISS
        x, y = answer.point
        pen.line((*box.center, x, y), fill=colour, width=thin)
        dot = 3 * thin
        pen.ellipse((x - dot, y - dot, x + dot, y + dot), fill=colour)
    try:
        image.save(path, "PNG")
    except OSError as error:
        raise StorageError(
            f"the picture {path} cannot be written: {error.strerror}", hint="--picture FILE"
        ) from error
