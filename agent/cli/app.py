"""The root command: knows every command's name and sentence, and imports one when it is used."""

import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from agent import __version__
from agent.cli import terminal
from agent.errors import FingertipError

__all__ = ["COMMANDS", "run"]

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("agent.cli.run", "Reach a goal on a device, watch it happen, keep the recording."),
    "replay": (
        "agent.cli.replay",
        "Perform a recording again and report where the screen differs.",
    ),
    "phone": ("agent.cli.phone", "Start, stop, list, reset the built-in phone."),
    "devices": ("agent.cli.devices", "List the devices that are attached."),
    "models": ("agent.cli.models", "List the models that can be used."),
    "config": ("agent.cli.config", "Show the settings, and who set each of them."),
    "doctor": ("agent.cli.doctor", "Say what is installed, what is missing, and what to type."),
}
"""Name -> (module whose ``app`` is the command, what it does). Modules are imported when used."""


class _Commands(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        command = get_command(import_module(COMMANDS[cmd_name][0]).app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except FingertipError as error:
            terminal.report(error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            terminal.say("interrupted")
            raise typer.Exit(130) from error


_app = typer.Typer(
    cls=_Commands,
    name="agent",
    help="A GUI agent for your own machine: it sees a screen, thinks with a local model, and acts.",
    epilog='Begin with: agent run "open settings and enable wifi" --device android',
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        terminal.out(f"fingertip {__version__}")
        raise typer.Exit


@_app.callback()
def _root(
    version: bool = typer.Option(
        default=False, help="Print the version.", callback=_version, is_eager=True
    ),
) -> None:
    """Options before the command."""


def run(argv: Sequence[str]) -> int:
    """Exit code of the command ``argv``: 0, 1, 2, 3, 4, 5 or 130 (see docs of each command)."""
    try:
        get_command(_app)(args=list(argv), prog_name=_program())
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except Exception as bug:  # noqa: BLE001  (the one place where a bug becomes exit code 4)
        folder = getattr(bug, "run_folder", None)
        path = terminal.save_traceback(traceback.format_exc(), folder)
        terminal.say(f"error: a bug of fingertip: {type(bug).__name__}: {bug}")
        terminal.say(f"  the traceback is in {path}; please report it")
        return 4
    return 0


def _program() -> str:
    name = Path(sys.argv[0]).name
    return name if name in {"agent", "fingertip"} else "agent"
