"""head, tail, wc, tr, rev, tac: over one input after another."""

import re
from collections import deque
from collections.abc import Callable, Iterator

from devices.phone.shell.call import INPUT_BYTES, Call, command, options
from devices.phone.shell.errors import Usage
from devices.phone.shell.streams import Source, decode, encode

FOLLOW_SECONDS = 0.25


def each_input(call: Call, paths: list[str]) -> Iterator[tuple[str, Source]]:
    """The inputs by name, stdin for none or ``-``; one that will not open is reported."""
    for path in paths or ["-"]:
        try:
            source = call.open(path)
        except OSError as error:
            call.failed(error, path)
            call.env.status = 1
            continue
        yield path, source
        if path != "-":
            source.close()


def checked(call: Call, run: Callable[[], None]) -> int:
    """0, or 1 if an input of `each_input` did not open."""
    call.env.status = 0
    run()
    return call.env.status


@command("head")
def head(call: Call) -> int:
    chosen = options(call, "n:c:qv")
    lines, size = chosen.number("n", 10), chosen.number("c", -1)

    def run() -> None:
        for index, (path, source) in enumerate(each_input(call, chosen.rest)):
            if (len(chosen.rest) > 1 and "q" not in chosen) or "v" in chosen:
                call.out(("\n" if index else "") + f"==> {path} <==")
            if "c" in chosen:
                left = size
                while left > 0 and (chunk := source.chunk(left)):
                    call.write(chunk)
                    left -= len(chunk)
            elif lines < 0:
                kept = list(source.lines())
                call.write(b"".join(kept[:lines]))
            else:
                for _number in range(lines):
                    line = source.line()
                    if not line:
                        break
                    call.write(line)

    return checked(call, run)


@command("tail")
def tail(call: Call) -> int:
    chosen = options(call, "n:c:fFqs:")
    text = chosen.last("n", "10") if "c" not in chosen else chosen.last("c")
    if not re.fullmatch(r"[-+]?\d{1,11}", text):
        raise Usage(f"bad number '{text[:40]}'")
    amount, from_start = abs(int(text)), text.startswith("+")

    def run() -> None:
        for index, (path, source) in enumerate(each_input(call, chosen.rest)):
            if len(chosen.rest) > 1 and "q" not in chosen:
                call.out(("\n" if index else "") + f"==> {path} <==")
            if "c" in chosen:
                data = source.rest(INPUT_BYTES)
                call.write(
                    data[amount - 1 :]
                    if from_start
                    else data[len(data) - amount :]
                    if amount < len(data)
                    else data
                )
            elif from_start:
                for number, line in enumerate(source.lines(), 1):
                    if number >= amount:
                        call.write(line)
            else:
                call.write(b"".join(deque(source.lines(), maxlen=amount)))

    status = checked(call, run)
    if ("f" in chosen or "F" in chosen) and chosen.rest:
        _follow(call, chosen.rest[-1])
    return status


def _follow(call: Call, path: str) -> None:
    """Print what is appended to a file until the client goes away."""
    position = call.files.stat(path, call.cwd).size
    while True:
        call.flush()
        call.env.budget.sleep(FOLLOW_SECONDS)
        try:
            size = call.files.stat(path, call.cwd).size
        except OSError:
            continue
        if size <= position:
            position = min(size, position)
            continue
        with call.files.open(path, "rb", call.cwd) as file:
            file.seek(position)
            call.write(file.read(size - position))
        position = size


@command("wc")
def wc(call: Call) -> int:
    chosen = options(call, "clmwL")
    wanted = [letter for letter in "lwcmL" if letter in chosen] or ["l", "w", "c"]
    totals = dict.fromkeys("lwcmL", 0)
    rows: list[tuple[dict[str, int], str]] = []

    def run() -> None:
        for path, source in each_input(call, chosen.rest):
            counts = dict.fromkeys("lwcmL", 0)
            for line in source.lines():
                counts["l"] += line.endswith(b"\n")
                counts["w"] += len(line.split())
                counts["c"] += len(line)
                counts["m"] += len(line.decode("utf-8", "replace"))
                counts["L"] = max(counts["L"], len(line.rstrip(b"\n")))
            for letter, count in counts.items():
                totals[letter] += count
            rows.append((counts, "" if path == "-" else path))

    status = checked(call, run)
    if len(rows) > 1:
        rows.append((totals, "total"))
    for counts, name in rows:
        shown = " ".join(str(counts[letter]) for letter in wanted)
        call.out(f"{shown} {name}".rstrip())
    return status


@command("tac")
def tac(call: Call) -> int:
    def run() -> None:
        for _path, source in each_input(call, call.args):
            lines = source.rest(INPUT_BYTES).splitlines(keepends=True)
            call.write(b"".join(reversed(lines)))

    return checked(call, run)


@command("rev")
def rev(call: Call) -> int:
    def run() -> None:
        for _path, source in each_input(call, call.args):
            for line in source.lines():
                call.out(decode(line.rstrip(b"\n"))[::-1])

    return checked(call, run)


_CLASSES = {
    "[:alpha:]": "A-Za-z", "[:digit:]": "0-9", "[:alnum:]": "A-Za-z0-9", "[:upper:]": "A-Z",
    "[:lower:]": "a-z", "[:space:]": " \\t\\n\\r\\f\\v", "[:blank:]": " \\t",
    "[:punct:]": "!-/:-@\\[-`{-~", "[:cntrl:]": "\\0-\\x1f", "[:print:]": " -~",
}  # fmt: skip
RANGE = 0x11000


def _set(text: str) -> list[str]:
    """The characters of a tr set, ranges written out."""
    from devices.phone.shell.escapes import unescape

    for name, members in _CLASSES.items():
        text = text.replace(name, members)
    text = unescape(text, octal_needs_zero=False)[0]
    made: list[str] = []
    position = 0
    while position < len(text):
        if text[position + 1 : position + 2] == "-" and position + 2 < len(text):
            low, high = ord(text[position]), ord(text[position + 2])
            if high < low or high - low > RANGE:
                raise Usage(f"bad range '{text[position : position + 3]}'")
            made.extend(chr(code) for code in range(low, high + 1))
            position += 3
        else:
            made.append(text[position])
            position += 1
    return made


@command("tr")
def tr(call: Call) -> int:
    chosen = options(call, "cCsdt", stop_at_first=True)
    if not chosen.rest:
        raise Usage("Needs 1 argument")
    first = _set(chosen.rest[0])
    second = _set(chosen.rest[1]) if len(chosen.rest) > 1 else []
    complement = "c" in chosen or "C" in chosen
    members = set(first)
    table: dict[str, str] = {}
    if second and "d" not in chosen and not complement:
        padded = second + [second[-1]] * (len(first) - len(second))
        table = dict(zip(first, padded, strict=False))
    squeezed = set(second or first) if "s" in chosen else set()
    last = ""
    while chunk := call.stdin.line():
        made: list[str] = []
        for char in decode(chunk):
            inside = (char in members) != complement
            if inside and "d" in chosen:
                continue
            if inside and second and "d" not in chosen:
                char = second[-1] if complement else table[char]  # noqa: PLW2901  # the translated one
            repeated = char == last and (
                char in squeezed or (complement and inside and squeezed and not second)
            )
            last = char
            if not repeated:
                made.append(char)
        call.write(encode("".join(made)))
    return 0
