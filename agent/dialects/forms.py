"""Forms of a family's actions, and the Lark grammar that is made of them.

A form is the text of one action as the family writes it, with holes: ``«x»`` and ``«y»`` for a
place, ``«'text'»`` for a text between such quotes, and so on (``_HOLES``); what stands between
``⟦`` and ``⟧`` may be missing. Everything else is given, so that an action is valid by
construction. Source of the dialect of Lark: llguidance's documentation of its syntax.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agent.dialects.coordinates import CoordinateMap

__all__ = ["FREE", "Forms", "lark"]

_BLANK = r"\s{1,2}"
"""Between a thought's end and what follows."""
_ALWAYS = frozenset({"tap", "wait", "answer", "finish", "ask_user"})
"""Types of action that every device takes, or that never get to it."""
_PARTS = re.compile(r"«([^»]+)»|([⟦⟧])")
_ESCAPED = r'\\(["\\bfnrt\/]|u([0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}))'
"""What JSON escapes; not the halves of a pair of surrogates, which are no text."""
_NAMED = r'([^"\\\s\x00-\x1f]|\\["\\b]|\\u00(0[0-7ef]|1[0-9ab]))'
"""A character of a JSON text that is no blank."""
_NAMED_IN_SINGLE = _NAMED.replace('[^"', "[^'", 1)
"""The same between single quotes."""
_KEY = r"([a-z0-9]{1,20}(_[a-z0-9]{1,19})?|[!#-&(-\/:-@\[\]-`{-~])"
_SHARE = r"0(\.[0-9]{1,3})?|1(\.0)?"


def _up_to(most: int, *, least: int = 0, decimals: str = "") -> str:
    """A regular expression for the numbers from ``least`` (0 or 1) to ``most``.

    ``decimals``: what may follow those below ``most``.
    """
    digits = str(most)
    found = ["0"] * (1 - least)
    found += [f"[1-9][0-9]{{{more}}}" for more in range(len(digits) - 1)]
    for at, digit in enumerate(digits):
        lowest = 0 if at else 1
        if int(digit) > lowest:
            rest = f"[0-9]{{{len(digits) - at - 1}}}"
            found.append(f"{digits[:at]}[{lowest}-{int(digit) - 1}]{rest}")
    return f"({'|'.join(found)}){decimals}|{digits}" + (r"(\.0)?" if decimals else "")


_DECIMALS = r"(\.[0-9]{1,3})?"
_HOLES: Mapping[str, tuple[str, str]] = {
    "json": ("JSON", rf'"([^"\\\x00-\x1f]|{_ESCAPED})*"'),
    "json or null": ("JSON_OR_NULL", rf'null|"([^"\\\x00-\x1f]|{_ESCAPED})*"'),
    "label": ("LABEL", "[^<]+"),
    "json name": ("JSON_NAME", rf'"{_NAMED}([^"\\\x00-\x1f]|{_ESCAPED}){{0,199}}"'),
    "python": ("PYTHON", rf"'([^'\\\x00-\x1f]|\\'|{_ESCAPED})*'"),
    "python name": (
        "PYTHON_NAME",
        rf"'({_NAMED_IN_SINGLE}|\\')([^'\\\x00-\x1f]|\\'|{_ESCAPED}){{0,199}}'",
    ),
    "'text'": ("SINGLE", r"'([^'\\\n\r\t]|\\['\\nrt])*'"),
    "'name'": ("SINGLE_NAME", r"'([^'\\\s]|\\['\\])([^'\\\n\r\t]|\\['\\nrt]){0,199}'"),
    '"text"': ("DOUBLE", r'"([^"\\\n\r\t]|\\["\\nrt])*"'),
    '"name"': ("DOUBLE_NAME", r'"([^"\\\s]|\\["\\])([^"\\\n\r\t]|\\["\\nrt]){0,199}"'),
    "text]": ("BRACKETED", r"(?s:.*)\]"),
    "name]": ("BRACKETED_NAME", r"[^\s\[\]](?s:.{0,199})\]"),
    "lines": ("LINES", r"(Thought|Action): [^\n]*\n([^a-z\n][^\n]*\n|\n)*"),
    "raw</parameter>": ('raw[suffix="</parameter>"]', "(?s:.*)"),
    "raw name</parameter>": ('raw_name[suffix="</parameter>"]', r"\S(?s:.{0,199})"),
    "line": ("LINE", r"\S(?s:.*)"),
    "key": ("KEY", _KEY),
    "'keys'": ("SINGLE_KEYS", rf"\['{_KEY}'(, '{_KEY}'){{0,5}}\]"),
    '"keys"': ("DOUBLE_KEYS", rf'\["{_KEY}"(, "{_KEY}"){{0,5}}\]'),
    "['key']": ("SINGLE_KEY", rf"\['{_KEY}'\]"),
    '["key"]': ("DOUBLE_KEY", rf'\["{_KEY}"\]'),
    "keys": ("SPACED_KEYS", r"[a-z0-9_]{1,40}( [a-z0-9_]{1,40}){0,5}"),
    "side": ("SIDE", "up|down|left|right"),
    "SIDE": ("BIG_SIDE", "UP|DOWN|LEFT|RIGHT"),
    "Button": ("BUTTON", "Back|Home|Menu|Enter"),
    "button": ("SMALL_BUTTON", "back|home|menu|enter"),
    "status": ("STATUS", "success|failure"),
    "success|fail": ("SHORT_STATUS", "success|fail"),
    "true": ("BOOLEAN", "true|false"),
    "touch": ("TOUCH", _up_to(60, decimals=_DECIMALS)),
    "wait": ("WAIT", _up_to(600, decimals=_DECIMALS)),
    "touch ms": ("TOUCH_MS", _up_to(60_000, least=1)),
    "wait ms": ("WAIT_MS", _up_to(600_000, least=1)),
    "pixels": ("PIXELS", "-?[1-9][0-9]{0,4}"),
    "clicks": ("CLICKS", r"-?([1-9][0-9]{0,2}(\.[0-9])?|0\.[1-9])"),
}
"""Hole -> terminal, and the regular expression of what it takes: nothing that would be mended."""


FREE = "(?s:.*)"
"""Any thought, and none."""


@dataclass(frozen=True)
class Forms:
    """How a family writes its actions. ``actions``: forms by the type of action that they mean.

    ``opening`` and ``closing``: forms of what stands around an action; ``after``: the regular
    expression of what may follow. ``thought``: that of what may be said before, which ends where
    ``ending`` first occurs. An ``ending`` that ends in the opening takes its place.
    """

    actions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opening: str = ""
    closing: str = ""
    after: str = ""
    thought: str = ""
    ending: str = ""

    def grammar(self, space: CoordinateMap, offers: Iterable[str]) -> str:
        """The grammar of a reply, for a device that performs ``offers``; empty: no forms."""
        offered = _ALWAYS.union(offers)
        forms = [form for kind, some in self.actions.items() if kind in offered for form in some]
        return lark(self, forms, space) if forms else ""


def lark(around: Forms, forms: Iterable[str], space: CoordinateMap) -> str:
    """The grammar of a reply that holds one of ``forms``, with what stands ``around`` it."""
    return _Lark(space).grammar(around, forms)


class _Lark:
    """Writes one grammar; ``terminals`` grows by those that its forms have holes for."""

    def __init__(self, space: CoordinateMap) -> None:
        across, down = space.extent
        shares = space.space == "rel1"
        self.places = {
            "x": ("ACROSS", _SHARE if shares else _up_to(int(across))),
            "y": ("DOWN", _SHARE if shares else _up_to(int(down))),
        }
        self.terminals: dict[str, str] = {}

    def grammar(self, around: Forms, forms: Iterable[str]) -> str:
        choices = "\n    | ".join(self.form(form) for form in forms)
        rules = [f"action: {choices}"]
        if around.thought:
            ending = json.dumps(around.ending, ensure_ascii=False)
            rules.append(f"thought[suffix={ending}]: /{around.thought}/")
        parts = [self.before(around), "action", self.form(around.closing)]
        if around.after:
            parts.append(f"({self.terminal('AFTER', around.after)})?")
        rules += [f"{name}: /{pattern}/" for name, pattern in self.terminals.items()]
        return "\n".join([f"start: {' '.join(filter(None, parts))}", *rules]) + "\n"

    def before(self, around: Forms) -> str:
        """What stands before an action: a thought, the opening, or both."""
        opening = self.form(around.opening)
        if not around.thought:
            return opening
        if around.thought == FREE:
            return "thought"
        if around.opening and around.ending.endswith(around.opening):
            return f"(thought | {opening})"
        return f"(thought {self.terminal('BLANK', _BLANK)}?)? {opening}"

    def form(self, form: str) -> str:
        """A form as a sequence in Lark."""
        written, end = "", 0
        for part in _PARTS.finditer(form):
            written += self.given(form[end : part.start()])
            end = part.end()
            if part[1]:
                written += f" {self.terminal(*{**self.places, **_HOLES}[part[1]])}"
            else:
                written += " (" if part[2] == "⟦" else " )?"
        return (written + self.given(form[end:])).strip()

    def given(self, text: str) -> str:
        # Line by line: what llguidance has begun to read as one text, it reads as no other.
        lines = text.splitlines(keepends=True)
        parts = [part for line in lines for part in line.partition("\n")[:2] if part]
        return "".join(f" {json.dumps(part, ensure_ascii=False)}" for part in parts)

    def terminal(self, name: str, pattern: str) -> str:
        self.terminals[name] = pattern
        return name.partition("[")[0]
