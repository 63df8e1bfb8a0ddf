"""What keeps this machine's desktop from being seen or touched: for ``agent doctor``.

Looks things up and starts nothing; mss and pyautogui are not imported.
"""

import ctypes
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import NamedTuple

from agent.errors import DeviceError
from devices.desktop.session import Session
from devices.desktop.x11 import Server

__all__ = ["Missing", "missing"]

_PACKAGES = {"mss": "mss", "pyautogui": "pyautogui", "Xlib": "python3-xlib"}
_LIBRARIES = {
    "libxcb.so.1": "libxcb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
}
"""What mss loads on Linux -> its package on Debian and Ubuntu."""


class Missing(NamedTuple):
    """What is missing, what does not work without it, and what to type."""

    subject: str
    says: str
    fix: str


def missing(session: Session | None = None) -> Iterator[Missing]:
    """Everything that is missing, the worst first; nothing when the desktop can be used."""
    session = session or Session()
    for module, package in _PACKAGES.items():
        on_x = module == "Xlib"
        if find_spec(module) is None and not (on_x and session.system in {"macos", "windows"}):
            yield Missing(
                package, "not installed: no desktop can be used", f"pip install {package}"
            )
    if session.system in {"macos", "windows"}:
        return
    absent = [package for library, package in _LIBRARIES.items() if not _loads(library)]
    if absent:
        yield Missing(
            "X libraries",
            f"no picture of a desktop without {', '.join(absent)}",
            f"sudo apt-get install -y {' '.join(absent)}",
        )
    if shutil.which("xclip") is None:
        yield Missing(
            "xclip",
            "text beyond the keyboard's keys is not typed where the clipboard holds something",
            "sudo apt-get install -y xclip",
        )
    if find_spec("Xlib") is None:
        return
    try:
        session.demand()
        Server(session).close()
    except DeviceError as error:
        yield Missing("desktop", str(error), error.hint)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
