"""A flow: the episode as a scripted test, in Maestro's shape, as ``agent test`` runs it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from agent.errors import UsageError
from agent.export.episodes import Recorded
from agent.export.kinds import Export, Options, Report
from agent.export.scripted import app_of, commands_of
from agent.flows.commands import Command, name_of

__all__ = ["FLOW"]


def _write(episodes: Sequence[Recorded], path: Path, options: Options) -> Report:
    if len(episodes) != 1:
        raise UsageError(
            f"a flow is one episode, not {len(episodes)}",
            hint="name the folder of one episode: RUN/episodes/0001",
        )
    (episode,) = episodes
    report = Report("commands")
    commands = commands_of(episode, report.left_out)
    if not commands:
        raise UsageError("nothing was done that a flow can say", hint="name another recording")
    report.rows = len(commands)
    header = {"appId": app_of(episode), "name": episode.goal}
    text = yaml.safe_dump_all(
        [
            {key: value for key, value in header.items() if value},
            [_written(command) for command in commands],
        ],
        allow_unicode=True,
        sort_keys=False,
        width=100,
        explicit_start=False,
    )
    path.write_text(text, encoding="utf-8")
    return report


def _written(command: Command) -> Any:
    said = command.model_dump(exclude_unset=True, by_alias=True)
    # What looks like a variable was meant as it stands.
    value = {
        key: part.replace("${", "\\${") if isinstance(part, str) else part
        for key, part in said.items()
    }
    name = name_of(type(command))
    if not value:
        return name
    bare = command.bare or "text"
    return {name: value[bare] if set(value) == {bare} else value}


FLOW = Export("a scripted test in YAML, of one episode: agent test FILE", "file", _write, ".yaml")
