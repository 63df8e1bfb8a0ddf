r"""``file``: a file or folder of the device's, and what is in it.

| written | passes when |
|---|---|
| ``file:/sdcard/Download/a.txt`` | it is there |
| ``file: {path: /sdcard/Download/a.txt, exists: false}`` | it is not |
| ``file: {path: ..., text: "milk\\neggs"}`` | that is what it says (blanks at the ends aside) |
| ``file: {path: ..., contains: milk}`` | that is in it |
| ``file: {path: ..., matches: "\\d+ eggs"}`` | the expression is found in it |
"""

import re
import shlex
from dataclasses import dataclass

from pydantic import Field, field_validator

from agent.checks.arguments import Arguments, answer_of, parse, verdict
from agent.errors import DeviceError
from agent.protocols import Device
from agent.types import CheckResult, Episode

__all__ = ["FileCheck", "file"]


class _Wanted(Arguments):
    path: str = Field(min_length=1)
    exists: bool = True
    text: str | None = None
    contains: str | None = None
    matches: str | None = None

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
            passed, why = False, f"could not look: {error}"
        return verdict(self.name, passed=passed, why=why)

    def _look(self, device: Device) -> tuple[bool, str]:
        wanted = self.wanted
        there = answer_of(
            device, ["sh", "-c", f"[ -e {shlex.quote(wanted.path)} ] && echo yes || echo no"]
        )
        exists = there.strip() == "yes"
        if not exists or not wanted.exists:
            return exists == wanted.exists, "is there" if exists else "is not there"
        if wanted.text is None and wanted.contains is None and wanted.matches is None:
            return True, "is there"
        text = answer_of(device, ["cat", wanted.path])
        short = repr(text if len(text) <= 200 else text[:200] + "…")
        if wanted.text is not None and text.strip() != wanted.text.strip():
            return False, f"says {short}, not {wanted.text!r}"
        if wanted.contains is not None and wanted.contains not in text:
            return False, f"says {short}, without {wanted.contains!r}"
        if wanted.matches is not None and not re.search(wanted.matches, text):
            return False, f"says {short}, which {wanted.matches!r} does not match"
        return True, f"says {short}"


def file(argument: str) -> FileCheck:
    """``PATH``, or the parts in the table above. Raises ``UsageError``."""
    wanted = parse("file", argument, _Wanted, "path", "file:/sdcard/Download/notes.txt")
    return FileCheck(f"file:{argument}", wanted)
