"""cut, sort, uniq, paste, nl and comm."""

import re
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

from devices.phone.shell.call import INPUT_BYTES, Call, Options, command, options
from devices.phone.shell.commands.streams import checked, each_input
from devices.phone.shell.errors import Usage
from devices.phone.shell.streams import decode

FIELD = 1_000_000


def _ranges(text: str) -> list[tuple[int, int]]:
    """``1,3-5,7-`` as pairs, counted from 1."""
    found: list[tuple[int, int]] = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d{0,7})(-?)(\d{0,7})", part)
        if match is None or not part or part == "-":
            raise Usage(f"bad list '{text[:80]}'")
        low = int(match[1] or 1)
        high = int(match[3] or FIELD) if match[2] else low
        found.append((low, high))
    return found


@command("cut")
def cut(call: Call) -> int:
    chosen = options(call, "b:c:f:d:sDnO:")
    kind = next((letter for letter in "fcb" if letter in chosen), "")
    if not kind:
        raise Usage("Need -fcb")
    ranges = sorted(_ranges(chosen.last(kind)))
    sign = chosen.last("d", "\t")

    def run() -> None:
        for _path, source in each_input(call, chosen.rest):
            for raw in source.lines():
                line = decode(raw.rstrip(b"\n"))
                if kind != "f":
                    call.out("".join(line[low - 1 : high] for low, high in _merged(ranges)))
                    continue
                fields = line.split(sign)
                if len(fields) == 1:
                    if "s" not in chosen:
                        call.out(line)
                    continue
                kept = [f for low, high in _merged(ranges) for f in fields[low - 1 : high]]
                call.out(chosen.last("O", sign).join(kept))

    return checked(call, run)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in ranges:
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


@dataclass(frozen=True, slots=True)
class _Key:
    first: int
    last: int
    letters: str


@command("sort")
def sort(call: Call) -> int:
    chosen = options(call, "gnMhrfbdiuzsVcCmk:t:o:T:S:")
    keys = [_key(text, chosen) for text in chosen.all("k")] or [_Key(0, FIELD, _letters(chosen))]
    sign = chosen.last("t") or None
    lines: list[str] = []

    def run() -> None:
        for _path, source in each_input(call, chosen.rest):
            lines.extend(decode(source.rest(INPUT_BYTES)).splitlines())

    status = checked(call, run)
    if "c" in chosen:
        return int(
            any(_compare(a, keys, sign) > _compare(b, keys, sign) for a, b in pairwise(lines))
        )
    if "s" not in chosen:
        lines.sort()
    for key in reversed(keys):
        lines.sort(key=lambda line: _value(line, key, sign), reverse="r" in key.letters)
    if "u" in chosen:
        seen: set[tuple[object, ...]] = set()
        kept = []
        for line in lines:
            mark = _compare(line, keys, sign)
            if mark not in seen:
                seen.add(mark)
                kept.append(line)
        lines = kept
    text = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    if "o" in chosen:
        with closing(call.create(chosen.last("o"))) as sink:
            sink.write(text)
    else:
        call.write(text)
    return status


def _letters(chosen: Options) -> str:
    return "".join(letter for letter in "gnhMrfbdV" if letter in chosen)


def _key(text: str, chosen: Options) -> _Key:
    match = re.fullmatch(
        r"(\d{1,6})(?:\.\d+)?([a-zA-Z]*)(?:,(\d{1,6})(?:\.\d+)?([a-zA-Z]*))?", text
    )
    if match is None:
        raise Usage(f"bad key '{text[:40]}'")
    letters = (match[2] + (match[4] or "")) or _letters(chosen)
    return _Key(max(0, int(match[1]) - 1), int(match[3]) if match[3] else FIELD, letters)


def _value(line: str, key: _Key, sign: str | None) -> tuple[float, str]:
    if key.first or key.last != FIELD:
        fields = line.split(sign) if sign else re.findall(r"\s*\S+", line)
        text = (sign or "").join(fields[key.first : key.last])
    else:
        text = line
    if set(key.letters) & set("ngh"):
        match = re.match(r"\s*([-+]?\d{0,300}\.?\d{0,300})([KMGT]?)", text)
        try:
            number = float(match[1]) if match else 0.0
        except ValueError:
            number = 0.0
        scale = {"K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}.get(match[2] if match else "", 1.0)
        return number * (scale if "h" in key.letters else 1.0), ""
    if "b" in key.letters or not sign:
        text = text.lstrip() if key.first else text
    if "V" in key.letters:
        text = re.sub(r"\d{1,18}", lambda m: m[0].rjust(18, "0"), text)
    return 0.0, text.upper() if "f" in key.letters else text


def _compare(line: str, keys: list[_Key], sign: str | None) -> tuple[object, ...]:
    return tuple(_value(line, key, sign) for key in keys)


@command("uniq")
def uniq(call: Call) -> int:
    chosen = options(call, "cduif:s:w:z")
    skip = chosen.number("f", 0)
    sources = [source for _path, source in each_input(call, chosen.rest[:1])]
    last: str | None = None
    mark, count = "", 0

    def show() -> None:
        if last is None or ("d" in chosen and count < 2) or ("u" in chosen and count > 1):
            return
        call.out(f"{count:>7} {last}" if "c" in chosen else last)

    for source in sources:
        for raw in source.lines():
            line = decode(raw.rstrip(b"\n"))
            key = " ".join(line.split()[skip:]) if skip else line
            key = key.lower() if "i" in chosen else key
            if last is not None and key == mark:
                count += 1
                continue
            show()
            last, mark, count = line, key, 1
    show()
    return 0


@command("paste")
def paste(call: Call) -> int:
    chosen = options(call, "d:s")
    sign = chosen.last("d", "\t").replace("\\n", "\n").replace("\\t", "\t")
    columns = [
        [decode(line.rstrip(b"\n")) for line in source.lines()]
        for _path, source in each_input(call, chosen.rest)
    ]
    if "s" in chosen:
        for column in columns:
            call.out(sign.join(column))
        return 0
    for row in range(max((len(column) for column in columns), default=0)):
        call.out(sign.join(column[row] if row < len(column) else "" for column in columns))
    return 0


@command("nl")
def nl(call: Call) -> int:
    chosen = options(call, "b:w:s:v:n:E")
    number = chosen.number("v", 1)
    for _path, source in each_input(call, chosen.rest):
        for raw in source.lines():
            line = decode(raw.rstrip(b"\n"))
            if line or chosen.last("b") == "a":
                call.out(f"{number:>6}{chosen.last('s', chr(9))}{line}")
                number += 1
            else:
                call.out("")
    return 0


@command("fold")
def fold(call: Call) -> int:
    chosen = options(call, "w:bsu")
    width = max(1, chosen.number("w", 80))
    for _path, source in each_input(call, chosen.rest):
        for raw in source.lines():
            line = decode(raw.rstrip(b"\n"))
            for start in range(0, max(1, len(line)), width):
                call.out(line[start : start + width])
    return 0


@command("cmp", "diff")
def cmp(call: Call) -> int:
    chosen = options(call, "lsquabw")
    if len(chosen.rest) < 2:
        raise Usage("Needs 2 arguments")
    first, second = (call.open(path).rest(INPUT_BYTES) for path in chosen.rest[:2])
    if first == second:
        return 0
    if "s" not in chosen:
        names = " and ".join(chosen.rest[:2]) if call.name == "diff" else " ".join(chosen.rest[:2])
        call.out(f"Files {names} differ" if call.name == "diff" else f"{names} differ")
    return 1
