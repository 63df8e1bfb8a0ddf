"""``content``: rows of an Android content provider, as ``content query`` prints them.

    content:
      uri: content://contacts/phones/
      projection: display_name:number
      has: {display_name: Ana Garcia, number: "5550100"}

``has``: a row with these values (blanks, brackets and hyphens of a number aside); ``lacks``: no
such row; ``count``: so many rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field, model_validator

from agent.checks.arguments import Arguments, answer_of, parse, verdict
from agent.errors import DeviceError
from agent.protocols import Device
from agent.types import CheckResult, Episode

__all__ = ["ContentCheck", "content"]

_ROW = re.compile(r"^Row: \d+ ", re.MULTILINE)
_FIELD = re.compile(r"(?:^|, )(\w+)=")


class _Wanted(Arguments):
    uri: str = Field(pattern=r"^content://")
    projection: str = ""
    where: str = ""
    has: Mapping[str, str] | None = None
    lacks: Mapping[str, str] | None = None
    count: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _something(self) -> "_Wanted":
        if self.has is None and self.lacks is None and self.count is None:
            raise ValueError("say has, lacks or count")
        return self


@dataclass(frozen=True)
class ContentCheck:
    """Asks the provider; a device that cannot answer scores 0."""

    name: str
    wanted: _Wanted

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises ``DeviceError``: a lost device confirms nothing."""
        try:
            rows = self._rows(device)
        except DeviceError as error:
            return verdict(self.name, passed=False, why=f"could not look: {error}")
        wanted = self.wanted
        why = f"{len(rows)} rows"
        if wanted.count is not None and len(rows) != wanted.count:
            return verdict(self.name, passed=False, why=f"{why}, not {wanted.count}")
        if wanted.has is not None and not any(_fits(row, wanted.has) for row in rows):
            return verdict(self.name, passed=False, why=f"{why}, none with {dict(wanted.has)}")
        if wanted.lacks is not None and any(_fits(row, wanted.lacks) for row in rows):
            return verdict(self.name, passed=False, why=f"there is one with {dict(wanted.lacks)}")
        return verdict(self.name, passed=True, why=why)

    def _rows(self, device: Device) -> list[dict[str, str]]:
        words = ["content", "query", "--uri", self.wanted.uri]
        if self.wanted.projection:
            words += ["--projection", self.wanted.projection]
        if self.wanted.where:
            words += ["--where", self.wanted.where]
        return [_fields(text) for text in _ROW.split(answer_of(device, words))[1:]]


def content(argument: str) -> ContentCheck:
    """The parts in the example above. Raises ``UsageError``."""
    example = 'content:{"uri": "content://sms/sent", "has": {"body": "hello"}}'
    return ContentCheck(f"content:{argument}", parse("content", argument, _Wanted, "uri", example))


def _fields(text: str) -> dict[str, str]:
    # A value may hold commas: it ends where ", name=" begins the next.
    places = list(_FIELD.finditer(text.rstrip("\n")))
    ends = [place.start() for place in places[1:]] + [len(text.rstrip("\n"))]
    return {place[1]: text[place.end() : end] for place, end in zip(places, ends, strict=True)}


def _fits(row: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(_plain(row.get(name, "")) == _plain(value) for name, value in wanted.items())


def _plain(value: str) -> str:
    number = re.sub(r"[\s()-]", "", value)
    return number if re.fullmatch(r"\+?\d+", number) else value.strip()
