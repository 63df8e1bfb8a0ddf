"""The files of a checkpoint: which are wanted, whether they came whole, whether they fit."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from agent.errors import ModelLoadFailed, ModelNotFound

__all__ = ["RemoteFile", "check_whole", "free_bytes", "is_whole", "remove_damaged", "wanted"]

_KINDS = {".safetensors", ".json", ".txt", ".model", ".jinja", ".tiktoken", ".py"}
_FOREIGN = {"onnx", "original", "openvino", "coreml", "flax", "gguf", "metal"}
"""Folders that hold the same weights for other programs."""


@dataclass(frozen=True)
class RemoteFile:
    """``path`` inside the checkpoint. Hashes are hex; empty where the source states none.

    ``git_sha1``: git's name for a small file's content.
    """

    path: str
    size: int
    sha256: str = ""
    git_sha1: str = ""


def wanted(model: str, files: Iterable[RemoteFile]) -> list[RemoteFile]:
    """Config, tokenizer and safetensors; no pickles, no copies for other programs.

    Raises ``ModelNotFound`` where there are no such weights, or a path that leads elsewhere.
    """
    chosen = [file for file in files if _is_wanted(PurePosixPath(file.path))]
    for file in chosen:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or "\\" in file.path:
            raise ModelNotFound(
                f"{model} names the file {file.path!r}, which lies outside of it",
                hint="do not trust this checkpoint",
            )
    if not any(file.path.endswith(".safetensors") for file in chosen):
        raise ModelNotFound(
            f"{model} has no *.safetensors weights; pickled ones are not fetched",
            hint="look for a checkpoint of it with safetensors; GGUF files are for llama.cpp",
        )
    return chosen


def is_whole(path: Path, file: RemoteFile) -> bool:
    """Whether ``path`` has the size and the hash that the source states for ``file``."""
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    if file.sha256:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    if file.git_sha1:
        content = path.read_bytes()
        blob = b"blob %d\0" % len(content) + content
        return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == file.git_sha1
    return True


def remove_damaged(model: str, folder: Path, files: Iterable[RemoteFile]) -> None:
    """Raise ``ModelLoadFailed`` if a file is not what the source states; it is removed."""
    damaged = [file for file in files if not is_whole(folder / file.path, file)]
    for file in damaged:
        path = folder / file.path
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
    if damaged:
        raise ModelLoadFailed(
            f"{len(damaged)} of {model}'s files came damaged and were removed, the first is"
            f" {damaged[0].path}",
            hint=f"agent models pull {model}",
        )


def check_whole(model: str, folder: Path) -> None:
    """Raise ``ModelLoadFailed`` unless config and every shard that the index names are there."""
    needed = {"config.json"}
    for index in folder.glob("*.safetensors.index.json"):
        try:
            needed |= set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise ModelLoadFailed(
                f"{index} of {model} cannot be read: {error!r}", hint="tell those who published it"
            ) from error
    if missing := sorted(name for name in needed if not (folder / name).is_file()):
        raise ModelLoadFailed(
            f"{model} as published lacks {', '.join(missing[:3])}; {folder} cannot be loaded",
            hint="look for another copy of this checkpoint: --from hf, --from modelscope",
        )


def free_bytes(place: Path) -> int:
    """Bytes free where ``place`` is, or will be made."""
    place = place.absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def _is_wanted(path: PurePosixPath) -> bool:
    return path.suffix in _KINDS and not _FOREIGN.intersection(path.parts[:-1])
