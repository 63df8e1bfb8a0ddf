"""One phone at work: its state, its glass, its ADB port and console, and its place on a server."""

import json
import os
import socket
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from devices.phone.adb.console import Console
from devices.phone.adb.host import AdbServer
from devices.phone.adb.listener import Listener, bind_loopback
from devices.phone.adb.router import PhoneRouter
from devices.phone.adb.wire import Profile
from devices.phone.phone import Phone
from devices.phone.shell.session import ShellSession
from devices.phone.state.files import FileRoot
from devices.phone.status import PhoneStatus, process_alive

if TYPE_CHECKING:
    from devices.phone.state.phone import PhoneState
    from devices.phone.ui.scene import Scene

__all__ = ["RunningPhone"]

RESTART_S = 1.0
"""How long a rebooting phone is away: long enough for every client to notice."""
EAGER_S, LAZY_S = 0.1, 1.0
"""How often the adb server is tried: just after it went, and later on."""
EAGER_TRIES = 50
STUCK_S = 3.0
"""What a stop waits for the glass before the process ends without it."""


class RunningPhone:
    """Owns all of it. `screen` None: a phone without glass, for its shell and files only."""

    def __init__(
        self,
        listening: socket.socket,
        status: PhoneStatus,
        state: "PhoneState",
        screen: "Scene | None",
        folder: Path,
    ) -> None:
        self.status = status
        self._state = state
        self._screen = screen
        self._folder = folder
        self._ending = threading.Event()
        files = FileRoot(state.root, now=state.clock.now)
        self._services = Phone(state, screen, files, self.reboot)
        controls = {"info": self._info, "stop": self._stop_soon, "reset": self._reset}
        router = PhoneRouter(
            self._services, lambda: ShellSession(self._services), self._written, controls
        )
        profile = Profile(
            product=state.props["ro.product.name"],
            model=state.props["ro.product.model"],
            device=state.props["ro.product.device"],
        )
        self._listener = Listener(listening, profile, router)
        self._console = self._open_console()

    def start(self, server: AdbServer | None) -> None:
        """Take connections, and stay registered with `server` (None: with none)."""
        self.status = replace(self.status, ready=True)
        self._listener.start()
        if self._console is not None:
            self._console.start()
        if server is not None and server.is_local:
            threading.Thread(target=self._keep, args=(server,), name="keeper", daemon=True).start()
        self.status.write(self._folder)

    def run(self) -> None:
        """Draw, on the thread that made the glass, until `stop`."""
        if self._screen is None:
            self._ending.wait()
        else:
            self._screen.run()
            # Once more, now on its own thread: only there can it be taken down.
            self._screen.close()

    def watch_owner(self, pid: int) -> None:
        """Stop once the process `pid` has gone."""

        def watch() -> None:
            while process_alive(pid):
                if self._ending.wait(1.0):
                    return
            logger.info("process {} has gone, and this phone with it", pid)
            self.stop()

        threading.Thread(target=watch, name="owner", daemon=True).start()

    def stop(self) -> None:
        """End the phone from any thread; `run` returns then. Idempotent."""
        if self._ending.is_set():
            return
        self._ending.set()
        self._listener.dropped.set()
        PhoneStatus.remove(self._folder)
        self._listener.close()
        if self._console is not None:
            self._console.close()
        last_resort = threading.Timer(STUCK_S, lambda: os._exit(1))
        last_resort.daemon = True
        last_resort.start()
        if self._screen is not None:
            self._screen.close()

    def reboot(self) -> None:
        """Restart the user interface: clients are cut off, apps end, the launcher comes back."""
        threading.Thread(target=self._restart, name="reboot", daemon=True).start()

    def _restart(self) -> None:
        # Whoever asked may still be waiting for the end of its own command.
        time.sleep(0.1)
        self._listener.suspend()
        self._services.files.new_boot()
        try:
            self._state.activities.reset()
            self._state.clipboard.set("")
            self._state.power.wake()
            self._state.power.unlock()
        finally:
            self._ending.wait(RESTART_S)
            self._listener.resume()
            self._listener.dropped.set()

    def _keep(self, server: AdbServer) -> None:
        """Stay known to the adb server, which forgets all phones outside its scan when it ends.

        Being connected says nothing: any other server of this machine may have found us too.
        """
        tries = 0
        while not self._ending.is_set():
            try:
                known = bool(server.state(self.status.serial))
                if not known:
                    server.register(self.status.port)
            except OSError:
                known = False  # no server runs; one may be on its way
            tries = 0 if known else tries + 1
            self._listener.dropped.wait(EAGER_S if 0 < tries < EAGER_TRIES else LAZY_S)
            self._listener.dropped.clear()

    def _open_console(self) -> Console | None:
        try:
            listening = bind_loopback(self.status.port - 1)
        except OSError as error:
            logger.warning("no console: port {} is taken: {}", self.status.port - 1, error)
            return None
        return Console(listening, self._services, self.stop)

    def _written(self, path: str) -> None:
        """A pushed file may be a database or a note that an app shows."""
        logger.debug("pushed {}", path)
        state = self._state
        stores = (state.contacts, state.alarms, state.notes, state.messages, state.storage)
        for store in stores:
            store.touch()

    # Asked for by this program itself, see `devices.phone.adb.client`

    def _info(self) -> bytes:
        return json.dumps(asdict(self.status)).encode()

    def _stop_soon(self) -> bytes:
        threading.Timer(0.05, self.stop).start()
        return b"stopping\n"

    def _reset(self) -> bytes:
        started = time.monotonic()
        self._state.reset()
        return f"{time.monotonic() - started:.3f}\n".encode()
