"""Chromium without a window, spoken to through its DevTools pipe: a real reader of our pages."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from agent.errors import MissingTool

__all__ = ["Browser"]

_Value = TypeVar("_Value")

_FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-extensions", "--disable-sync", "--disable-default-apps", "--hide-scrollbars",
    "--password-store=basic", "--use-mock-keychain",
)  # fmt: skip
_BOUND = 60.0
"""Seconds that only a fault lasts."""


class Browser:
    """One tab. ``requests``: what the page asked for; ``complaints``: what the browser said of it.

    A context manager; every wait is for a condition. Raises ``MissingTool``.
    """

    def __init__(self) -> None:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if program is None:
            raise MissingTool("Chromium is not installed", hint="apt-get install chromium")
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._number, self._rest, self._session = 0, b"", ""
        self._profile = Path(tempfile.mkdtemp(prefix="fingertip-browser-"))
        self._process, self._in, self._out = _start(program, self._profile)
        try:
            tab = self.until(self._tab, "a tab")
            attached = self.ask("Target.attachToTarget", targetId=tab, flatten=True)
            self._session = attached["sessionId"]
            for domain in ("Page", "Network", "Runtime", "Log"):
                self.ask(f"{domain}.enable")
        except BaseException:
            self.close()
            raise

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """The answer to a DevTools command. Raises ``RuntimeError`` for a refusal."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._keep(answer)

    def until(self, condition: Callable[[], _Value], why: str) -> _Value:
        """What ``condition`` returns once it is true. Raises ``TimeoutError``."""
        limit = time.monotonic() + _BOUND
        while not (value := condition()):
            if time.monotonic() > limit:
                raise TimeoutError(f"never: {why}; the browser said {self.complaints}")
            time.sleep(0.03)
        return value

    def open(self, url: str) -> None:
        """Load ``url`` and wait until its scripts have run."""
        self.ask("Page.navigate", url="about:blank")
        self.until(lambda: self.run("location.href") == "about:blank", "an empty page")
        self.requests.clear()
        self.complaints.clear()
        self.ask("Page.navigate", url=url)
        ready = "location.href !== 'about:blank' && document.readyState === 'complete'"
        self.until(lambda: self.run(ready), url)

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression; None while the tab changes its page."""
        try:
            answer = self.ask(
                "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
            )
        except RuntimeError:
            return None
        if "exceptionDetails" in answer:
            raise ValueError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def text(self, selector: str) -> Any:
        """The text of the first element that ``selector`` finds, or None."""
        return self.run(f"document.querySelector({json.dumps(selector)})?.textContent ?? null")

    def press(self, key: str) -> None:
        """A key, by its DOM name: ``a``, ``ArrowRight``, ``Enter``."""
        text = {"text": key} if len(key) == 1 else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    def mouse(self, kind: str, x: float, y: float, **more: object) -> None:
        """``mousePressed``, ``mouseMoved``, ``mouseReleased`` or ``mouseWheel`` at a CSS pixel."""
        self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def window(self, width: int, height: int, *, dark: bool = False, scale: float = 1) -> None:
        """The size of the page in CSS pixels, and what its system prefers."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def screenshot(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        """End it and remove its profile. Idempotent."""
        self._session = ""
        if not self._out.closed:
            with suppress(RuntimeError, OSError):
                self.ask("Browser.close")
        self._in.close()
        self._out.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _tab(self) -> str:
        targets = self.ask("Target.getTargets")["targetInfos"]
        return next((str(one["targetId"]) for one in targets if one["type"] == "page"), "")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = self._in.read(1 << 20)
            if not piece:
                raise RuntimeError("Chromium has gone")
            self._rest += piece
        one, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message

    def _keep(self, event: dict[str, Any]) -> None:
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(event["params"]["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(event["params"]["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(event["params"]["exceptionDetails"]))


def _start(program: str, profile: Path) -> tuple[subprocess.Popen[bytes], Any, Any]:
    """The process, and the two ends of the pipes: commands go in by its descriptor 3."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # Out of the way of 3 and 4, which the shell is about to fill.
    far_in, far_out = (fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs_in, theirs_out))
    # Chromium's own sandbox refuses to work for root.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    try:
        process = subprocess.Popen(
            [
                *("bash", "-c", f'exec "$@" 3<&{far_in} 4>&{far_out}', "bash", program),
                *(*_FLAGS, *as_root, f"--user-data-dir={profile}", "about:blank"),
            ],
            pass_fds=(far_in, far_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    finally:
        for end in (theirs_in, theirs_out, far_in, far_out):
            os.close(end)
    return process, os.fdopen(ours_in, "rb", 0), os.fdopen(ours_out, "wb", 0)
