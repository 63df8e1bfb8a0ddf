"""Values that are typed and never told: ``--secret name=ENV_VAR``.

Everybody but the driver knows a value as ``{{name}}``: ``reveal`` is for the last moment before it
is typed, ``conceal`` for everything that comes back. ``agent.veil`` is where that happens.
"""

import base64
import html
import json
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import quote, quote_plus

from agent.errors import UsageError

__all__ = ["SHORTEST", "Secrets"]

SHORTEST = 4
"""Characters of a value at least: a shorter one stands in half of what a screen shows."""
_WRITTEN_ANEW = 6
"""Letters and digits from which on a value is known though an app put blanks or hyphens in it."""
_MARK = re.compile(r"\{\{([A-Za-z]\w*)\}\}")
_HOW = 'agent run "log in with {{password}}" --secret password=APP_PASSWORD'


@dataclass(frozen=True, repr=False)
class Secrets:
    """``values`` by what is written for them, ``{{name}}``. Prints as that; false without any."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, text: str | None, environ: Mapping[str, str] | None = None) -> Self:
        """``name=ENV_VAR``, several by commas. Raises ``UsageError``, which tells no value."""
        environ = os.environ if environ is None else environ
        values: dict[str, str] = {}
        for one in filter(None, map(str.strip, (text or "").split(","))):
            name, _, variable = one.partition("=")
            mark = f"{{{{{name}}}}}"
            if not _MARK.fullmatch(mark) or not variable:
                raise UsageError("a secret is not written name=ENV_VAR", hint=_HOW)
            if mark in values:
                raise UsageError(f"two secrets are called {name!r}", hint="rename one of them")
            values[mark] = _worth_hiding(name, environ.get(variable, ""))
        return cls(values)

    def __bool__(self) -> bool:
        return bool(self.values)

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self.values)})"

    def unknown_in(self, text: str) -> str:
        """The first ``{{name}}`` in ``text`` that is no secret of ours, or nothing."""
        marks = (hit[0] for hit in _MARK.finditer(text))
        return next((mark for mark in marks if mark not in self.values), "")

    def is_named_in(self, text: str) -> bool:
        """Whether ``reveal`` would change ``text``."""
        return any(mark in text for mark in self.values)

    def reveal(self, text: str) -> str:
        """``text`` with the values in it. Only for a driver."""
        return _MARK.sub(lambda hit: self.values.get(hit[0], hit[0]), text)

    def conceal(self, text: str) -> str:
        """``text`` with ``{{name}}`` for each value, also where it is quoted or encoded."""
        return self._whole.sub(lambda hit: self._forms.get(hit[0], hit[0]), text) if self else text

    def conceal_cut(self, text: str) -> str:
        """The same, also for the beginning of a value, ``SHORTEST`` characters or more."""
        text, pieces, at = self.conceal(text), [], 0
        for hit in self._heads.finditer(text) if self else ():
            begun = [form for form in self._forms if form[:SHORTEST] == hit[0]]
            if hit.start() < at or not begun:
                continue
            shared = {form: _shared(form, text[hit.start() :]) for form in begun}
            form = max(begun, key=lambda one: shared[one])
            pieces += [text[at : hit.start()], self._forms[form]]
            at = hit.start() + shared[form]
        return "".join([*pieces, text[at:]])

    def conceal_shown(self, text: str, *, cut: bool = False) -> str:
        """The same for a text on a screen, whose app may have divided or capitalised a value.

        ``cut``: only the beginning of a value may be there, as in a field that is too short.
        """
        text = self.conceal_cut(text) if cut else self.conceal(text)
        rest = _plain(_MARK.sub(" ", text))
        for mark, value in self.values.items():
            if len(_plain(value)) >= _WRITTEN_ANEW and _plain(value) in rest:
                return mark
        return text

    def conceal_error(self, error: BaseException) -> None:
        """Take the values out of ``error`` and of what it was raised from, in place."""
        seen: set[int] = set()
        waiting: list[BaseException | None] = [error]
        while waiting:
            one = waiting.pop()
            if one is None or id(one) in seen:
                continue
            seen.add(id(one))
            one.args = tuple(self._cleaned(part) for part in one.args)
            for name, value in list(vars(one).items()):
                setattr(one, name, self._cleaned(value))
            waiting += [one.__cause__, one.__context__]

    def with_text(self, text: str) -> "Secrets":
        """Knows the whole of ``text`` revealed as well: who encodes it encodes the whole."""
        return Secrets({**self.values, text: self.reveal(text)})

    def _cleaned(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.conceal_cut(value)
        if isinstance(value, bytes):
            return self.conceal_cut(value.decode(errors="replace")).encode()
        # Of anything else a traceback prints no more than this.
        concealed = self.conceal_cut(repr(value))
        return value if concealed == repr(value) else concealed

    @cached_property
    def _forms(self) -> dict[str, str]:
        """What to write for each way in which a value may be written; the longest first."""
        forms = {form: mark for mark, value in self.values.items() for form in _ways(value)}
        return dict(sorted(forms.items(), key=lambda item: -len(item[0])))

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        # Marks first, which stay as they are: a value may be a part of a secret's name.
        return re.compile("|".join(map(re.escape, [*self.values, *self._forms])))

    @cached_property
    def _heads(self) -> re.Pattern[str]:
        heads = (form[:SHORTEST] for form in self._forms)
        return re.compile("|".join(map(re.escape, [*self.values, *heads])))


def _worth_hiding(name: str, value: str) -> str:
    if not value:
        raise UsageError(
            f"the environment variable of the secret {name!r} is not set, or empty",
            hint=f"export VARIABLE=..., then --secret {name}=VARIABLE: its name, not the value",
        )
    if len(value) < SHORTEST or not value.strip():
        raise UsageError(
            f"the value of the secret {name!r} is too short to be told from other text",
            hint=f"use one of {SHORTEST} characters or more",
        )
    return value


def _ways(value: str) -> set[str]:
    """How a value stands in a command line, a JSON file, an address, a page, a broadcast, a key."""
    data = value.encode()
    return {
        value,
        repr(value)[1:-1],
        shlex.quote(value),
        value.replace("'", "'\\''"),
        value.replace(" ", "%s"),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        html.escape(value),
        quote(value, safe=""),
        quote_plus(value),
        base64.b64encode(data).decode(),
        base64.urlsafe_b64encode(data).decode(),
        data.hex(),
    }


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
