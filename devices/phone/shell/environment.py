"""One execution environment: variables, functions, open files, the current directory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from devices.phone.phone import Phone
from devices.phone.shell.errors import ShellError, Stopped
from devices.phone.shell.limits import CALL_DEPTH, VALUE_CHARS, Budget
from devices.phone.shell.streams import Sink, Source
from devices.phone.shell.syntax import Command

__all__ = ["DEFAULT_VARIABLES", "SHELL", "Break", "Environment", "Exit", "Flow", "Return"]

SHELL = "/system/bin/sh"
"""The name in front of the shell's own messages."""
DEFAULT_VARIABLES: Mapping[str, str] = {
    "ANDROID_DATA": "/data",
    "ANDROID_ROOT": "/system",
    "ANDROID_STORAGE": "/storage",
    "EXTERNAL_STORAGE": "/sdcard",
    "HOME": "/",
    "HOSTNAME": "phone",
    "IFS": " \t\n",
    "LOGNAME": "root",
    "PATH": "/product/bin:/apex/com.android.runtime/bin:/system/bin:/system/xbin:/vendor/bin",
    "PS4": "+ ",
    "SHELL": "/bin/sh",
    "TERM": "xterm-256color",
    "TMPDIR": "/data/local/tmp",
    "USER": "root",
}


class Flow(Exception):
    """Control that leaves the usual order. Never seen outside the interpreter."""


class Break(Flow):
    """``break`` or ``continue`` out of `levels` loops."""

    def __init__(self, levels: int, *, again: bool) -> None:
        self.levels = levels
        self.again = again


class Return(Flow):
    def __init__(self, status: int) -> None:
        self.status = status


class Exit(Flow):
    def __init__(self, status: int) -> None:
        self.status = status


@dataclass(slots=True)
class Environment:
    phone: Phone
    budget: Budget
    inputs: dict[int, Source]
    outputs: dict[int, Sink]
    variables: dict[str, str] = field(default_factory=lambda: dict(DEFAULT_VARIABLES))
    exported: set[str] = field(default_factory=lambda: set(DEFAULT_VARIABLES) - {"IFS", "PS4"})
    readonly: set[str] = field(default_factory=set)
    functions: dict[str, Command] = field(default_factory=dict)
    parameters: list[str] = field(default_factory=list)
    options: set[str] = field(default_factory=set)
    """Letters of ``set``: e (stop at a failure), u (unset is an error), x (trace), f (no globs)."""
    traps: dict[str, str] = field(default_factory=dict)
    name: str = SHELL
    cwd: str = "/"
    status: int = 0
    depth: int = 0
    loops: int = 0
    tested: int = 0
    """Above zero inside a condition, where ``set -e`` does not apply."""
    kept: list[Sink | Source] = field(default_factory=list)
    """Files opened by ``exec``, shared with subshells and closed when the run ends."""

    def fork(self) -> "Environment":
        """A copy for a subshell: what happens there stays there. Raises Stopped if too deep."""
        if self.depth >= CALL_DEPTH:
            raise Stopped("nested too deeply")
        return Environment(
            self.phone, self.budget, dict(self.inputs), dict(self.outputs), dict(self.variables),
            set(self.exported), set(self.readonly), dict(self.functions), list(self.parameters),
            set(self.options), {}, self.name, self.cwd, self.status, self.depth + 1, 0, self.tested,
            self.kept,
        )  # fmt: skip

    def inherit(self, last: "Environment") -> None:
        """Go on where another environment of the same shell ended."""
        self.variables, self.exported, self.readonly = last.variables, last.exported, last.readonly
        self.functions, self.parameters = last.functions, last.parameters
        self.options, self.cwd, self.status = last.options, last.cwd, last.status

    def get(self, name: str) -> str | None:
        """The value of a variable or special parameter; None if it is unset."""
        if name.isdecimal():
            index = int(name) if len(name) < 9 else -1
            if index == 0:
                return self.name
            return self.parameters[index - 1] if 0 < index <= len(self.parameters) else None
        specials: dict[str, Callable[[], str]] = {
            "?": lambda: str(self.status),
            "#": lambda: str(len(self.parameters)),
            "$": lambda: "4242",
            "!": lambda: "",
            "-": lambda: "".join(sorted(self.options)),
            "@": lambda: " ".join(self.parameters),
            "*": lambda: self.variables.get("IFS", " ")[:1].join(self.parameters),
            "PWD": lambda: self.cwd,
            "RANDOM": lambda: str(self._random()),
            "SECONDS": lambda: str(int(self.phone.state.clock.now()) % 100_000),
            "EPOCHREALTIME": lambda: f"{self.phone.state.clock.now():.6f}",
            "LINENO": lambda: "1",
        }
        special = specials.get(name)
        if special is not None and name not in self.variables:
            return special()
        return self.variables.get(name)

    def _random(self) -> int:
        # mksh's generator is not specified; a linear one keeps a phone with a seed repeatable.
        state = int(self.variables.get("_random", "12345"))
        state = (state * 1_103_515_245 + 12_345) % (1 << 31)
        self.variables["_random"] = str(state)
        return state >> 16

    def set(self, name: str, value: str) -> None:
        if name in self.readonly:
            raise ShellError(f"read-only: {name}", 2)
        if len(value) > VALUE_CHARS:
            raise ShellError(f"{name}: value too long")
        self.variables[name] = value

    def error(self, message: str) -> None:
        """Write a line in the shell's own name to the current stderr."""
        sink = self.outputs.get(2)
        if sink is not None:
            sink.write(f"{self.name}: {message}\n".encode("utf-8", "replace"))
