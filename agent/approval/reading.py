"""What ``--approve`` names: one word for every action, or a TOML file of rules."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from agent.approval.rules import Rule, Rules, Then
from agent.documents import Place, Source
from agent.errors import ConfigError
from agent.spelling import nearest

__all__ = ["SHIPPED", "rules_for"]

SHIPPED = Path(__file__).with_name("default.toml")
_WORDS = {"auto": "allow", "ask": "ask", "deny": "deny"}
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def rules_for(approve: str) -> Rules:
    """The rules for ``auto``, ``ask``, ``deny`` (every action), ``default`` (shipped), or a file.

    Raises ``ConfigError`` that names file, line and column of what is wrong.
    """
    if then := _WORDS.get(approve):
        rule = Rule(name=f"approve = {approve}", then=cast("Then", then))
        return Rules(name=approve, rule=(rule,), defaults=False)
    if approve == "default":
        return _read(SHIPPED)
    rules = _read(Path(approve).expanduser())
    if not rules.defaults:
        return rules
    return rules.model_copy(update={"rule": (*rules.rule, *_read(SHIPPED).rule)})


def _read(path: Path) -> Rules:
    try:
        source = Source(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"the rules {path} cannot be read: {error.strerror}",
            hint="write --approve auto, ask, deny or default, or name a file of rules",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text: {error}", hint=f"mend {path}") from error
    try:
        written = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _fault(source, _told_place(source, str(error)), _AT.sub("", str(error))) from error
    try:
        return Rules.model_validate({"name": str(path), **written})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = tuple(first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        if first["type"] == "missing":
            what = f"{str(at[-1])!r} is missing here"
        if first["type"] == "extra_forbidden":
            known = Rule.model_fields if at[0] == "rule" else Rules.model_fields
            what = f"{str(at[-1])!r} is not known here.{nearest(str(at[-1]), known)}"
        raise _fault(source, _place(source, at), what) from error


def _fault(source: Source, place: Place, what: str) -> ConfigError:
    return ConfigError(
        f"{source.path}:{place.line}:{place.column}: {what}",
        hint=f"mend {source.path}",
        detail=source.snippet(place),
    )


def _told_place(source: Source, message: str) -> Place:
    told = _AT.search(message)
    if told and told[1]:
        return Place(int(told[1]), int(told[2]))
    return Place(max(len(source.text.splitlines()), 1), 1)


def _place(source: Source, at: Sequence[str | int]) -> Place:
    """Of the value at the path ``at``, or of what is nearest around it: tomllib tells no places."""
    places = dict(_places(source.text))
    for length in range(len(at), 0, -1):
        if found := places.get(tuple(at[:length])):
            return found
    return Place(1, 1)


def _places(text: str) -> Iterator[tuple[tuple[str | int, ...], Place]]:
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if head := re.match(r"\s*(\[\[?)\s*([\w-]+)\s*\]", line):
            name = head[2]
            if head[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
            table = (name, counts[name]) if head[1] == "[[" else (name,)
            yield table, Place(number, head.start(2) + 1)
        elif key := re.match(r"\s*([\w-]+)\s*=", line):
            yield (*table, key[1]), Place(number, key.start(1) + 1)
