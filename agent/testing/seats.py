"""A seat without a device, for ``agent.parallel``: it does what each job says, even die."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agent.errors import DeviceNotFound

__all__ = ["open_seat"]


@contextmanager
def open_seat(seat: str) -> Iterator[Callable[[Any], Any]]:
    """``missing`` cannot be opened; any other seat does what ``_work`` understands."""
    if seat == "missing":
        raise DeviceNotFound("no device is called missing", hint="agent devices")
    yield lambda carries: _work(seat, carries)


def _work(seat: str, carries: tuple[str, str]) -> str:
    """``say``: its word and the seat; ``raise``; ``die``; ``die-once``: unless the file exists.

    ``linger``: leave, with a thread that never ends; the file ``word`` tells the process.
    """
    verb, word = carries
    match verb:
        case "say":
            return f"{word} on {seat}"
        case "raise":
            raise ValueError(word)
        case "die-once" if Path(word).exists():
            return "alive"
        case "linger":
            Path(word).write_text(str(os.getpid()))
            threading.Thread(target=threading.Event().wait).start()
            raise SystemExit
        case "die" | "die-once":
            Path(word).touch()
            os._exit(9)
    raise AssertionError(f"no such job: {verb}")
