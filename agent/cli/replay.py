"""``agent replay RECORDING``: the same actions again, and where the screen was not the same."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli import terminal
from agent.cli.secrecy import HELP, joined, require_recorded
from agent.errors import FingertipError, UsageError

if TYPE_CHECKING:
    from agent.config import Settings
    from agent.replay import Drift
    from agent.trajectory import EpisodeFolder

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command("replay", context_settings={"help_option_names": ["-h", "--help"]})
def replay_command(
    recording: Annotated[Path, typer.Argument(help="A folder below runs/.")],
    device: Annotated[str | None, typer.Option(help="Kind of device [as recorded].")] = None,
    serial: Annotated[str | None, typer.Option(help="Which device, as listed.")] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="Differing pixels that still count as the same.")
    ] = 0.01,
    anchored: Annotated[
        bool, typer.Option("--anchored", help="Find each target again where it is now.")
    ] = False,
    model: Annotated[
        str | None, typer.Option(help="With --anchored: asked for what cannot be found.")
    ] = None,
    dialect: Annotated[str | None, typer.Option(help="How the model is spoken to.")] = None,
    save: Annotated[
        Path | None, typer.Option(help="With --anchored: folder for the mended recording.")
    ] = None,
    secret: Annotated[list[str] | None, typer.Option(help=HELP)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object at the end.")] = False,
) -> None:
    """Perform RECORDING again on a device and report where the screen differs.

    With --anchored each action is done to what it was done to, by the UI tree or the recorded
    picture, though it moved, the screen has another size or the theme is dark.

    Exit code: 0 every screen was the same (--anchored: every step was done), 1 one was not or an
    action failed, 2 wrong usage, 3 device or recording cannot be used, 130 interrupted.
    """
    if not anchored and (model or dialect or save):
        raise UsageError(
            "--model, --dialect and --save belong to --anchored", hint="add --anchored"
        )
    from agent import config as configuration
    from agent.secrets import Secrets
    from agent.trajectory import find_episode

    run, episode = find_episode(recording)
    recorded = run.record.device
    kind = device or (recorded.kind if recorded else None)
    config = configuration.load(
        {
            "device": kind,
            "serial": serial,
            "model": model,
            "dialect": dialect,
            "secret": joined(secret),
        }
    )
    require_recorded(run.record, Secrets.read(config.settings.secret))
    if anchored:
        from agent.cli.redoing import redo

        raise typer.Exit(redo(recording, episode, config, save, json=json))
    raise typer.Exit(_exactly(recording, episode, config.settings, tolerance, json=json))


def _exactly(
    recording: Path, episode: "EpisodeFolder", settings: "Settings", tolerance: float, *, json: bool
) -> int:
    """The exit code: 0 every screen was the same, 1 one was not, else that of the error."""
    from agent.cli.opening import open_device
    from agent.replay import replay

    drifts: list[Drift] = []
    problem: FingertipError | None = None
    with closing(open_device(settings)) as opened:
        where = opened.serial
        try:
            for drift in replay(opened, episode, tolerance=tolerance):
                drifts.append(drift)
                terminal.say(_line(drift))
        except UsageError:
            raise
        except FingertipError as error:
            problem = error
    if not drifts and problem is None:
        raise UsageError(f"{recording} has no step", hint="name a recording with steps")
    passed = problem is None and all(drift.passed for drift in drifts)
    _report(recording, where, drifts, problem, passed=passed, json=json)
    if problem is not None:
        terminal.report(problem)
        return problem.exit_code
    return 0 if passed else 1


def _report(
    recording: Path,
    serial: str,
    drifts: list["Drift"],
    problem: FingertipError | None,
    *,
    passed: bool,
    json: bool,
) -> None:
    if json:
        terminal.as_json(
            {
                "schema_version": 1,
                "recording": str(recording),
                "serial": serial,
                "passed": passed,
                "error": str(problem) if problem else "",
                "steps": [_as_json(drift) for drift in drifts],
            }
        )
        return
    changed = [drift for drift in drifts if not drift.same]
    failed = [drift for drift in drifts if drift.result is not None and not drift.result.ok]
    terminal.out(
        f"on {serial}, of {len(drifts)} screens {len(drifts) - len(changed)} were as recorded;"
        f" actions that failed: {len(failed)}"
    )


def _as_json(drift: "Drift") -> dict[str, object]:
    return {
        "index": drift.index,
        "action": drift.action.model_dump(mode="json") if drift.action else None,
        "difference": round(drift.difference, 6),
        "same": drift.same,
        "result": drift.result.model_dump(mode="json") if drift.result else None,
    }


def _line(drift: "Drift") -> str:
    from agent.cli.progress import action_words

    done = action_words(drift.action) if drift.action else "nothing"
    screen = "same screen" if drift.same else "ANOTHER SCREEN"
    failed = f"  failed: {drift.result.said}" if drift.result and not drift.result.ok else ""
    return f"{drift.index + 1:3}  {done}  [{screen}, {drift.difference:.2%} differs]{failed}"
