"""The parts of a virtual desktop, in the order in which they are started."""

import os
import select
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from agent.errors import DeviceTimeout, SetupError
from devices.desktop.session import Session
from devices.desktop.virtual.processes import spawn
from devices.desktop.virtual.sandbox import authorize, openbox_settings
from devices.desktop.x11 import Server

__all__ = ["dress", "start_bus", "start_manager", "start_server"]

START_S = 30.0
BACKGROUND = 0x4A6278
"""The empty desktop: a calm blue, so that a picture of it is not taken for a dead screen."""


def start_server(size: tuple[int, int], environ: Mapping[str, str]) -> tuple[int, str]:
    """Start Xvfb on the first free display. Its process id and its name, such as ``:1``.

    It listens on a local socket only and lets nobody in without the cookie of this desktop. No key
    repeats: one whose release is late, on a busy machine, is still one key.
    """
    authority = Path(environ["XAUTHORITY"])
    cookie = authorize(authority)
    reading, writing = os.pipe()
    command = [
        "Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size[0]}x{size[1]}x24",
        "-dpi", "96", "-nolisten", "tcp", "-auth", str(authority), "-noreset", "-r",
    ]  # fmt: skip
    process = spawn(command, environ, sys.stderr.buffer, give=[writing])
    os.close(writing)
    try:
        number = _line(reading)
    finally:
        os.close(reading)
    if not number.isdecimal():
        raise SetupError(f"Xvfb (process {process.pid}) does not start", hint="see desktop.log")
    display = f":{number}"
    authorize(authority, cookie, display)
    return process.pid, display


def start_bus(environ: Mapping[str, str]) -> None:
    """Start the desktop's own D-Bus and wait until it takes connections."""
    reading, writing = os.pipe()
    address = environ["DBUS_SESSION_BUS_ADDRESS"]
    command = [
        "dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}",
        f"--print-address={writing}",
    ]  # fmt: skip
    spawn(command, environ, sys.stderr.buffer, give=[writing])
    os.close(writing)
    try:
        if not _line(reading):
            raise SetupError("dbus-daemon does not start", hint="see desktop.log")
    finally:
        os.close(reading)


def start_manager(runtime: Path, environ: Mapping[str, str]) -> None:
    """Start the window manager; `dress` waits for it."""
    settings = openbox_settings(runtime / "openbox.xml")
    spawn(["openbox", "--sm-disable", *settings], environ, sys.stderr.buffer)


def dress(session: Session) -> None:
    """Give the empty desktop a colour once the window manager is there."""
    server = Server(session)
    try:
        root = server.connection.screen().root
        managed = server.connection.intern_atom("_NET_SUPPORTING_WM_CHECK")
        deadline = time.monotonic() + START_S
        while not root.get_full_property(managed, 0):
            if time.monotonic() > deadline:
                raise DeviceTimeout("openbox does not start", hint="see desktop.log")
            time.sleep(0.01)
        root.change_attributes(background_pixel=BACKGROUND)
        root.clear_area()
        server.connection.sync()
    finally:
        server.close()


def _line(reading: int) -> str:
    """What a program writes there first, without the line's end; empty if it ends instead."""
    said = b""
    deadline = time.monotonic() + START_S
    while not said.endswith(b"\n"):
        if not select.select([reading], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return ""
        piece = os.read(reading, 256)
        if not piece:
            return ""
        said += piece
    return said.decode().strip()
