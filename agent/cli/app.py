"""The root of the command line: every command's name and sentence, and where it lives.

Plain Python up to the command's own name, so that ``agent --help`` answers at once; typer reads
the rest, and a command's module is imported when that command is used.
"""

import errno
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from agent import __version__
from agent.cli import terminal
from agent.errors import FingertipError, StorageError, StorageFull, UsageError

__all__ = ["COMMANDS", "help_text", "run"]

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("agent.cli.run", "Reach a goal on a device, watch it happen, keep the recording."),
    "replay": ("agent.cli.replay", "Perform a recording again and report where screens differ."),
    "export": ("agent.cli.export", "Write recordings as training data, tables, films, flows."),
    "record": ("agent.cli.record", "Record a person who shows how something is done."),
    "view": ("agent.cli.view", "Show a recording as a page that opens from disk."),
    "test": ("agent.cli.test", "Run scripted tests: flows in YAML, with JUnit and retries."),
    "tasks": ("agent.cli.tasks", "List, show and check the tasks of evaluation suites."),
    "eval": ("agent.cli.eval", "Try the tasks of a suite, or benchmarks that others have made."),
    "mcp": ("agent.cli.mcp", "Serve devices as tools to an MCP client."),
    "phone": ("agent.cli.phone", "Start, stop, list, reset the built-in phone."),
    "desktop": ("agent.cli.desktop", "Start, stop, list, look at virtual desktops."),
    "devices": ("agent.cli.devices", "List the devices that are attached."),
    "models": ("agent.cli.models", "List the models that can be used."),
    "config": ("agent.cli.config", "Show the settings, and who set each of them."),
    "doctor": ("agent.cli.doctor", "Say what is installed, what is missing, and what to type."),
}
"""Name -> (module whose ``app`` is the command, what it does)."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_OURS = _FULL | {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EIO, errno.EMFILE,
    errno.ENFILE, errno.ENAMETOOLONG,
}  # fmt: skip
"""What a disk, its rights or its names do to a file: no bug, wherever it is met."""


def run(argv: Sequence[str]) -> int:
    """Exit code of the command line ``argv``, without the program's name.

    0 reached or passed, 1 not reached or failed, 2 wrong usage or setting, 3 device, model or tool
    missing, 4 a bug of ours (its traceback is saved), 130 interrupted.
    """
    terminal.accept_any_text()
    try:
        _dispatch(argv)
    except FingertipError as error:
        terminal.report(error)
        return error.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        terminal.say("interrupted")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said there.
        sys.stdout = None
        return 1
    except OSError as error:
        if error.errno not in _NOT_OURS:
            _confess(error)
            return 4
        trouble = _of_the_disk(error)
        terminal.report(trouble)
        return trouble.exit_code
    except Exception as bug:  # noqa: BLE001  (the one place where a bug becomes exit code 4)
        _confess(bug)
        return 4
    return 0


def help_text() -> str:
    """What ``agent --help`` prints."""
    width = max(map(len, COMMANDS))
    return "\n".join(
        [
            "Usage: agent COMMAND [OPTIONS]   (fingertip is the same program)",
            "",
            "  A GUI agent for your own machine: it sees a screen, thinks with a local model, and",
            "  acts. Begin with:",
            "",
            '      agent run "open settings and enable wifi" --device android',
            "",
            "Commands:",
            *(f"  {name:{width}}  {says}" for name, (_, says) in COMMANDS.items()),
            "",
            "Options:",
            "  -h, --help  Show this, or with a command what that command takes.",
            "  --version   Print the version.",
        ]
    )


def _dispatch(argv: Sequence[str]) -> None:
    name = argv[0] if argv else ""
    if name in {"-h", "--help"}:
        terminal.out(help_text())
    elif name == "--version":
        terminal.out(f"fingertip {__version__}")
    elif name in COMMANDS:
        _invoke(name, argv[1:])
    else:
        raise _unknown(name)


def _invoke(name: str, argv: Sequence[str]) -> None:
    from typer.main import get_command

    command = get_command(import_module(COMMANDS[name][0]).app)
    command(args=list(argv), prog_name=f"{_program()} {name}")


def _unknown(name: str) -> FingertipError:
    if not name:
        return UsageError("no command was given", hint=f"{_program()} --help")
    from agent.spelling import nearest

    known = nearest(name, COMMANDS)
    return UsageError(f"there is no command {name!r}.{known}", hint=f"{_program()} --help")


def _of_the_disk(error: OSError) -> StorageError:
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if error.errno in _FULL:
        return StorageFull(what, hint="make room; what was recorded before is intact")
    return StorageError(what, hint="see that path and who may write there, or name another")


def _confess(bug: Exception) -> None:
    import traceback

    text = "".join(traceback.format_exception(bug))
    path = terminal.save_traceback(text, getattr(bug, "run_folder", None))
    terminal.say(f"error: a bug of fingertip: {type(bug).__name__}: {bug}")
    terminal.say(f"  try: report it with the traceback in {path}")


def _program() -> str:
    name = Path(sys.argv[0]).name
    return name if name in {"agent", "fingertip"} else "agent"
