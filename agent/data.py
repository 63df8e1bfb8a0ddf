"""Where the data that ships beside the code lies: ``prompts/`` and ``tasks/``.

In a checkout these are folders at the top; in a wheel the build puts them into ``agent/_data``
(``force-include`` in pyproject.toml).
"""

from pathlib import Path
from typing import Literal

__all__ = ["data_folder"]


def data_folder(name: Literal["prompts", "tasks"]) -> Path:
    """The folder ``name`` of this installation. Raises ``FileNotFoundError`` if it is broken."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation of fingertip has no {name}/ folder; reinstall it")
