"""Commands that make, move and remove files."""

import errno
import os
import re

from devices.phone.shell.call import Call, Options, command, options
from devices.phone.shell.errors import Usage

COPY_BYTES = 1 << 20


@command("rm")
def rm(call: Call) -> int:
    chosen = options(call, "rRfiv")
    if not chosen.rest and "f" not in chosen:
        raise Usage("Needs 1 argument")
    status = 0
    for path in chosen.rest:
        try:
            if path.rstrip("/").rsplit("/", 1)[-1] in {".", ".."}:
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
            found = call.files.lstat(path, call.cwd)
            if not found.is_dir:
                call.files.remove(path.rstrip("/"), call.cwd)
            elif "r" in chosen or "R" in chosen:
                call.files.rmtree(path, call.cwd)
            else:
                raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        except FileNotFoundError as error:
            if "f" not in chosen:
                status = call.failed(error, path)
        except OSError as error:
            status = call.failed(error, path)
    return status


@command("rmdir")
def rmdir(call: Call) -> int:
    chosen = options(call, "p")
    status = 0
    for path in chosen.rest:
        try:
            call.files.rmdir(path, call.cwd)
        except OSError as error:
            status = call.failed(error, path)
    return status


@command("unlink")
def unlink(call: Call) -> int:
    for path in call.args[:1]:
        call.files.remove(path, call.cwd)
    return 0


@command("mkdir")
def mkdir(call: Call) -> int:
    chosen = options(call, "pvm:")
    if not chosen.rest:
        raise Usage("Needs 1 argument")
    mode = permissions(chosen.last("m", "755"), 0o755, directory=True)
    status = 0
    for path in chosen.rest:
        try:
            if "p" in chosen:
                call.files.mkdirs(path, call.cwd)
            else:
                call.files.mkdir(path, call.cwd, mode=mode)
        except OSError as error:
            call.error(f"'{path}': {error.strerror}")
            status = 1
    return status


@command("touch")
def touch(call: Call) -> int:
    chosen = options(call, "achmd:t:r:")
    now = call.state.clock.now()
    if "r" in chosen:
        now = call.files.stat(chosen.last("r"), call.cwd).mtime_ns / 1e9
    elif "t" in chosen or "d" in chosen:
        from devices.phone.shell.commands.clock import parse

        now = parse(chosen.last("t") or chosen.last("d"), now)
    status = 0
    for path in chosen.rest:
        try:
            if not call.files.exists(path, call.cwd):
                if "c" in chosen:
                    continue
                call.files.open(path, "ab", call.cwd).close()
            call.files.utime(path, now, call.cwd)
        except OSError as error:
            status = call.failed(error, path)
    return status


@command("cp")
def cp(call: Call) -> int:
    return _transfer(call, options(call, "adfFHiLlnPprRsTvt:u"), move=False)


@command("mv")
def mv(call: Call) -> int:
    return _transfer(call, options(call, "finTvxt:"), move=True)


def _transfer(call: Call, chosen: Options, *, move: bool) -> int:
    sources = list(chosen.rest)
    if "t" in chosen:
        target = chosen.last("t")
    else:
        if len(sources) < 2:
            raise Usage(
                "Needs 2 arguments" if not sources else f"Missing '{sources[0]}' destination"
            )
        target = sources.pop()
    into = call.files.is_dir(target, call.cwd) and "T" not in chosen
    if len(sources) > 1 and not into:
        call.error(f"'{target}' not directory")
        return 1
    status = 0
    for source in sources:
        name = source.rstrip("/").rsplit("/", 1)[-1]
        goal = f"{target.rstrip('/')}/{name}" if into and name not in {"", ".", ".."} else target
        try:
            if "n" in chosen and call.files.exists(goal, call.cwd):
                continue
            if move:
                _move(call, source, goal)
            else:
                _copy(call, chosen, source, goal)
        except OSError as error:
            call.error(f"{error.filename or source}: {error.strerror}")
            status = 1
    return status


def _move(call: Call, source: str, goal: str) -> None:
    try:
        call.files.rename(source.rstrip("/") or "/", goal.rstrip("/"), call.cwd)
    except OSError as error:
        raise OSError(error.errno, error.strerror, source) from None


def _copy(call: Call, chosen: Options, source: str, goal: str) -> None:
    files, cwd = call.files, call.cwd
    deep = bool({"r", "R", "a"} & set(chosen.given))
    links = "L" not in chosen and deep
    found = (files.lstat if links else files.stat)(source, cwd)
    if found.is_link:
        files.symlink(files.readlink(source, cwd), goal, cwd)
        return
    if found.is_dir:
        if not deep:
            raise OSError(errno.EISDIR, "Skipped dir", source)
        inside = files.realpath(source, cwd).rstrip("/") + "/"
        if (files.realpath(goal, cwd) + "/").startswith(inside):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), source)
        if not files.is_dir(goal, cwd):
            files.mkdir(goal, cwd)
        for name in files.listdir(source, cwd):
            call.env.budget.step()
            _copy(call, chosen, f"{source.rstrip('/')}/{name}", f"{goal.rstrip('/')}/{name}")
    else:
        _copy_file(call, source, goal)
        files.chmod(goal, found.mode & 0o777, cwd)
    if {"p", "a"} & set(chosen.given):
        files.utime(goal, found.mtime_ns / 1e9, cwd)


def _copy_file(call: Call, source: str, goal: str) -> None:
    files, cwd = call.files, call.cwd
    if files.exists(goal, cwd) and files.realpath(goal, cwd) == files.realpath(source, cwd):
        raise OSError(errno.EINVAL, "same file", source)
    with files.open(source, "rb", cwd) as reader:
        sink = call.create(goal)
        try:
            while chunk := reader.read(COPY_BYTES):
                sink.write(chunk)
        finally:
            sink.close()


@command("ln")
def ln(call: Call) -> int:
    chosen = options(call, "sfnvTr")
    if not chosen.rest:
        raise Usage("Needs 1 argument")
    *targets, path = chosen.rest if len(chosen.rest) > 1 else [*chosen.rest, "."]
    into = call.files.is_dir(path, call.cwd) and "T" not in chosen and "n" not in chosen
    status = 0
    for target in targets:
        goal = f"{path.rstrip('/')}/{target.rstrip('/').rsplit('/', 1)[-1]}" if into else path
        try:
            if "f" in chosen and call.files.exists(goal, call.cwd):
                call.files.remove(goal, call.cwd)
            if "s" in chosen:
                call.files.symlink(target, goal, call.cwd)
            else:
                call.files.hardlink(target, goal, call.cwd)
        except OSError as error:
            call.error(f"cannot create {'symlink' if 's' in chosen else 'hard link'} from "
                       f"'{target}' to '{goal}': {error.strerror}")  # fmt: skip
            status = 1
    return status


_CLAUSE = re.compile(r"([ugoa]*)([-+=])([rwxXst]*)")


def permissions(text: str, before: int, *, directory: bool) -> int:
    """The mode that ``755`` or ``u+x,go-w`` makes of `before`. Raises Usage."""
    if re.fullmatch(r"[0-7]{1,4}", text):
        return int(text, 8)
    mode = before & 0o7777
    for clause in text.split(","):
        match = _CLAUSE.fullmatch(clause)
        if match is None:
            raise Usage(f"bad mode '{text[:80]}'")
        who, operator, what = match.groups()
        bits = sum({"r": 4, "w": 2, "x": 1}.get(letter, 0) for letter in set(what))
        if "X" in what and (directory or before & 0o111):
            bits |= 1
        mask = 0
        for place, letter in ((6, "u"), (3, "g"), (0, "o")):
            if letter in who or "a" in who or not who:
                mask |= bits << place
                if operator == "=":
                    mode &= ~(7 << place)
        mode = mode & ~mask if operator == "-" else mode | mask
    return mode


@command("chmod")
def chmod(call: Call) -> int:
    words, recursive = [], False
    for word in call.args:
        if re.fullmatch(r"-[Rvf]+", word):
            recursive = recursive or "R" in word
        else:
            words.append(word)
    if len(words) < 2:
        raise Usage("Needs 2 arguments")
    status = 0
    for path in words[1:]:
        try:
            root = call.files.realpath(path, call.cwd)
            entries = call.files.walk(root) if recursive else [(root, call.files.stat(root))]
            for name, found in entries:
                if not found.is_link:
                    mode = permissions(words[0], found.mode, directory=found.is_dir)
                    call.files.chmod(name, mode)
        except OSError as error:
            status = call.failed(error, path)
    return status


@command("chown", "chgrp")
def chown(call: Call) -> int:
    """Owners follow from the place on a phone's disk; the files must only exist."""
    chosen = options(call, "Rhfv")
    status = 0
    for path in chosen.rest[1:]:
        try:
            call.files.lstat(path, call.cwd)
        except OSError as error:
            status = call.failed(error, path)
    return status


@command("truncate")
def truncate(call: Call) -> int:
    chosen = options(call, "s:c")
    size = chosen.number("s", 0)
    if not 0 <= size <= 64 << 20:
        raise Usage("bad size")
    for path in chosen.rest:
        if not call.files.exists(path, call.cwd):
            if "c" in chosen:
                continue
            call.files.open(path, "wb", call.cwd).close()
        with call.files.open(path, "r+b", call.cwd) as file:
            file.truncate(size)
    return 0


@command("mktemp")
def mktemp(call: Call) -> int:
    chosen = options(call, "dqup:t")
    template = chosen.rest[0] if chosen.rest else "tmp.XXXXXX"
    folder = chosen.last("p") or ("/data/local/tmp" if "/" not in template else "")
    base = template.rstrip("X")
    for number in range(10_000):
        name = f"{folder}/{base}{number:06d}" if folder else f"{base}{number:06d}"
        if not call.files.exists(name, call.cwd):
            if "d" in chosen:
                call.files.mkdir(name, call.cwd)
            elif "u" not in chosen:
                call.files.open(name, "xb", call.cwd).close()
            call.out(name)
            return 0
    raise Usage("no free name")
