"""echo, printf, test and the commands that merely pass bytes on."""

import re
from collections.abc import Callable
from contextlib import suppress

from devices.phone.shell.call import Call, command, options
from devices.phone.shell.errors import Usage
from devices.phone.shell.escapes import unescape
from devices.phone.shell.limits import NESTING
from devices.phone.shell.streams import encode

_FORMAT = re.compile(r"%(?:(%)|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z]))")
_WIDTH = 100_000
"""The widest field; honest tables have a few hundred columns."""


@command("echo")
def echo(call: Call) -> int:
    arguments, newline, escapes = list(call.args), True, True
    while arguments and re.fullmatch(r"-[neE]+", arguments[0]):
        flags = arguments.pop(0)
        newline = newline and "n" not in flags
        escapes = flags.rfind("E") <= flags.rfind("e") or "E" not in flags
    text = " ".join(arguments)
    if escapes:
        text, cut = unescape(text, octal_needs_zero=True)
        newline = newline and not cut
    call.write(encode(text) + (b"\n" if newline else b""))
    return 0


@command("printf")
def printf(call: Call) -> int:
    if not call.args:
        raise Usage("usage: printf format [argument...]")
    arguments = list(call.args[1:])
    status = 0
    while True:
        before = len(arguments)
        text, bad = _formatted(call.args[0], arguments)
        status = status or int(bad)
        call.write(encode(text))
        if not arguments or len(arguments) == before:
            return status


def formatted(template: str, arguments: list[str]) -> str:
    """One pass of printf's formatting, for awk's sprintf too."""
    return _formatted(template, list(arguments))[0]


def _formatted(template: str, arguments: list[str]) -> tuple[str, bool]:
    """One pass over the format, eating arguments; True if a number was none."""
    made: list[str] = []
    position, bad = 0, False

    def take() -> str:
        return arguments.pop(0) if arguments else ""

    for match in _FORMAT.finditer(template):
        made.append(unescape(template[position : match.start()], octal_needs_zero=False)[0])
        position = match.end()
        if match[1]:
            made.append("%")
            continue
        _percent, flags, width, precision, kind = match.groups()
        width = take() if width == "*" else width
        precision = take() if precision == "*" else precision
        text, wrong = _field(kind, flags, precision, take())
        bad = bad or wrong
        size = min(abs(int(width)), _WIDTH) if width and width.removeprefix("-").isdecimal() else 0
        left = "-" in flags or (width or "").startswith("-")
        if "0" in flags and not left and kind in "diouxX":
            sign = text[:1] if text[:1] in {"-", "+"} else ""
            made.append(sign + text[len(sign) :].rjust(size - len(sign), "0"))
        else:
            made.append(text.ljust(size) if left else text.rjust(size))
    made.append(unescape(template[position:], octal_needs_zero=False)[0])
    return "".join(made), bad


def _field(kind: str, flags: str, precision: str | None, value: str) -> tuple[str, bool]:
    digits = min(int(precision), 60) if precision and precision.isdecimal() else None
    if kind in "sb":
        text = unescape(value, octal_needs_zero=True)[0] if kind == "b" else value
        return (text[:digits] if precision is not None else text), False
    if kind == "c":
        return value[:1], False
    if kind in "diouxX":
        number, bad = _integer(value)
        if kind in "di":
            text = (
                f"{number:+d}" if "+" in flags else f"{number: d}" if " " in flags else str(number)
            )
        else:
            text = format(number % (1 << 64), {"u": "d", "i": "d"}.get(kind, kind))
            text = ("0x" if "#" in flags and kind in "xX" else "") + text
        return text, bad
    if kind in "eEfFgG":
        with suppress(ValueError):
            return format(float(value or 0), f".{6 if digits is None else digits}{kind}"), False
        return format(0.0, f".{6 if digits is None else digits}{kind}"), True
    return "%" + kind, True


def _integer(value: str) -> tuple[int, bool]:
    value = value.strip()
    if value[:1] in {"'", '"'}:
        return (ord(value[1]) if len(value) > 1 else 0), False
    if len(value) > 20:
        return 0, True
    with suppress(ValueError):
        octal = re.fullmatch(r"([-+]?)0([0-7]+)", value)
        return (int(octal[1] + octal[2], 8) if octal else int(value or "0", 0)), False
    return 0, True


@command("cat")
def cat(call: Call) -> int:
    status = 0
    chosen = options(call, "uenvt")
    for path in chosen.rest or ["-"]:
        try:
            source = call.open(path)
            while chunk := source.chunk():
                call.write(chunk)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            status = call.failed(error, path)
        else:
            if path != "-":
                source.close()
    return status


@command("yes")
def yes(call: Call) -> int:
    line = encode((" ".join(call.args) or "y") + "\n")
    while True:
        call.write(line * max(1, 4096 // len(line)))


@command("seq")
def seq(call: Call) -> int:
    words, separator = list(call.args), "\n"
    while words and words[0][:2] in {"-s", "-w"}:
        word = words.pop(0)
        if word.startswith("-s"):
            separator = word[2:] or (words.pop(0) if words else "")
    try:
        numbers = [float(word) if "." in word else int(word) for word in words]
    except ValueError:
        raise Usage("bad number") from None
    if not 1 <= len(numbers) <= 3:
        raise Usage("needs 1 to 3 numbers")
    first = numbers[0] if len(numbers) > 1 else 1
    step = numbers[1] if len(numbers) == 3 else 1
    last = numbers[-1]
    if step == 0:
        raise Usage("increment is 0")
    value, count, wrote = first, 0, False
    while (value <= last) if step > 0 else (value >= last):
        call.write(
            encode(
                (separator if wrote else "")
                + format(value, "g" if isinstance(value, float) else "d")
            )
        )
        wrote = True
        count += 1
        value = first + step * count
    if wrote:
        call.write(b"\n")
    return 0


@command("tee")
def tee(call: Call) -> int:
    chosen = options(call, "ai")
    opened = []
    status = 0
    for path in chosen.rest:
        try:
            opened.append(call.create(path, append="a" in chosen))
        except OSError as error:
            status = call.failed(error, path)
    try:
        while chunk := call.stdin.chunk():
            call.write(chunk)
            for sink in opened:
                sink.write(chunk)
    finally:
        for sink in opened:
            sink.close()
    return status


# test and [

_FILE_TESTS: dict[str, Callable[[Call, str], bool]] = {
    "-d": lambda call, path: call.files.is_dir(path, call.cwd),
    "-f": lambda call, path: call.files.is_file(path, call.cwd),
    "-e": lambda call, path: call.files.exists(path, call.cwd),
    "-r": lambda call, path: call.files.exists(path, call.cwd),
    "-w": lambda call, path: call.files.exists(path, call.cwd),
    "-x": lambda call, path: bool(call.files.stat(path, call.cwd).mode & 0o111),
    "-s": lambda call, path: call.files.stat(path, call.cwd).size > 0,
    "-L": lambda call, path: call.files.lstat(path, call.cwd).is_link,
    "-h": lambda call, path: call.files.lstat(path, call.cwd).is_link,
    "-c": lambda call, path: path in {"/dev/null", "/dev/zero", "/dev/tty"},
    "-b": lambda call, path: False,
    "-p": lambda call, path: False,
    "-S": lambda call, path: False,
}
_STRINGS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b, ">": lambda a, b: a > b,
}  # fmt: skip
_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b, "-ne": lambda a, b: a != b, "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b, "-gt": lambda a, b: a > b, "-ge": lambda a, b: a >= b,
}  # fmt: skip
_TIMES = {"-nt", "-ot", "-ef"}


@command("test", "[", "[[")
def test(call: Call) -> int:
    words = list(call.args)
    end = {"[": "]", "[[": "]]"}.get(call.name)
    if end is not None and (not words or words.pop() != end):
        raise Usage(f"missing {end}", 2)
    if not words:
        return 1
    try:
        judge = _Test(call, words)
        value = judge.either(0)
        if judge.at != len(words):
            raise Usage(f"{words[judge.at]}: unexpected operator/operand", 2)
    except OSError:
        value = False
    return 0 if value else 1


class _Test:
    """``expr -o expr``, ``-a``, ``!``, parentheses, and the primaries."""

    def __init__(self, call: Call, words: list[str]) -> None:
        self._call = call
        self._words = words
        self.at = 0

    def _peek(self, ahead: int = 0) -> str | None:
        where = self.at + ahead
        return self._words[where] if where < len(self._words) else None

    def either(self, depth: int) -> bool:
        value = self.both(depth)
        while self._peek() in {"-o", "||"}:
            self.at += 1
            value = self.both(depth) or value
        return value

    def both(self, depth: int) -> bool:
        value = self.one(depth)
        while self._peek() in {"-a", "&&"}:
            self.at += 1
            value = self.one(depth) and value
        return value

    def one(self, depth: int) -> bool:
        if depth > NESTING:
            raise Usage("nested too deeply", 2)
        word = self._peek()
        if word is None:
            raise Usage("argument expected", 2)
        following = self._peek(1)
        if following is not None and self._peek(2) is not None:
            compared = self._compared(word, following, self._peek(2) or "")
            if compared is not None:
                self.at += 3
                return compared
        if word == "!" and following is not None:
            self.at += 1
            return not self.one(depth + 1)
        if word == "(" and following is not None:
            self.at += 1
            value = self.either(depth + 1)
            if self._peek() != ")":
                raise Usage("missing )", 2)
            self.at += 1
            return value
        if following is not None and (word in _FILE_TESTS or word in {"-n", "-z", "-t", "-v"}):
            self.at += 2
            return self._unary(word, following)
        self.at += 1
        return bool(word)

    def _unary(self, operator: str, word: str) -> bool:
        if operator in {"-n", "-z"}:
            return bool(word) == (operator == "-n")
        if operator == "-v":
            return self._call.env.get(word) is not None
        if operator == "-t":
            return False
        try:
            return _FILE_TESTS[operator](self._call, word)
        except OSError:
            return False

    def _compared(self, left: str, operator: str, right: str) -> bool | None:
        if operator in {"=", "==", "!="} and self._call.name == "[[":
            from devices.phone.shell.globs import matches  # [[ only

            return matches(right, left) == (operator != "!=")
        if operator in _STRINGS:
            return _STRINGS[operator](left, right)
        if operator in _NUMBERS:
            return _NUMBERS[operator](_number(left), _number(right))
        if operator in _TIMES:
            first = self._call.files.stat(left, self._call.cwd)
            second = self._call.files.stat(right, self._call.cwd)
            if operator == "-ef":
                return (first.dev, first.ino) == (second.dev, second.ino)
            newer = first.mtime_ns > second.mtime_ns
            return newer if operator == "-nt" else first.mtime_ns < second.mtime_ns
        return None


def _number(text: str) -> int:
    try:
        return int(text.strip() or "0") if len(text) < 40 else 0
    except ValueError:
        raise Usage(f"{text[:80]}: bad number", 2) from None
