"""Where running phones leave word of themselves: one folder each, with ``status.json`` in it.

``$XDG_STATE_HOME/fingertip/phones/<serial>/`` holds status.json, phone.log and, unless the user
chose another place, ``root``: the phone's disk.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

__all__ = [
    "PORT_TAKEN",
    "SIDES",
    "PhoneStatus",
    "folder_of",
    "phones_folder",
    "process_alive",
    "serial_of",
]

SIDES = range(240, 4321)
"""Pixels that a side of a phone's screen may have."""
STATUS = "status.json"
PORT_TAKEN = 75
"""A phone's exit status when another program listens on its port: EX_TEMPFAIL of sysexits.h."""


def phones_folder() -> Path:
    """The folder of all built-in phones of this user."""
    chosen = os.environ.get("XDG_STATE_HOME", "")
    base = Path(chosen) if Path(chosen).is_absolute() else platformdirs.user_state_path()
    return base / "fingertip" / "phones"


def serial_of(port: int) -> str:
    """The serial that an adb server gives to an emulator on this port."""
    return f"emulator-{port - 1}"


def folder_of(serial: str) -> Path:
    return phones_folder() / serial


@dataclass(frozen=True, slots=True)
class PhoneStatus:
    """What a phone's process says of itself. `size` in device pixels, `density` in dpi.

    `error` and `hint` are set, and `ready` is not, by a phone that could not start.
    """

    serial: str
    port: int
    pid: int
    size: tuple[int, int]
    density: int
    seed: int
    state_dir: str
    ready: bool = False
    error: str = ""
    hint: str = ""

    def write(self, folder: Path) -> None:
        """Replace the status file at once: a reader sees the old or the new one, whole."""
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{STATUS}.{os.getpid()}"
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        draft.replace(folder / STATUS)

    @classmethod
    def read(cls, folder: Path) -> "PhoneStatus | None":
        """The status in `folder`; None if there is none, or none that can be understood."""
        try:
            facts = json.loads((folder / STATUS).read_text(encoding="utf-8"))
            width, height = facts.pop("size")
            return cls(size=(int(width), int(height)), **facts)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    @staticmethod
    def remove(folder: Path) -> None:
        (folder / STATUS).unlink(missing_ok=True)


def process_alive(pid: int) -> bool:
    """Whether a process has this id now, ours or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
