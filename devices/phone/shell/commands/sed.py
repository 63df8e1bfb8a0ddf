"""sed: the commands that scripts and one-liners use."""

import re

from devices.phone.shell.call import Call, command, options
from devices.phone.shell.errors import Usage
from devices.phone.shell.limits import VALUE_CHARS
from devices.phone.shell.sed_script import SCRIPT_CHARS, Address, Parser, Step
from devices.phone.shell.streams import decode, encode


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
    steps = Parser(script, extended="E" in chosen or "r" in chosen).steps()
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
        sink = call.create(path)
        try:
            sink.write(made)
        finally:
            sink.close()
    return 0


def _fresh(step: Step) -> Step:
    return Step(
        step.first, step.second, step.negated, step.name, step.text, step.pattern, step.flags,
        step.target,
    )  # fmt: skip


class _Machine:
    """Runs the steps over the lines."""

    def __init__(self, call: Call, steps: list[Step], *, quiet: bool) -> None:
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

    def _selected(self, step: Step) -> bool:
        return self._within(step) != step.negated

    def _within(self, step: Step) -> bool:
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

    def _matches(self, address: Address) -> bool:
        if address.pattern is not None:
            return address.pattern.search(self._space) is not None
        return self._at_end() if address.line == -1 else self._number == address.line

    def _apply(self, step: Step) -> bool:  # noqa: C901 - one arm for each command
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

    def _substitute(self, step: Step) -> bool:
        assert step.pattern is not None
        every = "g" in step.flags
        digits = re.sub(r"\D", "", step.flags)
        wanted = int(digits) if digits and len(digits) < 7 else 1
        made: list[str] = []
        position = count = 0
        ended = -1
        done = False
        while position <= len(self._space):
            match = step.pattern.search(self._space, position)
            if match is None or (position and match.re.pattern.startswith(r"\A")):
                break
            if match.end() == match.start() == ended:
                # An empty match directly behind another one is none (POSIX).
                made.append(self._space[position : position + 1])
                position += 1
                continue
            count += 1
            ended = match.end()
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
        if letter.isdecimal():
            number = int(letter)
            return (match[number] or "") if number <= (match.re.groups or 0) else ""
        return {"n": "\n", "t": "\t"}.get(letter, letter)

    return re.sub(r"\\.|&", part, template, flags=re.DOTALL)
