"""The HTTP of the live page: who may ask, and in what words."""

import io
import json
import re
import secrets
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agent.actions import ACTION, Finish
from agent.markup import harmless, source
from agent.rgb import rgb
from agent.types import Frame

if TYPE_CHECKING:
    from agent.demonstration.page import LivePage

__all__ = ["Server"]

_STATIC = Path(__file__).parent / "static"
_BODY = 64 << 10
"""Bytes that an action has at most."""
_QUALITY = 85


class Server:
    """Answers for ``page`` on a free port of 127.0.0.1, each request in a thread of its own."""

    def __init__(self, page: "LivePage") -> None:
        self._http = _Http(page)
        self.port = self._http.server_port
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.1}, name="live page"
        )
        self._thread.start()

    def close(self) -> None:
        """Answer nothing more, and wait for what is being answered."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for them

    def __init__(self, page: "LivePage") -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.page = page
        self.names = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up in the middle is no news."""


class _Answer(BaseHTTPRequestHandler):
    server: _Http
    timeout = 10
    server_version = "fingertip"
    sys_version = ""

    @property
    def page(self) -> "LivePage":
        return self.server.page

    def do_GET(self) -> None:
        path = self._path()
        if path == "":
            self._send(200, _document(self.page).encode(), "text/html; charset=utf-8")
        elif path is not None and (asked := re.fullmatch(r"screen\?after=(\d{1,9})", path)):
            self._send_screen(int(asked[1]))
        else:
            self._refuse(404)

    def do_POST(self) -> None:
        if self._path() != "act":
            self._refuse(404)
        elif self.headers.get("Origin") not in {f"http://{name}" for name in self.server.names}:
            self._refuse(403)
        elif self.headers.get_content_type() != "application/json":
            self._refuse(415)
        elif not 0 < (length := self._length()) <= _BODY:
            self._refuse(413)
        else:
            self._act(self.rfile.read(length))

    def _path(self) -> str | None:
        """What follows the token; None for whoever does not know it or means another host."""
        if self.headers.get("Host") not in self.server.names:
            return None
        _, token, *rest = (*self.path.split("/", 2), "")[:3]
        if not secrets.compare_digest(token.encode(), self.page.token.encode()):
            return None
        return rest[0]

    def _length(self) -> int:
        text = self.headers.get("Content-Length", "")
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    def _act(self, body: bytes) -> None:
        try:
            action = ACTION.validate_json(body)
        except ValidationError as error:
            self._send_json(400, {"ok": False, "said": str(error.errors()[0]["msg"])})
            return
        info = self.page.info
        if action.type not in info.actions and not isinstance(action, Finish):
            said = f"{info.serial} has no {action.type}"
            self._send_json(400, {"ok": False, "said": said})
        else:
            self._send_json(200, self.page.act(action))

    def _send_screen(self, after: int) -> None:
        found = self.page.screen(after)
        if found is not None:
            number, frame = found
            self._send(200, _jpeg(frame), "image/jpeg", number)
        else:
            self._send(410 if self.page.is_over else 204, b"", "text/plain")

    def _send_json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _refuse(self, status: int) -> None:
        self._send(status, b"", "text/plain")

    def _send(self, status: int, body: bytes, kind: str, number: int = 0) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": _policy(),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Number": str(number),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (its name there)
        """Requests hold the token: nobody logs them."""


@cache
def _static(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


def _policy() -> str:
    return (
        f"default-src 'none'; script-src {source(_static('live.js'))};"
        f" style-src {source(_static('live.css'))}; connect-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none';"
        " require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _document(page: "LivePage") -> str:
    info = page.info
    data = {
        "goal": page.goal,
        "device": f"{info.model or info.kind} ({info.serial})",
        "size": list(info.size),
        "actions": sorted(info.actions),
        "told": page.told,
    }
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Recording</title>\n<style>{_static('live.css')}</style>\n"
        f"<body>\n{_static('live.html')}"
        f'<script type="application/json" id="data">{harmless(data)}</script>\n'
        f"<script>{_static('live.js')}</script>\n"
    )


def _jpeg(frame: Frame) -> bytes:
    """For the person's eyes; what is recorded stays lossless."""
    file = io.BytesIO()
    rgb(frame).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
