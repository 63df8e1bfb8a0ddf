"""The Hugging Face hub, by its own client: cache, resume, mirrors and tokens as its users know."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from huggingface_hub import HfApi, constants, snapshot_download, try_to_load_from_cache
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from huggingface_hub.utils.tqdm import disable_progress_bars
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from agent.errors import ModelError, ModelNotFound, StorageError, UsageError
from agent.models.pull import OnBytes
from agent.models.pull.files import RemoteFile

__all__ = ["HuggingFace"]

_ENDPOINT = "https://huggingface.co"
_PATIENCE = 30.0
"""Seconds for the list of files."""
_TRIES = 3


class HuggingFace:
    """Implements ``agent.models.pull.Hub``."""

    def __init__(self) -> None:
        # Read now, not when the client was imported.
        self._endpoint = (os.environ.get("HF_ENDPOINT") or _ENDPOINT).rstrip("/")
        self._retrying = Retrying(
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential(multiplier=0.5, max=30.0),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        self._cache = Path(os.environ.get("HF_HUB_CACHE") or constants.HF_HUB_CACHE)

    def files_of(self, model: str) -> tuple[str, list[RemoteFile]]:
        with self._errors(model):
            info = self._retrying(
                HfApi(endpoint=self._endpoint).model_info,
                model,
                files_metadata=True,
                timeout=_PATIENCE,
            )
        files = [
            RemoteFile(
                file.rfilename,
                file.size or 0,
                sha256=file.lfs.sha256 if file.lfs else "",
                git_sha1="" if file.lfs else file.blob_id or "",
            )
            for file in info.siblings or ()
        ]
        return info.sha or "main", files

    def place(self, model: str) -> Path:
        return self._cache / f"models--{model.replace('/', '--')}"

    def missing(
        self, model: str, revision: str, files: list[RemoteFile], folder: Path | None
    ) -> int:
        def is_here(file: RemoteFile) -> bool:
            if folder is None:
                found = try_to_load_from_cache(model, file.path, self._cache, revision)
                return isinstance(found, str)
            path = folder / file.path
            return path.is_file() and path.stat().st_size == file.size

        return sum(file.size for file in files if not is_here(file))

    def fetch(
        self,
        model: str,
        revision: str,
        files: list[RemoteFile],
        folder: Path | None,
        on_bytes: OnBytes,
    ) -> Path:
        """Shows its client's own bars on a terminal; ``on_bytes`` hears of whole files only."""
        if not sys.stderr.isatty():
            disable_progress_bars()
        with self._errors(model):
            # Not by ``revision``: only a branch leaves the mark by which the id is found again.
            found = self._retrying(
                snapshot_download,
                model,
                allow_patterns=[file.path for file in files],
                local_dir=folder,
                cache_dir=self._cache,
                endpoint=self._endpoint,
            )
        for file in files:
            on_bytes(file.path, file.size, file.size)
        return Path(found)

    @contextmanager
    def _errors(self, model: str) -> Iterator[None]:
        try:
            yield
        except HFValidationError as error:
            raise UsageError(
                f"{model!r} is no id of the hub: {error}",
                hint="agent models pull OWNER/NAME, e.g. Qwen/Qwen2.5-VL-3B-Instruct",
            ) from error
        except GatedRepoError as error:
            raise ModelError(
                f"{model} is given only to those who accepted its terms",
                hint=f"accept them at {self._endpoint}/{model}, then: hf auth login",
            ) from error
        except RepositoryNotFoundError as error:
            raise ModelNotFound(
                f"{self._endpoint} has no model {model}, or keeps it private",
                hint=f"see {self._endpoint}/models; for a private one: hf auth login",
            ) from error
        except OfflineModeIsEnabled as error:
            raise ModelError(
                f"{model} cannot be fetched: HF_HUB_OFFLINE is set", hint="unset HF_HUB_OFFLINE"
            ) from error
        except (HfHubHTTPError, LocalEntryNotFoundError, httpx2.HTTPError) as error:
            first = str(error).strip().splitlines()[:1]
            raise ModelError(
                f"{self._endpoint} did not give {model}: {' '.join(first)}",
                hint=f"agent models pull {model} again goes on where it stopped; a mirror is named"
                " by HF_ENDPOINT=https://..., another source by --from modelscope",
            ) from error
        except OSError as error:
            raise StorageError(
                f"{model} cannot be written: {error}", hint="--to DIR on another disk"
            ) from error


def _may_pass(error: BaseException) -> bool:
    """Whether the hub may do better at once: no answer, or an error of its own."""
    if isinstance(error, HfHubHTTPError):
        return error.response.is_server_error
    return isinstance(error, (LocalEntryNotFoundError, httpx2.TransportError))
