"""sed: the commands that scripts and one-liners use."""

import re
from dataclasses import dataclass, field

from devices.phone.shell.call import Call, command, options
from devices.phone.shell.errors import Usage
from devices.phone.shell.limits import VALUE_CHARS
from devices.phone.shell.patterns import Pattern, compile_pattern
from devices.phone.shell.streams import FileSink, decode, encode

SCRIPT_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class _Address:
    line: int = 0
    """A line number; -1 is ``$``; 0 where the pattern decides."""
    pattern: Pattern | None = None


@dataclass(slots=True)
class _Step:
    first: _Address | None
    second: _Address | None
    negated: bool
    name: str
    text: str = ""
    pattern: Pattern | None = None
    flags: str = ""
    target: int = -1
    """Where a branch or the end of a block is."""
    active: bool = field(default=False)


@command("sed")
def sed(call: Call) -> int:
    chosen = options(call, "nErise:f:z")
    rest = list(chosen.rest)
    script = "\n".join(chosen.all("e"))
    for path in chosen.all("f"):
        script += "\n" + decode(call.open(path).rest(SCRIPT_CHARS))
    if not script:
        if not rest:
            raise Usage("Needs 1 argument")
        script = rest.pop(0)
    steps = _Parser(script, extended="E" in chosen or "r" in chosen).steps()
    quiet = "n" in chosen or script.startswith("#n\n")
    if "i" not in chosen:
        lines: list[bytes] = []
        status = 0
        for path in rest or ["-"]:
            try:
                lines.extend(call.open(path).lines())
            except OSError as error:
                status = call.failed(error, path)
        call.write(_Machine(call, steps, quiet=quiet).run(lines))
        return status
    for path in rest:
        lines = list(call.open(path).lines())
        made = _Machine(call, [_fresh(step) for step in steps], quiet=quiet).run(lines)
        sink = FileSink(call.files.open(path, "wb", call.cwd), call.env.budget, path)
        try:
            sink.write(made)
        finally:
            sink.close()
    return 0


def _fresh(step: _Step) -> _Step:
    return _Step(
        step.first, step.second, step.negated, step.name, step.text, step.pattern, step.flags,
        step.target,
    )  # fmt: skip


class _Parser:
    def __init__(self, text: str, *, extended: bool) -> None:
        if len(text) > SCRIPT_CHARS:
            raise Usage("script too long")
        self._text = text
        self._at = 0
        self._extended = extended

    def steps(self) -> list[_Step]:
        made: list[_Step] = []
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

    def _step(self) -> _Step:
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
        step = _Step(first, second, negated, name)
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

    def _address(self) -> _Address | None:
        char = self._peek()
        if char == "$":
            self._at += 1
            return _Address(-1)
        if char.isdigit():
            digits = ""
            while self._peek().isdigit():
                digits += self._peek()
                self._at += 1
            if len(digits) > 9:
                raise Usage("bad address")
            return _Address(int(digits) or 1)
        if char == "/" or char == "\\":
            if char == "\\":
                self._at += 1
            text = self._delimited(self._peek())
            ignore = self._peek() == "I"
            self._at += ignore
            return _Address(0, compile_pattern(text, extended=self._extended, ignore_case=ignore))
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

    def _substitution(self, step: _Step) -> None:
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


class _Machine:
    """Runs the steps over the lines."""

    def __init__(self, call: Call, steps: list[_Step], *, quiet: bool) -> None:
        self._call = call
        self._steps = steps
        self._quiet = quiet
        self._out: list[str] = []
        self._size = 0
        self._space = self._hold = ""
        self._after: list[str] = []

    def _emit(self, text: str) -> None:
        self._size += len(text) + 1
        if self._size > 16 * VALUE_CHARS:
            raise Usage("output too large")
        self._out.append(text + "\n")

    def run(self, lines: list[bytes]) -> bytes:
        last = lines[-1].endswith(b"\n") if lines else True
        self._lines = [decode(line.removesuffix(b"\n")) for line in lines]
        self._number = 0
        leaving = False
        while self._number < len(self._lines) and not leaving:
            self._space = self._lines[self._number]
            self._number += 1
            self._call.env.budget.check()
            print_, leaving = self._cycle()
            if print_ and not self._quiet:
                self._emit(self._space)
            for text in self._after:
                self._emit(text)
            self._after.clear()
        data = encode("".join(self._out))
        return data if last or not data.endswith(b"\n") or leaving else data[:-1]

    def _cycle(self) -> tuple[bool, bool]:
        """One pass over the steps: whether to print the pattern space, and whether to end."""
        at, changed = 0, False
        while at < len(self._steps):
            self._call.env.budget.step()
            step = self._steps[at]
            at += 1
            if not self._selected(step):
                if step.name == "{":
                    at = step.target
                continue
            if step.name in {"d", "D", "c"}:
                if step.name == "c":
                    self._emit(step.text)
                return False, False
            if step.name in {"q", "Q"}:
                return step.name == "q", True
            if step.name in {"b", "t", "T"}:
                if step.name == "b" or changed == (step.name == "t"):
                    at = step.target
                changed = False
                continue
            if step.name in {"n", "N"} and self._number >= len(self._lines):
                return True, True
            changed = self._apply(step) or changed
        return True, False

    def _selected(self, step: _Step) -> bool:
        return self._within(step) != step.negated

    def _within(self, step: _Step) -> bool:
        if step.first is None:
            return True
        if step.second is None:
            return self._matches(step.first)
        if step.active:
            if step.second.line > 0:
                step.active = self._number < step.second.line
                return self._number <= step.second.line
            step.active = not self._matches(step.second)
            return True
        if self._matches(step.first):
            ends = step.second.line > 0 and step.second.line <= self._number
            step.active = not ends and not (step.second.line == -1 and self._at_end())
            return True
        return False

    def _at_end(self) -> bool:
        return self._number >= len(self._lines)

    def _matches(self, address: _Address) -> bool:
        if address.pattern is not None:
            return address.pattern.search(self._space) is not None
        return self._at_end() if address.line == -1 else self._number == address.line

    def _apply(self, step: _Step) -> bool:
        name = step.name
        if name == "s":
            return self._substitute(step)
        if name == "p":
            self._emit(self._space)
        elif name == "P":
            self._emit(self._space.split("\n")[0])
        elif name == "=":
            self._emit(str(self._number))
        elif name == "a":
            self._after.append(step.text)
        elif name == "i":
            self._emit(step.text)
        elif name == "y":
            self._space = self._space.translate(str.maketrans(step.text, step.flags))
        elif name == "h":
            self._hold = self._space
        elif name == "H":
            self._hold += "\n" + self._space
        elif name == "g":
            self._space = self._hold
        elif name == "G":
            self._space += "\n" + self._hold
        elif name == "x":
            self._space, self._hold = self._hold, self._space
        elif name == "n":
            if not self._quiet:
                self._emit(self._space)
            self._space = self._lines[self._number]
            self._number += 1
        elif name == "N":
            self._space += "\n" + self._lines[self._number]
            self._number += 1
        if len(self._space) + len(self._hold) > VALUE_CHARS:
            raise Usage("line too long")
        return False

    def _substitute(self, step: _Step) -> bool:
        assert step.pattern is not None
        every = "g" in step.flags
        digits = re.sub(r"\D", "", step.flags)
        wanted = int(digits) if digits and len(digits) < 7 else 1
        made: list[str] = []
        position = count = 0
        done = False
        while position <= len(self._space):
            match = step.pattern.search(self._space, position)
            if match is None or (position and match.re.pattern.startswith(r"\A")):
                break
            count += 1
            self._call.env.budget.check()
            made.append(self._space[position : match.start()])
            if count >= wanted:
                made.append(_expanded(step.text, match))
                done = True
            else:
                made.append(match[0])
            position = match.end()
            if match.end() == match.start():
                made.append(self._space[position : position + 1])
                position += 1
            if done and not every:
                break
        if not done:
            return False
        self._space = "".join(made) + self._space[position:]
        if "p" in step.flags:
            self._emit(self._space)
        return True


def _expanded(template: str, match: re.Match[str]) -> str:
    r"""``&`` and ``\1`` filled in."""
    if "&" not in template and "\\" not in template:
        return template

    def part(found: re.Match[str]) -> str:
        text = found[0]
        if text == "&":
            return match[0]
        letter = text[1:]
        if letter.isdigit():
            number = int(letter)
            return (match[number] or "") if number <= (match.re.groups or 0) else ""
        return {"n": "\n", "t": "\t"}.get(letter, letter)

    return re.sub(r"\\.|&", part, template, flags=re.DOTALL)
