"""A page on this machine that shows a device and passes on what a person does in it.

Only this machine can reach it (127.0.0.1), and only who knows the token in its address. Requests
that name another host (DNS rebinding) or come from another site's page are refused. The page asks
for ``screen`` again and again, each request waiting until there is another picture, and posts what
was done to ``act``, one action of ``agent.actions`` as JSON.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, Queue
from types import TracebackType
from typing import Any, Self

from agent.actions import Action
from agent.demonstration.serving import Server
from agent.types import ActionResult, DeviceInfo, Frame

__all__ = ["LivePage", "Wish"]

_PATIENCE = 5.0
"""Seconds that a request for a picture waits for one."""
_BOUND = 120.0
"""Seconds until somebody who acted is told that nothing came of it."""


@dataclass(eq=False)
class Wish:
    """What a person asked for in the page; ``result`` once it is done."""

    action: Action
    result: ActionResult | None = None
    done: threading.Event = field(default_factory=threading.Event)


class LivePage:
    """Serves the page until ``close``. ``words``: an action as a line for people.

    ``publish``, ``next`` and ``answer`` are for the thread that has the device; the rest is called
    by the server's threads.
    """

    def __init__(self, info: DeviceInfo, goal: str, words: Callable[[Action], str] = repr) -> None:
        self.info, self.goal, self._words = info, goal, words
        self.token = secrets.token_urlsafe(24)
        self.told: list[dict[str, Any]] = []
        self._wishes: Queue[Wish] = Queue()
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._number = 0
        self._asked = 0.0
        self._over = False
        self._server = Server(self)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}/{self.token}/"

    @property
    def is_watched(self) -> bool:
        """Somebody has asked for a picture within the time that a request waits."""
        return time.monotonic() - self._asked < _PATIENCE

    def publish(self, frame: Frame) -> None:
        """Show ``frame``, if it is another one than is shown."""
        with self._changed:
            if self._frame is None or frame.digest != self._frame.digest:
                self._frame = frame
                self._number += 1
                self._changed.notify_all()

    def next(self, seconds: float) -> Wish | None:
        """What was asked for next, waited for ``seconds`` at most."""
        try:
            return self._wishes.get(timeout=seconds)
        except Empty:
            return None

    def answer(self, wish: Wish, result: ActionResult) -> None:
        """Say in the page what came of ``wish``."""
        self.told.append({"words": self._words(wish.action), "ok": result.ok, "said": result.said})
        wish.result = result
        wish.done.set()

    def screen(self, after: int) -> tuple[int, Frame] | None:
        """The picture after number ``after``; None if there is none for a while."""
        self._asked = time.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._number > after, _PATIENCE)
            if self._over or self._frame is None or self._number <= after:
                return None
            return self._number, self._frame

    def act(self, action: Action) -> dict[str, Any]:
        """Have ``action`` done by the thread that has the device; what to show of it."""
        wish = Wish(action)
        self._wishes.put(wish)
        limit = time.monotonic() + _BOUND
        while not wish.done.wait(0.2) and not self._over and time.monotonic() < limit:
            pass
        if wish.result is None:
            return {"words": self._words(action), "ok": False, "said": "the recording has ended"}
        said = wish.result.said
        return {"words": self._words(action), "ok": wish.result.ok, "said": said}

    @property
    def is_over(self) -> bool:
        return self._over

    def end(self) -> None:
        """Nothing more is shown or done: whoever waits is told so."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def close(self) -> None:
        """End the server and its threads."""
        self.end()
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
