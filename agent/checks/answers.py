"""``answer``: what the model answered, normalised.

| written | passes for |
|---|---|
| ``answer:Ana Garcia`` | ``ana garcia``, ``Ana  Garcia.`` |
| ``answer:12.5`` | ``12.50`` and no other number |
| ``answer: {any_of: [Monday, Mon]}`` | one of them |
| ``answer: {list: [milk, eggs]}`` | these parts between commas, in any order |
| ``answer: {contains: "555-0100"}`` | that somewhere in a sentence |

Letter case, blanks and punctuation at the ends do not count; numbers compare as numbers.
"""

import re
import string
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field, model_validator

from agent.checks.arguments import Arguments, parse, verdict
from agent.protocols import Device
from agent.types import CheckResult, Episode

__all__ = ["AnswerCheck", "answer", "normal"]

_AROUND = string.whitespace + ".,;:!?\"'“”‘’。，！？"
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|[+-]?\.\d+")


class _Wanted(Arguments):
    text: str | None = None
    any_of: tuple[str, ...] | None = Field(default=None, min_length=1)
    list: tuple[str, ...] | None = None
    contains: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "_Wanted":
        if len(self.model_fields_set) != 1:
            raise ValueError("say one of text, any_of, list, contains")
        return self


@dataclass(frozen=True)
class AnswerCheck:
    """Compares the episode's answer; no device is asked."""

    name: str
    wanted: _Wanted

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        said, wanted = episode.answer, self.wanted
        if wanted.text is not None:
            passed = normal(said) == normal(wanted.text)
        elif wanted.any_of is not None:
            passed = normal(said) in {normal(one) for one in wanted.any_of}
        elif wanted.list is not None:
            parts = Counter(normal(part) for part in said.split(",") if part.strip())
            passed = parts == Counter(normal(one) for one in wanted.list)
        else:
            passed = normal(wanted.contains or "") in normal(said)
        return verdict(self.name, passed=passed, why=f"the answer was {said!r}")


def answer(argument: str) -> AnswerCheck:
    """``TEXT``, or the parts in the table above. Raises ``UsageError``."""
    wanted = parse("answer", argument, _Wanted, "text", "answer:Ana Garcia")
    return AnswerCheck(f"answer:{argument}", wanted)


def normal(text: str) -> str:
    """``text`` as it is compared: NFKC, one case, single blanks, no punctuation at the ends.

    A number loses the commas between its thousands, and zeros that say nothing.
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    number = words.strip(_AROUND.replace(".", "")).rstrip(".")
    if not _NUMBER.fullmatch(number):
        return words.strip(_AROUND)
    # Not by a float: the last digit of a telephone or a parcel number counts too.
    exact = f"{Decimal(number.replace(',', '')):f}"
    return exact.rstrip("0").rstrip(".") if "." in exact else exact
