"""One virtual desktop: ``python -m devices.desktop.virtual --folder DIR --size 1280x800``.

Runs until SIGTERM, the end of its X server or, with ``--owned``, the end of stdin; then ends every
program that was started on it. What it has to say is in its status file; its log goes to stderr.
Started with the folder's lock open as descriptor ``--lock``, which it keeps.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

from loguru import logger

from agent.errors import FingertipError, SetupError
from devices.desktop.session import Session
from devices.desktop.virtual import processes, sandbox
from devices.desktop.virtual.server import dress, start_bus, start_manager, start_server
from devices.desktop.virtual.status import DesktopStatus

__all__ = ["main"]

FAILED = 3
_ENDINGS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m devices.desktop.virtual", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where it leaves word")
    parser.add_argument("--home", type=Path, default=None, help="HOME of its programs, kept")
    parser.add_argument("--size", required=True, help="pixels, WxH")
    parser.add_argument("--lock", type=int, required=True, help="descriptor of the folder's lock")
    parser.add_argument("--owned", action="store_true", help="end when stdin ends")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run one desktop to its end. Exit status 0, or 3 with the reason in the status file."""
    options = _parse(arguments)
    logger.remove()
    logger.add(sys.stderr, level="INFO")
    folder: Path = options.folder
    width, _, height = options.size.partition("x")
    status = DesktopStatus(
        name=folder.name,
        pid=os.getpid(),
        size=(int(width), int(height)),
        home=str(options.home or folder / "home"),
    )
    status.write(folder)
    # Before any child exists, so that none can end unnoticed.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS | {signal.SIGCHLD})
    processes.adopt_orphans()
    # What an earlier desktop of this name left running when it was killed.
    processes.end_all(lambda: processes.marked(folder))
    runtime = Path(tempfile.mkdtemp(prefix="fingertip-"))
    try:
        _run(status, folder, runtime, owned=options.owned)
    except Exception as error:  # noqa: BLE001  (whatever it is, the starter has to be told)
        logger.exception("the desktop could not run")
        hint = error.hint if isinstance(error, FingertipError) else f"see {folder / 'desktop.log'}"
        message = str(error) if isinstance(error, FingertipError) else repr(error)
        replace(status, error=message, hint=hint).write(folder)
        return FAILED
    finally:
        stayed = processes.end_all(lambda: processes.marked(folder))
        if stayed:
            logger.error("these processes do not end: {}", sorted(stayed))
        shutil.rmtree(runtime, ignore_errors=True)
        if options.home is None:
            shutil.rmtree(folder / "home", ignore_errors=True)
    DesktopStatus.remove(folder)
    return 0


def _run(status: DesktopStatus, folder: Path, runtime: Path, *, owned: bool) -> None:
    environ = sandbox.environment(folder, Path(status.home), runtime)
    server, display = start_server(status.size, environ)
    environ["DISPLAY"] = display
    start_bus(environ)
    start_manager(runtime, environ)
    dress(Session(environ))
    if owned:
        # Only now: the programs above are started by a fork, which wants no threads.
        threading.Thread(target=_end_with_stdin, name="owner", daemon=True).start()
    replace(status, display=display, environ=environ, ready=True).write(folder)
    logger.info("{} is ready on {}", status.name, display)
    _serve(server)


def _serve(server: int) -> None:
    """Wait for the end. Raises ``SetupError`` when it is the X server's."""
    while signal.sigwait(_ENDINGS | {signal.SIGCHLD}) == signal.SIGCHLD:
        if server in processes.reap():
            raise SetupError("the X server of the desktop has ended", hint="agent desktop start")


def _end_with_stdin() -> None:
    # Not by sys.stdin: an interpreter that ends while a thread waits in there aborts.
    while os.read(0, 4096):
        pass
    logger.info("the owner has gone, and this desktop with it")
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
