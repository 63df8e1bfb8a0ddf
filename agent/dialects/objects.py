"""Families whose action is one flat object: ShowUI, GUI-R1, SeeClick, AgentCPM-GUI, Holo.

ShowUI and GUI-R1 write Python's spelling, SeeClick a mixture with tuples; the lenient JSON reader
knows both, and what is the family's own way is not recorded as mended.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from agent.dialects import lenient
from agent.errors import UnparseableReply

__all__ = ["Object", "around", "find_objects", "python"]

PYTHON = frozenset(
    {
        "single quotes instead of double quotes",
        "Python literals instead of JSON's",
        "a tuple instead of an array",
        "a number in another spelling than JSON's",
    }
)
"""What the lenient reader calls a repair and is ordinary in Python's spelling."""


_KEY = re.compile(r"[\"']\w+[\"']\s*:")


class Object(NamedTuple):
    """An object, where it stands, and what was mended."""

    values: dict[str, Any]
    span: tuple[int, int]
    repairs: list[str]


def find_objects(
    text: str, start: int = 0, *, ordinary: frozenset[str] = frozenset()
) -> list[Object]:
    """The objects of a reply in order, alone, in a list or after one another.

    ``ordinary``: repairs that are none in this family. Raises ``UnparseableReply`` if the first
    one cannot be read.
    """
    found = list(_objects(text, start, ordinary))
    if not found:
        raise UnparseableReply("the reply holds no object")
    before = text[start : found[0].span[0]]
    if _KEY.search(before) and (len(found) > 1 or before.rstrip().endswith(",")):
        raise UnparseableReply("the first of several objects has no opening brace")
    if "```" in text[: found[0].span[0]]:
        found[0].repairs.append("a fence stood around the object")
    return found


def _objects(text: str, start: int, ordinary: frozenset[str]) -> Iterator[Object]:
    first = True
    while (at := text.find("{", start)) >= 0:
        try:
            value, end, repairs = lenient.read(text, at)
        except UnparseableReply:
            if first:
                raise
            return
        if isinstance(value, dict):
            yield Object(value, (at, end), [note for note in repairs if note not in ordinary])
            first = False
        start = max(end, at + 1)


def around(text: str, found: Sequence[Object]) -> list[str]:
    """What to record of what stands around the first of the objects in ``text``."""
    notes = ["only the first of several actions is carried out"] if len(found) > 1 else []
    rest = text
    for item in reversed(found):
        rest = rest[: item.span[0]] + rest[item.span[1] :]
    if re.search(r"\w", re.sub(r"```\w*|<[^<>]*>", "", rest)):
        notes.append("text around the object")
    return notes


def python(values: Mapping[str, Any]) -> str:
    """An object in Python's spelling."""
    return "{" + ", ".join(f"'{key}': {_literal(value)}" for key, value in values.items()) + "}"


def _literal(value: Any) -> str:
    if value is None:
        return "None"
    if not isinstance(value, str):
        return json.dumps(value)
    # As JSON escapes, but for the quotes: what the lenient reader takes for ordinary.
    inner = json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"
