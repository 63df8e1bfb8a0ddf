"""A checkpoint on the disk: where it is, whether it is whole, which family it belongs to.

Nothing here imports torch: a wrong path is answered before anything heavy is loaded.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.errors import ModelLoadFailed, ModelNotFound
from agent.recognised import recognised

__all__ = ["FAMILIES", "Checkpoint", "find_checkpoint"]

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


@dataclass(frozen=True)
class _Architecture:
    default_system: bool


FAMILIES = {
    "qwen2_vl": _Architecture(default_system=True),
    "qwen2_5_vl": _Architecture(default_system=True),
    "qwen3_vl": _Architecture(default_system=False),
    "qwen3_vl_moe": _Architecture(default_system=False),
}
"""``model_type`` of config.json: the architectures that the local path runs."""


@dataclass(frozen=True)
class Checkpoint:
    """A folder with config, weights and tokenizer. ``name``: what to call it in a recording."""

    name: str
    folder: Path
    config: dict[str, Any]

    @property
    def model_type(self) -> str:
        return str(self.config.get("model_type", ""))

    @property
    def vision(self) -> dict[str, Any]:
        found = self.config.get("vision_config")
        return found if isinstance(found, dict) else {}

    @property
    def weight_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.folder.glob("*.safetensors"))

    @property
    def context(self) -> int:
        """Positions that the model was made for."""
        text = self.config.get("text_config")
        source = text if isinstance(text, dict) else self.config
        return int(source.get("max_position_embeddings") or 32768)

    @property
    def default_system(self) -> bool:
        return FAMILIES[self.model_type].default_system

    @property
    def stamped(self) -> bool:
        """Whether the family tells the time of a clip's frames in words."""
        return self.model_type.startswith("qwen3")

    def dialect(self) -> str | None:
        """The dialect to speak, or None where config and name do not settle it: never a guess."""
        base = str(self.config.get("_name_or_path") or "")
        said = self.config.get("fingertip_dialect")
        return recognised(self.name, self.model_type, said, base=base)


def find_checkpoint(argument: str, name: str = "") -> Checkpoint:
    """The checkpoint in a folder, or of a hub id that was downloaded before.

    ``name``: what to call it, if not as the folder or the id. Nothing is downloaded: a run never
    starts by fetching gigabytes that nobody asked for.
    Raises ``ModelNotFound``, and ``ModelLoadFailed`` for an architecture that this path does not
    run and for a checkpoint with a part missing.
    """
    folder = Path(argument).expanduser()
    if folder.is_dir():
        name = name or _folder_name(folder.absolute())
    elif _HUB_ID.fullmatch(argument) and not folder.exists():
        name, folder = name or argument, _downloaded(argument)
    else:
        raise ModelNotFound(
            f"there is no model at {argument!r}",
            hint="name a checkpoint folder or a hub id: --model local:Qwen/Qwen2.5-VL-3B-Instruct",
        )
    return _read(name, folder)


def _folder_name(folder: Path) -> str:
    """The folder's own name; the hub id for a snapshot in the hub's cache, named by its commit."""
    if folder.parent.name == "snapshots" and folder.parents[1].name.startswith("models--"):
        return folder.parents[1].name.removeprefix("models--").replace("--", "/", 1)
    return folder.name or folder.resolve().name


def _downloaded(hub_id: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub_id, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError) as error:
        home = os.environ.get("HF_HOME", "")
        where = f" under HF_HOME={home}" if home else ""
        raise ModelNotFound(
            f"{hub_id} is neither a folder here nor downloaded{where}",
            hint=f"fetch it with: agent models pull {hub_id}",
        ) from error


def _read(name: str, folder: Path) -> Checkpoint:
    path = folder / "config.json"
    if not path.is_file():
        raise ModelNotFound(
            f"{folder} holds no config.json: it is not a checkpoint folder",
            hint="name the folder that has config.json and *.safetensors in it",
        )
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelLoadFailed(
            f"{path} cannot be read: {error}", hint="fetch the checkpoint again"
        ) from error
    if not isinstance(config, dict):
        raise ModelLoadFailed(f"{path} is not an object", hint="fetch the checkpoint again")
    checkpoint = Checkpoint(name, folder, config)
    if checkpoint.model_type not in FAMILIES:
        raise ModelLoadFailed(
            f"{name} is a {checkpoint.model_type or 'nameless'!r} model; the local path runs"
            f" {', '.join(FAMILIES)}",
            hint="choose a checkpoint of one of these architectures",
        )
    _check_whole(checkpoint)
    return checkpoint


def _check_whole(checkpoint: Checkpoint) -> None:
    folder = checkpoint.folder
    index = folder / "model.safetensors.index.json"
    shards = {"model.safetensors"}
    if index.is_file():
        try:
            shards = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise ModelLoadFailed(
                f"{index} cannot be read: {error!r}", hint="fetch the checkpoint again"
            ) from error
    if missing := sorted(shard for shard in shards if not (folder / shard).is_file()):
        only_pickles = " (pickled *.bin weights are not read)" if any(folder.glob("*.bin")) else ""
        raise ModelLoadFailed(
            f"{checkpoint.name} lacks {len(missing)} of {len(shards)} weight files, the first is"
            f" {missing[0]}{only_pickles}",
            hint=f"fetch the rest; looked in {folder}",
        )
    if not (folder / "tokenizer.json").is_file() and not (folder / "vocab.json").is_file():
        raise ModelLoadFailed(
            f"{checkpoint.name} has no tokenizer.json",
            hint=f"put the tokenizer files that came with the weights into {folder}",
        )
