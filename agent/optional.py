"""Packages that only some things need, imported when such a thing is asked for."""

from importlib import import_module
from typing import Any

from agent.errors import MissingDependency

__all__ = ["need"]


def need(module: str, extra: str, what: str) -> Any:
    """The module. Raises ``MissingDependency`` that names the ``extra`` to install."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingDependency(
            f"{what} needs {module.partition('.')[0]}: {error}",
            hint=f"pip install 'fingertip[{extra}]'",
        ) from error
