"""``sqlite``: rows of a database on the device, as they are or against what they were.

    sqlite:
      database: /data/data/com.android.providers.telephony/databases/mmssms.db
      query: SELECT address, body FROM sms WHERE type = 2
      added: [["5550100", "hello"]]

``count``: so many rows; ``equals``: these rows in any order; ``added`` and ``removed``: exactly
these more, or fewer, than before the episode, and no other change.
"""

from collections import Counter
from dataclasses import dataclass, field

from pydantic import Field, model_validator

from agent.checks.arguments import UNSEEN, Arguments, answer_of, parse, unknown, verdict
from agent.errors import DeviceError
from agent.protocols import Device
from agent.types import CheckResult, Episode

__all__ = ["DatabaseCheck", "sqlite"]

Row = tuple[str, ...]

_UNIT = "\x1f"
"""Between columns: ASCII's unit separator, which no text on a screen contains. A value with a
line break would be read as two rows; ask for ``replace(body, char(10), ' ')``."""


class _Wanted(Arguments):
    database: str = Field(min_length=1)
    query: str = Field(min_length=1)
    count: int | None = Field(default=None, ge=0)
    equals: tuple[Row, ...] | None = None
    added: tuple[Row, ...] | None = None
    removed: tuple[Row, ...] | None = None

    @model_validator(mode="after")
    def _something(self) -> "_Wanted":
        now = (self.count, self.equals).count(None) < 2
        if now == (self.added is not None or self.removed is not None):
            raise ValueError("say count or equals, or added and removed rows")
        return self


@dataclass
class DatabaseCheck:
    """Asks ``sqlite3`` on the device; what was there before is remembered by ``begin``."""

    name: str
    wanted: _Wanted
    _before: Counter[Row] | None = field(default=None, init=False)

    def begin(self, device: Device) -> None:
        if self.wanted.added is not None or self.wanted.removed is not None:
            self._before = self._rows(device)

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises ``DeviceError``: a lost device confirms nothing."""
        try:
            now = self._rows(device)
        except DeviceError as error:
            return unknown(self.name, f"could not look: {error}")
        if self.wanted.count is None and self.wanted.equals is None and self._before is None:
            return unknown(self.name, UNSEEN)
        passed, why = self._compared(now)
        return verdict(self.name, passed=passed, why=why)

    def _compared(self, now: Counter[Row]) -> tuple[bool, str]:
        wanted, before = self.wanted, self._before or Counter()
        if wanted.count is not None and now.total() != wanted.count:
            return False, f"{now.total()} rows, not {wanted.count}"
        if wanted.equals is not None:
            return now == Counter(wanted.equals), _said(now)
        if wanted.count is not None:
            return True, f"{wanted.count} rows"
        added, removed = now - before, before - now
        passed = added == Counter(wanted.added or ()) and removed == Counter(wanted.removed or ())
        return passed, f"added: {_said(added)}; removed: {_said(removed)}"

    def _rows(self, device: Device) -> Counter[Row]:
        words = ["sqlite3", "-separator", _UNIT, self.wanted.database, self.wanted.query]
        # An empty line is a row too: one column, with nothing in it.
        *lines, last = answer_of(device, words).replace("\r\n", "\n").split("\n")
        return Counter(tuple(line.split(_UNIT)) for line in [*lines, *filter(None, [last])])


def sqlite(argument: str) -> DatabaseCheck:
    """The parts in the example above. Raises ``UsageError``."""
    example = 'sqlite:{"database": "/data/data/app/databases/x.db", "query": "...", "count": 1}'
    return DatabaseCheck(f"sqlite:{argument}", parse("sqlite", argument, _Wanted, "query", example))


def _said(rows: Counter[Row]) -> str:
    shown = [" | ".join(row) for row in sorted(rows.elements())]
    return "; ".join(shown[:5]) + ("; …" if len(shown) > 5 else "") if shown else "nothing"
