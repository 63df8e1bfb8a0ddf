"""A hub of checkpoints on loopback for tests: Hugging Face's routes and ModelScope's.

    with ModelHub({"me/tiny": {"config.json": b"{}", "model.safetensors": weights}}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        hub.cut("model.safetensors", after=1000)

Files of a hundred bytes and more count as large ones (LFS), which are named by their sha256.
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["COMMIT", "ModelHub"]

COMMIT = "c0ffee" * 6 + "c0ff"
_LARGE = 100

Files = dict[str, bytes]


class ModelHub:
    """``models``: id -> path -> content."""

    def __init__(self, models: Mapping[str, Files]) -> None:
        self.models = models
        self.gated: set[str] = set()
        """Ids that nobody may have."""
        self.served: list[tuple[str, int]] = []
        """(path, first byte) of every file that was sent, in order."""
        self.wrong: dict[str, bytes] = {}
        """Path -> what is sent in its place."""
        self.ranges = True
        """Whether a download may begin in the middle."""
        self._cuts: dict[str, int] = {}
        self._refusals: list[int] = []
        self._http = _Server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def cut(self, path: str, *, after: int) -> None:
        """The next download of ``path`` breaks off after so many bytes."""
        self._cuts[path] = after

    def refuse(self, *statuses: int) -> None:
        """The next requests are answered with these."""
        self._refusals += statuses

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def take_refusal(self) -> int | None:
        return self._refusals.pop(0) if self._refusals else None

    def take_cut(self, path: str) -> int | None:
        return self._cuts.pop(path, None)


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, hub: ModelHub) -> None:
        self.hub = hub
        super().__init__(("127.0.0.1", 0), _Exchange)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is no news."""


class _Exchange(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Tests print nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        hub, address = self.server.hub, urlsplit(self.path)
        parts = [unquote(part) for part in address.path.split("/") if part]
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if (status := hub.take_refusal()) is not None:
            self._json({"error": "not now"}, status)
            return
        match parts:
            case ["api", "v1", "models", owner, name, "repo", "files"]:
                self._scope_list(f"{owner}/{name}")
            case ["api", "v1", "models", owner, name, "repo"]:
                self._file(f"{owner}/{name}", query["FilePath"])
            case ["api", "models", owner, name, "tree", *_]:
                self._hub_tree(f"{owner}/{name}")
            case ["api", "models", owner, name, *_]:
                self._hub_list(f"{owner}/{name}")
            case [owner, name, "resolve", _, *path]:
                self._file(f"{owner}/{name}", "/".join(path))
            case _:
                self._missing()

    def _hub_list(self, model: str) -> None:
        files = self.server.hub.models.get(model)
        if files is None:
            self._missing()
            return
        siblings = [
            {"rfilename": path, "size": len(content), "blobId": _git_sha1(content)}
            | ({"lfs": _lfs(content)} if len(content) >= _LARGE else {})
            for path, content in files.items()
        ]
        self._json({"id": model, "modelId": model, "sha": COMMIT, "siblings": siblings})

    def _hub_tree(self, model: str) -> None:
        rows = [
            {"type": "file", "path": path, "size": len(content), "oid": _git_sha1(content)}
            | ({"lfs": _lfs(content) | {"oid": _sha256(content)}} if len(content) >= _LARGE else {})
            for path, content in self.server.hub.models[model].items()
        ]
        self._json(rows)

    def _scope_list(self, model: str) -> None:
        files = self.server.hub.models.get(model)
        if files is None:
            self._json({"Code": 10010205001, "Message": "not found", "Success": False}, 404)
            return
        rows: list[dict[str, Any]] = [{"Path": "folder", "Size": 0, "Type": "tree"}]
        rows += [
            {"Path": path, "Size": len(content), "Type": "blob", "Sha256": _sha256(content)}
            for path, content in files.items()
        ]
        self._json({"Code": 200, "Data": {"Files": rows}, "Success": True})

    def _file(self, model: str, path: str) -> None:
        hub = self.server.hub
        content = hub.models.get(model, {}).get(path)
        if content is None:
            self._missing()
            return
        if model in hub.gated:
            self._json({"error": "gated"}, 403, {"X-Error-Code": "GatedRepo"})
            return
        body = hub.wrong.get(path, content)
        begin = self._begin()
        self.send_response(206 if begin else 200)
        for name, value in self._headers(content, begin).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) - begin))
        self.end_headers()
        if self.command == "HEAD":
            return
        hub.served.append((path, begin))
        end = hub.take_cut(path)
        self.wfile.write(body[begin:end])
        self.close_connection = end is not None

    def _begin(self) -> int:
        asked = self.headers.get("Range", "")
        if not self.server.hub.ranges or not asked.startswith("bytes="):
            return 0
        return int(asked.removeprefix("bytes=").split("-")[0])

    def _headers(self, content: bytes, begin: int) -> dict[str, str]:
        large = len(content) >= _LARGE
        headers = {"Content-Type": "application/octet-stream", "X-Repo-Commit": COMMIT}
        headers["ETag"] = f'"{_sha256(content) if large else _git_sha1(content)}"'
        if large:
            headers |= {"X-Linked-Etag": headers["ETag"], "X-Linked-Size": str(len(content))}
        if begin:
            headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        return headers

    def _missing(self) -> None:
        self._json({"error": "not found"}, 404, {"X-Error-Code": "RepoNotFound"})

    def _json(
        self, value: object, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git_sha1(content: bytes) -> str:
    blob = b"blob %d\0" % len(content) + content
    return hashlib.sha1(blob, usedforsecurity=False).hexdigest()


def _lfs(content: bytes) -> dict[str, object]:
    return {"sha256": _sha256(content), "size": len(content), "pointerSize": 134}
