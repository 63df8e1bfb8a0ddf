"""Keeps a page up while its run goes on.

A page that was opened from disk may neither fetch files nor be told anything. It can look at
pictures, though: beside the page lies an SVG whose width counts the changes. The page looks at it
twice a second and loads itself again, at the same step, when the number is another one than its
own, or when the SVG has gone: then the run is over, and the page that it finds is the last one.
"""

import time
from collections.abc import Callable
from pathlib import Path

from agent.trajectory import RunFolder
from agent.view.content import Pictures, contents
from agent.view.page import page
from agent.view.writing import refuse_strangers, replace_page

__all__ = ["follow"]

_PAUSE = 0.25
"""Seconds between two looks at the recording's files."""
LINGER = 10.0
"""Seconds after its last episode's end in which a run may begin another one."""


def follow(
    run: RunFolder,
    path: Path,
    *,
    on_page: Callable[[], None] = lambda: None,
    linger: float = LINGER,
) -> None:
    """Write the page of ``run`` at ``path`` whenever a step is added, until the run is over.

    ``on_page`` is called once, when there is a page. Interrupted, or over: the page that stays
    looks for no changes any more. Raises ``StorageError``, ``UsageError``, ``TrajectoryCorrupt``.
    """
    refuse_strangers(path)
    if _is_over(run):
        linger = 0.0
    counter = path.with_name(f"{path.name}.live.svg")
    shown, seen, number, quiet = Pictures(), None, 0, time.monotonic()
    try:
        while True:
            latest = _state(run)
            if latest != seen:
                seen, number, quiet = latest, number + 1, time.monotonic()
                live = (counter.name, number)
                replace_page(path, page(contents([run], shown), shown, live=live))
                replace_page(counter, _count(number))
                if number == 1:
                    on_page()
            elif _is_over(run) and time.monotonic() - quiet >= linger:
                return
            time.sleep(_PAUSE)
    finally:
        if number:
            replace_page(path, page(contents([run], shown), shown))
            counter.unlink(missing_ok=True)


def _state(run: RunFolder) -> list[tuple[str, int, bool]]:
    """What changes when a step or an end is written."""
    return [
        (
            episode.path.name,
            (episode.path / "steps.jsonl").stat().st_size,
            (episode.path / "episode.json").exists(),
        )
        for episode in run.episodes()
    ]


def _is_over(run: RunFolder) -> bool:
    episodes = run.episodes()
    return bool(episodes) and all((episode.path / "episode.json").exists() for episode in episodes)


def _count(number: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{number}" height="1"/>\n'
