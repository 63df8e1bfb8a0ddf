"""Redirections: which file, which descriptor, and closing what was opened."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from devices.phone.shell.environment import Environment
from devices.phone.shell.errors import ShellError
from devices.phone.shell.expand import Expander
from devices.phone.shell.streams import FileSink, Sink, Source, encode
from devices.phone.shell.syntax import Redirect

__all__ = ["apply", "redirected"]

_MODES = {">": "wb", ">|": "wb", ">>": "ab", "&>": "wb", "&>>": "ab"}


@contextmanager
def redirected(
    env: Environment, redirects: tuple[Redirect, ...], words: Expander
) -> Iterator[None]:
    """Redirect for the duration of one command. Raises OSError for a file that will not open."""
    if not redirects:
        yield
        return
    inputs, outputs = env.inputs, env.outputs
    env.inputs, env.outputs = dict(inputs), dict(outputs)
    opened: list[Sink | Source] = []
    try:
        for redirect in redirects:
            apply(env, redirect, words, opened)
        yield
    finally:
        env.inputs, env.outputs = inputs, outputs
        for stream in opened:
            with suppress(OSError):
                stream.close()


def apply(
    env: Environment, redirect: Redirect, words: Expander, opened: list[Sink | Source]
) -> None:
    """Carry out one redirection in `env`, noting in `opened` what has to be closed later."""
    if redirect.document is not None:
        body = words.text(redirect.document.body)
        env.inputs[redirect.fd] = _text(env, body)
        return
    target = words.text(redirect.target)
    if redirect.operator == "<<<":
        env.inputs[redirect.fd] = _text(env, target + "\n")
    elif redirect.operator in {"<&", ">&"}:
        _duplicate(env, redirect, target, opened)
    elif redirect.operator in {"<", "<>"}:
        source = Source.of(env.phone.files.open(target, "rb", env.cwd), env.budget)
        opened.append(source)
        env.inputs[redirect.fd] = source
    else:
        sink = _file(env, target, append=_MODES[redirect.operator] == "ab")
        opened.append(sink)
        for fd in (1, 2) if redirect.operator.startswith("&") else (redirect.fd,):
            env.outputs[fd] = sink


def _file(env: Environment, target: str, *, append: bool) -> Sink:
    stream = env.phone.files.open(target, "ab" if append else "wb", env.cwd)
    return FileSink(stream, env.budget, target)


def _text(env: Environment, text: str) -> Source:
    chunks = [encode(text)]
    return Source(lambda: chunks.pop() if chunks else b"", env.budget)


def _duplicate(
    env: Environment, redirect: Redirect, target: str, opened: list[Sink | Source]
) -> None:
    if target == "-":
        env.outputs.pop(redirect.fd, None)
        env.inputs.pop(redirect.fd, None)
    elif not target.isdecimal():
        if redirect.operator == "<&":
            raise ShellError(f"{target}: bad file descriptor")
        sink = _file(env, target, append=False)
        opened.append(sink)
        env.outputs[1] = env.outputs[2] = sink
    elif len(target) < 4 and int(target) in env.outputs and redirect.operator == ">&":
        env.outputs[redirect.fd] = env.outputs[int(target)]
    elif len(target) < 4 and int(target) in env.inputs:
        env.inputs[redirect.fd] = env.inputs[int(target)]
    else:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), target)
