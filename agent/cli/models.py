"""``agent models``: what ``--model`` and ``--dialect`` can name, and what replies mean."""

import os
from pathlib import Path
from typing import Annotated

import typer

from agent import registry
from agent.cli import terminal
from agent.cli.pull import pull_model
from agent.dialects.profile import Profile

__all__ = ["app", "hub_cache", "on_disk"]

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="The models that can be used.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_PLUGINS = {
    "local": "a checkpoint's folder or hub id: --model FOLDER, --model OWNER/NAME",
    "pocket": "the small model that ships with fingertip; for the built-in phone",
    "scripted": "replies from a file: --model scripted:FILE",
    "server": "vLLM, SGLang, llama.cpp, Ollama, LMDeploy: --model server:URL[#NAME]",
    "shared": "what another process of an evaluation holds (agent eval SUITE --devices 4)",
}


@app.callback()
def _models() -> None:
    """The models that can be used."""


app.command("pull")(pull_model)


@app.command("list", short_help="List models and dialects.")
def list_models(
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """List the models that can be named here, and the families that can be spoken to."""
    plugins = [(name, _about(name)) for name in registry.names("models")]
    checkpoints = on_disk()
    if json:
        terminal.as_json(
            {
                "schema_version": 1,
                "plugins": [{"name": name, "about": about} for name, about in plugins],
                "checkpoints": [{"name": name, "path": str(path)} for name, path in checkpoints],
                "dialects": registry.names("dialects"),
                "families": [_family(name) for name in registry.names("dialects")],
            }
        )
        return
    rows = [*plugins, *((name, str(path)) for name, path in checkpoints)]
    terminal.table(("MODEL", "ABOUT"), rows)
    terminal.out("")
    families = [_family(name) for name in registry.names("dialects")]
    head = ("name", "space", "pictures", "thought", "grammar")
    terminal.table(
        ("DIALECT", "SPACE", "PICTURES", "THOUGHT", "GRAMMAR"),
        [[str(family.get(column, "")) for column in head] for family in families],
    )


@app.command("parse")
def parse(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="JSON lines; left out: stdin.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Print thought, repairs and error beside the action.")
    ] = False,
) -> None:
    """Print the action that each reply means, or why it means none.

    A line of input: {"dialect": "ui-tars-1.5", "reply": "..", "screen": [1080, 2400], "seen":
    [1092, 2408]}; seen is the size at which the model was shown the screen. Exit code 2 if a line
    was no such object or named no known dialect; a reply that cannot be read is an answer.
    """
    from agent.cli.reading import parse_lines

    if parse_lines(file, full=full):
        raise typer.Exit(2)


def hub_cache() -> Path:
    """Where checkpoints from the hub lie: ``HF_HUB_CACHE``, or ``hub`` in ``HF_HOME``."""
    if cache := os.environ.get("HF_HUB_CACHE"):
        return Path(cache).expanduser()
    return Path(os.environ.get("HF_HOME") or "~/.cache/huggingface").expanduser() / "hub"


def on_disk() -> list[tuple[str, Path]]:
    """(hub id, snapshot) of every cached checkpoint whose name says Qwen-VL."""
    found = []
    for folder in sorted(hub_cache().glob("models--*--*")):
        name = folder.name.removeprefix("models--").replace("--", "/", 1)
        snapshots = sorted((folder / "snapshots").glob("*/config.json"))
        if "qwen" in name.casefold() and "vl" in name.casefold() and snapshots:
            found.append((name, snapshots[-1].parent))
    return found


def _family(name: str) -> dict[str, object]:
    """What the profile of a dialect says; a stranger's need not have one."""
    profile = getattr(registry.dialect(name), "profile", None)
    if profile is None:
        return {"name": name}
    return {
        "name": name,
        "grammar": profile.grammar,
        "space": _space(name, profile),
        "pictures": profile.history.pictures,
        "history": profile.history.form,
        "thought": profile.thought,
        "actions": profile.actions,
        "factor": profile.sight.factor,
        "min_pixels": profile.sight.min_pixels,
        "max_pixels": profile.sight.max_pixels,
    }


def _space(name: str, profile: Profile) -> str:
    """Its space; both, where a phone's and a desktop's differ and the name means either."""
    desktop = profile.desktop or profile.space
    if name.endswith("-computer"):
        return desktop
    if desktop == profile.space or name.endswith("-mobile"):
        return profile.space
    return f"{profile.space}, desktop {desktop}"


def _about(name: str) -> str:
    plugin = registry.entry("models", name)
    source = plugin.dist.name if plugin.dist else "?"
    return _PLUGINS.get(name, "") if source == "fingertip" else f"from {source}: {plugin.value}"
