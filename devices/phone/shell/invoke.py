"""Simple commands: assignments, functions, builtins, the table, scripts on the phone's disk."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from devices.phone.shell import builtins
from devices.phone.shell.call import Body, Call, table
from devices.phone.shell.environment import Environment, Exit, Flow
from devices.phone.shell.errors import BadSyntax, Expansion, Incomplete, ShellError, Stopped, Usage
from devices.phone.shell.expand import Expander
from devices.phone.shell.limits import SCRIPT_BYTES
from devices.phone.shell.parser import parse
from devices.phone.shell.redirect import apply, redirected
from devices.phone.shell.streams import decode
from devices.phone.shell.syntax import Command, Script, Simple, Substitution, Text, Word

__all__ = ["Invoker"]

_DECLARERS = {"export", "readonly", "local", "typeset"}
"""Builtins whose ``name=value`` arguments are assignments: not split, not globbed."""
BIN = ("/system/bin/", "/system/xbin/", "/vendor/bin/", "/bin/", "/sbin/")


class Walker(Protocol):
    """The interpreter, as this module needs it."""

    def script(self, env: Environment, script: Script) -> int: ...
    def source(self, env: Environment, text: str) -> int: ...
    def call(self, env: Environment, body: Command, arguments: list[str]) -> int: ...
    def expander(self, env: Environment) -> Expander: ...


class Invoker:
    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self.jobs: list[threading.Thread] = []

    def wait(self) -> None:
        for job in self.jobs:
            job.join()
        self.jobs.clear()

    def simple(self, env: Environment, node: Simple) -> int:
        try:
            expander = self._walker.expander(env)
            words = self._words(expander, node.words)
            if not words:
                return self._bare(env, node, expander)
            if words[0] == "exec" and len(words) == 1:
                # What exec opens stays open until the run ends; `ShellSession` closes it.
                for redirect in node.redirects:
                    apply(env, redirect, expander, env.kept)
                return 0
            with redirected(env, node.redirects, expander), self._assigned(env, node, expander):
                if "x" in env.options:
                    env.error("+ " + " ".join(words))
                return self.run(env, words)
        except Expansion as error:
            env.error(error.message)
            raise Exit(1) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            env.error(f"can't open {error.filename}: {error.strerror}")
            return 1

    @staticmethod
    def _words(expander: Expander, words: tuple[Word, ...]) -> list[str]:
        if words and isinstance(words[0][0] if words[0] else None, Text):
            first = expander.text(words[0]) if len(words[0]) == 1 else ""
            if first in _DECLARERS:
                made = [first]
                for word in words[1:]:
                    assignment = word and isinstance(word[0], Text) and "=" in word[0].text
                    made.extend([expander.text(word)] if assignment else expander.fields((word,)))
                return made
        return expander.fields(words)

    def _bare(self, env: Environment, node: Simple, expander: Expander) -> int:
        for name, value, append in node.assignments:
            text = expander.text(value)
            env.set(name, (env.get(name) or "") + text if append else text)
        with redirected(env, node.redirects, expander):
            return env.status if _substitutes(node) else 0

    @contextmanager
    def _assigned(self, env: Environment, node: Simple, expander: Expander) -> Iterator[None]:
        """``A=b command``: set for that command only."""
        saved = {name: env.variables.get(name) for name, _value, _append in node.assignments}
        exported = env.exported
        if saved:
            env.exported = exported | set(saved)
        try:
            for name, value, _append in node.assignments:
                env.set(name, expander.text(value))
            yield
        finally:
            env.exported = exported if saved else env.exported
            for name, old in saved.items():
                if old is None:
                    env.variables.pop(name, None)
                else:
                    env.variables[name] = old

    def run(self, env: Environment, arguments: Sequence[str]) -> int:
        """Run one command by name. Raises Flow for builtins that leave, Stopped at a bound."""
        name, *rest = arguments
        if name in env.functions:
            return self._walker.call(env, env.functions[name], rest)
        builtin = builtins.BUILTINS.get(name)
        body = builtin or _find(name)
        if body is None:
            return self._file(env, name, rest)
        call = Call(env, rest, name.rsplit("/", 1)[-1], self)
        try:
            return body(call)
        except (Stopped, Flow, BrokenPipeError):
            raise
        except Usage as error:
            call.error(error.message)
            return error.status
        except ShellError as error:
            call.error(error.message)
            return error.status
        except OSError as error:
            return call.failed(error, error.filename or name)
        finally:
            call.close()

    def _file(self, env: Environment, name: str, rest: list[str]) -> int:
        """A script on the phone's disk, by its path; anything else is not found."""
        files = env.phone.files
        if "/" not in name or not files.is_file(name, env.cwd):
            if "/" in name and files.is_dir(name, env.cwd):
                env.error(f"{name}: can't execute: Is a directory")
                return 126
            env.error(f"{name[:1000]}: inaccessible or not found")
            return 127
        if not files.stat(name, env.cwd).mode & 0o111:
            env.error(f"{name}: can't execute: Permission denied")
            return 126
        with files.open(name, "rb", env.cwd) as file:
            data = file.read(SCRIPT_BYTES + 1)
        if b"\0" in data[:512] or len(data) > SCRIPT_BYTES:
            env.error(f"{name}: not executable: this phone runs no native programs")
            return 126
        return self.shell(env, decode(data), name, rest)

    # What commands ask for (`devices.phone.shell.call.Runner`)

    def source(self, env: Environment, text: str) -> int:
        """Parse and run `text` in `env` itself."""
        return self._walker.source(env, text)

    def shell(self, env: Environment, text: str, name: str, parameters: Sequence[str]) -> int:
        """Run `text` as a new shell: exported variables only, its own parameters."""
        inner = env.fork()
        inner.variables = {k: v for k, v in env.variables.items() if k in env.exported}
        inner.variables["IFS"] = " \t\n"
        inner.functions, inner.options = {}, set()
        inner.name, inner.parameters = name, list(parameters)
        try:
            self._walker.source(inner, text)
            status = inner.status
        except Exit as leave:
            status = leave.status
        except Flow:
            status = inner.status
        except Stopped:
            raise
        except BadSyntax as error:
            inner.error(error.message)
            return 1
        except ShellError as error:
            inner.error(error.message)
            return error.status
        self.trap(inner, "EXIT")
        return status

    def shell_lines(  # noqa: C901 - every way in which one line can end
        self, env: Environment, *, prompt: bool
    ) -> int:
        """Read commands from stdin and run each as soon as it is whole (``adb shell`` alone)."""
        source = env.inputs.get(0)
        held = ""
        while source is not None:
            if prompt:
                _prompt(env, continued=bool(held))
            line = source.line()
            if not line:
                break
            held += decode(line)
            try:
                tree = parse(held)
            except Incomplete:
                if len(held) <= SCRIPT_BYTES:
                    continue
                env.error("line too long")
            except BadSyntax as error:
                env.error(error.message)
                env.status = 1
            else:
                try:
                    env.status = self._walker.script(env, tree)
                except Exit as leave:
                    return leave.status
                except Flow:
                    pass
                except BrokenPipeError:
                    env.status = 141
                except ShellError as error:
                    if isinstance(error, Stopped) and env.budget.cancelled.is_set():
                        raise
                    env.error(error.message)
                    env.status = error.status
                env.budget.renew()
            held = ""
        if held:
            env.error("syntax error: unexpected EOF")
            return 1
        return env.status

    def trap(self, env: Environment, event: str) -> None:
        """Run what ``trap`` set for EXIT."""
        action = env.traps.pop(event, "")
        if not action:
            return
        try:
            self._walker.source(env, action)
        except (Flow, BrokenPipeError):
            return
        except Stopped:
            raise
        except ShellError as error:
            env.error(error.message)


def _substitutes(node: Simple) -> bool:
    """Whether a command without words took its status from a ``$(...)``."""
    words = (*node.words, *(value for _name, value, _append in node.assignments))
    return any(isinstance(part, Substitution) for word in words for part in word)


def _find(name: str) -> Body | None:
    for folder in BIN:
        if name.startswith(folder):
            name = name.removeprefix(folder)
            break
    return table().get(name)


def _prompt(env: Environment, *, continued: bool) -> None:
    sink = env.outputs.get(2)
    if sink is None:
        return
    out = env.outputs.get(1)
    if out is not None:
        out.flush()
    path = env.cwd or "/"
    sink.write(("> " if continued else f":{path} # ").encode("utf-8", "replace"))
