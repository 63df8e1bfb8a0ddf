"""Parameters of a task: what each may be, and what a seed makes of it.

| in the file | is |
|---|---|
| ``[on, off]`` or ``{choice: [on, off]}`` | one of these |
| ``{integer: {from: 1, to: 59, step: 1, format: "02d"}}`` | a number, both ends included |
| ``{person: full}`` (``given``, ``family``) | a name |
| ``{phone: true}`` | a telephone number of the range kept for fiction (555-0100 to 0199) |
| ``{words: 3}`` | so many words, for a title or a note |
| ``{map: {of: state, "on": "1", "off": "0"}}`` | what the value of another one stands for |
| ``{text: "{given}@example.org"}`` | made of others |

Two parameters of one list that must differ say ``unlike: other``.
"""

import random
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["Parameter", "draw", "fill"]

_HOLE = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*)\}")

GIVEN = (
    "Amara", "Bruno", "Chen", "Dalia", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jana", "Kofi",
    "Lena", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tove", "Uma", "Vera",
)  # fmt: skip
FAMILY = (
    "Abbott", "Berger", "Castro", "Dunn", "Eriksen", "Fischer", "Garcia", "Hughes", "Ito", "Jansen",
    "Keller", "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Quinn", "Rossi", "Silva", "Tan",
)  # fmt: skip
WORDS = (
    "amber", "basket", "candle", "delta", "ember", "forest", "garden", "harbor", "island", "jacket",
    "kettle", "lantern", "meadow", "needle", "orchard", "pebble", "quiet", "river", "saddle",
    "timber", "umbrella", "valley", "window", "yellow", "zephyr",
)  # fmt: skip


class _Integer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(alias="from")
    to: int
    step: int = Field(default=1, ge=1)
    format: str = Field(default="d", pattern=r"^0?\d{0,2}d$")

    @model_validator(mode="after")
    def _some(self) -> "_Integer":
        if self.to < self.start:
            raise ValueError("to is less than from")
        return self


class Parameter(BaseModel):
    """How a value is drawn; exactly one kind is said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    choice: tuple[str, ...] | None = Field(default=None, min_length=1)
    integer: _Integer | None = None
    person: Literal["given", "family", "full"] | None = None
    phone: bool | None = None
    words: int | None = Field(default=None, ge=1, le=20)
    map: Mapping[str, str] | None = None
    text: str | None = None
    unlike: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, value: Any) -> Any:
        return {"choice": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _one_kind(self) -> "Parameter":
        kinds = self.model_fields_set - {"unlike"}
        if len(kinds) != 1:
            raise ValueError(f"say one kind of value: {', '.join(_KINDS)}")
        if self.map is not None and "of" not in self.map:
            raise ValueError("a map says of which parameter: of: NAME")
        return self

    @property
    def needs(self) -> set[str]:
        """The parameters that it is made of."""
        others = {self.unlike} if self.unlike else set()
        if self.map is not None:
            others.add(self.map["of"])
        return others | {match[1] for match in _HOLE.finditer(self.text or "") if match[1]}


def draw(parameters: Mapping[str, Parameter], seed: int) -> dict[str, str]:
    """A value for each, the same for the same seed. Raises ``ValueError`` for a circle.

    Each draws from its own generator, so that a new parameter changes none of the others.
    """
    drawn: dict[str, str] = {}
    waiting = dict(parameters)
    while waiting:
        ready = [name for name, one in waiting.items() if one.needs <= drawn.keys()]
        if not ready:
            stuck = ", ".join(waiting)
            raise ValueError(f"made of each other, or of what is no parameter: {stuck}")
        for name in ready:
            drawn[name] = _value(waiting.pop(name), random.Random(f"{seed}/{name}"), drawn)
    return {name: drawn[name] for name in parameters}


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each ``{name}`` replaced; ``{{`` and ``}}`` are braces.

    Raises ``ValueError`` for a name that is no parameter.
    """

    def value(hole: re.Match[str]) -> str:
        if not hole[1]:
            return hole[0][0]
        if hole[1] not in values:
            known = ", ".join(values) or "there are none"
            raise ValueError(f"{hole[0]} is no parameter (known: {known}); a brace is written {{{{")
        return values[hole[1]]

    return _HOLE.sub(value, text)


def _value(parameter: Parameter, chance: random.Random, drawn: Mapping[str, str]) -> str:
    for _ in range(1000):
        (kind,) = parameter.model_fields_set - {"unlike"}
        value = _KINDS[kind](parameter, chance, drawn)
        if parameter.unlike is None or value != drawn[parameter.unlike]:
            return value
    raise ValueError(f"every value is that of {parameter.unlike}")


def _integer(parameter: Parameter, chance: random.Random, drawn: Mapping[str, str]) -> str:
    assert parameter.integer is not None
    span = parameter.integer
    return format(chance.randrange(span.start, span.to + 1, span.step), span.format)


def _person(parameter: Parameter, chance: random.Random, drawn: Mapping[str, str]) -> str:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    return {"given": given, "family": family}.get(str(parameter.person), f"{given} {family}")


def _map(parameter: Parameter, chance: random.Random, drawn: Mapping[str, str]) -> str:
    assert parameter.map is not None
    key = drawn[parameter.map["of"]]
    if key not in parameter.map or key == "of":
        raise ValueError(f"a map says nothing for {key!r}")
    return parameter.map[key]


_KINDS: Mapping[str, Callable[[Parameter, random.Random, Mapping[str, str]], str]] = {
    "choice": lambda parameter, chance, drawn: chance.choice(parameter.choice or ()),
    "integer": _integer,
    "person": _person,
    "phone": lambda parameter, chance, drawn: f"415555{chance.randrange(100, 200):04d}",
    "words": lambda parameter, chance, drawn: " ".join(
        chance.sample(WORDS, min(parameter.words or 1, len(WORDS)))
    ),
    "map": _map,
    "text": lambda parameter, chance, drawn: fill(parameter.text or "", drawn),
}
