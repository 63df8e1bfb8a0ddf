"""find, du and df."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from devices.phone.shell import globs
from devices.phone.shell.call import Call, command, options
from devices.phone.shell.commands.listing import human
from devices.phone.shell.errors import Usage
from devices.phone.state.files import Stat

_VALUED = {
    "-name", "-iname", "-path", "-wholename", "-ipath", "-type", "-size", "-mtime", "-mmin",
    "-newer", "-perm", "-user", "-group", "-maxdepth", "-mindepth",
}  # fmt: skip
DISK_KB = 8 << 20
"""What `df` shows as the size of /data: 8 GB."""


@dataclass(slots=True)
class _Entry:
    path: str
    stat: Stat
    depth: int
    pruned: bool = False


Test = Callable[[_Entry], bool]


@command("find")
def find(call: Call) -> int:
    words = [word for word in call.args if word not in {"-H", "-L", "-P"}]
    roots: list[str] = []
    while words and not words[0].startswith("-") and words[0] not in {"!", "("}:
        roots.append(words.pop(0))
    expression = _Expression(call, words)
    test = expression.whole()
    status = 0
    for root in roots or ["."]:
        try:
            _walk(call, root, call.files.stat(root, call.cwd), expression, test)
        except OSError as error:
            status = call.failed(error, root)
    return status or expression.status


def _walk(call: Call, root: str, found: Stat, expression: "_Expression", test: Test) -> None:
    pending: list[tuple[_Entry, bool]] = [(_Entry(root, found, 0), False)]
    while pending:
        call.env.budget.check()
        entry, leaving = pending.pop()
        inside = entry.depth >= expression.least
        if not leaving and not expression.depth_first and inside:
            test(entry)
        if leaving:
            if inside:
                test(entry)
            continue
        if expression.depth_first:
            pending.append((entry, True))
        if entry.stat.is_dir and not entry.pruned and entry.depth < expression.most:
            pending.extend((each, False) for each in reversed(_below(call, entry)))


def _below(call: Call, entry: _Entry) -> list[_Entry]:
    base = entry.path if entry.path.endswith("/") else entry.path + "/"
    found: list[_Entry] = []
    try:
        names = call.files.listdir(entry.path, call.cwd)
    except OSError as error:
        call.failed(error, entry.path)
        return found
    for name in names:
        try:
            found.append(
                _Entry(base + name, call.files.lstat(base + name, call.cwd), entry.depth + 1)
            )
        except OSError:
            continue
    return found


class _Expression:
    """The tests after the roots: ``-a`` (or nothing) binds tighter than ``-o``."""

    def __init__(self, call: Call, words: list[str]) -> None:
        self._call = call
        self._words = words
        self._acts = False
        self.least, self.most = 0, 1 << 30
        self.depth_first = "-delete" in words or "-depth" in words
        self.status = 0

    def whole(self) -> Test:
        test = self._either(0) if self._words else (lambda _entry: True)
        if self._words:
            raise Usage(f"bad arg '{self._words[0]}'")
        if self._acts:
            return test

        def shown(entry: _Entry) -> bool:
            if test(entry):
                self._call.out(entry.path)
            return True

        return shown

    def _either(self, depth: int) -> Test:
        if depth > 40:
            raise Usage("nested too deeply")
        tests = [self._both(depth)]
        while self._words and self._words[0] in {"-o", "-or"}:
            self._words.pop(0)
            tests.append(self._both(depth))
        return tests[0] if len(tests) == 1 else (lambda entry: any(test(entry) for test in tests))

    def _both(self, depth: int) -> Test:
        tests: list[Test] = []
        while self._words and self._words[0] not in {"-o", "-or", ")"}:
            if self._words[0] in {"-a", "-and"}:
                self._words.pop(0)
                continue
            tests.append(self._one(depth))
        if not tests:
            raise Usage("missing test")
        return tests[0] if len(tests) == 1 else (lambda entry: all(test(entry) for test in tests))

    def _one(self, depth: int) -> Test:
        word = self._words.pop(0)
        if word in {"!", "-not"}:
            if not self._words:
                raise Usage("missing test")
            inner = self._one(depth + 1) if depth < 40 else self._either(99)
            return lambda entry: not inner(entry)
        if word in {"(", "\\("}:
            inner = self._either(depth + 1)
            if self._words[:1] not in ([")"], ["\\)"]):
                raise Usage("bad arg '('")
            self._words.pop(0)
            return inner
        if word in _VALUED:
            if not self._words:
                raise Usage(f"'{word}' needs argument")
            return self._valued(word, self._words.pop(0))
        return self._plain(word)

    def _plain(self, word: str) -> Test:
        call = self._call
        if word in {"-exec", "-execdir", "-ok"}:
            return self._exec()
        if word in {"-print", "-print0"}:
            self._acts = True
            end = b"\n" if word == "-print" else b"\0"

            def show(entry: _Entry) -> bool:
                call.write(entry.path.encode("utf-8", "surrogateescape") + end)
                return True

            return show
        if word == "-delete":
            self._acts = True
            return self._delete
        if word == "-prune":

            def prune(entry: _Entry) -> bool:
                entry.pruned = True
                return True

            return prune
        if word == "-empty":
            return self._empty
        if word in {"-depth", "-xdev", "-mount", "-true", "-noleaf", "-daystart"}:
            return lambda _entry: True
        if word == "-false":
            return lambda _entry: False
        raise Usage(f"bad arg '{word}'")

    def _empty(self, entry: _Entry) -> bool:
        if entry.stat.is_dir:
            return not self._call.files.listdir(entry.path, self._call.cwd)
        return entry.stat.is_file and entry.stat.size == 0

    def _delete(self, entry: _Entry) -> bool:
        files, cwd = self._call.files, self._call.cwd
        if entry.path in {".", "./"}:
            return True
        try:
            (files.rmdir if entry.stat.is_dir else files.remove)(entry.path, cwd)
        except OSError as error:
            self.status = self._call.failed(error, entry.path)
            return False
        return True

    def _exec(self) -> Test:
        self._acts = True
        end = next((i for i, w in enumerate(self._words) if w in {";", "+", "\\;"}), -1)
        if end < 0:
            raise Usage("'-exec' needs ;")
        template = self._words[:end]
        del self._words[: end + 1]

        def run(entry: _Entry) -> bool:
            self._call.env.budget.step()
            return self._call.run([word.replace("{}", entry.path) for word in template]) == 0

        return run

    def _valued(self, word: str, value: str) -> Test:
        if word in {"-maxdepth", "-mindepth"}:
            if not value.isdecimal() or len(value) > 9:
                raise Usage(f"bad number '{value[:40]}'")
            if word == "-maxdepth":
                self.most = int(value)
            else:
                self.least = int(value)
            return lambda _entry: True
        if word in {"-name", "-iname"}:
            fold = word == "-iname"
            pattern = value.lower() if fold else value

            def named(entry: _Entry) -> bool:
                name = entry.path.rstrip("/").rsplit("/", 1)[-1] or "/"
                return globs.matches(pattern, name.lower() if fold else name)

            return named
        if word in {"-path", "-wholename", "-ipath"}:
            return lambda entry: globs.matches(value, entry.path)
        if word == "-type":
            kinds: dict[str, Test] = {
                "f": lambda entry: entry.stat.is_file,
                "d": lambda entry: entry.stat.is_dir,
                "l": lambda entry: entry.stat.is_link,
            }
            chosen = [kinds[kind] for kind in value.split(",") if kind in kinds]
            return lambda entry: any(kind(entry) for kind in chosen)
        if word == "-newer":
            than = self._call.files.stat(value, self._call.cwd).mtime_ns
            return lambda entry: entry.stat.mtime_ns > than
        if word in {"-user", "-group"}:
            return lambda _entry: True
        if word == "-perm":
            octal = re.fullmatch(r"([-/]?)([0-7]{1,5})", value)
            if octal is None:
                raise Usage(f"bad mode '{value[:40]}'")
            bits, exact = int(octal[2], 8), not octal[1]
            return lambda e: (e.stat.mode & 0o7777 == bits) if exact else e.stat.mode & bits == bits
        return self._measured(word, value)

    def _measured(self, word: str, value: str) -> Test:
        unit = {"c": 1, "k": 1024, "M": 1 << 20, "G": 1 << 30}.get(value[-1:], 0)
        digits = value.lstrip("+-")[: -1 if unit else None]
        if not digits.isdecimal() or len(digits) > 15:
            raise Usage(f"bad number '{value[:40]}'")
        amount = int(digits)
        now = self._call.state.clock.now()

        def measure(entry: _Entry) -> int:
            if word == "-size":
                size = unit or 512
                return -(-entry.stat.size // size)
            seconds = 86_400 if word == "-mtime" else 60
            return int((now - entry.stat.mtime_ns / 1e9) // seconds)

        if value.startswith("+"):
            return lambda entry: measure(entry) > amount
        if value.startswith("-"):
            return lambda entry: measure(entry) < amount
        return lambda entry: measure(entry) == amount


@command("du")
def du(call: Call) -> int:
    chosen = options(call, "ahHKkLlmcsxbd:")
    status = 0
    for root in chosen.rest or ["."]:
        try:
            sizes: dict[str, int] = {}
            for name, found in call.files.walk(root, call.cwd):
                size = 4 if found.is_dir else (found.size + 4095) // 4096 * 4
                parts = name.rstrip("/")
                sizes[parts] = sizes.get(parts, 0) + size
                while parts != root.rstrip("/"):
                    parts = parts.rpartition("/")[0]
                    sizes[parts] = sizes.get(parts, 0) + size
                call.env.budget.check()
        except OSError as error:
            status = call.failed(error, root)
            continue
        whole = root.rstrip("/")
        for name in sorted(sizes, reverse=True):
            if name == whole or not ("s" in chosen or chosen.last("d") == "0"):
                if name != whole and "a" not in chosen and not call.files.is_dir(name, call.cwd):
                    continue
                size = sizes[name]
                call.out(f"{human(size * 1024) if 'h' in chosen else size}\t{name or '/'}")
    return status


@command("df")
def df(call: Call) -> int:
    chosen = options(call, "HPkhit:a")
    used = 2 << 20
    title = "Size" if "h" in chosen else "1K-blocks"
    call.out(f"Filesystem     {title:>10} {'Used':>9} {'Available':>9} Use% Mounted on")
    rows = {
        "/": ("/dev/block/dm-0", 900_000, 898_000, "/"),
        "/data": ("/dev/block/dm-5", DISK_KB, used, "/data"),
        "/sdcard": ("/dev/fuse", DISK_KB, used, "/storage/emulated"),
    }
    wanted: list[str] = []
    for path in chosen.rest:
        call.files.stat(path, call.cwd)
        real = call.files.realpath(path, call.cwd)
        wanted.append(
            "/sdcard"
            if real.startswith("/storage")
            else "/data"
            if real.startswith("/data")
            else "/"
        )
    for key in wanted or rows:
        device, size, taken, place = rows[key]
        numbers = [size, taken, size - taken]
        shown = [human(n * 1024) if "h" in chosen else str(n) for n in numbers]
        call.out(
            f"{device:<14} {shown[0]:>10} {shown[1]:>9} {shown[2]:>9} {taken * 100 // size:>3}% "
            f"{place}"
        )
    return 0
