"""The programs of the system that a virtual desktop is made of."""

import shutil
from collections.abc import Iterable, Mapping

from agent.errors import MissingTool

__all__ = ["PACKAGES", "demand"]

PACKAGES: Mapping[str, str] = {"Xvfb": "xvfb", "openbox": "openbox", "dbus-daemon": "dbus"}
"""Program -> the Debian package that brings it."""


def demand(programs: Iterable[str] = tuple(PACKAGES)) -> None:
    """Raise ``MissingTool`` with the command to type, unless all ``programs`` are installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        packages = " ".join(PACKAGES[program] for program in missing)
        raise MissingTool(
            f"a virtual desktop needs {' and '.join(missing)}",
            hint=f"apt-get install -y --no-install-recommends {packages}   (as root)",
        )
