"""One invocation of a command: its arguments, its streams, the phone around it; and the table."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

from devices.phone.phone import Phone
from devices.phone.shell.environment import Environment
from devices.phone.shell.errors import ShellError, Usage
from devices.phone.shell.streams import FileSink, Source, encode
from devices.phone.state.files import FileRoot

if TYPE_CHECKING:
    from devices.phone.state.phone import PhoneState
    from devices.phone.ui.scene import Scene

__all__ = ["Call", "Options", "Runner", "command", "options", "table"]

INPUT_BYTES = 64 << 20
"""What sort, wc -l and friends hold of one input at most; honest logs and dumps are a few MB."""

MODULES = (
    "activity", "awk", "checksums", "clock", "cmd", "columns", "content", "dump", "files", "find",
    "getevent", "ime", "input", "links", "listing", "log", "misc_android", "nested", "network",
    "package", "properties", "screen", "search", "sed", "settings", "sql", "streams", "system",
    "text", "window",
)  # fmt: skip
"""The modules under `devices.phone.shell.commands`, by theme."""


class Runner(Protocol):
    """Carries out further commands for one (xargs, find -exec, sh, env)."""

    def run(self, env: Environment, arguments: Sequence[str]) -> int: ...
    def shell(self, env: Environment, text: str, name: str, parameters: Sequence[str]) -> int: ...
    def shell_lines(self, env: Environment, *, prompt: bool) -> int: ...
    def source(self, env: Environment, text: str) -> int: ...
    def wait(self) -> None: ...


@dataclass(slots=True)
class Call:
    env: Environment
    args: list[str]
    """Without the command's own name."""
    name: str
    runner: Runner
    opened: list[Source] = field(default_factory=list)
    """What `open` opened; closed when the command ends, however it does."""

    @property
    def phone(self) -> Phone:
        return self.env.phone

    @property
    def state(self) -> "PhoneState":
        return self.env.phone.state

    @property
    def files(self) -> FileRoot:
        return self.env.phone.files

    @property
    def cwd(self) -> str:
        return self.env.cwd

    @property
    def screen(self) -> "Scene":
        """The glass. Raises ShellError where this phone draws none."""
        if self.phone.screen is None:
            raise ShellError("this phone has no screen")
        return self.phone.screen

    @property
    def stdin(self) -> Source:
        return self.env.inputs.get(0) or Source(lambda: b"", self.env.budget)

    def write(self, data: bytes | memoryview) -> None:
        sink = self.env.outputs.get(1)
        if sink is not None:
            sink.write(data)

    def out(self, text: str) -> None:
        """Write a line to stdout."""
        self.write(encode(text + "\n"))

    def raw_error(self, text: str) -> None:
        """Write a line to stderr as it is."""
        sink = self.env.outputs.get(2)
        if sink is not None:
            sink.write(encode(text + "\n"))

    def error(self, text: str) -> None:
        """Write a line to stderr behind the command's name."""
        self.raw_error(f"{self.name}: {text}")

    def failed(self, error: OSError, path: str | None = None) -> int:
        """Report an OSError as toybox does; 1."""
        self.error(f"{path or error.filename}: {error.strerror}")
        return 1

    def flush(self) -> None:
        sink = self.env.outputs.get(1)
        if sink is not None:
            sink.flush()

    def open(self, path: str) -> Source:
        """A file, or stdin for ``-``. Raises OSError."""
        if path == "-":
            return self.stdin
        source = Source.of(self.files.open(path, "rb", self.cwd), self.env.budget)
        self.opened.append(source)
        return source

    def create(self, path: str, *, append: bool = False) -> FileSink:
        """A file to be written anew, or on; what is written counts. Raises OSError."""
        file = self.files.open(path, "ab" if append else "wb", self.cwd)
        return FileSink(file, self.env.budget, path)

    def close(self) -> None:
        """Close what `open` opened."""
        for source in self.opened:
            source.close()

    def run(self, arguments: Sequence[str]) -> int:
        """Run another command with this one's streams."""
        return self.runner.run(self.env, arguments)


Body = Callable[[Call], int]
_COMMANDS: dict[str, Body] = {}


def command(*names: str) -> Callable[[Body], Body]:
    """Register a function as the command of these names."""

    def register(body: Body) -> Body:
        for name in names:
            if name in _COMMANDS:
                raise ValueError(f"two commands are called {name}")
            _COMMANDS[name] = body
        return body

    return register


@cache
def table() -> dict[str, Body]:
    """All commands by name."""
    for module in MODULES:
        importlib.import_module(f"devices.phone.shell.commands.{module}")
    return _COMMANDS


@dataclass(frozen=True, slots=True)
class Options:
    """Options as given: letter or long name to its values, in order ("" for one without)."""

    given: dict[str, list[str]]
    rest: list[str]

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def last(self, name: str, default: str = "") -> str:
        return self.given[name][-1] if name in self.given else default

    def all(self, name: str) -> list[str]:
        return self.given.get(name, [])

    def number(self, name: str, default: int) -> int:
        """The value as an integer. Raises Usage if it is none."""
        text = self.last(name, str(default))
        try:
            return int(text)
        except ValueError:
            raise Usage(f"not a number '{text}'") from None


def options(call: Call, letters: str, *, stop_at_first: bool = False) -> Options:
    """Take apart toybox-style options, which may stand after arguments too.

    `letters` has every short option, with a colon behind those that take a value; a number
    (``-20``) is accepted as ``n`` where that takes a value. ``--name[=value]`` is kept by name.
    Raises Usage for an unknown letter.
    """
    given: dict[str, list[str]] = {}
    rest: list[str] = []
    pending = list(call.args)
    while pending:
        word = pending.pop(0)
        if word == "--":
            return Options(given, rest + pending)
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            given.setdefault(name, []).append(value)
        elif word.startswith("-") and len(word) > 1:
            if word[1:].isdecimal() and "n:" in letters and word[1] not in letters:
                given.setdefault("n", []).append(word[1:])
                continue
            _letters(word[1:], letters, pending, given)
        else:
            rest.append(word)
            if stop_at_first:
                return Options(given, rest + pending)
    return Options(given, rest)


def _letters(word: str, letters: str, pending: list[str], given: dict[str, list[str]]) -> None:
    for index, letter in enumerate(word):
        where = letters.find(letter)
        if where < 0 or letter == ":":
            raise Usage(f"Unknown option '{letter}'")
        if letters[where + 1 : where + 2] != ":":
            given.setdefault(letter, []).append("")
            continue
        value = word[index + 1 :]
        if not value:
            if not pending:
                raise Usage(f"Missing argument to -{letter}")
            value = pending.pop(0)
        given.setdefault(letter, []).append(value)
        return
