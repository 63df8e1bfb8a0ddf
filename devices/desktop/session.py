"""Which desktop: the windowing system, and the environment that its programs get.

| system | see | act | why |
|---|---|---|---|
| X11 (Linux, BSD; Xvfb, Xorg) | yes | yes | mss by XShmGetImage, pyautogui by XTEST |
| Wayland | no | no | a program may neither see nor touch the windows of others |
| macOS, Windows | yes | yes, but ``open_app`` | by the same two libraries; not in our tests |
"""

import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from agent.errors import DeviceNotFound

__all__ = ["NO_WAYLAND", "Session", "System", "quietly"]

System = Literal["x11", "wayland", "macos", "windows", "none"]

_REACH = ("DISPLAY", "XAUTHORITY")
_NO_DISPLAY = "use a desktop of its own: --device desktop:virtual"
NO_WAYLAND = (
    "log in to an X11 session (the login screen's 'on Xorg' or 'X11'), "
    "or use a desktop of its own: --device desktop:virtual"
)


@dataclass(frozen=True)
class Session:
    """A desktop, by the environment of a program that runs on it (default: this one's)."""

    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def display(self) -> str:
        """The X display, e.g. ``:0``; empty where there is none."""
        return self.environ.get("DISPLAY", "")

    @property
    def system(self) -> System:
        """By what the environment says; see ``devices.desktop.x11`` for what a server says."""
        if sys.platform == "darwin":
            return "macos"
        if sys.platform == "win32":
            return "windows"
        if self.display:
            return "x11"
        return "wayland" if self.environ.get("WAYLAND_DISPLAY") else "none"

    @property
    def gdk_scale(self) -> int:
        """What GTK's programs, and Chromium, multiply their sizes by: ``GDK_SCALE``, or 1."""
        scale = self.environ.get("GDK_SCALE", "")
        return max(int(scale), 1) if scale.isdecimal() else 1

    def demand(self) -> None:
        """Raise ``DeviceNotFound`` with the way out, unless this desktop can be used."""
        if self.system == "wayland":
            raise DeviceNotFound(
                "this is a Wayland session, where no program may see or touch the others",
                hint=NO_WAYLAND,
            )
        if self.system == "none":
            raise DeviceNotFound("there is no desktop: DISPLAY is not set", hint=_NO_DISPLAY)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This process's environment leads to this desktop's X server inside the block.

        Xlib, libxcb and pyautogui read DISPLAY and XAUTHORITY from the process when they connect.
        """
        before = {name: os.environ.get(name) for name in _REACH}
        try:
            _set({"DISPLAY": self.environ.get("DISPLAY"), "XAUTHORITY": self._cookies()})
            yield
        finally:
            _set(before)

    def _cookies(self) -> str:
        """The file of X cookies; an empty one where there is none, which Xlib does not forgive."""
        named = self.environ.get("XAUTHORITY")
        file = Path(named) if named else Path(self.environ.get("HOME", "/")) / ".Xauthority"
        return str(file) if file.is_file() else os.devnull


@contextmanager
def quietly() -> Iterator[None]:
    """For libraries that print on stdout when they connect, and leave files to be collected."""
    with redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _set(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
