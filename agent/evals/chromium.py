"""Chromium as a program on a desktop: one page over the whole screen, asked nothing, seen by all.

Nothing here talks to the browser's debugging port: whoever acts on the page does so through a
device, with mouse and keyboard.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.errors import MissingTool

__all__ = ["Chromium"]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic",
    "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage",
    "--disable-features=Translate,MediaRouter", "--password-store=basic", "--lang=en-US",
    # A page that is slow because the machine is busy is not to be covered by a question.
    "--disable-hang-monitor",
    # Animated, a turn of the wheel that comes soon after another one is lost now and then.
    "--disable-smooth-scrolling",
)  # fmt: skip
_STOP_S = 5.0


class Chromium:
    """A browser with an empty profile that shows ``url`` on the desktop of ``environ``.

    ``scale``: screen pixels per CSS pixel. A context manager; its end ends the browser. Raises
    ``MissingTool``.
    """

    def __init__(self, environ: Mapping[str, str], url: str, *, scale: float = 1.0) -> None:
        program = next((found for name in _NAMES if (found := shutil.which(name))), None)
        if program is None:
            raise MissingTool(
                "Chromium is not installed",
                hint="apt-get install -y --no-install-recommends chromium   (as root)",
            )
        self._profile = Path(tempfile.mkdtemp(prefix="fingertip-chromium-"))
        # Chromium's own sandbox refuses to work for root.
        as_root = ["--no-sandbox", "--test-type"] if os.geteuid() == 0 else []
        self._process = subprocess.Popen(
            [
                program, *_QUIET, *as_root, "--kiosk", f"--force-device-scale-factor={scale:g}",
                f"--user-data-dir={self._profile}", url,
            ],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def close(self) -> None:
        """End it and remove its profile. Idempotent."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
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
