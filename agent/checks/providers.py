"""``content``: rows of an Android content provider, as ``content query`` prints them.

    content:
      uri: content://contacts/phones/
      projection: display_name:number
      has: {display_name: Ana Garcia, number: "5550100"}

``has``: a row with these values (blanks, brackets and hyphens of a number aside); ``lacks``: no
such row; ``count``: so many rows; ``added`` and ``removed``: exactly these rows of the
``projection`` more, or fewer, than before the episode, and no other change.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import Field, model_validator

from agent.checks.arguments import UNSEEN, Arguments, answer_of, parse, unknown, verdict
from agent.errors import DeviceError
from agent.protocols import Device
from agent.types import CheckResult, Episode

__all__ = ["ContentCheck", "content"]

Row = tuple[str, ...]

_ROW = re.compile(r"^Row: \d+ ", re.MULTILINE)
_FIELD = re.compile(r"(?:^|, )(\w+)=")


class _Wanted(Arguments):
    uri: str = Field(pattern=r"^content://")
    projection: str = ""
    where: str = ""
    has: Mapping[str, str] | None = None
    lacks: Mapping[str, str] | None = None
    count: int | None = Field(default=None, ge=0)
    added: tuple[Row, ...] | None = None
    removed: tuple[Row, ...] | None = None

    @property
    def compares(self) -> bool:
        return self.added is not None or self.removed is not None

    @model_validator(mode="after")
    def _something(self) -> "_Wanted":
        now = any(part is not None for part in (self.has, self.lacks, self.count))
        if now == self.compares:
            raise ValueError("say has, lacks or count, or added and removed rows")
        if self.compares and not self.projection:
            raise ValueError("added and removed rows need a projection")
        return self


@dataclass
class ContentCheck:
    """Asks the provider; what was there before is remembered by ``begin``."""

    name: str
    wanted: _Wanted
    _before: Counter[Row] | None = field(default=None, init=False)

    def begin(self, device: Device) -> None:
        if self.wanted.compares:
            self._before = _counted(self._rows(device))

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises ``DeviceError``: a lost device confirms nothing."""
        try:
            rows = self._rows(device)
        except DeviceError as error:
            return unknown(self.name, f"could not look: {error}")
        wanted = self.wanted
        if wanted.compares:
            return self._changes(rows)
        why = f"{len(rows)} rows"
        if wanted.count is not None and len(rows) != wanted.count:
            return verdict(self.name, passed=False, why=f"{why}, not {wanted.count}")
        if wanted.has is not None and not any(_fits(row, wanted.has) for row in rows):
            return verdict(self.name, passed=False, why=f"{why}, none with {dict(wanted.has)}")
        if wanted.lacks is not None and any(_fits(row, wanted.lacks) for row in rows):
            return verdict(self.name, passed=False, why=f"there is one with {dict(wanted.lacks)}")
        return verdict(self.name, passed=True, why=why)

    def _changes(self, rows: Sequence[Mapping[str, str]]) -> CheckResult:
        if self._before is None:
            return unknown(self.name, UNSEEN)
        now = _counted(rows)
        added, removed = now - self._before, self._before - now
        passed = added == _wanted(self.wanted.added) and removed == _wanted(self.wanted.removed)
        why = f"added: {_said(added)}; removed: {_said(removed)}"
        return verdict(self.name, passed=passed, why=why)

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


def _counted(rows: Sequence[Mapping[str, str]]) -> Counter[Row]:
    return Counter(tuple(_plain(value) for value in row.values()) for row in rows)


def _wanted(rows: Sequence[Row] | None) -> Counter[Row]:
    return Counter(tuple(map(_plain, row)) for row in rows or ())


def _said(rows: Counter[Row]) -> str:
    shown = [" | ".join(row) for row in sorted(rows.elements())]
    return "; ".join(shown[:5]) + ("; …" if len(shown) > 5 else "") if shown else "nothing"


def _plain(value: str) -> str:
    number = re.sub(r"[\s()-]", "", value)
    return number if re.fullmatch(r"\+?\d+", number) else value.strip()
