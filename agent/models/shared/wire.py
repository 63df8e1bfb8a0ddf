"""What goes over the socket between a shared model and those who ask it.

Both ends are processes of one run of this program, and the socket lies in a folder that only its
user may enter: objects are pickled, as ``multiprocessing`` does. A screen (10 MB) crosses once:
both ends remember the frames of the last prompt, and the next names those that it shows again.
"""

import io
import pickle
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal, NamedTuple

from agent.types import Frame, Prompt, Size

__all__ = ["About", "Answer", "Ask", "Frames", "read_prompt", "send_prompt"]

Frames = dict[str, Frame]
"""By digest."""


class About(NamedTuple):
    """The first thing that a connection hears."""

    name: str
    dialect: str | None
    takes_clips: bool


class Ask(NamedTuple):
    """``geometry`` carries a size; ``generate`` whether pieces are wanted: a prompt follows."""

    what: Literal["geometry", "generate"]
    carries: Any


class Answer(NamedTuple):
    """``piece``: some of the reply's text, and more follows. ``raised``: an exception."""

    what: Literal["piece", "done", "raised"]
    carries: Any


@dataclass(frozen=True)
class _Head:
    digest: str
    size: Size
    order: Literal["RGBA", "BGRA"]
    has_status_bar: bool


def send_prompt(pipe: Connection, prompt: Prompt, known: Frames) -> Frames:
    """Send ``prompt`` and those of its frames that are not ``known``; all of its frames."""
    file = io.BytesIO()
    writer = _Writer(file)
    writer.dump(prompt)
    frames = writer.frames
    new = [frame for digest, frame in frames.items() if digest not in known]
    pipe.send([_Head(one.digest, one.size, one.order, one.has_status_bar) for one in new])
    for frame in new:
        pipe.send_bytes(frame.data)
    pipe.send_bytes(file.getbuffer())
    return frames


def read_prompt(pipe: Connection, known: Frames) -> tuple[Prompt, Frames]:
    """The other end of ``send_prompt``."""
    new = {}
    for head in pipe.recv():
        frame = Frame(head.size, pipe.recv_bytes(), head.order, head.has_status_bar)
        vars(frame)["digest"] = head.digest  # computed where the screen was captured
        new[head.digest] = frame
    reader = _Reader(io.BytesIO(pipe.recv_bytes()), {**known, **new})
    prompt: Prompt = reader.load()
    return prompt, reader.met


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.frames: Frames = {}

    def persistent_id(self, thing: object) -> str | None:
        if not isinstance(thing, Frame):
            return None
        self.frames[thing.digest] = thing
        return thing.digest


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, frames: Frames) -> None:
        super().__init__(file)
        self._frames = frames
        self.met: Frames = {}

    def persistent_load(self, digest: str) -> Frame:
        self.met[digest] = self._frames[digest]
        return self._frames[digest]
