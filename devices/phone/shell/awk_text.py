"""The words of an awk program."""

import re
from dataclasses import dataclass
from typing import Literal

from devices.phone.shell.errors import Usage
from devices.phone.shell.escapes import unescape

__all__ = ["Token", "tokens"]

PROGRAM_CHARS = 50_000
Kind = Literal["number", "string", "pattern", "name", "call", "keyword", "sign", "newline", "end"]
KEYWORDS = {
    "BEGIN", "END", "if", "else", "while", "for", "do", "in", "print", "printf", "next", "exit",
    "break", "continue", "delete", "getline", "function", "return",
}  # fmt: skip
_WORD = re.compile(
    r"(?P<blank>[ \t\r]+|\\\n|\#[^\n]*)|(?P<newline>\n)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r'|(?P<string>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<sign>\+\+|--|&&|\|\||[-+*/%^<>=!]=|!~|>>|\*\*|[-+*/%^<>=!~?:,;(){}\[\]$|])"
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str


def tokens(program: str) -> list[Token]:
    """Take a program apart. Raises Usage."""
    if len(program) > PROGRAM_CHARS:
        raise Usage("program too long", 2)
    found: list[Token] = []
    position = 0
    while position < len(program):
        if program[position] == "/" and _may_begin_pattern(found):
            end = _pattern_end(program, position + 1)
            found.append(Token("pattern", program[position + 1 : end].replace("\\/", "/")))
            position = end + 1
            continue
        match = _WORD.match(program, position)
        if match is None:
            raise Usage(f"syntax error near '{program[position : position + 20]}'", 2)
        position = match.end()
        kind, text = match.lastgroup, match[0]
        if kind == "newline":
            found.append(Token("newline", "\n"))
        elif kind == "string":
            found.append(
                Token(
                    "string",
                    unescape(
                        text[1:-1].replace('\\"', '"').replace("\\/", "/"), octal_needs_zero=False
                    )[0],
                )
            )
        elif kind == "number":
            found.append(Token("number", text))
        elif kind == "sign":
            found.append(Token("sign", {"**": "^"}.get(text, text)))
        elif kind == "name":
            called = program.startswith("(", position)
            found.append(
                Token("keyword" if text in KEYWORDS else "call" if called else "name", text)
            )
    found.append(Token("end", ""))
    return found


def _may_begin_pattern(found: list[Token]) -> bool:
    if not found:
        return True
    last = found[-1]
    if last.kind in {"number", "string", "name", "pattern"}:
        return False
    return last.text not in {")", "]", "$", "++", "--"}


def _pattern_end(program: str, position: int) -> int:
    inside = False
    while position < len(program) and program[position] != "\n":
        char = program[position]
        if char == "\\":
            position += 1
        elif char == "[":
            inside = True
        elif char == "]":
            inside = False
        elif char == "/" and not inside:
            return position
        position += 1
    raise Usage("unterminated regular expression", 2)
