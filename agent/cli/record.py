"""``agent record GOAL``: a person shows how it is done, and it is recorded like any run."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli import terminal
from agent.cli.browsing import browse
from agent.cli.secrecy import HELP, joined, refuse_told
from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.demonstration import Demonstration
    from agent.trajectory import EpisodeRecord

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command("record", context_settings={"help_option_names": ["-h", "--help"]})
def record_command(
    goal: Annotated[str, typer.Argument(help="What you are going to show.")],
    device: Annotated[str | None, typer.Option(help="Kind of device [android].")] = None,
    serial: Annotated[str | None, typer.Option(help="Which device, as listed.")] = None,
    check: Annotated[
        list[str] | None, typer.Option(help="Confirms the end, as in agent run. Repeatable.")
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Folder for recordings [runs].")] = None,
    secret: Annotated[list[str] | None, typer.Option(help=HELP)] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Act on the device itself: no page (Android).")
    ] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print the page's address.")
    ] = False,
) -> None:
    """Show how GOAL is reached; every act becomes a step of a recording.

    You act in a page that shows the device; only this machine can open it. With --watch you act on
    the device itself. The page's Done button or Ctrl-C ends the recording; its folder is printed
    on stdout.

    Exit code: 0 done and not contradicted by a check, 1 not, 2 wrong usage, 3 device missing.
    """
    from agent import config as configuration
    from agent import registry
    from agent.cli.opening import open_device, reads_tree
    from agent.cli.performing import EXIT_CODES
    from agent.secrets import Secrets
    from agent.trajectory import RunWriter
    from agent.trajectory.provenance import describe_run
    from agent.types import Task

    if not goal.strip():
        raise UsageError("the goal is empty", hint='agent record "open settings and enable wifi"')
    config = configuration.load(
        {"device": device, "serial": serial, "record": record, "secret": joined(secret)}
    )
    secrets = Secrets.read(config.settings.secret)
    refuse_told(secrets, (goal, *(check or ())))
    if secrets and watch:
        raise UsageError(
            "what you type on the device itself is recorded as it is typed",
            hint="leave out --watch, and type {{name}} in the page",
        )
    task = Task(goal=goal, checks=tuple(check or ()))
    checks = [registry.make_check(expression) for expression in task.checks]
    with closing(open_device(config.settings)) as opened:
        about = describe_run(settings=config.items(), device=opened.info(), model=None, seed=None)
        run = RunWriter(config.settings.record, goal, about)
        with run.episode(task=task) as writer:
            from agent.demonstration import Demonstration

            demonstration = Demonstration(
                task,
                opened,
                writer,
                checks,
                elements=reads_tree(config.settings, opened),
                settle=config.settings.settle,
                conceal=secrets.conceal,
            )
            ended = _record(demonstration, watched=watch, opened=not no_open)
    from agent.cli.progress import check_lines

    terminal.say(f"{ended.outcome}: {ended.steps} steps in {ended.seconds:.1f} s")
    for line in check_lines(ended):
        terminal.say(line)
    if ended.error:
        terminal.say(f"because {ended.error}")
    terminal.say(f"  try: agent replay {run.path}")
    terminal.out(str(run.path))
    raise typer.Exit(EXIT_CODES.get(ended.outcome, 1))


def _record(demonstration: "Demonstration", *, watched: bool, opened: bool) -> "EpisodeRecord":
    """Until the person is done: by a button, or by Ctrl-C, which says the same."""
    from agent.actions import Finish
    from agent.cli.signals import Interrupts

    interrupts = Interrupts()
    demonstration.shield = interrupts.shield
    with interrupts.heard():
        try:
            if watched:
                _watch(demonstration)
            else:
                _show(demonstration, opened=opened)
        except KeyboardInterrupt:
            demonstration.perform(Finish())
        with interrupts.shield():
            return demonstration.conclude()


def _show(demonstration: "Demonstration", *, opened: bool) -> None:
    from agent.cli.progress import action_words
    from agent.demonstration import LivePage, show

    goal, info = demonstration.task.goal, demonstration.device.info()
    with LivePage(info, goal, action_words) as page:
        terminal.say(f"show it here, then press Done (or Ctrl-C): {page.url}")
        if opened:
            browse(page.url)
        show(demonstration, page)


def _watch(demonstration: "Demonstration") -> None:
    from agent.demonstration import follow
    from agent.errors import ActionUnsupported
    from agent.protocols import Watchable

    device = demonstration.device
    if not isinstance(device, Watchable):
        raise ActionUnsupported(
            f"{device.serial} cannot tell what is done on it",
            hint="leave out --watch: act in the page instead",
        )
    with closing(device.watch()) as watch:
        demonstration.elements = True
        demonstration.observe()
        terminal.say(f"show it on {device.serial}, then press Ctrl-C here")
        follow(demonstration, watch)
