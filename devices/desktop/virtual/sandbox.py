"""What programs on a virtual desktop get to see: an environment of its own, nothing of the user's.

Separate folders and addresses, not a jail: a program there runs as the same user and can open the
same files if it is told where they are.
"""

import os
import secrets
import struct
from pathlib import Path

__all__ = ["MARK", "authorize", "environment", "openbox_settings"]

MARK = "FINGERTIP_DESKTOP"
"""The variable by which a program's process is known to belong to a desktop; holds its folder."""

_KEPT = ("PATH", "TZ", "USER", "LOGNAME", "SHELL")
_FOLDERS = ("Desktop", "Documents", "Downloads", "Pictures")
_WILD, _LOCAL = 0xFFFF, 256
"""Families of an X authority entry: any address; a host by name (Xauth.h of libXau)."""


def environment(folder: Path, home: Path, runtime: Path) -> dict[str, str]:
    """The environment of a desktop's programs, all but ``DISPLAY``; makes its folders.

    ``runtime`` holds sockets, whose paths may have 107 characters: it has to be a short one.
    Messages and dates are in English and UTF-8, whatever the user's own language.
    """
    for name in _FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        MARK: str(folder),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_SESSION_TYPE": "x11",
        "XDG_CURRENT_DESKTOP": "openbox",
        "XAUTHORITY": str(runtime / "Xauthority"),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime / 'bus'}",
    }


def authorize(path: Path, cookie: bytes | None = None, display: str = "") -> bytes:
    """Write an X authority file that holds one cookie, and return it.

    libXau takes the entry for any address; python-xlib wants this host and ``display`` by name,
    known only once the server runs. Format: Xau.h, big-endian counted strings.
    """
    cookie = cookie or secrets.token_bytes(16)
    entries = [(_WILD, "", "")]
    if display:
        entries.append((_LOCAL, os.uname().nodename, display.removeprefix(":")))
    lines = b""
    for family, address, number in entries:
        lines += struct.pack(">H", family)
        for part in (address.encode(), number.encode(), b"MIT-MAGIC-COOKIE-1", cookie):
            lines += struct.pack(">H", len(part)) + part
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(b"")
    draft.chmod(0o600)
    draft.write_bytes(lines)
    draft.replace(path)
    return cookie


def openbox_settings(path: Path, installed: Path = Path("/etc/xdg/openbox/rc.xml")) -> list[str]:
    """Arguments for an openbox with one workspace: its own four change under a turned wheel.

    Empty where the system has no settings to start from.
    """
    try:
        text = installed.read_text(encoding="utf-8")
    except OSError:
        return []
    path.write_text(text.replace("<number>4</number>", "<number>1</number>"), encoding="utf-8")
    return ["--config-file", str(path)]
