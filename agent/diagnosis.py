"""What is installed, what is missing, and what to type: the findings of ``agent doctor``.

Nothing heavy is imported and nothing is started: packages are looked up by their metadata, system
libraries by opening them, programs on PATH.
"""

import ctypes
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from agent import __version__, config, registry
from agent.errors import FingertipError

__all__ = ["Finding", "examine", "find_adb"]

QT_LIBRARIES: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What PySide6-Essentials (QtGui, QtQuick, offscreen) loads -> its package on Debian and Ubuntu."""

CJK_FONTS = ("*CJK*", "wqy-*", "*DroidSansFallback*", "*SourceHan*", "uming*", "ukai*")


@dataclass(frozen=True)
class Finding:
    """``missing`` keeps the main job from running; a ``note`` is good to know."""

    subject: str
    status: Literal["ok", "note", "missing"]
    says: str
    fix: str = ""


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which a person would mend things."""
    for look in _LOOKS:
        yield from look()


def find_adb() -> Path | None:
    """The adb that the Android driver runs: ``ADBUTILS_ADB_PATH``, PATH, the one of adbutils."""
    named = os.environ.get("ADBUTILS_ADB_PATH") or shutil.which("adb")
    if named:
        return Path(named)
    spec = find_spec("adbutils")
    if spec is None or spec.origin is None:
        return None
    name = "adb.exe" if os.name == "nt" else "adb"
    shipped = Path(spec.origin).parent / "binaries" / name
    return shipped if shipped.is_file() else None


def _program() -> Iterator[Finding]:
    where = Path(__file__).resolve().parent
    yield Finding("fingertip", "ok", f"{__version__} in {where}")
    yield Finding("python", "ok", f"{platform.python_version()} at {sys.executable}")
    first = shutil.which("agent")
    ours = Path(sys.executable).parent / "agent"
    if first is None:
        yield Finding("agent", "note", "not on PATH", f"export PATH={ours.parent}:$PATH")
    elif ours.exists() and not ours.samefile(first):
        yield Finding(
            "agent",
            "note",
            f"the first on PATH is another program, {first}",
            f"type {ours}, or fingertip, or: export PATH={ours.parent}:$PATH",
        )
    else:
        yield Finding("agent", "ok", first)


def _plugins() -> Iterator[Finding]:
    if not registry.names("devices"):
        yield Finding("plugins", "missing", "no plugin is registered", "install fingertip with pip")


def _packages() -> Iterator[Finding]:
    for package, purpose in (
        ("adbutils", "Android devices"),
        ("PySide6-Essentials", "the built-in phone"),
        ("httpx2", "model servers"),
        ("torch", "local models"),
        ("transformers", "local models"),
    ):
        try:
            yield Finding(package, "ok", version(package))
        except PackageNotFoundError:
            yield Finding(
                package, "missing", f"not installed: {purpose}", f"pip install '{package}'"
            )


def _adb() -> Iterator[Finding]:
    adb = find_adb()
    if adb is None:
        yield Finding("adb", "missing", "no adb program was found", "sudo apt-get install adb")
    else:
        port = os.environ.get("ANDROID_ADB_SERVER_PORT") or "5037"
        yield Finding("adb", "ok", f"{adb}, server port {port}")


def _libraries() -> Iterator[Finding]:
    if not sys.platform.startswith("linux"):
        return
    absent = [package for library, package in QT_LIBRARIES.items() if not _loads(library)]
    if absent:
        yield Finding(
            "Qt libraries",
            "missing",
            f"the built-in phone cannot start without {', '.join(absent)}",
            f"sudo apt-get install -y {' '.join(absent)}",
        )
    else:
        yield Finding("Qt libraries", "ok", "all there")


def _fonts() -> Iterator[Finding]:
    if not sys.platform.startswith("linux"):
        return
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.fonts"))
    for folder in folders:
        for pattern in CJK_FONTS:
            if found := next(folder.expanduser().rglob(pattern), None):
                yield Finding("CJK fonts", "ok", str(found))
                return
    yield Finding(
        "CJK fonts",
        "note",
        "none: Chinese, Japanese and Korean look like boxes on the built-in phone",
        "sudo apt-get install -y fonts-noto-cjk",
    )


def _models() -> Iterator[Finding]:
    weights = Path(__file__).resolve().parent / "pocket" / "weights"
    if (weights / "config.json").is_file():
        yield Finding("pocket model", "ok", str(weights))
    else:
        yield Finding(
            "pocket model", "missing", f"not in {weights}", "python -m agent.pocket.train"
        )


def _settings() -> Iterator[Finding]:
    try:
        loaded = config.load()
    except FingertipError as error:
        yield Finding("settings", "missing", str(error), error.hint)
        return
    folder = loaded.settings.record
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if os.access(place, os.W_OK):
        free = shutil.disk_usage(place).free / 1e9
        yield Finding("recordings", "ok", f"in {folder}, {free:.1f} GB free")
    else:
        yield Finding("recordings", "missing", f"{place} is not writable", "--record DIR")
    model = loaded.settings.model or "pocket on the built-in phone, else none"
    yield Finding("default model", "ok", model)


def _desktop() -> Iterator[Finding]:
    """The driver itself knows what it needs; a phone needs none of it."""
    absent = list(registry.load("devices", "desktop").missing())
    for subject, says, fix in absent:
        yield Finding(subject, "note", says, fix)
    if not absent:
        yield Finding("desktop", "ok", f"can be used: {os.environ.get('DISPLAY', sys.platform)}")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


_LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _program,
    _plugins,
    _packages,
    _adb,
    _libraries,
    _fonts,
    _models,
    _settings,
    _desktop,
)
