"""Where a run comes from: versions, the code's git revision, the machine."""

import platform
import subprocess
import sys
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from agent import __version__
from agent.trajectory.schema import ModelRecord, RunRecord, SettingRecord
from agent.types import DeviceInfo

__all__ = ["describe_run", "revision"]

_PACKAGES = ("torch", "transformers", "adbutils", "pydantic", "numpy", "PySide6-Essentials")


def describe_run(
    *,
    settings: Iterable[tuple[str, str | int | float | bool | None, str]],
    device: DeviceInfo | None,
    model: ModelRecord | None,
    seed: int | None,
) -> RunRecord:
    """``run.json`` of a run that begins now. ``settings``: (name, value, source)."""
    return RunRecord(
        started=time.time(),
        argv=tuple(sys.argv),
        versions={"fingertip": __version__, "python": platform.python_version(), **_versions()},
        revision=revision(),
        platform=platform.platform(),
        settings={
            name: SettingRecord(value=value, source=source) for name, value, source in settings
        },
        device=device,
        model=model,
        seed=seed,
    )


def revision() -> str:
    """The commit of this code when it runs from a checkout, else empty.

    ``+dirty`` where the checkout is changed, or git could not tell.
    """
    checkout = Path(__file__).resolve().parents[2]
    if not (checkout / ".git").exists():
        return ""
    commit = _git(checkout, "rev-parse", "HEAD")
    if not commit:
        return ""
    unchanged = _git(checkout, "status", "--porcelain", "--untracked-files=no") == ""
    return commit if unchanged else f"{commit}+dirty"


def _git(folder: Path, *words: str) -> str | None:
    """What git said; None where it did not or could not."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
