"""``agent mcp``: devices as tools of the Model Context Protocol, over stdio."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from agent.cli import terminal
from agent.errors import MissingDependency

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def mcp(
    device: Annotated[str | None, typer.Option(help="Kind of device [android].")] = None,
    serial: Annotated[str | None, typer.Option(help="Which device, as listed.")] = None,
    model: Annotated[str | None, typer.Option(help="For run_goal, and do: in flows.")] = None,
    approve: Annotated[
        str | None,
        typer.Option(help="auto, ask, deny, or a .toml file of rules [the rules that ship]."),
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Folder for recordings [runs].")] = None,
    flows: Annotated[Path, typer.Option(help="Folder that run_flow may run from.")] = Path(),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log to stderr.")] = False,
) -> None:
    """Serve devices to an MCP client over stdin and stdout, until it goes.

    A client starts it itself: {"command": "agent", "args": ["mcp"]}. What needs permission is
    asked through the client, where it can ask; otherwise it is denied.
    """
    from agent import config as configuration
    from agent.approval import rules_for
    from agent.cli.hanging_up import stdin_until_interrupted
    from agent.cli.logs import set_up_logging
    from agent.cli.opening import open_device, open_policy, refuse_unknown
    from agent.secrets import Secrets

    flags = {
        "device": device,
        "serial": serial,
        "model": model,
        "approve": approve,
        "record": record,
    }
    config = configuration.load(flags)
    refuse_unknown(config.settings)
    rules = rules_for(config.settings.approve)
    try:
        from agent.mcp import Desk
        from agent.mcp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types", "anyio"}:
            raise
        raise MissingDependency(
            f"agent mcp needs the MCP SDK: {error}", hint="pip install 'fingertip[mcp]'"
        ) from error
    desk = Desk(config, rules, open_device, open_policy, flows)
    set_up_logging(verbose=verbose, secrets=Secrets.read(config.settings.secret))
    if sys.stdin.isatty():
        terminal.say("waiting for an MCP client on stdin; docs/mcp.md says how one is told of it")
    with stdin_until_interrupted(), desk:
        serve(desk)
