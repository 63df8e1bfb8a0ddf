"""Steps that set a device up for a task, or tidy it afterwards, by its shell.

| step | does |
|---|---|
| ``settings: {global/wifi_on: 0}`` | ``settings put`` for each |
| ``shell: svc wifi disable`` (or a list of words) | the command, which must succeed |
| ``clear: com.android.settings`` (or a list) | ``pm clear`` |
| ``stop: com.android.settings`` (or a list) | ``am force-stop`` |
| ``files: {/sdcard/Download/a.txt: text}`` | writes each, with its folders |
| ``remove: /sdcard/Download/a.txt`` (or a list) | ``rm -rf`` |
| ``sql: {database: /data/.../x.db, run: [statements]}`` | ``sqlite3`` |
| ``insert: {uri: content://sms, values: {address: "1"}}`` | ``content insert``, as text |
| ``contact: {name: Ana Garcia, phone: "5550100"}`` | a person of the address book; as root |

A path of a desktop may begin with ``~/``: the HOME of its programs.
"""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from agent.checks.arguments import quoted
from agent.errors import DeviceError
from agent.protocols import Device
from agent.tasks.people import Person

__all__ = ["Preparation", "prepare"]


class _Database(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str
    run: tuple[str, ...]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    uri: str
    values: Mapping[str, str]


class Preparation(BaseModel):
    """One step; exactly one of its fields is said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: Mapping[str, str] = {}
    shell: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    files: Mapping[str, str] = {}
    remove: tuple[str, ...] = ()
    sql: _Database | None = None
    insert: _Row | None = None
    contact: Person | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        if not isinstance(value, dict) or len(value) != 1:
            raise ValueError(f"a step says one thing: {', '.join(cls.model_fields)}")
        ((name, said),) = value.items()
        if isinstance(said, str):
            said = shlex.split(said) if name == "shell" else [said]
        return {name: said}

    @model_validator(mode="after")
    def _paths(self) -> "Preparation":
        for path in (*self.files, *self.remove):
            whole = path.startswith(("/", "~/"))
            if not whole or len(PurePosixPath(path).parts) < (2 if path[0] == "~" else 3):
                raise ValueError(f"{path!r} is no whole path below a folder of the device")
        for key in self.settings:
            if key.partition("/")[0] not in {"global", "system", "secure"}:
                raise ValueError(f"{key!r} is no setting: write global/KEY, system/KEY, secure/KEY")
        return self

    def commands(self) -> list[list[str]]:
        """What is run on the device, in order, as words."""
        done = [
            ["settings", "put", *key.split("/", 1), value] for key, value in self.settings.items()
        ]
        if self.shell:
            done.append(list(self.shell))
        done += [["pm", "clear", package] for package in self.clear]
        done += [["am", "force-stop", package] for package in self.stop]
        for path, text in self.files.items():
            done.append(["sh", "-c", f"mkdir -p {quoted(str(PurePosixPath(path).parent))}"])
            done.append(["sh", "-c", f"printf %s {shlex.quote(text)} > {quoted(path)}"])
        done += [["sh", "-c", f"rm -rf {quoted(path)}"] for path in self.remove]
        if self.sql is not None:
            done += [["sqlite3", self.sql.database, statement] for statement in self.sql.run]
        if self.insert is not None:
            bound = [f"{name}:s:{value}" for name, value in self.insert.values.items()]
            binds = [word for one in bound for word in ("--bind", one)]
            done.append(["content", "insert", "--uri", self.insert.uri, *binds])
        if self.contact is not None:
            done.append(self.contact.command())
        return done


def prepare(device: Device, steps: Sequence[Preparation]) -> None:
    """Run ``steps`` on ``device``. Raises ``DeviceError`` for the first that fails."""
    for step in steps:
        for words in step.commands():
            status, output = device.shell(words)
            if status != 0:
                raise DeviceError(
                    f"`{shlex.join(words)}` exited with {status}: {output.strip()[:200]}",
                    hint="see the task's setup",
                )
