"""Where virtual desktops leave word of themselves: one folder each.

``$XDG_STATE_HOME/fingertip/desktops/<name>/`` holds status.json, desktop.log, lock and, unless the
user chose another place, ``home``: the HOME of its programs. Whoever holds the lock is the desktop:
the kernel lets go of it when the process ends, however that happens.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import platformdirs

__all__ = ["DesktopStatus", "claim", "desktops_folder", "folder_of", "is_held"]

STATUS = "status.json"
LOCK = "lock"


def desktops_folder() -> Path:
    """The folder of all virtual desktops of this user."""
    chosen = os.environ.get("XDG_STATE_HOME", "")
    base = Path(chosen) if Path(chosen).is_absolute() else platformdirs.user_state_path()
    return base / "fingertip" / "desktops"


def folder_of(name: str) -> Path:
    return desktops_folder() / name


def claim(folder: Path) -> int | None:
    """An open, inheritable lock on ``folder``, which is made; None while a desktop holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def is_held(folder: Path) -> bool:
    """Whether a desktop runs here."""
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


@dataclass(frozen=True, slots=True)
class DesktopStatus:
    """What a desktop's process says of itself. ``size`` in pixels.

    ``environ`` is the whole environment of a program that is to run there. ``error`` and ``hint``
    are set, and ``ready`` is not, by a desktop that could not start.
    """

    name: str
    pid: int
    size: tuple[int, int]
    home: str
    display: str = ""
    environ: dict[str, str] = field(default_factory=dict)
    ready: bool = False
    error: str = ""
    hint: str = ""

    def write(self, folder: Path) -> None:
        """Replace the status file at once: a reader sees the old or the new one, whole."""
        draft = folder / f".{STATUS}.{os.getpid()}"
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        draft.replace(folder / STATUS)

    @classmethod
    def read(cls, folder: Path) -> "DesktopStatus | None":
        """The status in ``folder``; None if there is none, or none that can be understood."""
        try:
            facts = json.loads((folder / STATUS).read_text(encoding="utf-8"))
            width, height = facts.pop("size")
            return cls(size=(int(width), int(height)), **facts)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    @staticmethod
    def remove(folder: Path) -> None:
        (folder / STATUS).unlink(missing_ok=True)
