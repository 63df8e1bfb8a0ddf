"""A film of the episodes as MP4 (H.264): each screen as it was seen, then with its touch drawn."""

from collections.abc import Sequence
from pathlib import Path

from agent.errors import UsageError
from agent.export.drawing import canvas_of, picture
from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.optional import need

__all__ = ["VIDEO"]

RATE = 10
"""Pictures a second."""
LONGEST = 1280
"""Pixels of the screen's longer side."""


def _write(episodes: Sequence[Recorded], path: Path, options: Options) -> Report:
    av = need("av", "video", "a film")
    shown = [episode for episode in episodes if episode.steps]
    if not shown:
        raise UsageError("the episodes have no step to show", hint="name another recording")
    canvas, report = canvas_of(shown[0], LONGEST), Report("steps")
    plain = max(round(options.seconds * RATE * 0.4), 1)
    marked = max(round(options.seconds * RATE) - plain, 1)
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as film:
        stream = film.add_stream("libx264", rate=RATE, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = canvas.width, canvas.height, "yuv420p"
        for episode in shown:
            for step in episode.steps:
                for times, mark in ((plain, False), (marked, True)):
                    image = picture(episode, step, canvas, marked=mark)
                    for _ in range(times):
                        film.mux(stream.encode(av.VideoFrame.from_image(image)))
                report.rows += 1
        film.mux(stream.encode())
    return report


VIDEO = Export("a film (H.264) with the touches drawn", "file", _write, ".mp4")
