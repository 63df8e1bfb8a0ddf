"""What a benchmark asks: a screen, a sentence, what was done before, and what is right."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agent.actions import Action, Direction
from agent.errors import StorageError, UsageError
from agent.types import Frame, Size

if TYPE_CHECKING:
    from PIL.Image import Image as Opened

__all__ = [
    "Area",
    "Kind",
    "Load",
    "Past",
    "Question",
    "Wanted",
    "picture",
    "picture_size",
    "read_picture",
]

Kind = Literal[
    "click", "long_press", "scroll", "type", "open", "press", "wait", "done", "impossible"
]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the screen; the edges belong to it."""


@dataclass(frozen=True)
class Wanted:
    """The right answer. ``direction``: the side whose content comes into view.

    ``areas``: the elements that a touch may hit; ``icons``: those that open the app ``text``.
    """

    kind: Kind
    point: tuple[float, float] | None = None
    areas: tuple[Area, ...] = ()
    direction: Direction | None = None
    text: str = ""
    key: str = ""
    icons: tuple[Area, ...] = ()


@dataclass(frozen=True, eq=False)
class Past:
    """A step before: what was seen, what was rightly done, and that in words."""

    screen: Callable[[], Frame]
    action: Action
    summary: str


@dataclass(frozen=True, eq=False)
class Question:
    """One step. ``splits``: the groups that it counts in, beside all; ``episode``: of what it is.

    ``device``: the kind that the model is told of. ``at_end``: asks whether the goal is reached
    after the last recorded action, which only some scorers do.
    """

    id: str
    episode: str
    splits: tuple[str, ...]
    goal: str
    screen: Callable[[], Frame]
    wanted: Wanted
    past: tuple[Past, ...] = ()
    device: Literal["android", "desktop"] = "android"
    at_end: bool = False


Load = Callable[[Path, str], Iterator[Question]]
"""The questions in a user's folder, of one part (empty: the usual one).

Raises ``UsageError`` for a folder without them, ``StorageError`` for a damaged file.
"""


def read_picture(path: Path) -> Frame:
    """Raises ``UsageError`` for a picture that is not there, ``StorageError`` for a bad one."""
    return picture(_there(path).read_bytes(), str(path))


def picture_size(path: Path) -> Size:
    """The same of its size in pixels, which stands at the file's beginning."""
    with _opened(_there(path), str(path)) as image:
        return Size(*image.size)


def picture(data: bytes, name: str) -> Frame:
    """The frame in the bytes of a picture's file. Raises ``StorageError``."""
    with _opened(io.BytesIO(data), name) as image:
        return Frame(Size(*image.size), image.convert("RGBA").tobytes())


def _there(path: Path) -> Path:
    if not path.is_file():
        raise UsageError(f"the picture {path} is missing", hint="name the folder that holds both")
    return path


@contextmanager
def _opened(source: Path | io.BytesIO, name: str) -> Iterator["Opened"]:
    from PIL import Image

    try:
        with Image.open(source) as image:
            yield image
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise StorageError(f"{name} is no picture: {error}", hint="fetch it again") from error
