"""Checksums and encodings of bytes."""

import base64 as b64
import binascii
import gzip as gz
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import closing

from devices.phone.shell.call import INPUT_BYTES, Call, command, options
from devices.phone.shell.errors import ShellError
from devices.phone.shell.streams import Source

INFLATED_BYTES = 256 << 20
"""What one gzip may unpack to: a small hostile one would fill the memory."""


@command("md5sum", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum")
def digest(call: Call) -> int:
    chosen = options(call, "bcst")
    status = 0
    for path in chosen.rest or ["-"]:
        made = hashlib.new(call.name.removesuffix("sum"), usedforsecurity=False)
        try:
            source = call.open(path)
            while chunk := source.chunk():
                made.update(chunk)
        except OSError as error:
            status = call.failed(error, path)
            continue
        call.out(made.hexdigest() if "b" in chosen else f"{made.hexdigest()}  {path}")
    return status


@command("cksum", "crc32")
def cksum(call: Call) -> int:
    for path in call.args or ["-"]:
        data = call.open(path).rest(INPUT_BYTES)
        call.out(
            f"{zlib.crc32(data)} {len(data)} {path}"
            if call.name == "cksum"
            else f"{zlib.crc32(data):08x}"
        )
    return 0


@command("base64")
def base64(call: Call) -> int:
    chosen = options(call, "diw:")
    width = chosen.number("w", 76)
    for path in chosen.rest[:1] or ["-"]:
        data = call.open(path).rest(INPUT_BYTES)
        if "d" in chosen:
            try:
                call.write(b64.b64decode(b"".join(data.split()), validate="i" not in chosen))
            except binascii.Error:
                raise ShellError("bad input") from None
            continue
        text = b64.b64encode(data)
        if width <= 0:
            call.write(text)
            continue
        for start in range(0, len(text), width):
            call.write(text[start : start + width] + b"\n")
    return 0


@command("gzip", "gunzip", "zcat")
def gzip(call: Call) -> int:
    chosen = options(call, "cdfkqn123456789tv")
    unpack = call.name != "gzip" or "d" in chosen
    level = next((int(d) for d in "123456789" if d in chosen), 6)
    if not chosen.rest or "c" in chosen or call.name == "zcat":
        for path in chosen.rest or ["-"]:
            for chunk in _inflate(call.open(path)) if unpack else _deflate(call.open(path), level):
                call.write(chunk)
        return 0
    status = 0
    for path in chosen.rest:
        if unpack != path.endswith(".gz"):
            call.error(f"{path}: {'no .gz ending' if unpack else 'already has .gz'}")
            status = 1
            continue
        goal = path.removesuffix(".gz") if unpack else path + ".gz"
        source = call.open(path)
        try:
            with closing(call.create(goal)) as sink:
                for chunk in _inflate(source) if unpack else _deflate(source, level):
                    sink.write(chunk)
        except ShellError:
            call.files.remove(goal, call.cwd)
            raise
        source.close()
        if "k" not in chosen:
            call.files.remove(path, call.cwd)
    return status


def _deflate(source: Source, level: int) -> Iterator[bytes]:
    # A time of 0 makes the same bytes give the same file.
    head = gz.compress(b"", compresslevel=level, mtime=0)[:10]
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    check = size = 0
    yield head
    while chunk := source.chunk():
        check = zlib.crc32(chunk, check)
        size += len(chunk)
        yield packer.compress(chunk)
    yield packer.flush()
    yield (check & 0xFFFFFFFF).to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")


def _inflate(source: Source) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(31)
    left = INFLATED_BYTES
    while chunk := source.chunk():
        while chunk:
            try:
                data = unpacker.decompress(chunk, 1 << 20)
            except zlib.error:
                raise ShellError("not gzip data") from None
            left -= len(data)
            if left < 0:
                raise ShellError(f"unpacks to more than {INFLATED_BYTES} bytes")
            yield data
            chunk = unpacker.unconsumed_tail  # what did not fit yet
            if unpacker.eof:
                chunk, unpacker = unpacker.unused_data, zlib.decompressobj(31)
    if not unpacker.eof and unpacker.unconsumed_tail:
        raise ShellError("unexpected end of file")


@command("xxd", "od", "hexdump")
def xxd(call: Call) -> int:
    chosen = options(call, "pc:g:l:s:rA:t:vxbn:j:C")
    limit = chosen.number("l", chosen.number("n", INPUT_BYTES))
    data = call.open(chosen.rest[0] if chosen.rest else "-").rest(INPUT_BYTES)[:limit]
    if "p" in chosen:
        call.out(data.hex())
        return 0
    for start in range(0, len(data), 16):
        row = data[start : start + 16]
        text = "".join(chr(b) if 32 <= b < 127 else "." for b in row)
        pairs = " ".join(row[i : i + 2].hex() for i in range(0, len(row), 2))
        call.out(f"{start:08x}: {pairs:<40} {text}")
    return 0


@command("strings")
def strings(call: Call) -> int:
    chosen = options(call, "an:of")
    least = max(1, chosen.number("n", 4))
    for path in chosen.rest or ["-"]:
        run = bytearray()
        for byte in call.open(path).rest(INPUT_BYTES) + b"\0":
            if 32 <= byte < 127:
                run.append(byte)
                continue
            if len(run) >= least:
                call.out(run.decode())
            run.clear()
    return 0


@command("dd")
def dd(call: Call) -> int:
    given = dict(word.split("=", 1) for word in call.args if "=" in word)
    units = {"k": 1024, "K": 1024, "M": 1 << 20, "G": 1 << 30}

    def number(name: str, default: int) -> int:
        text = given.get(name, "")
        scale = units.get(text[-1:], 1)
        digits = text[:-1] if scale > 1 else text
        return int(digits) * scale if digits.isdecimal() and len(digits) < 13 else default

    size = min(max(1, number("bs", 512)), 64 << 20)
    left = number("count", 1 << 50) * size
    source = call.open(given.get("if", "-"))
    goal = given.get("of")
    sink = call.create(goal) if goal else None
    skip, copied = number("skip", 0) * size, 0
    try:
        while skip > 0 and (chunk := source.chunk(min(skip, 65_536))):
            skip -= len(chunk)
        while left > 0 and (chunk := source.chunk(min(left, 65_536))):
            (sink.write if sink else call.write)(chunk)
            copied += len(chunk)
            left -= len(chunk)
    finally:
        if sink:
            sink.close()
    if given.get("status") != "none":
        call.raw_error(f"{copied // size}+{int(bool(copied % size))} records in\n"
                       f"{copied // size}+{int(bool(copied % size))} records out\n"
                       f"{copied} bytes copied")  # fmt: skip
    return 0
