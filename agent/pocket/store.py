"""Training pictures on disk: shards of ``uint8`` pictures at the model's size, and their views.

A shard is ``NAME.npy`` (``uint8[count, height, width, 3]``, memory-mapped when read) beside
``NAME.jsonl`` (a ``View`` a line). The JSON is written last: its presence means a whole shard.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from agent.pocket.views import View

__all__ = ["Pictures", "write_shard"]

Pixels = npt.NDArray[np.uint8]


def write_shard(folder: Path, name: str, pictures: Sequence[Pixels], views: Sequence[View]) -> None:
    """Write one shard; nothing half is ever visible to a reader."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{name}.npy", np.stack(pictures))
    lines = "".join(json.dumps(view.as_json(), ensure_ascii=False) + "\n" for view in views)
    half = folder / f"{name}.part"
    half.write_text(lines, encoding="utf-8")
    half.replace(folder / f"{name}.jsonl")


class Pictures:
    """All shards of a folder; ``refresh`` finds those that were added since."""

    def __init__(self, folder: Path, *, keep: str = "") -> None:
        self._folder = folder
        self._keep = keep
        self._shards: dict[str, Pixels] = {}
        self.views: list[View] = []
        self._places: list[tuple[str, int]] = []
        self.refresh()

    def __len__(self) -> int:
        return len(self.views)

    def refresh(self) -> int:
        """Read new shards; returns how many pictures there are now."""
        for path in sorted(self._folder.glob(f"{self._keep}*.jsonl")):
            if path.stem in self._shards:
                continue
            self._shards[path.stem] = np.load(path.with_suffix(".npy"), mmap_mode="r")
            lines = path.read_text(encoding="utf-8").splitlines()
            self.views += [View.from_json(json.loads(line)) for line in lines]
            self._places += [(path.stem, at) for at in range(len(lines))]
        return len(self)

    def picture(self, index: int) -> Pixels:
        """``uint8[height, width, 3]``."""
        name, at = self._places[index]
        found: Pixels = self._shards[name][at]
        return found
