"""An OpenAI-compatible server on loopback for tests: polite, or hostile on demand.

    with ChatServer(["Thought: ..."]) as server:
        server.next(Refuse(429, {"Retry-After": "1"}), CutStream())
        model = open_model(server.url)

Real HTTP over a real socket, so that what a client does about time-outs, resets and lies is what
it will do about a real server. ``answer`` may also be a function of the request's body.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

__all__ = [
    "ChatServer",
    "CutStream",
    "Drip",
    "Hang",
    "Manner",
    "Raw",
    "Refuse",
    "Reset",
    "WithoutStream",
]


@dataclass(frozen=True)
class Refuse:
    """A status other than 200."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"error": {"message": "not now"}}'


@dataclass(frozen=True)
class Raw:
    """200 and any bytes, of any type; ``times``: how often they are sent, one after another."""

    body: bytes
    content_type: str = "application/json"
    times: int = 1


@dataclass(frozen=True)
class CutStream:
    """A good beginning and then the end: neither a reason to end nor the mark of the end."""

    reset: bool = False
    """Also reset the connection."""


@dataclass(frozen=True)
class Drip:
    """A good reply, piece by piece, with ``pause`` seconds before each."""

    pause: float


class Hang:
    """Takes the request and never answers (until the server is closed)."""


class Reset:
    """Takes the request and resets the connection."""


class WithoutStream:
    """A good reply in one go, whatever was asked for."""


Manner = Refuse | Raw | CutStream | Drip | Hang | Reset | WithoutStream
Answer = Callable[[Mapping[str, Any]], str]


class ChatServer:
    """``answer``: replies in turn (the last again and again), or request -> reply.

    ``models`` are listed as signed by ``owner``; None: there is no list, the page answers 404.
    """

    def __init__(
        self,
        answer: Sequence[str] | Answer = ("hello",),
        *,
        models: Sequence[str] | None = ("Qwen/Qwen2.5-VL-3B-Instruct",),
        owner: str = "vllm",
        thought: str = "",
    ) -> None:
        self.models = models
        self.owner = owner
        self.pages: dict[str, str] = {}
        """Further pages: JSON by path, for instance ``/api/version`` of Ollama."""
        self.thought = thought
        """What a reasoning parser would have taken out of the reply."""
        self.prompt_tokens: int | None = None
        """What the usage says of every prompt; None: as many as it has fours of characters."""
        self.asked: list[dict[str, Any]] = []
        """Bodies of the chat requests, in order."""
        self.keys: list[str | None] = []
        """The ``Authorization`` of every request, in order."""
        self.closing = threading.Event()
        self._answer = answer
        self._manners: list[Manner] = []
        self._http = _Server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def next(self, *manners: Manner) -> None:
        """How the next chat requests are met; those after them are met politely."""
        self._manners += manners

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def take(self, body: dict[str, Any]) -> tuple[Manner | None, str]:
        """How this request is met, and the reply to it."""
        self.asked.append(body)
        manner = self._manners.pop(0) if self._manners else None
        if callable(self._answer):
            return manner, self._answer(body)
        return manner, self._answer[min(len(self.asked), len(self._answer)) - 1]


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, chat: ChatServer) -> None:
        self.chat = chat
        super().__init__(("127.0.0.1", 0), _Exchange)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is no news."""


class _Exchange(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Tests print nothing."""

    def do_GET(self) -> None:
        chat = self.server.chat
        chat.keys.append(self.headers.get("Authorization"))
        if self.path in chat.pages:
            self._send(200, "application/json", chat.pages[self.path].encode())
            return
        if self.path != "/v1/models" or chat.models is None:
            self._send(404, "application/json", b'{"detail": "Not Found"}')
            return
        rows = [{"id": name, "object": "model", "owned_by": chat.owner} for name in chat.models]
        self._send(200, "application/json", json.dumps({"object": "list", "data": rows}).encode())

    def do_POST(self) -> None:
        chat = self.server.chat
        chat.keys.append(self.headers.get("Authorization"))
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions":
            self._send(404, "application/json", b'{"detail": "Not Found"}')
            return
        manner, reply = chat.take(body)
        match manner:
            case Refuse():
                self._send(manner.status, "application/json", manner.body.encode(), manner.headers)
            case Raw():
                self._raw(manner)
            case Hang():
                chat.closing.wait()
            case Reset():
                self._reset()
            case WithoutStream():
                self._whole(body, reply)
            case CutStream():
                self._events(body, reply, cut=True)
                if manner.reset:
                    self._reset()
            case Drip():
                self._events(body, reply, pause=manner.pause)
            case None if body.get("stream"):
                self._events(body, reply)
            case None:
                self._whole(body, reply)

    def _send(
        self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _raw(self, manner: Raw) -> None:
        self.send_response(200)
        self.send_header("Content-Type", manner.content_type)
        self.end_headers()
        for _ in range(manner.times):
            self.wfile.write(manner.body)

    def _whole(self, body: Mapping[str, Any], reply: str) -> None:
        said, finish = _cut(body, reply)
        message = {"role": "assistant", "content": said, **self._thought()}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        answer = {
            "object": "chat.completion",
            "choices": [choice],
            "usage": self._usage(body, said),
        }
        self._send(200, "application/json", json.dumps(answer).encode())

    def _events(
        self, body: Mapping[str, Any], reply: str, *, cut: bool = False, pause: float = 0.0
    ) -> None:
        said, finish = _cut(body, reply)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        if self._thought():
            self._event({"choices": [{"index": 0, "delta": self._thought()}]})
        for begin in range(0, len(said), 4):
            if self.server.chat.closing.wait(pause):
                return
            self._event({"choices": [{"index": 0, "delta": {"content": said[begin : begin + 4]}}]})
            if cut:
                return
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        self._event({"choices": [], "usage": self._usage(body, said)})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: Mapping[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n")

    def _usage(self, body: Mapping[str, Any], said: str) -> dict[str, int]:
        counted = self.server.chat.prompt_tokens
        asked = len(json.dumps(body)) // 4 if counted is None else counted
        return {"prompt_tokens": asked, "completion_tokens": len(said.split(" "))}

    def _thought(self) -> dict[str, str]:
        thought = self.server.chat.thought
        return {"reasoning_content": thought} if thought else {}

    def _reset(self) -> None:
        # Closing with an unread second in the air sends RST instead of FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


def _cut(body: Mapping[str, Any], reply: str) -> tuple[str, str]:
    """As a server would: not beyond a stop string, not longer than ``max_tokens`` (words)."""
    ends = [at for stop in body.get("stop") or () if (at := reply.find(stop)) >= 0]
    said = reply[: min(ends)] if ends else reply
    words = said.split(" ")
    most = int(body.get("max_tokens") or len(words))
    return " ".join(words[:most]), "length" if len(words) > most else "stop"
