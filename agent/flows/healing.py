"""Rewrites the steps of a flow whose selectors no longer find what they mean, and nothing else.

Only what selects changes: comments, order and every other line stay as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from agent.documents import Place
from agent.errors import StorageError
from agent.flows.finding import Healing
from agent.selectors import Selector
from agent.whole import write_whole

__all__ = ["heal", "rewritten"]

_SELECTS = frozenset(field.alias or name for name, field in Selector.model_fields.items())


def heal(healings: Iterable[Healing]) -> list[str]:
    """Rewrite the files; a sentence about each step. Raises ``StorageError``.

    A file that was changed since it was read is left alone.
    """
    by_file: dict[Path, dict[Place, Healing]] = defaultdict(dict)
    for one in healings:
        by_file[one.line.source.path][one.line.place] = one
    said = []
    for path, steps in by_file.items():
        before = next(iter(steps.values())).line.source.text
        now = {place: one.now for place, one in steps.items() if one.now is not None}
        is_ours = _text(path) == before
        if now and is_ours:
            _write(path, rewritten(before, now))
        for place, one in sorted(steps.items()):
            where = f"{path}:{place.line}: {one.line}: found by {one.by}"
            if not is_ours:
                said.append(f"{where}; the file was changed meanwhile and is left alone")
            elif one.now is None:
                said.append(f"{where}; no id and no text names it alone, so it stays as written")
            else:
                said.append(f"{where}; now {one.now}")
    return said


def rewritten(text: str, steps: Mapping[Place, Selector]) -> str:
    """``text`` with other selectors for the commands that stand at these places."""
    edits: list[_Edit] = []
    for root in yaml.compose_all(text, Loader=yaml.SafeLoader):
        for key, value in _pairs(root):
            now = steps.get(Place(key.start_mark.line + 1, key.start_mark.column + 1))
            if now is not None:
                edits += _edits(text, value, now.model_dump(exclude_unset=True, by_alias=True))
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def _pairs(node: yaml.Node | None) -> Iterator[tuple[Any, Any]]:
    match node:
        case yaml.SequenceNode():
            for part in node.value:
                yield from _pairs(part)
        case yaml.MappingNode():
            for key, value in node.value:
                yield key, value
                yield from _pairs(value)


def _edits(text: str, value: Any, now: dict[str, Any]) -> Iterator[_Edit]:
    if not isinstance(value, yaml.MappingNode):
        only = now["text"] if set(now) == {"text"} else now
        yield _Edit(value.start_mark.index, _end(text, value), _inline(only))
        return
    pairs = [(key, part) for key, part in value.value if key.value in _SELECTS]
    (name, meant), *_ = now.items()
    first, *others = pairs
    yield _Edit(first[0].start_mark.index, _end(text, first[1]), f"{name}: {_inline(meant)}")
    for key, part in others:
        yield _without(text, key.start_mark.index, _end(text, part))


def _without(text: str, start: int, end: int) -> _Edit:
    """Takes a name with its value away: in a block its lines, in braces the comma before it."""
    before = text.rfind("\n", 0, start) + 1
    if not text[before:start].strip():
        after = text.find("\n", end)
        return _Edit(before, len(text) if after < 0 else after + 1, "")
    return _Edit(text.rindex(",", 0, start), end, "")


def _end(text: str, node: Any) -> int:
    """Behind its last character; a block's own mark lies behind the comments that follow."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return len(text[: node.end_mark.index].rstrip())
    last = node.value[-1]
    return _end(text, last[1] if isinstance(node, yaml.MappingNode) else last)


def _inline(value: Any) -> str:
    """``value`` on one line, as it may stand in braces too."""
    said: str = yaml.safe_dump(
        [value], default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False
    )
    return said.strip()[1:-1]


def _text(path: Path) -> str | None:
    """As it stands there, its own line breaks kept; None where it can no longer be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}", hint="test without --heal"
        ) from error
