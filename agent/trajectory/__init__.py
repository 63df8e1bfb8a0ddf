"""Recordings: how an episode is written while it happens, and read afterwards.

    runs/<UTC yyyymmdd-hhmmss>-<slug>/
      run.json            versions, git revision, argv, settings with their sources, model, device
      episodes/<id>/
        task.json         written first: what is to be done
        steps.jsonl       append-only, one step a line, written before the next action
        seen.jsonl        append-only: what each step began with, written before anything is done
        screens/          the pictures, lossless, each distinct one once: see ``.pictures``
        episode.json      written last: its presence means that the episode ended

Never rewritten, never deleted. A killed run is readable to its last whole step. Version 1 had no
``task.json``, and a PNG file for each picture.
"""

from agent.trajectory.reader import EpisodeFolder, RunFolder, find_episode, open_run
from agent.trajectory.schema import SCHEMA_VERSION, EpisodeRecord, RunRecord, StepRecord
from agent.trajectory.writer import EpisodeWriter, RunWriter

__all__ = [
    "SCHEMA_VERSION",
    "EpisodeFolder",
    "EpisodeRecord",
    "EpisodeWriter",
    "RunFolder",
    "RunRecord",
    "RunWriter",
    "StepRecord",
    "find_episode",
    "open_run",
]
