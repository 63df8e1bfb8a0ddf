"""What is said on the terminal: results on stdout, everything else on stderr."""

import io
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.errors import FingertipError, StorageError

__all__ = ["accept_any_text", "as_json", "ask", "out", "report", "save_traceback", "say", "table"]


def accept_any_text() -> None:
    """Write what the terminal's encoding lacks as an escape, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def out(text: str) -> None:
    """A result. Raises ``StorageError`` where stdout is a file on a full disk."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageError(
            f"the result cannot be written: {error.strerror}", hint="see where stdout leads"
        ) from error


def as_json(value: Mapping[str, object], *, indent: int | None = 2) -> None:
    """A result for programs: one object (``indent`` None: on one line)."""
    import json

    out(json.dumps(value, ensure_ascii=False, indent=indent))


def say(text: str) -> None:
    """Progress, a remark, an error."""
    print(text, file=sys.stderr, flush=True)


def report(error: FingertipError) -> None:
    """What and why on one line, what to type next on another; between them what there is to see."""
    say(f"error: {error}")
    for line in error.detail.splitlines():
        say(f"    {line}")
    if error.hint:
        say(f"  try: {error.hint}")


def ask(question: str) -> str | None:
    """What the person at the terminal answers; None where nobody sits there.

    What was typed before the question was there is no answer to it.
    """
    if not sys.stdin.isatty():
        return None
    import termios

    termios.tcflush(sys.stdin, termios.TCIFLUSH)
    say(question)
    print("> ", end="", file=sys.stderr, flush=True)  # input() would write it to stdout
    try:
        return input()
    except EOFError:
        return None


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A result as plain columns, two blanks apart."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        out("  ".join(cells).rstrip())


def save_traceback(text: str, folder: Path | None) -> Path:
    """Keep a bug's traceback: in the run's ``folder``, else below ``$XDG_STATE_HOME``."""
    if folder is None:
        state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
        folder = Path(state).expanduser() / "fingertip"
    path = folder / f"traceback-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        say(text)
    return path
