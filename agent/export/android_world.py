"""AndroidWorld's checkpoints: ``<Template>_<i>.pkl.gz``, for its own result viewers.

Format: google-research/android_world, ``checkpointer.py`` and ``constants.py``: a gzip-5 pickle of
a list of one record per file. These files are only ever written here: reading a pickle runs what
is inside it.
"""

import datetime as dt
import gzip
import math
import pickle
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.pictures import as_image
from agent.json_actions import as_json
from agent.trajectory import StepRecord

__all__ = ["ANDROID_WORLD"]

_CRASHED = frozenset({"device_error", "model_error", "interrupted"})


def _write(episodes: Sequence[Recorded], folder: Path, options: Options) -> Report:
    report, instances = Report("episodes"), Counter[str]()
    for episode in episodes:
        template = _template(episode)
        record = _record(episode, template, instances[template])
        data = pickle.dumps([record], protocol=4)
        path = folder / f"{template}_{instances[template]}.pkl.gz"
        # No moment inside: the same recording gives the same bytes.
        path.write_bytes(gzip.compress(data, compresslevel=5, mtime=0))
        instances[template] += 1
        report.rows += 1
    return report


def _record(episode: Recorded, template: str, instance: int) -> dict[str, Any]:
    end, steps = episode.end, episode.steps
    crash = (end.error or end.outcome.value) if end and end.outcome.value in _CRASHED else None
    if end is None:
        crash = "the run was killed"
    seconds = end.seconds if end else math.nan
    began = steps[0].started if steps else episode.run.started
    finished = began + (0.0 if math.isnan(seconds) else seconds)
    size = steps[0].size if steps else episode.device.size
    return {
        "goal": episode.goal,
        "task_template": template,
        "instance_id": instance,
        "seed": end.task.seed if end else None,
        "agent_name": episode.run.model.name if episode.run.model else "fingertip",
        # Theirs: the agent said that it is done, and the check passes; not a number on a crash.
        "is_successful": math.nan if crash else float(episode.succeeded),
        "episode_length": len(steps),
        "run_time": seconds,
        "finish_dtime": dt.datetime.fromtimestamp(finished, dt.UTC).replace(tzinfo=None),
        "episode_data": _data(episode),
        "screen_config": {
            "width": size[0],
            "height": size[1],
            "orientation": "portrait" if size[0] <= size[1] else "landscape",
            "config_name": "default",
        },
        "exception_info": crash,
        "aux_data": None,
    }


def _data(episode: Recorded) -> dict[str, list[Any]]:
    """A list for each of the names that AndroidWorld's M3A agent records."""
    rows = [_step(episode, step) for step in episode.steps]
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}


def _step(episode: Recorded, step: StepRecord) -> dict[str, Any]:
    import numpy as np

    decision = step.decision
    action = as_json(decision.action) if decision.action else None
    return {
        "raw_screenshot": np.asarray(as_image(episode.frame(step))),
        "action_output": decision.raw,
        "action_output_json": action or {"action_type": "unknown"},
        "action_reason": decision.thought,
        "action_raw_response": decision.raw,
        "summary": decision.summary,
    }


def _template(episode: Recorded) -> str:
    """The task's name in their manner: ``SystemBluetoothTurnOn``; else made of the goal."""
    name = (episode.end.task.name if episode.end else "") or episode.goal or episode.slug
    words = re.findall(r"\w+", name.replace("_", " "))
    return "".join(word[:1].upper() + word[1:] for word in words)[:80] or "Episode"


ANDROID_WORLD = Export("AndroidWorld's checkpoints (pickles, never read by us)", "folder", _write)
