"""ModelScope, as far as fetching goes: a list of files, and each file from any byte on.

Source of the protocol: modelscope's own client (``modelscope.hub``): ``repo/files`` lists path,
size and sha256; ``repo?FilePath=`` gives a file and honours ``Range``.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from pydantic import BaseModel, Field, ValidationError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from agent.errors import ModelError, ModelNotFound, StorageError, UsageError
from agent.models.pull import OnBytes
from agent.models.pull.files import RemoteFile, is_whole

__all__ = ["ModelScope"]

_ENDPOINT = "https://www.modelscope.cn"
_REVISION = "master"
_ID = re.compile(r"[\w.-]+/[\w.-]+")
_TRIES = 5


class _File(BaseModel):
    path: str = Field(alias="Path")
    size: int = Field(alias="Size", ge=0)
    sha256: str | None = Field(None, alias="Sha256")
    type: str = Field("blob", alias="Type")


class _Files(BaseModel):
    files: list[_File] = Field(alias="Files")


class _Page(BaseModel):
    data: _Files = Field(alias="Data")


class ModelScope:
    """Implements ``agent.models.pull.Hub``. ``pause``: seconds before the first retry."""

    def __init__(self, *, pause: float = 1.0) -> None:
        self._endpoint = (os.environ.get("MODELSCOPE_ENDPOINT") or _ENDPOINT).rstrip("/")
        self._client = httpx2.Client(timeout=60.0, follow_redirects=True)
        self._retrying = Retrying(
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential(multiplier=pause, max=30.0),
            retry=retry_if_exception_type((httpx2.TransportError, _Busy)),
            reraise=True,
        )

    def files_of(self, model: str) -> tuple[str, list[RemoteFile]]:
        if not _ID.fullmatch(model):
            raise UsageError(f"{model!r} is no id of a model", hint="agent models pull OWNER/NAME")
        with self._errors(model):
            response = self._retrying(
                self._get, f"/api/v1/models/{model}/repo/files", Recursive="true"
            )
            page = _Page.model_validate_json(response.content)
        return _REVISION, [
            RemoteFile(file.path, file.size, sha256=(file.sha256 or "").lower())
            for file in page.data.files
            if file.type == "blob"
        ]

    def place(self, model: str) -> Path:
        cache = os.environ.get("MODELSCOPE_CACHE") or "~/.cache/modelscope/hub"
        return Path(cache).expanduser() / "models" / model

    def missing(
        self, model: str, revision: str, files: list[RemoteFile], folder: Path | None
    ) -> int:
        folder = folder or self.place(model)
        return sum(file.size - _size(folder / file.path, file) for file in files)

    def fetch(
        self,
        model: str,
        revision: str,
        files: list[RemoteFile],
        folder: Path | None,
        on_bytes: OnBytes,
    ) -> Path:
        folder = folder or self.place(model)
        with self._errors(model):
            for file in files:
                if is_whole(folder / file.path, file):
                    on_bytes(file.path, file.size, file.size)
                else:
                    self._retrying(self._fetch, model, file, folder / file.path, on_bytes)
        return folder

    def _fetch(self, model: str, file: RemoteFile, path: Path, on_bytes: OnBytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        done = part.stat().st_size if part.exists() else 0
        if done < file.size or not file.size:
            done = self._append(model, file, part, done, on_bytes)
        if done != file.size:
            # More bytes than stated, or a server that ended early: what is there is of no use
            # beyond the stated size.
            if done > file.size:
                part.unlink()
            raise _Busy(f"{file.path} came with {done} bytes instead of {file.size}")
        part.replace(path)

    def _append(
        self, model: str, file: RemoteFile, part: Path, done: int, on_bytes: OnBytes
    ) -> int:
        url = f"{self._endpoint}/api/v1/models/{model}/repo"
        query = {"Revision": _REVISION, "FilePath": file.path}
        headers = {"Range": f"bytes={done}-"} if done else {}
        with self._client.stream("GET", url, params=query, headers=headers) as response:
            _check(response)
            if response.status_code != httpx2.codes.PARTIAL_CONTENT:
                done = 0  # it knows no ranges: from the beginning
            with part.open("ab" if done else "wb") as out:
                for piece in response.iter_bytes():
                    out.write(piece)
                    done += len(piece)
                    on_bytes(file.path, done, file.size)
                    if done > file.size:
                        break
        return done

    def _get(self, path: str, **query: str) -> httpx2.Response:
        response = self._client.get(self._endpoint + path, params={"Revision": _REVISION, **query})
        _check(response)
        return response

    @contextmanager
    def _errors(self, model: str) -> Iterator[None]:
        again = f"agent models pull {model} --from modelscope, again, goes on where it stopped"
        try:
            yield
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            if status in {httpx2.codes.NOT_FOUND, httpx2.codes.FORBIDDEN}:
                raise ModelNotFound(
                    f"{self._endpoint} has no model {model}, or keeps it private",
                    hint=f"see {self._endpoint}/models",
                ) from error
            raise ModelError(
                f"{self._endpoint} refused {model} with status {status}", hint=again
            ) from error
        except (httpx2.HTTPError, _Busy) as error:
            raise ModelError(
                f"{self._endpoint} did not give {model}: {error or type(error).__name__}",
                hint=again,
            ) from error
        except ValidationError as error:
            raise ModelError(
                f"{self._endpoint} answered with what is no list of files",
                hint="see MODELSCOPE_ENDPOINT",
            ) from error
        except OSError as error:
            raise StorageError(
                f"{model} cannot be written: {error}", hint="--to DIR on another disk"
            ) from error


class _Busy(Exception):
    """The server cannot now; it may soon."""


def _check(response: httpx2.Response) -> None:
    if response.is_server_error or response.status_code == httpx2.codes.TOO_MANY_REQUESTS:
        raise _Busy(f"status {response.status_code}")
    response.raise_for_status()


def _size(path: Path, file: RemoteFile) -> int:
    """Bytes of ``file`` that are here already."""
    for place in (path, path.with_name(path.name + ".part")):
        if place.is_file():
            return min(place.stat().st_size, file.size)
    return 0
