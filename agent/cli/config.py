"""``agent config``: the settings, and who set each of them."""

from typing import Annotated

import typer

from agent import config as configuration
from agent.cli import terminal
from agent.config import Settings

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="The settings, and who set each of them.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def show(
    preset: Annotated[str | None, typer.Option(help="As if it were chosen.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Print every setting, its value, and who set it."""
    config = configuration.load({"preset": preset})
    if json:
        settings = {
            name: {"value": value, "source": source} for name, value, source in config.items()
        }
        terminal.as_json({"schema_version": 1, "settings": settings})
        return
    terminal.table(
        ("SETTING", "VALUE", "SET BY", "ABOUT"),
        [
            (name, "-" if value is None else str(value), source, about(name))
            for name, value, source in config.items()
        ],
    )


@app.command(short_help="Print the files that settings are read from.")
def path() -> None:
    """Print the files that settings are read from, the strongest first; say which are missing."""
    project = configuration.project_file()
    if project is None:
        terminal.say("no fingertip.toml, and no [tool.fingertip] in a pyproject.toml, up from here")
    else:
        terminal.out(str(project))
    user = configuration.user_file()
    terminal.out(str(user))
    if not user.is_file():
        terminal.say(f"{user} does not exist yet")


def about(name: str) -> str:
    """What a setting means."""
    return Settings.model_fields[name].description or ""
