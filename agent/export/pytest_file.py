"""A pytest file: each episode as a test with the plugin's fixture ``gui_flow``.

The file is plain Python: whatever was typed or read stands in it as a literal.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from agent.errors import UsageError
from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.scripted import commands_of
from agent.flows.commands import Command

__all__ = ["PYTEST"]

_HEAD = '''\
"""Recorded by Fingertip. Run it with: pytest --gui-device android {name}"""

from agent.flows.commands import {names}
from agent.flows.single import Single
'''
_WIDTH = 100


def _write(episodes: Sequence[Recorded], path: Path, options: Options) -> Report:
    report = Report("commands")
    tests = [
        (episode, commands)
        for episode in episodes
        if (commands := commands_of(episode, report.left_out))
    ]
    if not tests:
        raise UsageError("nothing was done that a test can do", hint="name another recording")
    used = {type(command).__name__ for _, commands in tests for command in commands}
    report.rows = sum(len(commands) for _, commands in tests)
    parts = [_HEAD.format(name=path.name, names=_names(sorted(used)))]
    for name, (episode, commands) in zip(_apart(tests), tests, strict=True):
        parts.append("\n".join(_test(name, episode.goal, commands)))
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return report


def _names(names: Sequence[str]) -> str:
    line = ", ".join(names)
    if len(line) < _WIDTH - len("from agent.flows.commands import "):
        return line
    return "(\n" + "".join(f"    {name},\n" for name in names) + ")"


def _apart(tests: Iterable[tuple[Recorded, object]]) -> Iterator[str]:
    """A name for each test, no two the same."""
    seen: dict[str, int] = {}
    for episode, _ in tests:
        words = re.sub(r"[^0-9a-z]+", "_", episode.goal.casefold()).strip("_")[:50].strip("_")
        name = words or "recording"
        seen[name] = seen.get(name, 0) + 1
        yield f"test_{name}" if seen[name] == 1 else f"test_{name}_{seen[name]}"


def _test(name: str, goal: str, commands: Sequence[Command]) -> Iterator[str]:
    yield f"def {name}(gui_flow: Single) -> None:"
    if goal:
        yield f"    {_literal(goal)}"
    for command in commands:
        yield from _call(command)
    yield ""


def _call(command: Command) -> Iterator[str]:
    said = command.model_dump(exclude_unset=True)
    values = [f"{key}={_literal(value)}" for key, value in said.items()]
    kind = type(command).__name__
    line = f"    gui_flow({kind}({', '.join(values)}))"
    if len(line) <= _WIDTH:
        yield line
        return
    yield "    gui_flow("
    yield f"        {kind}("
    for value in values:
        yield f"            {value},"
    yield "        )"
    yield "    )"


def _literal(value: object) -> str:
    """Python's own, in double quotes where the text has none."""
    if not isinstance(value, str):
        return repr(value)
    # With a single quote in it, repr takes double ones if it can.
    said = repr(f"'{value}")
    return f'"{said[2:]}' if said.startswith('"') else repr(value)


PYTEST = Export("tests for pytest with the fixture gui_flow: pytest FILE", "file", _write, ".py")
