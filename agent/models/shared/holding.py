"""The process that holds a model for others: started, asked whether it lives, ended."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import traceback
from collections.abc import Mapping
from contextlib import closing, suppress
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Protocol, Self, cast

from agent import registry
from agent.errors import FingertipError, ModelError, ModelLoadFailed
from agent.models.shared.wire import About, Answer, Ask, Frames, read_prompt
from agent.protocols import Model

__all__ = ["Holder"]

PARTING = 10.0
"""Seconds that the process has to end by itself."""
SIGN_OF_LIFE = 60.0
"""Seconds within which it says that it lives: it may wait for the interpreter's lock meanwhile."""


class Holder:
    """Loads the model ``spec`` in a process of its own and shares it at ``socket``.

    ``settings`` as the model's plugin takes them. Raises what opening the model raises.
    """

    def __init__(self, spec: str, settings: Mapping[str, object]) -> None:
        self._spec = spec
        self._folder = Path(tempfile.mkdtemp(prefix="fingertip-"))  # for its user alone (0700)
        self.socket = self._folder / "model"
        spawn = multiprocessing.get_context("spawn")  # torch does not survive a fork
        self._pipe, theirs = spawn.Pipe()
        words = (theirs, str(self.socket), spec, dict(settings))
        self._process = spawn.Process(target=_hold, args=words, daemon=True)
        try:
            self._process.start()
            theirs.close()
            error = self._pipe.recv()
        except EOFError:
            error = ModelLoadFailed(
                f"loading {spec} ended its process: {self._ended()}",
                hint="see what it said, and whether the machine ran out of memory (dmesg)",
            )
        except BaseException:
            self.close()
            raise
        if error is not None:
            self.close()
            raise error

    @property
    def spec(self) -> str:
        """What others give to ``--model``."""
        return f"shared:{self.socket}"

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def check(self) -> int:
        """How many ask it now. Raises ``ModelError`` unless the process lives."""
        try:
            self._pipe.send("are you there?")
            if self._pipe.poll(SIGN_OF_LIFE):
                return int(self._pipe.recv())
            why = f"has said nothing for {SIGN_OF_LIFE:.0f} s"
        except (OSError, EOFError):
            why = f"has ended ({self._ended()})"
        raise ModelError(
            f"the process that holds {self._spec} {why}",
            hint="see whether the machine ran out of memory (dmesg), then go on with --resume",
        )

    def close(self) -> None:
        """End the process; whoever asks it still gets a ``ModelError``. Idempotent."""
        self._pipe.close()
        with suppress(ValueError):  # closed before
            if self._process.pid is not None:
                self._process.join(PARTING)
                if self._process.is_alive():
                    self._process.kill()
                    self._process.join()
            self._process.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ended(self) -> str:
        self._process.join(PARTING)
        return f"exit status {self._process.exitcode}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Shareable(Model, Protocol):
    def another(self) -> Model:
        """A handle on the same weights with a conversation of its own, for a thread of its own."""
        ...


def _hold(pipe: Connection, socket: str, spec: str, settings: dict[str, object]) -> None:
    # Ctrl-C reaches the whole group: the parent decides, and its closed pipe is the word to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        listener = _listening(socket)
        model = cast("_Shareable", registry.open_model(spec, settings=settings))
    except FingertipError as error:
        pipe.send(error)
        return
    askers: set[Connection] = set()
    threading.Thread(target=_welcome, args=(listener, model, askers), daemon=True).start()
    pipe.send(None)
    with suppress(EOFError, OSError):
        while pipe.recv():
            pipe.send(len(askers))
    shutil.rmtree(Path(socket).parent, ignore_errors=True)
    os._exit(0)  # threads may be in the middle of a pass: nobody waits for it any more


def _listening(socket: str) -> Listener:
    try:
        return Listener(socket, "AF_UNIX", backlog=64)
    except OSError as error:  # a socket's path has 107 bytes at most (unix(7))
        raise ModelError(
            f"a model cannot be shared at {socket}: {error}", hint="export TMPDIR=/tmp"
        ) from error


def _welcome(listener: Listener, model: _Shareable, askers: set[Connection]) -> None:
    while True:
        with suppress(OSError):  # whoever knocked has gone again
            words = (listener.accept(), model.another(), askers)
            threading.Thread(target=_attend, args=words, daemon=True).start()


def _attend(pipe: Connection, model: Model, askers: set[Connection]) -> None:
    """Answer one connection until its other end is closed."""
    known: Frames = {}
    askers.add(pipe)
    try:
        with closing(pipe), closing(model), suppress(EOFError, OSError, _Gone):
            pipe.send(About(model.name, model.dialect, getattr(model, "takes_clips", False)))
            while True:
                ask: Ask = pipe.recv()
                if ask.what == "geometry":
                    pipe.send(Answer("done", model.geometry(ask.carries)))
                else:
                    known = _generate(pipe, model, known, pieces=ask.carries)
    finally:
        askers.discard(pipe)


def _generate(pipe: Connection, model: Model, known: Frames, *, pieces: bool) -> Frames:
    prompt, known = read_prompt(pipe, known)

    def on_text(text: str) -> None:
        if pipe.poll():  # who asked says nothing before the answer: it has gone
            raise _Gone
        if pieces:
            pipe.send(Answer("piece", text))

    try:
        answer = Answer("done", model.generate(prompt, on_text))
    except FingertipError as error:
        answer = Answer("raised", error)
    except (_Gone, BrokenPipeError):
        raise
    except Exception:  # noqa: BLE001 - a bug met by one episode must not take the others along
        answer = Answer("raised", ModelError(traceback.format_exc()))
    pipe.send(answer)
    return known


class _Gone(Exception):
    """The other end was closed while its reply was being made."""
