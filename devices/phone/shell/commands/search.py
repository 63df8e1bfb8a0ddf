"""grep and its two relatives."""

from dataclasses import dataclass

from devices.phone.shell.call import Call, Options, command, options
from devices.phone.shell.errors import Usage
from devices.phone.shell.patterns import Pattern, compile_pattern
from devices.phone.shell.streams import Source, decode


@dataclass(slots=True)
class _Search:
    patterns: list[Pattern]
    chosen: Options
    names: bool
    limit: int


@command("grep", "egrep", "fgrep")
def grep(call: Call) -> int:
    chosen = options(call, "EFGivcoqnlLhHrRwxsaze:f:m:A:B:C:")
    rest = list(chosen.rest)
    written = list(chosen.all("e"))
    for path in chosen.all("f"):
        written.extend(decode(call.open(path).rest(1 << 20)).splitlines())
    if not written:
        if not rest:
            raise Usage("no REGEX", 2)
        written = rest.pop(0).split("\n")
    patterns = [
        compile_pattern(
            text,
            extended="E" in chosen or call.name == "egrep",
            ignore_case="i" in chosen,
            fixed="F" in chosen or call.name == "fgrep",
            whole="line" if "x" in chosen else "word" if "w" in chosen else "",
        )
        for text in written
    ]
    recursive = "r" in chosen or "R" in chosen
    paths = _tree(call, rest or ["."]) if recursive else rest or ["-"]
    names = ("H" in chosen or len(paths) > 1 or recursive) and "h" not in chosen
    search = _Search(patterns, chosen, names, chosen.number("m", -1))
    found, failed = False, False
    for path in paths:
        try:
            source = call.open(path)
            found = _one(call, search, path, source) or found
            if path != "-":
                source.close()
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            failed = True
            if "s" not in chosen:
                call.failed(error, path)
        if found and "q" in chosen:
            return 0
    return 2 if failed and not found else 0 if found else 1


def _tree(call: Call, roots: list[str]) -> list[str]:
    found: list[str] = []
    for root in roots:
        found.extend(name for name, stat in call.files.walk(root, call.cwd) if stat.is_file)
    return found


def _one(  # noqa: C901 - context lines and counts share one pass over the input
    call: Call, search: _Search, path: str, source: Source
) -> bool:
    chosen = search.chosen
    invert, count = "v" in chosen, 0
    before = chosen.number("B", chosen.number("C", 0))
    after = chosen.number("A", chosen.number("C", 0))
    held: list[tuple[int, str]] = []
    trailing = 0
    last = 0
    quiet = bool({"q", "c", "l", "L"} & set(chosen.given))
    for number, raw in enumerate(source.lines(), 1):
        if number % 512 == 0:
            call.env.budget.check()
        line = decode(raw.removesuffix(b"\n"))
        hits = any(pattern.search(line) is not None for pattern in search.patterns)
        if hits != invert:
            count += 1
            if quiet:
                if {"q", "l", "L"} & set(chosen.given):
                    break
            elif "o" in chosen and not invert:
                _parts(call, search, path, number, line)
            else:
                if (before or after) and last and (held[0][0] if held else number) > last + 1:
                    call.out("--")
                for earlier, text in held:
                    _print(call, search, path, earlier, text, "-")
                _print(call, search, path, number, line, ":")
                held, trailing, last = [], after, number
            if search.limit >= 0 and count >= search.limit:
                break
        elif trailing and not quiet:
            _print(call, search, path, number, line, "-")
            trailing, last = trailing - 1, number
        elif before:
            held = [*held[-(before - 1) :], (number, line)] if before > 1 else [(number, line)]
    shown = "(standard input)" if path == "-" else path
    if "c" in chosen:
        call.out(f"{shown}:{count}" if search.names else str(count))
    elif ("l" in chosen and count) or ("L" in chosen and not count):
        call.out(shown)
    return bool(count)


def _print(call: Call, search: _Search, path: str, number: int, text: str, sign: str) -> None:
    prefix = ""
    if search.names:
        prefix += f"{'(standard input)' if path == '-' else path}{sign}"
    if "n" in search.chosen:
        prefix += f"{number}{sign}"
    call.out(prefix + text)


def _parts(call: Call, search: _Search, path: str, number: int, line: str) -> None:
    position = 0
    while position <= len(line):
        matches = [m for p in search.patterns if (m := p.search(line, position)) is not None]
        if not matches:
            return
        match = min(matches, key=lambda m: (m.start(), -m.end()))
        if match.end() > match.start():
            _print(call, search, path, number, match[0], ":")
        position = max(match.end(), match.start() + 1)
