"""``agent test PATHS``: scripted tests. What it does is in ``agent.cli.testing``."""

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.secrecy import HELP, joined
from agent.errors import UsageError

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command("test", context_settings={"help_option_names": ["-h", "--help"]})
def run_flows(
    paths: Annotated[list[Path], typer.Argument(help="Flows, or folders of flows.")],
    device: Annotated[str | None, typer.Option(help="Kind of device [android].")] = None,
    serial: Annotated[
        list[str] | None, typer.Option(help="Which device. Repeatable: they share the work.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="For do: and check: sentences, and devices without a tree.")
    ] = None,
    include_tags: Annotated[
        str, typer.Option(help="Only flows with one of these, by commas.")
    ] = "",
    exclude_tags: Annotated[str, typer.Option(help="No flow with one of these.")] = "",
    env: Annotated[list[str] | None, typer.Option("--env", "-e", help="NAME=VALUE")] = None,
    secret: Annotated[list[str] | None, typer.Option(help=HELP)] = None,
    shard: Annotated[str, typer.Option(help="Only this part of the suite, e.g. 1/4.")] = "1/1",
    retries: Annotated[int, typer.Option(min=0, max=10, help="Tries after a failure.")] = 0,
    fail_on_flaky: Annotated[
        bool, typer.Option("--fail-on-flaky", help="What passed only after a retry fails too.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page to this file.")] = None,
    output: Annotated[Path, typer.Option(help="Folder for what is kept.")] = Path("test-results"),
    trace: Annotated[
        str, typer.Option(help="Recordings: on, off, retain-on-failure.")
    ] = "retain-on-failure",
    timeout: Annotated[float, typer.Option(min=0, help="Seconds to wait for an element.")] = 17.0,
    anchors: Annotated[
        bool, typer.Option(help="Keep beside a flow what a model helped with.")
    ] = True,
    heal: Annotated[
        bool, typer.Option("--heal", help="Rewrite selectors that find nothing any more.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Again whenever a flow changes.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Read the flows and run none.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one object at the end.")] = False,
) -> None:
    """Run flows (YAML, in Maestro's shape) on one device or several, and say which passed.

    Exit code: 0 all passed, 1 one failed, 2 a flow or an option is wrong, 3 device or model
    missing, 5 no flow was found, 130 interrupted.
    """
    if trace not in {"on", "off", "retain-on-failure"}:
        raise UsageError(
            f"--trace {trace!r} is no way to keep recordings",
            hint="--trace on, off or retain-on-failure",
        )
    from agent.cli.testing import Request, carry_out

    request = Request(
        paths=tuple(paths),
        flags={"device": device, "model": model, "secret": joined(secret)},
        serials=tuple(serial or ()),
        include=_words(include_tags),
        exclude=_words(exclude_tags),
        env=dict(_pair(text) for text in env or ()),
        shard=shard,
        retries=retries,
        fail_on_flaky=fail_on_flaky,
        junit=junit,
        html=html,
        output=output,
        trace=trace,  # type: ignore[arg-type]  # looked at above
        timeout=timeout,
        anchors=anchors,
        heal=heal,
        json=json,
    )
    raise typer.Exit(carry_out(request, watch=watch, only_check=check))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--env {text!r} has no value", hint="write it like -e USER=ann")
    return name.strip(), value
