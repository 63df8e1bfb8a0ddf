"""POSIX regular expressions (basic and extended) that no pattern and no line can make explode.

Patterns are translated to Python's `re`. That engine backtracks, and holds the interpreter while
it does, so a hostile pattern would freeze the whole phone. A search that could take long therefore
goes to the `regex` package, which lets other threads run meanwhile and gives up after a time.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from devices.phone.shell.errors import ShellError, Usage

__all__ = ["Pattern", "compile_pattern"]

WORK = 1e7
"""Steps that one search may need at worst and still be given to `re`: about 0.1 s."""
SECONDS = 2.0
"""After which `regex` gives up a search. It looks at its clock seldom, so a hostile pattern may
keep one core for half a minute; the phone goes on meanwhile. Honest ones end in milliseconds."""
PATTERN_CHARS = 10_000
REPEAT = 1000
"""RE_DUP_MAX is 255 in POSIX; some write more."""
_CLASSES = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z",
    "space": r"\s", "blank": r" \t", "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f",
    "print": r" -~", "graph": r"!-~", "cntrl": r"\x00-\x1f\x7f", "word": r"\w",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pattern:
    """A translated pattern.

    Attributes:
        repeats: the most repetitions that one path can have.
        nested: whether a repeated group can repeat, or choose, inside.
        literal: what must be in a matching text; None if nothing is known.
    """

    compiled: re.Pattern[str]
    repeats: int
    nested: bool
    literal: str | None

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        """The first match from `position` on. Raises ShellError if it takes too long."""
        if self.literal is not None and text.find(self.literal, position) < 0:
            return None
        length = len(text) - position
        if not self.nested and float(length + 1) ** (self.repeats + 1) <= WORK:
            return self.compiled.search(text, position)
        return self._patiently(text, position)

    def _patiently(self, text: str, position: int) -> re.Match[str] | None:
        import regex  # type: ignore[import-untyped]

        try:
            pattern = regex.compile(self.compiled.pattern, self.compiled.flags & re.IGNORECASE)
            found: re.Match[str] | None = pattern.search(
                text, position, timeout=SECONDS, concurrent=True
            )
        except TimeoutError:
            raise ShellError(f"pattern too complex for a line of {len(text)} characters") from None
        except regex.error as error:
            raise Usage(f"bad regex: {error}", 2) from None
        return found


@lru_cache(maxsize=256)
def compile_pattern(
    text: str, *, extended: bool, ignore_case: bool = False, fixed: bool = False,
    whole: str = "",
) -> Pattern:  # fmt: skip
    """Translate a POSIX pattern. `whole` is "word", "line" or "". Raises Usage if it is none."""
    if len(text) > PATTERN_CHARS:
        raise Usage("pattern too long", 2)
    flags = re.IGNORECASE if ignore_case else 0
    literal: str | None = None
    if fixed:
        body, repeats, nested = re.escape(text), 0, False
    else:
        body, repeats, nested = _Translator(text, extended=extended).run()
    if not ignore_case and (fixed or not set(text) & set("\\[]().*+?{}|^$")):
        literal = text
    body = {"word": rf"\b(?:{body})\b", "line": rf"\A(?:{body})\Z"}.get(whole, body)
    try:
        return Pattern(re.compile(body, flags), repeats, nested, literal)
    except (re.error, OverflowError, RecursionError) as error:
        raise Usage(f"bad regex '{text[:200]}': {error}", 2) from None


class _Translator:
    """One pass over the pattern, noting repetitions and groups."""

    def __init__(self, text: str, *, extended: bool) -> None:
        self._text = text
        self._extended = extended
        self._at = 0
        self._out: list[str] = []
        self._groups: list[bool] = []
        """For each open group, whether something inside it repeats."""
        self._closed_repeats = False
        """Whether the group that ended just before this place has a repetition inside."""
        self.repeats = 0
        self.nested = False

    def run(self) -> tuple[str, int, bool]:
        while self._at < len(self._text):
            self._one()
        return "".join(self._out), self.repeats, self.nested

    def _one(self) -> None:  # noqa: C901 - one arm for each construct
        char = self._text[self._at]
        self._at += 1
        special = self._extended
        if char == "\\":
            following = self._text[self._at : self._at + 1]
            self._at += 1
            self._escaped(following)
        elif char == "[":
            self._set()
        elif char == "*" and self._starts():
            self._put(r"\*")
        elif char == "*" or (special and char in "+?"):
            self._repeat(char)
        elif char == "{" and special and re.match(r"\d*,?\d*\}", self._text[self._at :]):
            self._interval("}")
        elif char in "(){}|+?" and not special:
            self._put(re.escape(char))
        elif char == "(":
            self._open()
        elif char == ")":
            self._close()
        elif char == "^" and not special and not self._starts():
            self._put(r"\^")
        elif char == "$":
            self._put(r"\Z" if self._ends() else r"\$" if not special else r"\Z")
        elif char == "{":
            self._put(r"\{")
        elif char == "|":
            self._either()
        elif char in ".^":
            self._put(r"\A" if char == "^" else char)
        else:
            self._put(re.escape(char))

    def _starts(self) -> bool:
        return not self._out or self._out[-1] in {"(", "|"} or self._out == [r"\A"]

    def _ends(self) -> bool:
        rest = self._text[self._at :]
        return not rest or rest.startswith((r"\)", r"\|")) or (self._extended and rest[0] in ")|")

    def _put(self, piece: str) -> None:
        self._out.append(piece)
        self._closed_repeats = False

    def _repeat(self, sign: str) -> None:
        if self._out and self._out[-1] in {"*", "+", "?"} | set("*"):
            return
        if self._starts():
            self._put(re.escape(sign))
            return
        self.repeats += 1
        self.nested = self.nested or self._closed_repeats
        self._groups = [True] * len(self._groups)
        self._out.append(sign)

    def _interval(self, end: str) -> None:
        match = re.match(r"(\d*)(,?)(\d*)" + re.escape(end), self._text[self._at :])
        if match is None or self._starts():
            self._put(r"\{")
            return
        if any(number and int(number) > REPEAT for number in (match[1], match[3])):
            raise Usage("bad regex: repeat count too large", 2)
        self._at += match.end()
        low = match[1] or "0"
        self.repeats += 1
        self.nested = self.nested or self._closed_repeats
        self._groups = [True] * len(self._groups)
        self._out.append(f"{{{low}{',' + match[3] if match[2] else ''}}}")

    def _either(self) -> None:
        self._put("|")
        if self._groups:
            self._groups[-1] = True

    def _open(self) -> None:
        self._put("(")
        self._groups.append(False)

    def _close(self) -> None:
        if not self._groups:
            self._put(r"\)")
            return
        inside = self._groups.pop()
        self._put(")")
        self._closed_repeats = inside

    def _escaped(self, char: str) -> None:
        if not self._extended and char in {"(", ")", "{", "|", "+", "?"} and char:
            if char == "(":
                self._open()
            elif char == ")":
                self._close()
            elif char == "{":
                self._interval("\\}")
            elif char == "|":
                self._either()
            else:
                self._repeat(char)
        elif char.isdecimal() and char != "0":
            self._put(f"(?:\\{char})")
        elif char and char in "wWsSbB":
            self._put("\\" + char)
        elif char and char in "<>":
            self._put(r"\b")
        elif char in {"n", "t"}:
            self._put({"n": "\n", "t": "\t"}[char])
        else:
            self._put(re.escape(char or "\\"))

    def _set(self) -> None:
        start = self._at
        end = start
        if self._text[end : end + 1] == "^":
            end += 1
        if self._text[end : end + 1] == "]":
            end += 1
        while end < len(self._text) and self._text[end] != "]":
            if self._text.startswith("[:", end) and ":]" in self._text[end:]:
                end = self._text.index(":]", end) + 1
            end += 1
        if end >= len(self._text):
            raise Usage("bad regex: brackets ([ ]) not balanced", 2)
        body = self._text[start:end]
        self._at = end + 1
        negated = body.startswith("^")
        body = body[1:] if negated else body
        made: list[str] = []
        while body:
            if body.startswith("[:") and ":]" in body:
                name, body = body[2:].split(":]", 1)
                made.append(_CLASSES.get(name, ""))
                continue
            made.append("\\" + body[0] if body[0] in "\\[]^&~|" else body[0])
            body = body[1:]
        self._put(f"[{'^' if negated else ''}{''.join(made)}]")
