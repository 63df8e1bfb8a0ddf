"""What ``agent phone`` and ``agent desktop`` have in common: both keep what they once started."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from agent.cli import terminal
from agent.errors import UsageError

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["expect_png", "save_picture", "say_stopped", "size_of", "wanted"]

T_co = TypeVar("T_co", covariant=True)


class _Kept(Protocol[T_co]):
    def list(self) -> Sequence[T_co]: ...
    def find(self) -> T_co: ...


def wanted(
    kept: _Kept[T_co], named: Sequence[str] | None, *, everyone: bool, name: Callable[[T_co], str]
) -> list[str]:
    """The names of those to stop: all, the named ones, or the one that runs.

    Raises what ``find`` raises where several run and none is named.
    """
    running = kept.list()
    if everyone:
        return [name(one) for one in running]
    if named:
        return list(named)
    return [name(kept.find())] if running else []


def say_stopped(names: Sequence[str], what: str, *, json: bool) -> None:
    """Print who was stopped; ``what``, e.g. ``virtual desktop``, is said where nobody was."""
    if json:
        terminal.as_json({"schema_version": 1, "stopped": list(names)})
    else:
        for name in names:
            terminal.out(name)
    if not names:
        terminal.say(f"no {what} is running")


def expect_png(file: Path | None, option: str) -> None:
    """Raises ``UsageError`` for a ``file`` that is more likely what ``--option`` is to name."""
    if file is not None and file.suffix.lower() != ".png":
        raise UsageError(
            f"{file} is no name for a PNG file", hint=f"{file}.png, or --{option} {file}"
        )


def save_picture(picture: "Image", path: Path, facts: dict[str, object], *, json: bool) -> None:
    """Write a PNG and print where it is, as JSON together with ``facts``. Raises ``UsageError``."""
    try:
        picture.save(path, "PNG", compress_level=1)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}", hint="name another file"
        ) from None
    if json:
        where = {"path": str(path.absolute()), "size": list(picture.size)}
        terminal.as_json({"schema_version": 1} | facts | where)
    else:
        terminal.out(str(path))


def size_of(text: str, usual: str) -> tuple[int, int]:
    """Width and height in pixels of what ``--size`` says. Raises ``UsageError``.

    Whether a screen can have that size is the device's to say.
    """
    width, _, height = text.lower().partition("x")
    if width.isdecimal() and height.isdecimal():
        return int(width), int(height)
    raise UsageError(f"--size {text!r} is not WIDTHxHEIGHT in pixels", hint=f"--size {usual}")
