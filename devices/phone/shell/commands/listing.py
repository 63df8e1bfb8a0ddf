"""ls and stat, in toybox's formats."""

import stat
import time
from collections.abc import Callable

from devices.phone.shell.call import Call, Options, command, options
from devices.phone.shell.errors import Usage
from devices.phone.state.files import Stat

__all__ = ["group_name", "user_name"]

_USERS = {0: "root", 1000: "system", 1023: "media_rw", 2000: "shell", 9997: "everybody"}
BLOCK = 512


def user_name(uid: int) -> str:
    """Android's name of a user or group: root, shell, media_rw, u0_a123."""
    if uid in _USERS:
        return _USERS[uid]
    return f"u0_a{uid - 10000}" if 10000 <= uid < 20000 else str(uid)


group_name = user_name


@command("ls")
def ls(call: Call) -> int:
    chosen = options(call, "aAbcCdFfghHilLmnNopqQrRsStuUxZ1k")
    status = 0
    files: list[tuple[str, Stat]] = []
    folders: list[str] = []
    for path in chosen.rest or ["."]:
        try:
            # A link on the command line is followed, unless its own details are wanted.
            plain = "l" in chosen and not path.endswith("/")
            found = (call.files.lstat if plain else _either(call))(path, call.cwd)
        except OSError as error:
            status = call.failed(error, path)
            continue
        if found.is_dir and "d" not in chosen:
            folders.append(path)
        else:
            files.append((path, found))
    _print(call, chosen, _ordered(chosen, files))
    titled = len(folders) + bool(files) > 1 or "R" in chosen
    first = not files
    pending = list(folders)
    while pending:
        path = pending.pop(0)
        if titled:
            call.out(("" if first else "\n") + f"{path}:")
        first = False
        try:
            entries = _entries(call, chosen, path)
        except OSError as error:
            status = call.failed(error, path)
            continue
        _print(call, chosen, entries, path)
        if "R" in chosen:
            below = [n for n, s in entries if s.is_dir and n not in {".", ".."}]
            pending[:0] = [f"{path.rstrip('/')}/{name}" for name in below]
    return status


def _either(call: Call) -> Callable[[str, str], Stat]:
    def find(path: str, cwd: str) -> Stat:
        try:
            return call.files.stat(path, cwd)
        except OSError:
            return call.files.lstat(path, cwd)

    return find


def _entries(call: Call, chosen: Options, path: str) -> list[tuple[str, Stat]]:
    names = call.files.listdir(path, call.cwd)
    if "a" in chosen or "f" in chosen:
        names = [".", "..", *names]
    elif "A" not in chosen:
        names = [name for name in names if not name.startswith(".")]
    entries: list[tuple[str, Stat]] = []
    for name in names:
        try:
            entries.append((name, call.files.lstat(f"{path}/{name}", call.cwd)))
        except OSError:
            continue
    return _ordered(chosen, entries)


def _ordered(chosen: Options, entries: list[tuple[str, Stat]]) -> list[tuple[str, Stat]]:
    if "f" in chosen or "U" in chosen:
        return entries
    entries = sorted(entries, key=lambda each: each[0])
    # As in toybox: -u and -c change which time is shown and sorted by, -t sorts by it.
    if "t" in chosen:
        entries.sort(key=lambda each: -_time(chosen, each[1]))
    elif "S" in chosen:
        entries.sort(key=lambda each: -each[1].size)
    return entries[::-1] if "r" in chosen else entries


def _time(chosen: Options, found: Stat) -> int:
    if "u" in chosen:
        return found.atime_ns
    return found.ctime_ns if "c" in chosen else found.mtime_ns


def _print(
    call: Call, chosen: Options, entries: list[tuple[str, Stat]], folder: str | None = None
) -> None:
    if not ({"l", "o", "g", "n"} & set(chosen.given)):
        for name, found in entries:
            prefix = f"{found.ino} " if "i" in chosen else ""
            prefix += f"{_blocks(found)} " if "s" in chosen else ""
            call.out(prefix + name + _suffix(chosen, found))
        return
    if folder is not None:
        call.out(f"total {sum(_blocks(found) for _name, found in entries)}")
    rows = [_row(chosen, found) for _name, found in entries]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(5)]
    for (name, found), (links, user, group, size, when) in zip(entries, rows, strict=True):
        line = f"{_mode(found.mode)} {links:>{widths[0]}} "
        line += "" if "g" in chosen else f"{user:<{widths[1]}} "
        line += "" if "o" in chosen else f"{group:<{widths[2]}} "
        target = ""
        if found.is_link:
            target = f" -> {_target(call, folder, name)}"
        prefix = f"{found.ino} " if "i" in chosen else ""
        call.out(f"{prefix}{line}{size:>{widths[3]}} {when} {name}{_suffix(chosen, found)}{target}")


def _target(call: Call, folder: str | None, name: str) -> str:
    try:
        return call.files.readlink(name if folder is None else f"{folder}/{name}", call.cwd)
    except OSError:
        return "?"


def _row(chosen: Options, found: Stat) -> tuple[str, ...]:
    numeric = "n" in chosen
    size = str(found.size)
    if "h" in chosen:
        size = human(found.size)
    seconds, rest = divmod(_time(chosen, found), 10**9)
    if len(chosen.all("l")) > 1:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds)) + f".{rest:09d} +0000"
    else:
        when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))
    user = str(found.uid) if numeric else user_name(found.uid)
    group = str(found.gid) if numeric else group_name(found.gid)
    return str(found.nlink), user, group, size, when


def _blocks(found: Stat) -> int:
    return (found.size + 4095) // 4096 * 4 if not found.is_dir else 4


def _suffix(chosen: Options, found: Stat) -> str:
    if found.is_dir:
        return "/" if "F" in chosen or "p" in chosen else ""
    if "F" in chosen:
        return "@" if found.is_link else "*" if found.mode & 0o111 else ""
    return ""


def _mode(mode: int) -> str:
    return stat.filemode(mode)


def human(size: int) -> str:
    """``4.0K`` as ``ls -h`` writes it."""
    if size < 1024:
        return str(size)
    value = float(size)
    for unit in "KMGT":
        value /= 1024
        if value < 1024:
            return f"{value:.1f}{unit}" if value < 10 else f"{value:.0f}{unit}"
    return f"{value:.0f}P"


@command("stat")
def stat_(call: Call) -> int:
    chosen = options(call, "c:fLt")
    if not chosen.rest:
        raise Usage("Needs 1 argument")
    status = 0
    for path in chosen.rest:
        try:
            follow = "L" in chosen or path.endswith("/")
            found = (call.files.stat if follow else call.files.lstat)(path, call.cwd)
        except OSError as error:
            status = call.failed(error, path)
            continue
        if "c" in chosen:
            call.out(_formatted(chosen.last("c"), path, found))
        else:
            call.out(_described(path, found))
    return status


def _kind(found: Stat) -> str:
    if found.is_dir:
        return "directory"
    if found.is_link:
        return "symbolic link"
    if found.is_file:
        return "regular file" if found.size else "regular empty file"
    return "character device"


def _stamp(moment: int) -> str:
    seconds, rest = divmod(moment, 10**9)
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds)) + f".{rest:09d} +0000"


def _formatted(template: str, path: str, found: Stat) -> str:
    values = {
        "n": path, "N": f"'{path}'", "s": found.size, "a": format(found.mode & 0o7777, "o"),
        "A": _mode(found.mode), "f": format(found.mode, "x"), "F": _kind(found), "h": found.nlink,
        "i": found.ino, "u": found.uid, "g": found.gid, "U": user_name(found.uid),
        "G": group_name(found.gid), "x": _stamp(found.atime_ns), "X": found.atime_ns // 10**9,
        "y": _stamp(found.mtime_ns), "Y": found.mtime_ns // 10**9, "z": _stamp(found.ctime_ns),
        "Z": found.ctime_ns // 10**9, "b": _blocks(found) * 2, "B": BLOCK, "d": found.dev,
        "o": 4096, "%": "%",
    }  # fmt: skip
    made: list[str] = []
    letters = iter(template)
    for char in letters:
        if char == "%":
            letter = next(letters, "%")
            made.append(str(values.get(letter, "%" + letter)))
        else:
            made.append(char)
    return "".join(made)


def _described(path: str, found: Stat) -> str:
    return (
        f"  File: {path}\n"
        f"  Size: {found.size}\t Blocks: {_blocks(found) * 2}\t IO Blocks: {BLOCK}\t"
        f"{_kind(found)}\n"
        f"Device: {found.dev:x}h/{found.dev}d\t Inode: {found.ino}\t Links: {found.nlink}\n"
        f"Access: ({found.mode & 0o7777:04o}/{_mode(found.mode)})\tUid: ({found.uid:>5}/"
        f"{user_name(found.uid):>8})\tGid: ({found.gid:>5}/{group_name(found.gid):>8})\n"
        f"Access: {_stamp(found.atime_ns)}\nModify: {_stamp(found.mtime_ns)}\n"
        f"Change: {_stamp(found.ctime_ns)}"
    )
