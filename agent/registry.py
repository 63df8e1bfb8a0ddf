"""Plugins by name: the entry points of groups ``fingertip.*``, loaded on first use.

| group | names | is |
|---|---|---|
| ``fingertip.devices`` | ``--device NAME`` | a ``DeviceKind`` |
| ``fingertip.phones`` | ``builtin`` | a class of ``Phones``, made without arguments |
| ``fingertip.desktops`` | ``virtual`` | a class of ``Desktops``, made without arguments |
| ``fingertip.models`` | ``--model NAME[:ARGUMENT]`` | ``open(argument, *, settings) -> Model`` |
| ``fingertip.dialects`` | ``--dialect NAME`` | a ``Dialect`` |
| ``fingertip.checks`` | ``--check NAME:ARGUMENT`` | ``make(argument) -> Check`` |
| ``fingertip.exports`` | ``agent export --format NAME`` | an ``agent.export.Export`` |

Built-ins come in by the same door as anybody's.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Literal, cast

from agent.errors import MissingDependency, UnknownDevice, UnknownDialect, UnknownPlugin, UsageError
from agent.protocols import Check, Desktops, DeviceKind, Dialect, Model, Phones
from agent.spelling import nearest

__all__ = [
    "Group",
    "desktops",
    "device_kind",
    "dialect",
    "entry",
    "load",
    "make_check",
    "names",
    "open_model",
    "phones",
    "split_model",
]

Group = Literal["devices", "phones", "desktops", "models", "dialects", "checks", "exports"]

_ERRORS: Mapping[str, type[UsageError]] = {"devices": UnknownDevice, "dialects": UnknownDialect}


@cache
def _entries(group: Group) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=f"fingertip.{group}")}


def names(group: Group) -> list[str]:
    """What is registered, sorted."""
    return sorted(_entries(group))


def entry(group: Group, name: str) -> EntryPoint:
    """Where ``name`` comes from, unloaded. Raises ``UnknownPlugin`` or its like."""
    try:
        return _entries(group)[name]
    except KeyError:
        known = names(group)
        raise _ERRORS.get(group, UnknownPlugin)(
            f"no {group.removesuffix('s')} plugin is called {name!r}.{nearest(name, known)}",
            hint=f"known {group}: {', '.join(known) or 'none; reinstall fingertip'}",
        ) from None


def load(group: Group, name: str) -> Any:
    """The object that ``name`` stands for.

    Raises ``UnknownPlugin`` (``UnknownDevice``, ``UnknownDialect``) for a name that nobody
    registered, ``MissingDependency`` for one whose module cannot be imported.
    """
    found = entry(group, name)
    try:
        return found.load()
    except ImportError as error:
        source = f" of {found.dist.name}" if found.dist else ""
        raise MissingDependency(
            f"the {group.removesuffix('s')} plugin {name!r}{source} cannot be loaded: {error}",
            hint="agent doctor",
        ) from error
    except AttributeError as error:
        raise UnknownPlugin(
            f"{found.value!r}, registered as {name!r}, does not exist: {error}",
            hint="reinstall the package that registers it",
        ) from error


def device_kind(name: str) -> DeviceKind:
    return cast("DeviceKind", load("devices", name))


def dialect(name: str) -> Dialect:
    return cast("Dialect", load("dialects", name))


def phones() -> Phones:
    """The built-in phones."""
    return cast("Phones", load("phones", "builtin")())


def desktops() -> Desktops:
    """The virtual desktops."""
    return cast("Desktops", load("desktops", "virtual")())


def make_check(expression: str) -> Check:
    """The check that ``NAME:ARGUMENT`` describes. Raises ``UsageError`` and its children."""
    name, _, argument = expression.partition(":")
    return cast("Check", load("checks", name.strip())(argument))


def split_model(spec: str) -> tuple[str, str]:
    """The plugin's name and its argument: ``NAME[:ARGUMENT]``, a URL (server), a folder or hub id.

    Raises ``UnknownPlugin`` for a single word that is no plugin and no folder.
    """
    name, _, argument = spec.partition(":")
    if name in _entries("models"):
        return name, argument
    if spec.startswith(("http://", "https://")):
        return "server", spec
    if "/" in spec or Path(spec).expanduser().exists():
        return "local", spec
    known = names("models")
    raise UnknownPlugin(
        f"{spec!r} is no model plugin, no folder and no hub id.{nearest(name, known)}",
        hint=f"known models: {', '.join(known)}; or a checkpoint's folder, or OWNER/NAME (agent"
        " models pull), or server:URL",
    )


def open_model(spec: str, *, settings: Mapping[str, object] | None = None) -> Model:
    """The model of ``--model``, ready to generate. Raises ``ModelError``, ``UsageError``."""
    name, argument = split_model(spec)
    return cast("Model", load("models", name)(argument, settings=settings or {}))
