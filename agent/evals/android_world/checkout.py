"""The user's own checkout of AndroidWorld: found, imported, asked for its tasks."""

import importlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from agent.errors import MissingDependency, UsageError

__all__ = ["Checkout", "Facts"]

FAMILY = "android_world"


@dataclass(frozen=True)
class Facts:
    """What ``task_metadata.json`` says of a template; empty where it says nothing."""

    difficulty: str = ""
    optimal_steps: int = 0
    tags: tuple[str, ...] = ()


class Checkout:
    """A folder that holds the package ``android_world``; None: the one that is installed.

    Raises ``UsageError`` for a folder without it and ``MissingDependency`` for what it needs.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            if not (folder / "android_world" / "registry.py").is_file():
                raise UsageError(
                    f"{folder} is no checkout of AndroidWorld: it has no android_world/registry.py",
                    hint="git clone https://github.com/google-research/android_world",
                )
            path = str(folder.resolve())
            if path not in sys.path:
                sys.path.insert(0, path)
        self.folder = Path(self.module("android_world").__file__ or "").parent

    def module(self, name: str) -> ModuleType:
        """One of its modules, by its full name."""
        try:
            return importlib.import_module(name)
        except ImportError as error:
            raise MissingDependency(
                f"AndroidWorld cannot be imported: {error}",
                hint="pip install 'fingertip[androidworld]' -r CHECKOUT/requirements.txt",
            ) from error

    def classes(self, family: str = FAMILY) -> Mapping[str, Any]:
        """Its task classes by name, of one of its families. Raises ``UsageError`` for another."""
        registry = self.module("android_world.registry").TaskRegistry()
        try:
            found: Mapping[str, Any] = registry.get_registry(family)
        except ValueError as error:
            raise UsageError(f"{error}", hint=f"--family {FAMILY}") from error
        return found

    def facts(self) -> Mapping[str, Facts]:
        """What it says of its templates, by name."""
        path = self.folder / "task_metadata.json"
        if not path.is_file():
            return {}
        return {row["task_name"]: _facts(row) for row in json.loads(path.read_bytes())}


def _facts(row: Mapping[str, Any]) -> Facts:
    steps = str(row.get("optimal_steps") or "")
    return Facts(
        difficulty=str(row.get("difficulty") or ""),
        optimal_steps=int(steps) if steps.isdecimal() else 0,
        tags=tuple(tag for tag in row.get("tags") or () if tag),
    )
