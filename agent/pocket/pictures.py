"""Draws training pictures from the built-in phone, in this process, without ADB.

    python -m agent.pocket.pictures FOLDER --count 6000 --seed 1

Every picture is of a phone whose theme, wallpaper, icon order, clock and switches were drawn at
random, somewhere a person (or a model that went astray) may be.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from agent.pocket.store import write_shard
from agent.pocket.studio import TEST_SEEDS, Studio

__all__ = ["main", "unused_seed"]

_A_SHARD = 100


def unused_seed(folder: Path) -> int:
    """The first seed after all those whose shards lie in ``folder``: none is drawn over."""
    shards = folder.glob("[0-9]*-*.jsonl")
    return 1 + max((int(path.stem.partition("-")[0]) for path in shards), default=0)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description="Draw training pictures from the built-in phone.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1, help=f"below {TEST_SEEDS}")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as root:
        studio = Studio(Path(root), given.seed)
        pictures, views = [], []
        for number, (picture, view) in enumerate(studio.pictures(given.count), start=1):
            pictures.append(picture)
            views.append(view)
            if len(views) == _A_SHARD or number == given.count:
                write_shard(given.folder, f"{given.seed:05d}-{number:06d}", pictures, views)
                pictures, views = [], []
                sys.stderr.write(f"{number} of {given.count} pictures\n")
        studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
