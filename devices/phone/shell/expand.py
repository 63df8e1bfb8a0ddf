"""From words of the syntax tree to the strings a command receives."""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass

from devices.phone.shell import arith, globs
from devices.phone.shell.environment import Environment
from devices.phone.shell.errors import Expansion, ShellError
from devices.phone.shell.limits import FIELDS, VALUE_CHARS
from devices.phone.shell.syntax import Arithmetic, Parameter, Script, Substitution, Text, Word

__all__ = ["Expander"]

VARIANTS = 4096
"""The most words that one brace expansion may make: {a,b}{a,b}... doubles with every pair."""
Run = Callable[[Environment, Script], str]
"""Runs a script in a subshell and returns what it printed, without trailing newlines."""


@dataclass(slots=True)
class _Piece:
    """A run of characters. Quoted ones are not globbed; only expanded ones are split at IFS."""

    text: str
    quoted: bool
    expanded: bool = False
    boundary: bool = False
    """Stands between the fields of ``"$@"``."""


class Expander:
    """Expansion in one environment; `run` carries out command substitutions."""

    def __init__(self, env: Environment, run: Run) -> None:
        self._env = env
        self._run = run

    def fields(self, words: tuple[Word, ...]) -> list[str]:
        """All words, split at IFS and globbed."""
        found: list[str] = []
        for word in words:
            for variant in _braces(word):
                found.extend(self._fields_of(variant))
            if len(found) > FIELDS:
                raise ShellError("argument list too long", 126)
        return found

    def text(self, word: Word) -> str:
        """One word as one string: no splitting, no globs (assignments, targets, subjects)."""
        return self._join(self._pieces(word))

    def pattern(self, word: Word) -> str:
        """One word as a pattern, in which what was quoted matches only itself."""
        return "".join(
            globs.escape(piece.text) if piece.quoted else piece.text for piece in self._pieces(word)
        )

    def _join(self, pieces: Iterator[_Piece]) -> str:
        made: list[str] = []
        size = 0
        for piece in pieces:
            made.append(" " if piece.boundary else piece.text)
            size += len(piece.text)
            if size > VALUE_CHARS:
                raise ShellError("value too long")
        return "".join(made)

    def _fields_of(self, word: Word) -> list[str]:
        pieces = list(self._pieces(word))
        if all(piece.quoted and not piece.boundary for piece in pieces):
            return ["".join(p.text for p in pieces)] if pieces else []
        found: list[str] = []
        for run in _split(pieces, self._env.variables.get("IFS", " \t\n")):
            plain = "".join(piece.text for piece in run)
            pattern = "".join(globs.escape(p.text) if p.quoted else p.text for p in run)
            unquoted = any(not p.quoted and set(p.text) & set("*?[") for p in run)
            if unquoted and "f" not in self._env.options and globs.has_magic(pattern):
                env = self._env
                found.extend(globs.expand(pattern, env.phone.files, env.cwd, env.budget) or [plain])
            else:
                found.append(plain)
        return found

    def _pieces(self, word: Word) -> Iterator[_Piece]:
        for part in word:
            if isinstance(part, Text):
                yield _Piece(part.text, part.quoted)
            elif isinstance(part, Substitution):
                yield _Piece(self._run(self._env, part.body), part.quoted, not part.quoted)
            elif isinstance(part, Arithmetic):
                value = arith.evaluate(self.text(part.expression), _Assignable(self._env))
                yield _Piece(str(value), part.quoted, not part.quoted)
            else:
                yield from self._parameter(part)

    def _parameter(self, part: Parameter) -> Iterator[_Piece]:
        env = self._env
        if part.name == "@" and part.quoted and not part.operator:
            for index, parameter in enumerate(env.parameters):
                if index:
                    yield _Piece("", quoted=True, boundary=True)
                yield _Piece(parameter, quoted=True)
            return
        value = env.get(part.name)
        operator = part.operator
        if operator in {":-", "-", ":=", "=", ":?", "?", ":+", "+"}:
            missing = value is None or (operator.startswith(":") and value == "")
            if operator.endswith("+"):
                if not missing:
                    yield from self._requoted(part)
                elif part.quoted:
                    yield _Piece("", quoted=True)
                return
            if missing:
                yield from self._missing(part)
                return
        if value is None:
            if "u" in env.options and part.name not in {"@", "*"}:
                raise Expansion(f"{part.name}: parameter not set")
            value = ""
        if operator and operator[-1] not in "-=?+":
            value = self._operated(part, value)
        yield _Piece(value, part.quoted, not part.quoted)

    def _missing(self, part: Parameter) -> Iterator[_Piece]:
        kind = part.operator[-1]
        if kind == "?":
            raise Expansion(
                f"{part.name}: {self.text(part.argument) or 'parameter null or not set'}"
            )
        if kind == "=":
            value = self.text(part.argument)
            self._env.set(part.name, value)
            yield _Piece(value, part.quoted, not part.quoted)
        else:
            yield from self._requoted(part)

    def _requoted(self, part: Parameter) -> Iterator[_Piece]:
        for piece in self._pieces(part.argument):
            quoted = piece.quoted or part.quoted
            yield _Piece(piece.text, quoted, not quoted, piece.boundary)
        if part.quoted:
            yield _Piece("", quoted=True)

    def _operated(self, part: Parameter, value: str) -> str:
        operator = part.operator
        if operator == "#len":
            return str(len(self._env.parameters) if part.name in {"@", "*"} else len(value))
        if operator in {"#", "##", "%", "%%"}:
            return globs.remove(
                value,
                self.pattern(part.argument),
                prefix=operator[0] == "#",
                longest=len(operator) == 2,
                budget=self._env.budget,
            )
        if operator in {"/", "//"}:
            return self._replaced(part, value)
        return self._sliced(part, value)

    def _sliced(self, part: Parameter, value: str) -> str:
        variables = _Assignable(self._env)
        start = arith.evaluate(self.text(part.argument), variables)
        start = max(0, len(value) + start) if start < 0 else start
        if part.second is None:
            return value[start:]
        length = arith.evaluate(self.text(part.second), variables)
        return value[start : start + length] if length >= 0 else value[start:length]

    def _replaced(self, part: Parameter, value: str) -> str:
        pattern = self.pattern(part.argument)
        new = self.text(part.second or ())
        if not pattern:
            return value
        made: list[str] = []
        position = 0
        literal = globs.unescape(pattern) if not globs.has_magic(pattern) else None
        if literal is not None:
            return value.replace(literal, new, -1 if part.operator == "//" else 1)
        while position < len(value):
            self._env.budget.check()
            end = next(
                (
                    e
                    for e in range(len(value), position, -1)
                    if globs.matches(pattern, value[position:e])
                ),
                -1,
            )
            if end < 0:
                made.append(value[position])
                position += 1
                continue
            made.append(new)
            position = end
            if part.operator == "/":
                break
        return "".join(made) + value[position:]


def _split(pieces: list[_Piece], ifs: str) -> list[list[_Piece]]:
    """Fields as runs of pieces. Blanks of IFS count together, its other characters one by one."""
    found: list[list[_Piece]] = []
    current: list[_Piece] = []
    started = False
    for piece in pieces:
        if piece.boundary:
            found.append(current)
            current, started = [], True
        elif not piece.expanded or not ifs:
            current.append(piece)
            started = started or piece.quoted or bool(piece.text)
        else:
            position = 0
            while position < len(piece.text):
                end = position
                while end < len(piece.text) and piece.text[end] not in ifs:
                    end += 1
                if end > position:
                    current.append(_Piece(piece.text[position:end], quoted=False))
                    started = True
                    position = end
                    continue
                blank = piece.text[position].isspace()
                if started or not blank:
                    found.append(current)
                    current, started = [], False
                position = _after_delimiter(piece.text, position, ifs)
    if started:
        found.append(current)
    return found


def _after_delimiter(text: str, position: int, ifs: str) -> int:
    sign = False
    while position < len(text) and text[position] in ifs:
        if not text[position].isspace():
            if sign:
                break
            sign = True
        position += 1
    return position


def _braces(word: Word) -> list[Word]:
    """``{a,b}`` written out, where braces and commas are plain text of one part."""
    for index, part in enumerate(word):
        if not isinstance(part, Text) or part.quoted or "{" not in part.text:
            continue
        choices = _choices(part.text)
        if choices is None:
            continue
        before, options, after = choices
        made: list[Word] = []
        for option in options:
            text = (Text(before + option + after, quoted=False),)
            made.extend(_braces((*word[:index], *text, *word[index + 1 :])))
            if len(made) > VARIANTS:
                raise ShellError("argument list too long", 126)
        return made
    return [word]


def _choices(text: str) -> tuple[str, list[str], str] | None:
    start = text.find("{")
    while start >= 0:
        depth, begin, options = 0, start + 1, []
        for position in range(start, len(text)):
            char = text[position]
            depth += (char == "{") - (char == "}")
            if char == "," and depth == 1:
                options.append(text[begin:position])
                begin = position + 1
            if depth == 0:
                if options:
                    options.append(text[begin:position])
                    return text[:start], options, text[position + 1 :]
                break
        start = text.find("{", start + 1)
    return None


class _Assignable(MutableMapping[str, str]):
    """The environment's variables as arithmetic sees them."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getitem__(self, name: str) -> str:
        value = self._env.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: str) -> None:
        self._env.set(name, value)

    def __delitem__(self, name: str) -> None:
        del self._env.variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._env.variables)

    def __len__(self) -> int:
        return len(self._env.variables)
