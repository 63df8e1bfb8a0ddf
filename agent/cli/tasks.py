"""``agent tasks list|show|check``: what can be evaluated, and whether it is right."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli import terminal

if TYPE_CHECKING:
    from agent.evals.solving import Solution, Way
    from agent.protocols import Device
    from agent.tasks import Instance, Template

__all__ = ["app"]

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    context_settings=_HELP,
    help="List, show and check the tasks of evaluation suites.",
)

SUITES = Annotated[
    list[str] | None, typer.Argument(help="Suites by name, or files and folders [all that ship].")
]


def _chosen(suites: list[str] | None) -> list["Template"]:
    from agent.tasks import known_suites, suite

    return [template for name in suites or known_suites() for template in suite(name)]


@app.command("list", context_settings=_HELP)
def list_tasks(
    suites: SUITES = None,
    tag: Annotated[str | None, typer.Option(help="Only tasks with this tag.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """List tasks: name, kind of device, steps at most, goal."""
    chosen = [one for one in _chosen(suites) if tag is None or tag in one.tags]
    if json:
        facts = [
            {
                "name": one.name,
                "device": one.device,
                "goal": one.goals[0],
                "parameters": list(one.parameters),
                "max_steps": one.max_steps,
                "tags": sorted(one.tags),
                "place": one.place,
            }
            for one in chosen
        ]
        terminal.as_json({"schema_version": 1, "tasks": facts})
        return
    rows = [(one.name, one.device, str(one.max_steps), one.goals[0]) for one in chosen]
    terminal.table(("NAME", "DEVICE", "STEPS", "GOAL"), rows)


@app.command("show", context_settings=_HELP)
def show(
    name: Annotated[str, typer.Argument(help="A task, as listed.")],
    suite: Annotated[str | None, typer.Option(help="Where it is [all that ship].")] = None,
    seed: Annotated[int, typer.Option(help="For its parameters.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Show what a seed makes of a task: goal, set-up, checks."""
    from agent.errors import UsageError
    from agent.spelling import nearest

    known = {one.name: one for one in _chosen([suite] if suite else None)}
    if name not in known:
        raise UsageError(
            f"no task is called {name!r}.{nearest(name, known)}", hint="agent tasks list"
        )
    instance = known[name].instance(seed)
    setup = [" ".join(words) for step in instance.setup for words in step.commands()]
    facts = {
        "name": name,
        "place": known[name].place,
        "seed": seed,
        "goal": instance.task.goal,
        "parameters": dict(instance.values),
        "setup": setup,
        "checks": list(instance.task.checks),
        "max_steps": instance.task.max_steps,
        "tags": sorted(known[name].tags),
        "oracle": bool(instance.oracle),
    }
    if json:
        terminal.as_json({"schema_version": 1, **facts})
        return
    told = {
        **facts,
        "parameters": [f"{key} = {value}" for key, value in instance.values.items()],
        "oracle": "yes" if instance.oracle else "no",
    }
    for key, value in told.items():
        for number, line in enumerate(value if isinstance(value, list) else [value]):
            terminal.out(f"{'' if number else key:12}{line}")


@app.command("check", context_settings=_HELP, short_help="Say whether tasks are right.")
def check(
    suites: SUITES = None,
    solve: Annotated[
        bool,
        typer.Option(
            "--solve", help="Also run each oracle, which must earn 1, and what must earn 0."
        ),
    ] = False,
    serial: Annotated[str | None, typer.Option(help="With --solve: which device.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Instances of each task.")] = 1,
) -> None:
    """Read tasks and say what is wrong with them; with --solve, show that each can be solved.

    Tasks for a desktop are each solved on a virtual one of their own.

    Exit code: 0 all right, 1 a way did not earn what it must, 2 a file is faulty, 3 no device.
    """
    chosen = _chosen(suites)
    instances = [one.instance(seed) for one in chosen for seed in range(seeds)]
    if not solve:
        terminal.out(f"{len(chosen)} tasks are right")
        return
    from agent.evals.solving import WAYS

    faults = 0
    with TemporaryDirectory() as folder, closing(_Bench(serial, Path(folder))) as bench:
        for instance in instances:
            for way in WAYS:
                if way == "wrong" and not instance.wrong:
                    continue
                solution = bench.solve(instance, way)
                mark = "ok " if solution.as_it_must_be else "BAD"
                faults += not solution.as_it_must_be
                terminal.out(
                    f"{mark} {instance.task.name}/{instance.seed} {way}: {solution.score:.2f}"
                    + ("" if solution.as_it_must_be else f"  {solution.why}")
                )
    raise typer.Exit(1 if faults else 0)


class _Bench:
    """Where tasks are solved: one phone, reset for each way, or a virtual desktop for each."""

    def __init__(self, serial: str | None, folder: Path) -> None:
        self._serial = serial
        self._folder = folder
        self._open: dict[str, Device] = {}

    def solve(self, instance: "Instance", way: "Way") -> "Solution":
        """Raises what opening a device and ``agent.evals.solving.solve`` raise."""
        from agent import registry
        from agent.evals.solving import solve

        kind = instance.template.device
        if kind == "desktop":
            with closing(_opened(kind, "virtual")) as desktop:
                return solve(instance, way, desktop, self._folder)
        if kind not in self._open:
            self._open[kind] = _opened(kind, self._serial)
        device, phones = self._open[kind], registry.phones()
        return solve(instance, way, device, self._folder, reset=lambda: phones.reset(device.serial))

    def close(self) -> None:
        for device in self._open.values():
            device.close()


def _opened(kind: str, which: str | None) -> "Device":
    from agent import config
    from agent.cli.opening import open_device

    return open_device(config.load({"device": kind, "serial": which}).settings)
