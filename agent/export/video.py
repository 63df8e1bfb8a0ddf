"""A film of the episodes as MP4 (H.264): each screen as it was seen, then with its touch drawn."""

from collections.abc import Sequence
from pathlib import Path

from agent.export.drawing import canvas_of, picture
from agent.export.episodes import Recorded, with_steps
from agent.export.kinds import Export, Options, Report
from agent.mp4 import LONGEST, RATE, Mp4
from agent.optional import need

__all__ = ["VIDEO"]


def _write(episodes: Sequence[Recorded], path: Path, options: Options) -> Report:
    need("av", "video", "a film")
    shown = with_steps(episodes)
    canvas, report = canvas_of(shown[0], LONGEST), Report("steps")
    plain = max(round(options.seconds * RATE * 0.4), 1)
    marked = max(round(options.seconds * RATE) - plain, 1)
    with Mp4(path, canvas) as film:
        for episode in shown:
            for step in episode.steps:
                for times, mark in ((plain, False), (marked, True)):
                    film.show(picture(episode, step, canvas, marked=mark), times)
                report.rows += 1
    return report


VIDEO = Export("a film (H.264) with the touches drawn", "file", _write, ".mp4")
