"""Fetches a checkpoint from the Hugging Face hub or from ModelScope: ``agent models pull ID``.

First the list of files and their sizes (``plan``), then, if there is room, the files (``fetch``),
each checked by its hash, and the whole by what its index names. Interrupted, it goes on where it
stopped. Nothing else in fingertip downloads anything.

Environment: ``HF_ENDPOINT``, ``HF_HOME``, ``HF_TOKEN``, ``HF_HUB_OFFLINE`` as everywhere;
``MODELSCOPE_ENDPOINT`` and ``MODELSCOPE_CACHE`` for the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from agent.errors import StorageFull
from agent.models.pull.files import RemoteFile, check_whole, free_bytes, remove_damaged, wanted

__all__ = ["OnBytes", "Plan", "Source", "fetch", "plan"]

Source = Literal["hf", "modelscope"]
OnBytes = Callable[[str, int, int], None]
"""(file, bytes of it that are here, bytes that it has)."""

_SPARE = 256 * 1024 * 1024
"""Bytes that a disk should still have afterwards."""


class Hub(Protocol):
    """A place that checkpoints come from."""

    def files_of(self, model: str) -> tuple[str, list[RemoteFile]]:
        """The revision, and all files of it. Raises ``ModelNotFound``, ``ModelError``."""
        ...

    def place(self, model: str) -> Path:
        """Where its checkpoints lie if nobody says where."""
        ...

    def missing(
        self, model: str, revision: str, files: list[RemoteFile], folder: Path | None
    ) -> int:
        """Bytes that are not here yet."""
        ...

    def fetch(
        self,
        model: str,
        revision: str,
        files: list[RemoteFile],
        folder: Path | None,
        on_bytes: OnBytes,
    ) -> Path:
        """The folder with the files in it. Raises ``ModelError`` and ``StorageError``."""
        ...


@dataclass(frozen=True)
class Plan:
    """What would be fetched. ``folder`` None: where the source's own programs keep theirs."""

    model: str
    source: Source
    revision: str
    files: tuple[RemoteFile, ...]
    folder: Path | None
    place: Path
    missing: int
    """Bytes that are not here yet."""
    free: int
    """Bytes free on the disk of ``place``."""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def plan(model: str, source: Source, folder: Path | None = None) -> Plan:
    """Ask ``source`` what ``model`` (``OWNER/NAME``) is made of.

    Raises ``UsageError`` for what is no id, ``ModelNotFound``, ``ModelError``.
    """
    hub = _hub(source)
    revision, listed = hub.files_of(model)
    files = wanted(model, listed)
    place = folder or hub.place(model)
    return Plan(
        model,
        source,
        revision,
        tuple(files),
        folder,
        place,
        hub.missing(model, revision, files, folder),
        free_bytes(place),
    )


def fetch(wish: Plan, on_bytes: OnBytes = lambda file, done, size: None) -> Path:
    """Fetch what is missing; the folder that ``--model`` can name.

    Raises ``StorageFull`` before anything is fetched if it does not fit, ``ModelError``,
    ``ModelLoadFailed`` if a file arrives damaged (it is removed) or the checkpoint has a gap.
    """
    if wish.missing + _SPARE > wish.free:
        raise StorageFull(
            f"{wish.model} still needs {wish.missing / 1e9:.1f} GB, and {wish.place} has"
            f" {wish.free / 1e9:.1f} GB free",
            hint=f"agent models pull {wish.model} --to DIR, on a larger disk",
        )
    folder = _hub(wish.source).fetch(
        wish.model, wish.revision, list(wish.files), wish.folder, on_bytes
    )
    remove_damaged(wish.model, folder, wish.files)
    check_whole(wish.model, folder)
    return folder


def _hub(source: Source) -> Hub:
    if source == "hf":
        from agent.models.pull.huggingface import HuggingFace

        return HuggingFace()
    from agent.models.pull.modelscope import ModelScope

    return ModelScope()
