"""Characters to tokens. Words come out already taken apart into quoted and unquoted parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from devices.phone.shell.errors import BadSyntax, Incomplete
from devices.phone.shell.syntax import (
    Arithmetic,
    HereDocument,
    Parameter,
    Part,
    Script,
    Substitution,
    Text,
    Word,
)

__all__ = ["Lexer", "Token"]

OPERATORS = (
    "<<<", "<<-", "&>>", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", "&>",
    "&", ";", "|", "<", ">", "(", ")",
)  # fmt: skip
"""Longest first."""
_SPECIAL = set("|&;<>() \t\n")
_NAME_START = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _NAME_START | set("0123456789")
_PARAMETERS = set("@*#?-$!0123456789")
_ESCAPES = {
    "n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b",
    "E": "\x1b", "\\": "\\", "'": "'", '"': '"',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    kind: Literal["word", "operator", "newline", "end"]
    text: str
    """The operator, or the word's text as far as it is literal and unquoted (for keywords)."""
    word: Word = ()
    fd: int = -1
    """The number written directly before a redirection operator."""


NestedParse = Callable[[str, int], tuple[Script, int]]


class Lexer:
    """Tokens of `text` from `position` on; `nested` parses the inside of ``$( )``."""

    def __init__(self, text: str, position: int, nested: NestedParse) -> None:
        self.text = text
        self.position = position
        self.pending: list[HereDocument] = []
        self._nested = nested

    def _at(self, offset: int = 0) -> str:
        where = self.position + offset
        return self.text[where] if where < len(self.text) else ""

    def token(self) -> Token:
        self._skip_blanks()
        char = self._at()
        if not char:
            if self.pending:
                self._here_documents()
            return Token("end", "end of input")
        if char == "\n":
            self.position += 1
            self._here_documents()
            return Token("newline", "newline")
        if char.isascii() and char.isdecimal():
            end = self.position
            while end < len(self.text) and self.text[end].isdecimal():
                end += 1
            if end < len(self.text) and self.text[end] in "<>" and end - self.position <= 2:
                fd = int(self.text[self.position : end])
                self.position = end
                return self._operator(fd)
        if char in _SPECIAL:
            return self._operator(-1)
        word = self.word(_SPECIAL)
        literal = all(isinstance(part, Text) and not part.quoted for part in word)
        return Token(
            "word", "".join(p.text for p in word if isinstance(p, Text)) if literal else "", word
        )

    def _operator(self, fd: int) -> Token:
        for operator in OPERATORS:
            if self.text.startswith(operator, self.position):
                self.position += len(operator)
                return Token("operator", operator, fd=fd)
        raise BadSyntax(f"syntax error: unexpected '{self._at()}'")

    def _skip_blanks(self) -> None:
        while True:
            char = self._at()
            if char in {" ", "\t", "\r"} and char:
                self.position += 1
            elif char == "\\" and self._at(1) == "\n":
                self.position += 2
            elif char == "#":
                end = self.text.find("\n", self.position)
                self.position = len(self.text) if end < 0 else end
            else:
                return

    def word(self, stop: set[str], *, quoted: bool = False) -> Word:
        """The parts up to (not including) an unquoted character of `stop`."""
        parts: list[Part] = []
        plain: list[str] = []

        def flush() -> None:
            if plain:
                parts.append(Text("".join(plain), quoted))
                plain.clear()

        while (char := self._at()) and char not in stop:
            if char == "\\":
                self.position += 1
                following = self._at()
                self.position += 1
                if following == "\n":
                    continue
                flush()
                if quoted and following not in '$`"\\}':
                    parts.append(Text("\\" + following, quoted=True))
                else:
                    parts.append(Text(following or "\\", quoted=True))
            elif char == "'" and not quoted:
                flush()
                parts.append(Text(self._single(), quoted=True))
            elif char == '"':
                flush()
                self.position += 1
                parts.extend(self.double('"') or [Text("", quoted=True)])
                self._expect('"')
            elif char == "$":
                flush()
                parts.append(self._dollar(quoted=quoted))
            elif char == "`":
                flush()
                parts.append(self._backtick(quoted=quoted))
            else:
                plain.append(char)
                self.position += 1
        flush()
        return tuple(parts)

    def _single(self) -> str:
        end = self.text.find("'", self.position + 1)
        if end < 0:
            raise Incomplete("no closing quote")
        text = self.text[self.position + 1 : end]
        self.position = end + 1
        return text

    def double(self, stop: str) -> list[Part]:
        """The parts of a double-quoted string or here-document, up to the character `stop`."""
        parts: list[Part] = []
        plain: list[str] = []
        while (char := self._at()) and char != stop:
            if char == "\\":
                following = self._at(1)
                self.position += 2
                if following != "\n":
                    plain.append(
                        following
                        if following in set('$`"\\') - {"" if stop else '"'}
                        else "\\" + following
                    )
            elif char in "$`":
                if plain:
                    parts.append(Text("".join(plain), quoted=True))
                    plain = []
                parts.append(
                    self._dollar(quoted=True) if char == "$" else self._backtick(quoted=True)
                )
            else:
                plain.append(char)
                self.position += 1
        if plain:
            parts.append(Text("".join(plain), quoted=True))
        return parts

    def _expect(self, char: str) -> None:
        if self._at() != char:
            raise Incomplete(
                "no closing quote" if char in "\"'`" else f"syntax error: missing '{char}'"
            )
        self.position += 1

    def _dollar(self, *, quoted: bool) -> Part:
        self.position += 1
        char = self._at()
        if char == "(" and self._at(1) == "(":
            arithmetic = self._arithmetic(quoted=quoted)
            if arithmetic is not None:
                return arithmetic
        if char == "(":
            body, self.position = self._nested(self.text, self.position + 1)
            return Substitution(body, quoted)
        if char == "{":
            self.position += 1
            return self._braced(quoted=quoted)
        if char == "'" and not quoted:
            return Text(self._ansi_c(), quoted=True)
        if char in _PARAMETERS and char:
            self.position += 1
            return Parameter(char, quoted)
        if char in _NAME_START and char:
            return Parameter(self._name(), quoted)
        return Text("$", quoted)

    def _name(self) -> str:
        start = self.position
        while self._at() in _NAME and self._at():
            self.position += 1
        return self.text[start : self.position]

    def _arithmetic(self, *, quoted: bool) -> Arithmetic | None:
        """``$((...))``; None if the two parentheses turn out to be a subshell in ``$(``."""
        start = self.position
        self.position += 2
        depth = 0
        end = self.position
        while end < len(self.text):
            if self.text[end] == "(":
                depth += 1
            elif self.text[end] == ")":
                if depth == 0:
                    break
                depth -= 1
            end += 1
        if not self.text.startswith("))", end):
            self.position = start
            if end >= len(self.text):
                raise Incomplete("syntax error: missing '))'")
            return None
        inner = Lexer(self.text[self.position : end], 0, self._nested)
        self.position = end + 2
        return Arithmetic(tuple(inner.double("")), quoted)

    def _braced(self, *, quoted: bool) -> Parameter:
        if self._at() == "#" and self._at(1) not in {"}", ""}:
            self.position += 1
            name = self._parameter_name()
            self._expect("}")
            return Parameter(name, quoted, "#len")
        name = self._parameter_name()
        operator = ""
        for candidate in (
            ":-",
            ":=",
            ":?",
            ":+",
            "##",
            "%%",
            "//",
            "-",
            "=",
            "?",
            "+",
            "#",
            "%",
            "/",
            ":",
        ):
            if self.text.startswith(candidate, self.position):
                operator = candidate
                self.position += len(candidate)
                break
        if not operator:
            self._expect("}")
            return Parameter(name, quoted)
        split = {"/": "/", "//": "/", ":": ":"}.get(operator, "")
        argument = self.word(
            {"}", split} - {""}, quoted=quoted and operator in {":-", "-", ":=", "=", ":+", "+"}
        )
        second = None
        if split and self._at() == split:
            self.position += 1
            second = self.word({"}"}, quoted=quoted)
        self._expect("}")
        return Parameter(name, quoted, operator, argument, second)

    def _parameter_name(self) -> str:
        if self._at() in _NAME_START and self._at():
            return self._name()
        start = self.position
        while self._at().isdecimal():
            self.position += 1
        if self.position == start:
            if self._at() not in _PARAMETERS or not self._at():
                raise (
                    BadSyntax("bad substitution") if self._at() else Incomplete("bad substitution")
                )
            self.position += 1
        return self.text[start : self.position]

    def _backtick(self, *, quoted: bool) -> Substitution:
        self.position += 1
        inner: list[str] = []
        while (char := self._at()) and char != "`":
            if char == "\\" and self._at(1) in {"`", "\\", "$"}:
                self.position += 1
                char = self._at()
            inner.append(char)
            self.position += 1
        self._expect("`")
        body, _end = self._nested("".join(inner) + "\n)", 0)
        return Substitution(body, quoted)

    def _ansi_c(self) -> str:
        self.position += 1
        made: list[str] = []
        while (char := self._at()) and char != "'":
            if char == "\\":
                self.position += 1
                char = _ESCAPES.get(self._at(), "\\" + self._at())
            made.append(char)
            self.position += 1
        self._expect("'")
        return "".join(made)

    def _here_documents(self) -> None:
        for document in self.pending:
            lines: list[str] = []
            while True:
                if self.position >= len(self.text):
                    raise Incomplete(f"here document '{document.delimiter}' unclosed")
                end = self.text.find("\n", self.position)
                end = len(self.text) if end < 0 else end
                line = self.text[self.position : end]
                self.position = min(end + 1, len(self.text))
                line = line.lstrip("\t") if document.strip_tabs else line
                if line == document.delimiter:
                    break
                lines.append(line + "\n")
            text = "".join(lines)
            if document.literal:
                document.body = (Text(text, quoted=True),)
            else:
                document.body = tuple(Lexer(text, 0, self._nested).double(""))
        self.pending.clear()
