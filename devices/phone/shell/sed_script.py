"""sed scripts taken apart."""

import re
from dataclasses import dataclass, field

from devices.phone.shell.errors import Usage
from devices.phone.shell.patterns import Pattern, compile_pattern

__all__ = ["SCRIPT_CHARS", "Address", "Parser", "Step"]

SCRIPT_CHARS = 100_000
"""Longer scripts are refused; clients' have a line or two."""


@dataclass(frozen=True, slots=True)
class Address:
    line: int = 0
    """A line number; -1 is ``$``; 0 where the pattern decides."""
    pattern: Pattern | None = None


@dataclass(slots=True)
class Step:
    first: Address | None
    second: Address | None
    negated: bool
    name: str
    text: str = ""
    pattern: Pattern | None = None
    flags: str = ""
    target: int = -1
    """Where a branch or the end of a block is."""
    active: bool = field(default=False)


class Parser:
    def __init__(self, text: str, *, extended: bool) -> None:
        if len(text) > SCRIPT_CHARS:
            raise Usage("script too long")
        self._text = text
        self._at = 0
        self._extended = extended

    def steps(self) -> list[Step]:
        made: list[Step] = []
        blocks: list[int] = []
        labels: dict[str, int] = {}
        while True:
            self._skip("; \t\n")
            if self._at >= len(self._text):
                break
            if self._peek() == "#":
                self._until("\n")
                continue
            step = self._step()
            if step.name == "}":
                if not blocks:
                    raise Usage("unexpected }")
                made[blocks.pop()].target = len(made)
                continue
            if step.name == ":":
                labels[step.text] = len(made)
                continue
            if step.name == "{":
                blocks.append(len(made))
            made.append(step)
        if blocks:
            raise Usage("no }")
        for step in made:
            if step.name in "btT":
                if step.text and step.text not in labels:
                    raise Usage(f"no label '{step.text}'")
                step.target = labels.get(step.text, len(made))
        return made

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self, chars: str) -> None:
        while self._peek() and self._peek() in chars:
            self._at += 1

    def _until(self, stop: str) -> str:
        end = self._at
        while end < len(self._text) and self._text[end] not in stop:
            end += 1
        text = self._text[self._at : end]
        self._at = end
        return text

    def _step(self) -> Step:
        first = self._address()
        second = None
        self._skip(" \t")
        if first is not None and self._peek() == ",":
            self._at += 1
            self._skip(" \t")
            second = self._address()
            if second is None:
                raise Usage("bad address")
        self._skip(" \t")
        negated = self._peek() == "!"
        if negated:
            self._at += 1
            self._skip(" \t")
        name = self._peek()
        self._at += 1
        step = Step(first, second, negated, name)
        if name == "s":
            self._substitution(step)
        elif name == "y":
            sign = self._peek()
            step.text, step.flags = self._delimited(sign), self._delimited(sign, again=True)
            if len(step.text) != len(step.flags):
                raise Usage("y strings have different lengths")
        elif name in {"a", "i", "c"}:
            self._skip(" \t")
            if self._peek() == "\\":
                self._at += 1
                self._skip(" \t")
                self._skip("\n")
            step.text = re.sub(r"\\(.)", r"\1", self._until("\n"))
        elif name in {":", "b", "t", "T"}:
            self._skip(" \t")
            step.text = self._until("; \t\n}").strip()
        elif name in {"q", "Q"}:
            self._skip(" \t")
            step.text = self._until("; \t\n}")
        elif not name or name not in "{}dDpPnNgGhHxl=":
            raise Usage(f"unknown command '{name}'")
        return step

    def _address(self) -> Address | None:
        char = self._peek()
        if char == "$":
            self._at += 1
            return Address(-1)
        if char.isdecimal():
            digits = ""
            while self._peek().isdecimal():
                digits += self._peek()
                self._at += 1
            if len(digits) > 9:
                raise Usage("bad address")
            return Address(int(digits) or 1)
        if char == "/" or char == "\\":
            if char == "\\":
                self._at += 1
            text = self._delimited(self._peek())
            ignore = self._peek() == "I"
            self._at += ignore
            return Address(0, compile_pattern(text, extended=self._extended, ignore_case=ignore))
        return None

    def _delimited(self, sign: str, *, again: bool = False) -> str:
        """Text up to the next `sign`; the first delimiter is taken unless `again`."""
        if not again:
            if not sign or sign in "\n\\":
                raise Usage("bad delimiter")
            self._at += 1
        made: list[str] = []
        inside = False
        while (char := self._peek()) and (char != sign or inside):
            self._at += 1
            if char == "\\" and self._peek():
                following = self._peek()
                self._at += 1
                made.append(
                    following if following == sign and sign not in "&\\" else char + following
                )
                continue
            if char == "[" and not again and not inside:
                rest = self._text[self._at :]
                inside = "]" in rest[1:]
                if rest[:1] in {"]", "^"}:
                    made.append(char + rest[0])
                    self._at += 1
                    if rest[:2] == "^]":
                        made.append("]")
                        self._at += 1
                    continue
            elif char == "]":
                inside = False
            made.append(char)
        if not self._peek():
            raise Usage(f"unterminated {sign}")
        self._at += 1
        return "".join(made)

    def _substitution(self, step: Step) -> None:
        sign = self._peek()
        written = self._delimited(sign)
        step.text = self._delimited(sign, again=True)
        flags = ""
        while self._peek() and self._peek() in "gpiI0123456789":
            flags += self._peek()
            self._at += 1
        step.flags = flags
        ignore = "i" in flags or "I" in flags
        step.pattern = compile_pattern(written, extended=self._extended, ignore_case=ignore)
