"""Rules: which actions are allowed, which are asked about, which are denied.

The first rule that fits decides. A rule fits when every condition that it states holds; a condition
with several values holds when one of them does.
"""

import re
import unicodedata
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from agent.actions import Action
from agent.approval.aim import Aim
from agent.spelling import nearest

__all__ = ["Hook", "Rule", "Rules", "Then"]

Then = Literal["allow", "ask", "deny"]

_ACTIONS = tuple(
    kind.model_fields["type"].default for kind in get_args(get_args(Action)[0])
)  # Annotated[Tap | ..., discriminator]


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_several)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Written):
    """``[[rule]]``. Without a condition it fits every action."""

    name: str = ""
    then: Then
    why: str = ""
    """For the person who is asked: "it deletes something"."""
    app: Words = ()
    """Globs over ``package``, ``package/activity`` and the app that is to be opened."""
    action: Words = ()
    """Types of actions: ``tap``, ``type_text``..."""
    text: Words = ()
    """On the element acted on: whole words in any letter case, or ``/a regular expression/``.
    Labels only: texts of at most 40 characters."""
    typed: Words = ()
    """The same, in the text that is typed."""
    id: Words = ()
    """Globs over the element's resource id, with or without what precedes the last ``/``."""
    key: Words = ()
    """Keys: ``power``, ``ctrl+enter``."""
    region: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom as shares of the screen: one of the points touched lies there."""
    password: bool | None = None
    """Whether a password field is acted on."""

    @field_validator("action")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in _ACTIONS:
                raise ValueError(f"{name!r} is no action.{nearest(name, _ACTIONS)}")
        return names

    @field_validator("text", "typed")
    @classmethod
    def _readable(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        for word in words:
            try:
                _pattern(word)
            except re.error as error:
                raise ValueError(f"{word!r} is no regular expression: {error}") from error
        return words

    @field_validator("region")
    @classmethod
    def _a_box(cls, region: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if region is not None:
            left, top, right, bottom = region
            if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
                raise ValueError("write left, top, right, bottom as shares: [0, 0.9, 1, 1]")
        return region

    def fits(self, aim: Aim) -> bool:
        """Whether every condition holds. The UI tree is read only if those before it do."""
        return (
            (not self.action or aim.action.type in self.action)
            and (not self.app or _like(self.app, aim.apps))
            and (not self.key or aim.key in {key.casefold() for key in self.key})
            and (not self.typed or _says(self.typed, [aim.typed]))
            and (self.region is None or self._touches(aim))
            and (not self.text or _says(self.text, aim.labels))
            and (not self.id or _like(self.id, _ids(aim)))
            and (self.password is None or self.password == _is_password(aim))
        )

    def _touches(self, aim: Aim) -> bool:
        assert self.region is not None
        left, top, right, bottom = self.region
        width, height = aim.seen.size
        return any(
            left <= x / width <= right and top <= y / height <= bottom for x, y in aim.points
        )


class Hook(_Written):
    """``[hook]``: a command that answers instead of the terminal: see ``agent.approval.hook``."""

    command: tuple[str, ...] = Field(min_length=1)
    timeout: float = Field(default=60.0, gt=0, le=86_400)
    """Seconds; no answer by then means no."""


class Rules(_Written):
    """A file of rules, in order; what follows from none of them is ``otherwise``."""

    name: str = ""
    """Where they come from, in words."""
    rule: tuple[Rule, ...] = ()
    otherwise: Then = "allow"
    unseen: Then = "allow"
    """For an action aimed at something that the device does not tell of: it has no UI tree, or
    cannot read it now. Rules by text, id and password cannot fit there."""
    defaults: bool = True
    """Whether the rules that ship with the package follow after these."""
    hook: Hook | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        named = [
            one if one.name else one.model_copy(update={"name": f"rule {number}"})
            for number, one in enumerate(self.rule, start=1)
        ]
        object.__setattr__(self, "rule", tuple(named))
        return self

    @property
    def allow_everything(self) -> bool:
        thens = {self.otherwise, self.unseen, *(one.then for one in self.rule)}
        return thens == {"allow"}

    def decide(self, aim: Aim) -> Rule:
        """The first rule that fits, or the one that stands for what no rule says."""
        for one in self.rule:
            if one.fits(aim):
                return one
        if self.unseen != self.otherwise and aim.is_blind:
            why = "the device does not tell what is there"
            return Rule(name=f"unseen = {self.unseen}", then=self.unseen, why=why)
        return Rule(name=f"otherwise = {self.otherwise}", then=self.otherwise)


def _like(globs: Iterable[str], names: Iterable[str]) -> bool:
    folded = [name.casefold() for name in names]
    return any(fnmatchcase(name, glob.casefold()) for glob in globs for name in folded)


def _ids(aim: Aim) -> list[str]:
    ids = [one.resource_id for one in aim.elements if one.resource_id]
    return [*ids, *(one.rpartition("/")[2] for one in ids)]


def _is_password(aim: Aim) -> bool:
    return any(one.password for one in aim.elements)


def _says(words: Iterable[str], texts: Iterable[str]) -> bool:
    plain = [_plain(text) for text in texts]
    return any(_pattern(word).search(text) for word in words for text in plain)


def _plain(text: str) -> str:
    """Without what the eye does not see: compatibility forms, zero-width signs, line breaks."""
    flat = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in flat if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split()).casefold()


@cache
def _pattern(word: str) -> re.Pattern[str]:
    if len(word) > 2 and word[0] == word[-1] == "/":
        return re.compile(word[1:-1], re.IGNORECASE)
    plain = _plain(word)
    if not plain:
        raise re.error("it is empty")
    before = r"(?<!\w)" if _is_spaced(plain[0]) else ""
    after = r"(?!\w)" if _is_spaced(plain[-1]) else ""
    return re.compile(before + re.escape(plain) + after)


def _is_spaced(sign: str) -> bool:
    """Whether it belongs to a script that parts words by blanks: Chinese and Japanese do not."""
    return sign.isalnum() and unicodedata.east_asian_width(sign) not in {"W", "F"}
