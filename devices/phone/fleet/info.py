"""What a phone is, to those who start and name it."""

import json
from dataclasses import dataclass
from pathlib import Path

from devices.phone.adb.client import ask_phone
from devices.phone.status import PhoneStatus, phones_folder, process_alive

__all__ = ["PhoneInfo", "remembered"]


@dataclass(frozen=True, slots=True)
class PhoneInfo:
    """A running phone. `size` in device pixels; `state_dir` is its disk's folder on the host."""

    serial: str
    port: int
    pid: int
    size: tuple[int, int]
    state_dir: Path
    ready: bool

    @classmethod
    def of(cls, status: PhoneStatus) -> "PhoneInfo":
        return cls(
            status.serial,
            status.port,
            status.pid,
            status.size,
            Path(status.state_dir),
            status.ready,
        )


def remembered() -> list[PhoneInfo]:
    """The phones that left word and are still there, by port. Word of dead ones is removed."""
    phones = []
    folder = phones_folder()
    for place in folder.iterdir() if folder.is_dir() else ():
        status = PhoneStatus.read(place)
        if status is None:
            continue
        if not process_alive(status.pid) or (status.ready and not _answers(status)):
            PhoneStatus.remove(place)
        elif not status.error:
            phones.append(PhoneInfo.of(status))
    return sorted(phones, key=lambda phone: phone.port)


def _answers(status: PhoneStatus) -> bool:
    """Whether that very process listens on its port: ids of processes are used again."""
    try:
        said = json.loads(ask_phone(status.port, "fingertip:info"))
    except TimeoutError:
        return True  # it listens, and is busy
    except (OSError, ValueError):
        return False
    return bool(said.get("pid") == status.pid)
