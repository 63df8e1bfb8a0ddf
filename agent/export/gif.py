"""The same as an animated GIF: for a page that shows no films."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agent.export.drawing import canvas_of, picture
from agent.export.episodes import Recorded, with_steps
from agent.export.kinds import Export, Options, Report

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["GIF"]

LONGEST = 640
"""Pixels of the screen's longer side."""


def _write(episodes: Sequence[Recorded], path: Path, options: Options) -> Report:
    shown = with_steps(episodes)
    pictures = _pictures(shown)
    steps = sum(len(episode.steps) for episode in shown)
    milliseconds = round(options.seconds * 1000)
    plain = milliseconds * 4 // 10
    next(pictures).save(
        path,
        "GIF",
        save_all=True,
        append_images=pictures,
        duration=[plain, milliseconds - plain] * steps,
        loop=0,
        optimize=False,
    )
    return Report("steps", rows=steps)


def _pictures(episodes: Sequence[Recorded]) -> Iterator["Image.Image"]:
    from PIL import Image

    canvas = canvas_of(episodes[0], LONGEST)
    for episode in episodes:
        for step in episode.steps:
            for marked in (False, True):
                image = picture(episode, step, canvas, marked=marked)
                # A palette of its own for each picture, without dots: letters stay sharp.
                yield image.quantize(256, dither=Image.Dither.NONE)


GIF = Export("an animation with the touches drawn", "file", _write, ".gif")
