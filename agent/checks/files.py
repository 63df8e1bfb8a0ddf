r"""``file``: a file or folder of the device's, and what is in it.

| written | passes when |
|---|---|
| ``file:/sdcard/Download/a.txt`` | it is there |
| ``file: {path: /sdcard/Download/a.txt, exists: false}`` | it is not |
| ``file: {path: ..., text: "milk\\neggs"}`` | that is what it says (blanks at the ends aside) |
| ``file: {path: ..., contains: milk}`` | that is in it |
| ``file: {path: ..., matches: "\\d+ eggs"}`` | the expression is found in it |
| ``file: {path: /sdcard, added: [a.txt, new/]}`` | below that folder exactly these are new |

A path of a desktop may begin with ``~/``: the HOME of its programs.
``added``, ``removed`` and ``changed`` name what is below a folder, from there on, a folder with
``/`` at its end; whatever they do not name must be as it was before the episode.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field, field_validator, model_validator

from agent.checks.arguments import UNSEEN, Arguments, answer_of, parse, quoted, unknown, verdict
from agent.errors import DeviceError
from agent.protocols import Device
from agent.types import CheckResult, Episode

__all__ = ["FileCheck", "FolderCheck", "file"]

_LISTING = (
    'cd {0} && find . -type d | while read -r it; do echo folder "$it"; done; '
    "find . -type f -exec md5sum {{}} +"
)


class _Wanted(Arguments):
    path: str = Field(min_length=1)
    exists: bool = True
    text: str | None = None
    contains: str | None = None
    matches: str | None = None
    added: tuple[str, ...] | None = None
    removed: tuple[str, ...] | None = None
    changed: tuple[str, ...] | None = None

    @property
    def compares(self) -> bool:
        return any(part is not None for part in (self.added, self.removed, self.changed))

    @model_validator(mode="after")
    def _one_kind(self) -> "_Wanted":
        if self.compares and self.model_fields_set & {"exists", "text", "contains", "matches"}:
            raise ValueError("a folder is compared, or a file is read: not both")
        return self

    @field_validator("matches")
    @classmethod
    def _an_expression(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from None
        return value


@dataclass(frozen=True)
class FileCheck:
    """Looks with the device's own shell; a device that cannot answer scores 0."""

    name: str
    wanted: _Wanted

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises ``DeviceError``: a lost device confirms nothing."""
        try:
            passed, why = self._look(device)
        except DeviceError as error:
            return unknown(self.name, f"could not look: {error}")
        return verdict(self.name, passed=passed, why=why)

    def _look(self, device: Device) -> tuple[bool, str]:
        wanted = self.wanted
        there = answer_of(
            device, ["sh", "-c", f"[ -e {quoted(wanted.path)} ] && echo yes || echo no"]
        )
        exists = there.strip() == "yes"
        if not exists or not wanted.exists:
            return exists == wanted.exists, "is there" if exists else "is not there"
        if wanted.text is None and wanted.contains is None and wanted.matches is None:
            return True, "is there"
        text = answer_of(device, ["sh", "-c", f"cat {quoted(wanted.path)}"])
        short = repr(text if len(text) <= 200 else text[:200] + "…")
        if wanted.text is not None and text.strip() != wanted.text.strip():
            return False, f"says {short}, not {wanted.text!r}"
        if wanted.contains is not None and wanted.contains not in text:
            return False, f"says {short}, without {wanted.contains!r}"
        if wanted.matches is not None and not re.search(wanted.matches, text):
            return False, f"says {short}, which {wanted.matches!r} does not match"
        return True, f"says {short}"


@dataclass
class FolderCheck:
    """Compares all that is below a folder with what ``begin`` saw there."""

    name: str
    wanted: _Wanted
    _before: Mapping[str, str] | None = field(default=None, init=False)

    def begin(self, device: Device) -> None:
        self._before = self._look(device)

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises ``DeviceError``: a lost device confirms nothing."""
        if self._before is None:
            return unknown(self.name, UNSEEN)
        try:
            now = self._look(device)
        except DeviceError as error:
            return unknown(self.name, f"could not look: {error}")
        before, wanted = self._before, self.wanted
        differs = {name for name in now.keys() & before.keys() if now[name] != before[name]}
        found = {
            "added": now.keys() - before.keys(),
            "removed": before.keys() - now.keys(),
            "changed": differs,
        }
        passed = all(names == set(getattr(wanted, what) or ()) for what, names in found.items())
        said = [f"{what}: {', '.join(sorted(names))}" for what, names in found.items() if names]
        return verdict(self.name, passed=passed, why="; ".join(said) or "all is as it was")

    def _look(self, device: Device) -> dict[str, str]:
        """Each file's sum and each folder, by name."""
        found = {}
        command = _LISTING.format(quoted(self.wanted.path))
        for line in answer_of(device, ["sh", "-c", command]).splitlines():
            sum_, _, name = line.partition(" ")
            name = name.strip().removeprefix("./")
            if name != ".":
                found[name + ("/" if sum_ == "folder" else "")] = sum_
        return found


def file(argument: str) -> FileCheck | FolderCheck:
    """``PATH``, or the parts in the table above. Raises ``UsageError``."""
    wanted = parse("file", argument, _Wanted, "path", "file:/sdcard/Download/notes.txt")
    return (FolderCheck if wanted.compares else FileCheck)(f"file:{argument}", wanted)
