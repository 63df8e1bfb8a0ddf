"""The same as an animated GIF: for a page that shows no films."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import UsageError
from agent.export.drawing import canvas_of, picture
from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["GIF"]

LONGEST = 640
"""Pixels of the screen's longer side."""


def _write(episodes: Sequence[Recorded], path: Path, options: Options) -> Report:
    pictures = _pictures(episodes)
    first = next(pictures, None)
    if first is None:
        raise UsageError("the episodes have no step to show", hint="name another recording")
    steps = sum(len(episode.steps) for episode in episodes)
    milliseconds = round(options.seconds * 1000)
    plain = milliseconds * 4 // 10
    first.save(
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

    shown = [episode for episode in episodes if episode.steps]
    for episode in shown:
        canvas = canvas_of(shown[0], LONGEST)
        for step in episode.steps:
            for marked in (False, True):
                image = picture(episode, step, canvas, marked=marked)
                # A palette of its own for each picture, without dots: letters stay sharp.
                yield image.quantize(256, dither=Image.Dither.NONE)


GIF = Export("an animation with the touches drawn", "file", _write, ".gif")
