"""Recordings: how an episode is written while it happens, and read afterwards.

    runs/<UTC yyyymmdd-hhmmss>-<slug>/
      run.json            versions, git revision, argv, settings with their sources, model, device
      episodes/<id>/
        steps.jsonl       append-only, one step a line, on disk before the next action
        screens/          lossless PNG, each distinct frame once, named by its digest
        episode.json      written last: its presence means that the episode ended

Never rewritten, never deleted. A killed run is readable to its last whole step.
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
