"""Serves the pages of MiniWoB++ on loopback, and asks the one that is shown.

A page asks for a question, which the server keeps it waiting for, and posts its answer. So the
browser needs no debugging port, and whoever acts on the page has its pixels only.
"""

import json
import queue
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent.errors import DeviceError, DeviceTimeout, MissingDependency

__all__ = ["Pages", "State", "task_names"]

ANSWER_S = 60.0
WAIT_S = 5.0
"""How long a page is kept waiting for a question before it asks again."""
_SCRIPT = Path(__file__).with_name("page.js")


def _folder() -> Path:
    """Where the installed MiniWoB++ keeps its pages; it is not imported, for it wants Selenium."""
    found = find_spec("miniwob")
    if found is None or not found.submodule_search_locations:
        raise MissingDependency(
            "MiniWoB++ is not installed", hint="pip install 'fingertip[miniwob]'"
        )
    return Path(found.submodule_search_locations[0]) / "html"


def task_names() -> list[str]:
    """Every task that is installed, sorted. Raises ``MissingDependency``."""
    return sorted(path.stem for path in (_folder() / "miniwob").glob("*.html"))


@dataclass(frozen=True)
class State:
    """What a page says of its episode. ``reward``: -1 to 1, as it was before time counted."""

    goal: str
    ready: bool
    done: bool
    reward: float
    reason: str


class Pages:
    """A server of the pages; ``url`` is what a browser is to show first.

    A context manager. ``alive`` says whether that browser is still there. Raises ``DeviceTimeout``
    when no page answers, ``DeviceError`` when one has an error of its own.
    """

    def __init__(self) -> None:
        self.alive: Callable[[], bool] = lambda: True
        self._questions: queue.Queue[Mapping[str, Any]] = queue.Queue()
        self._answers: queue.Queue[Mapping[str, Any]] = queue.Queue()
        handler = partial(
            _Handler,
            directory=str(_folder()),
            ask=self._next,
            again=self._questions.put,
            answer=self._answers.put,
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(
            target=self._server.serve_forever, name="miniwob pages", daemon=True
        ).start()

    def start(self, task: str, *, seed: int, seconds: float) -> State:
        """Show ``task`` as ``seed`` makes it; the page ends it after ``seconds``."""
        self._ask("open", url=f"/miniwob/{task}.html")
        self._ask("start", seed=seed, seconds=seconds)
        deadline = time.monotonic() + ANSWER_S
        while not (state := self.state()).ready:
            if time.monotonic() > deadline:
                raise DeviceTimeout(f"the page of {task} does not get ready")
            time.sleep(0.05)
        return state

    def state(self) -> State:
        """How the episode stands."""
        return State(**self._ask("state"))

    def things(self) -> list[dict[str, Any]]:
        """The elements of the task: ``tag``, ``id``, ``text`` and ``box`` in screen pixels.

        For a scripted oracle. Whoever is evaluated never gets to see this.
        """
        return list(self._ask("things"))

    def _ask(self, about: str, **given: object) -> Any:
        self._questions.put({"about": about, **given})
        deadline = time.monotonic() + ANSWER_S
        while time.monotonic() < deadline and self.alive():
            try:
                answer = self._answers.get(timeout=0.2)
            except queue.Empty:
                continue
            if "error" in answer:
                raise DeviceError(f"the page has an error: {answer['error']}")
            return answer["value"]
        why = "does not answer" if self.alive() else "has gone: the browser ended"
        raise DeviceTimeout(f"the page {why}", hint="agent desktop list")

    def _next(self) -> Mapping[str, Any] | None:
        try:
            return self._questions.get(timeout=WAIT_S)
        except queue.Empty:
            return None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Handler(SimpleHTTPRequestHandler):
    """Files as they are; pages with the script behind them; questions and answers."""

    def __init__(
        self,
        *given: Any,
        ask: Callable[[], Mapping[str, Any] | None],
        again: Callable[[Mapping[str, Any]], None],
        answer: Callable[[Mapping[str, Any]], None],
        **named: Any,
    ) -> None:
        self._ask, self._again, self._take = ask, again, answer
        super().__init__(*given, **named)

    def do_GET(self) -> None:
        if self.path == "/ask":
            self._pass_on(self._ask())
        elif self.path == "/":
            self._send(b"<!doctype html><title>MiniWoB++</title>" + _script(), "text/html")
        elif self.path.endswith(".html") and Path(self.translate_path(self.path)).is_file():
            page = Path(self.translate_path(self.path)).read_bytes()
            self._send(page + _script(), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._take(json.loads(body))
        self._send(b"", "text/plain")

    def _pass_on(self, question: Mapping[str, Any] | None) -> None:
        if question is not None and self._was_left():
            self._again(question)  # for the page that is shown now
        else:
            self._send(json.dumps(question).encode(), "application/json")

    def _was_left(self) -> bool:
        """Whether nobody is there any more: a page that is loaded anew hangs up as it waits."""
        try:
            said = select.select([self.connection], [], [], 0)[0]
            return bool(said) and not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # the page was left while it waited
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Nothing: the terminal is the evaluation's."""


def _script() -> bytes:
    return b"<script>" + _SCRIPT.read_bytes() + b"</script>"
