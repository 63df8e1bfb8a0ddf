"""The door to the shell: one client's command in, an exit status out, never an exception."""

import threading
from contextlib import suppress
from typing import BinaryIO

from loguru import logger

from devices.phone.phone import Phone
from devices.phone.shell.environment import SHELL, Environment, Exit, Flow
from devices.phone.shell.errors import ShellError, Stopped
from devices.phone.shell.interpreter import PIPE_STATUS, Interpreter
from devices.phone.shell.limits import COMMAND_CHARS, Budget
from devices.phone.shell.streams import Output, Source, encode

__all__ = ["ShellSession"]


class ShellSession:
    """Runs commands on one phone, one at a time; any number of sessions may go on at once.

    Variables, functions and the current directory last from one run to the next, as they do
    between the lines of an interactive shell.
    """

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._last: Environment | None = None

    def run(
        self,
        command: str,
        stdin: BinaryIO,
        stdout: BinaryIO,
        stderr: BinaryIO,
        *,
        cancelled: threading.Event | None = None,
        prompt: bool = False,
    ) -> int:
        """Run `command`, or the lines of `stdin` if it is empty; the exit status (0-255).

        `stdin.read` (or `read1`) must return what there is and ``b""`` at the end. Output arrives
        in order across both streams (they may be one and the same) and is flushed at least every
        50 ms while something is written. `cancelled` ends the run from outside, and is set by it
        when the client's side of the output is gone. `prompt` is for interactive use (pty).
        Never raises for anything that a client sent.
        """
        budget = Budget(cancelled or threading.Event())
        out = Output(stdout, budget)
        errors = Output(stderr, budget, before=out)
        env = Environment(
            self._phone, budget, {0: Source.of(stdin, budget, before=out)}, {1: out, 2: errors}
        )
        if self._last is not None:
            env.inherit(self._last)
        self._last = env
        status = 1
        try:
            status = self._run(env, command, prompt=prompt)
            out.flush()
        except Stopped as stop:
            status = stop.status
            with suppress(ShellError):
                if not budget.cancelled.is_set():
                    out.flush()
                    errors.write(encode(f"{SHELL}: {stop.message}\n"))
        finally:
            for stream in env.kept:
                with suppress(OSError, ShellError):
                    stream.close()
        return status & 0xFF

    def _run(self, env: Environment, command: str, *, prompt: bool) -> int:
        interpreter = Interpreter()
        try:
            if not command.strip():
                return interpreter.lines(env, prompt=prompt)
            if len(command) > COMMAND_CHARS:
                env.error("Argument list too long")
                return 1
            return interpreter.whole(env, command)
        except Exit as leave:
            return leave.status
        except Flow:
            return env.status
        except BrokenPipeError:
            return PIPE_STATUS
        except Stopped:
            raise
        except ShellError as error:
            env.error(error.message)
            return error.status
        except RecursionError:
            env.error("nested too deeply")
            return 1
        except Exception as error:  # noqa: BLE001  # a bug of ours must not end the phone
            logger.opt(exception=error).error("the phone's shell failed on a command")
            env.error(f"internal error: {type(error).__name__}")
            return 1
