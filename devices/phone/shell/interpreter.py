"""Walks the syntax tree. One interpreter serves a run; environments come and go under it."""

import contextlib
import threading
from collections.abc import Callable
from typing import assert_never

from devices.phone.shell import globs
from devices.phone.shell.environment import Break, Environment, Exit, Flow, Return
from devices.phone.shell.errors import ShellError, Stopped
from devices.phone.shell.expand import Expander
from devices.phone.shell.invoke import Invoker
from devices.phone.shell.limits import CALL_DEPTH, Budget
from devices.phone.shell.parser import parse
from devices.phone.shell.redirect import redirected
from devices.phone.shell.streams import Capture, Pipe, Source, decode
from devices.phone.shell.syntax import (
    AndOr,
    Background,
    Case,
    Command,
    For,
    Function,
    Group,
    If,
    Loop,
    Pipeline,
    Script,
    Simple,
    Subshell,
)

__all__ = ["Interpreter"]

PIPE_STATUS = 141
"""128 + SIGPIPE: the status of a stage whose reader has gone."""


class Interpreter:
    def __init__(self) -> None:
        self._invoker = Invoker(self)

    def whole(self, env: Environment, text: str) -> int:
        """Run `text` as the command of a session, its EXIT trap included."""
        try:
            self.source(env, text)
        except Exit as leave:
            env.status = leave.status
        status = env.status
        self._invoker.trap(env, "EXIT")
        return status

    def lines(self, env: Environment, *, prompt: bool) -> int:
        """Run the lines of stdin, each as soon as it is whole."""
        return self._invoker.shell_lines(env, prompt=prompt)

    def source(self, env: Environment, text: str) -> int:
        """Parse and run `text` in `env`. Raises BadSyntax, and Flow for exit, return and break."""
        return self.script(env, parse(text))

    def isolated(self, env: Environment, run: Callable[[Environment], int]) -> int:
        """`run` as a subshell would: its exit, its errors and its changes stay inside."""
        inner = env.fork()
        try:
            status = run(inner)
        except Exit as leave:
            status = leave.status
        except Flow:
            status = inner.status
        except Stopped:
            raise
        except BrokenPipeError:
            return PIPE_STATUS
        except ShellError as error:
            inner.error(error.message)
            status = error.status
        self._invoker.trap(inner, "EXIT")
        return status

    # Lists

    def script(self, env: Environment, script: Script) -> int:
        for item in script.items:
            if isinstance(item, Background):
                self._background(env, item)
            else:
                env.status = self._and_or(env, item)
        return env.status

    def _and_or(self, env: Environment, chain: AndOr) -> int:
        if chain.rest:
            env.tested += 1
        try:
            status = self._pipeline(env, chain.first)
            for index, (operator, pipeline) in enumerate(chain.rest):
                env.status = status
                if (operator == "&&") != (status == 0):
                    continue
                if index == len(chain.rest) - 1:
                    env.tested -= 1
                    try:
                        status = self._pipeline(env, pipeline)
                    finally:
                        env.tested += 1
                else:
                    status = self._pipeline(env, pipeline)
        finally:
            if chain.rest:
                env.tested -= 1
        return status

    def _pipeline(self, env: Environment, pipeline: Pipeline) -> int:
        if len(pipeline.commands) > 1:
            status = self._piped(env, pipeline.commands)
        elif pipeline.negated:
            env.tested += 1
            try:
                status = self.command(env, pipeline.commands[0])
            finally:
                env.tested -= 1
        else:
            status = self.command(env, pipeline.commands[0])
        if pipeline.negated:
            status = int(status == 0)
        env.status = status
        if status and "e" in env.options and not env.tested and not pipeline.negated:
            raise Exit(status)
        return status

    def _piped(self, env: Environment, commands: tuple[Command, ...]) -> int:
        stopped: list[Stopped] = []
        threads: list[threading.Thread] = []
        before: Pipe | None = None
        try:
            for command in commands[:-1]:
                pipe = Pipe(env.budget)
                thread = self._stage(env, command, before, pipe, stopped)
                before = pipe
                if not Budget.start(thread):
                    pipe.close()
                    raise ShellError("cannot fork - try again", 254)
                threads.append(thread)
            assert before is not None
            inner = before
            status = self.isolated(env, lambda e: self._from_pipe(e, commands[-1], inner))
        finally:
            if before is not None:
                before.close_reader()
            for thread in threads:
                thread.join()
        if stopped:
            raise stopped[0]
        return status

    def _from_pipe(self, env: Environment, command: Command, pipe: Pipe) -> int:
        env.inputs[0] = pipe.source()
        try:
            return self.command(env, command)
        finally:
            pipe.close_reader()

    def _stage(
        self,
        env: Environment,
        command: Command,
        before: Pipe | None,
        after: Pipe,
        stopped: list[Stopped],
    ) -> threading.Thread:
        inner = env.fork()
        inner.outputs[1] = after

        def work() -> None:
            try:
                if before is None:
                    self.isolated(inner, lambda e: self.command(e, command))
                else:
                    self.isolated(inner, lambda e: self._from_pipe(e, command, before))
            except Stopped as stop:
                stopped.append(stop)
            except RecursionError:
                stopped.append(Stopped("nested too deeply"))
            finally:
                after.close()
                if before is not None:
                    before.close_reader()
                Budget.finish()

        return threading.Thread(target=work, name="shell-stage", daemon=True)

    def _background(self, env: Environment, item: Background) -> None:
        inner = env.fork()
        inner.inputs[0] = Source(lambda: b"", env.budget)

        def work() -> None:
            try:
                with contextlib.suppress(Stopped, RecursionError):
                    self.isolated(inner, lambda e: self._and_or(e, item.body))
            finally:
                Budget.finish()

        thread = threading.Thread(target=work, name="shell-job", daemon=True)
        if not Budget.start(thread):
            raise ShellError("cannot fork - try again", 254)
        self._invoker.jobs.append(thread)
        env.status = 0

    # Commands

    def command(self, env: Environment, command: Command) -> int:
        env.budget.step()
        if isinstance(command, Simple):
            return self._invoker.simple(env, command)
        try:
            with redirected(env, command.redirects, self.expander(env)):
                return self._compound(env, command)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            env.error(f"{error.filename}: {error.strerror}")
            return 1

    def _compound(self, env: Environment, command: Command) -> int:
        if isinstance(command, If):
            return self._if(env, command)
        if isinstance(command, For):
            return self._for(env, command)
        if isinstance(command, Loop):
            return self._loop(env, command)
        if isinstance(command, Case):
            return self._case(env, command)
        if isinstance(command, Group):
            return self.script(env, command.body)
        if isinstance(command, Subshell):
            body = command.body
            return self.isolated(env, lambda e: self.script(e, body))
        if isinstance(command, Function):
            env.functions[command.name] = command.body
            return 0
        if isinstance(command, Simple):
            return self._invoker.simple(env, command)
        assert_never(command)

    def _tested(self, env: Environment, script: Script) -> bool:
        env.tested += 1
        try:
            return self.script(env, script) == 0
        finally:
            env.tested -= 1

    def _if(self, env: Environment, command: If) -> int:
        for condition, body in command.branches:
            if self._tested(env, condition):
                return self.script(env, body)
        env.status = 0
        return self.script(env, command.otherwise) if command.otherwise else 0

    def _for(self, env: Environment, command: For) -> int:
        values = (
            env.parameters if command.words is None else self.expander(env).fields(command.words)
        )
        status = 0
        for value in list(values):
            env.budget.step()
            env.set(command.name, value)
            again, status = self._turn(env, command.body, status)
            if not again:
                break
        return status

    def _loop(self, env: Environment, command: Loop) -> int:
        status = 0
        while True:
            env.budget.step()
            env.loops += 1
            try:
                if self._tested(env, command.condition) == command.until:
                    return status
            except Break as leave:
                if self._leaves(leave):
                    return 0
                continue
            finally:
                env.loops -= 1
            again, status = self._turn(env, command.body, status)
            if not again:
                return status

    def _turn(self, env: Environment, body: Script, status: int) -> tuple[bool, int]:
        """One turn of a loop: whether to go on, and the status so far."""
        env.loops += 1
        try:
            env.status = status
            return True, self.script(env, body)
        except Break as leave:
            return not self._leaves(leave), 0
        finally:
            env.loops -= 1

    @staticmethod
    def _leaves(leave: Break) -> bool:
        """Whether this loop ends; raises on for the outer loop if more levels are to leave."""
        if leave.levels > 1:
            raise Break(leave.levels - 1, again=leave.again)
        return not leave.again

    def _case(self, env: Environment, command: Case) -> int:
        expander = self.expander(env)
        subject = expander.text(command.subject)
        for item in command.items:
            if any(globs.matches(expander.pattern(pattern), subject) for pattern in item.patterns):
                env.status = 0
                return self.script(env, item.body)
        return 0

    def call(self, env: Environment, body: Command, arguments: list[str]) -> int:
        """Call a function: its own positional parameters, everything else shared."""
        if env.depth >= CALL_DEPTH:
            raise Stopped("function calls nested too deeply")
        saved, loops = env.parameters, env.loops
        env.parameters, env.loops = arguments, 0
        env.depth += 1
        try:
            return self.command(env, body)
        except Return as leave:
            return leave.status
        finally:
            env.parameters, env.loops = saved, loops
            env.depth -= 1

    # Expansion

    def expander(self, env: Environment) -> Expander:
        return Expander(env, self.captured)

    def captured(self, env: Environment, script: Script) -> str:
        """``$(...)``: what `script` prints. Its status becomes the environment's."""
        capture = Capture()

        def run(inner: Environment) -> int:
            inner.outputs[1] = capture
            return self.script(inner, script)

        env.status = self.isolated(env, run)
        return decode(bytes(capture.data)).rstrip("\n").replace("\0", "")
