"""One built-in phone: ``python -m devices.phone --port 5555 --seed 0 --size 1080x2400``.

Runs until SIGTERM, ``adb emu kill`` or ``agent phone stop``. What it has to say to who started it
is in its status file (`devices.phone.status`); its own log goes to stderr.
"""

import argparse
import os
import shutil
import signal
import socket
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from devices.phone.adb.host import AdbServer
from devices.phone.adb.listener import bind_loopback
from devices.phone.libraries import APT_PACKAGES
from devices.phone.status import PORT_TAKEN, SIDES, PhoneStatus, folder_of, serial_of

if TYPE_CHECKING:
    from devices.phone.state.phone import PhoneState
    from devices.phone.ui.scene import Scene

__all__ = ["main"]

FAILED = 3


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT, such as 1080x2400")
    size = (int(width), int(height))
    if not all(side in SIDES for side in size):
        raise argparse.ArgumentTypeError(f"{text!r}: a side has {SIDES[0]} to {SIDES[-1]} pixels")
    return size


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m devices.phone", description=__doc__)
    parser.add_argument("--port", type=int, default=5555, help="ADB port; the console has port-1")
    parser.add_argument("--seed", type=int, default=0, help="what the phone holds at first")
    parser.add_argument("--size", type=_size, default=(1080, 2400), help="device pixels, WxH")
    parser.add_argument("--density", type=int, default=420, help="dpi")
    parser.add_argument("--clock", type=float, default=None, help="its time at start, epoch s")
    parser.add_argument("--state", type=Path, default=None, help="its disk, kept between starts")
    parser.add_argument("--owner", type=int, default=None, help="end when this process ends")
    parser.add_argument("--no-register", action="store_true", help="wait for `adb connect` only")
    parser.add_argument("--no-screen", action="store_true", help="no glass: shell and files only")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run one phone to its end. Exit status 0, or `PORT_TAKEN`, or 3 with the reason on disk."""
    options = _parse(arguments)
    logger.remove()
    logger.add(sys.stderr, level="INFO")
    try:
        listening = bind_loopback(options.port)
    except OSError as error:
        logger.error("port {}: {}", options.port, error)
        return PORT_TAKEN
    serial = serial_of(options.port)
    folder = folder_of(serial)
    root = options.state.absolute() if options.state else folder / "root"
    status = PhoneStatus(
        serial, options.port, os.getpid(), options.size, options.density, options.seed, str(root)
    )
    status.write(folder)
    try:
        _run(options, listening, status, folder, root)
    except ImportError as error:
        # Where the drawing part explains at length, the line below it is what Python said.
        cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
        return _fail(replace(status, error=f"cannot draw: {cause}", hint=_cure(cause)), folder)
    except Exception as error:  # noqa: BLE001 - whatever it is, the starter has to be told
        logger.exception("the phone could not run")
        log = folder / "phone.log"
        message = f"{type(error).__name__}: {error}"
        return _fail(replace(status, error=message, hint=f"see {log}"), folder)
    PhoneStatus.remove(folder)
    return 0


def _cure(error: ImportError) -> str:
    """What to type when Qt cannot be loaded: it names a library of the system, or is absent."""
    if ".so" in str(error):
        return f"apt-get install -y {APT_PACKAGES}   (as root)"
    return "pip install PySide6-Essentials"


def _fail(status: PhoneStatus, folder: Path) -> int:
    logger.error("{}", status.error)
    status.write(folder)
    return FAILED


def _run(
    options: argparse.Namespace,
    listening: socket.socket,
    status: PhoneStatus,
    folder: Path,
    root: Path,
) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    signals = {signal.SIGTERM, signal.SIGINT}
    # Before any thread exists: Qt's loop does not let Python's own handlers run.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    from devices.phone.running import RunningPhone
    from devices.phone.state.phone import PhoneState

    if options.state is None and root.is_dir():
        # What an earlier phone of this serial left; only a named place is kept.
        shutil.rmtree(root)
    state = PhoneState.open(
        root,
        seed=options.seed,
        size=options.size,
        density=options.density,
        now=options.clock,
    )
    screen = None if options.no_screen else _glass(state)
    phone = RunningPhone(listening, status, state, screen, folder)

    def wait_for_signal() -> None:
        signal.sigwait(signals)
        phone.stop()

    threading.Thread(target=wait_for_signal, name="signals", daemon=True).start()
    if options.owner is not None:
        phone.watch_owner(options.owner)
    phone.start(None if options.no_register else AdbServer.from_environment())
    logger.info("{} is ready: {}", status.serial, root)
    phone.run()


def _glass(state: "PhoneState") -> "Scene":
    from devices.phone.ui.scene import Scene

    return Scene(state)


if __name__ == "__main__":
    sys.exit(main())
