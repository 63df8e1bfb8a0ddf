"""``agent eval android_world``: AndroidWorld's own tasks on a phone, under its rules."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent import registry
from agent.cli import terminal
from agent.errors import DeviceError, UsageError
from agent.protocols import Device, SpeaksAdb

if TYPE_CHECKING:
    from agent.config import Settings
    from agent.evals.android_world import Checkout, Instance, Screen
    from agent.evals.results import Evaluation, Result, Results
    from agent.policy import Policy

__all__ = ["android_world"]

SUITE = "android_world"
NOTHING = 5


def android_world(
    checkout: Annotated[
        Path | None, typer.Option(help="A checkout of AndroidWorld [the one installed].")
    ] = None,
    model: Annotated[str | None, typer.Option(help="NAME[:ARGUMENT], folder, hub id.")] = None,
    dialect: Annotated[str | None, typer.Option(help="How the model is spoken to.")] = None,
    device: Annotated[str, typer.Option(help="Kind of device: android[:SERIAL].")] = "android",
    tasks: Annotated[
        str, typer.Option(help="Names, by commas [those whose apps the phone has].")
    ] = "",
    family: Annotated[str, typer.Option(help="One of its suite families.")] = SUITE,
    seed: Annotated[int, typer.Option(help="For the tasks' parameters.")] = 30,
    n_combinations: Annotated[int, typer.Option(min=1, help="Instances of each task.")] = 1,
    acting: Annotated[
        str, typer.Option(help="Through: env (its JSON actions), or driver (every gesture).")
    ] = "env",
    out: Annotated[Path | None, typer.Option(help="A new folder for all of it.")] = None,
    resume: Annotated[Path | None, typer.Option(help="Go on with this folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object at the end.")] = False,
) -> None:
    """Try AndroidWorld's own tasks, from your checkout of it, on the built-in phone or yours.

    Its seeds, budgets, checks and rule of success are kept. Numbers on the built-in phone compare
    agents with each other; they are no AndroidWorld scores, for its apps are others. Exit code: 0
    tried to the end; 2 wrong usage; 3 something is missing; 5 no task; 130 interrupted.
    """
    if (out is None) == (resume is None):
        raise UsageError(
            "say where: --out DIR for a new one, --resume DIR to go on",
            hint="agent eval android_world --out DIR",
        )
    if acting not in {"env", "driver"}:
        raise UsageError(f"--acting {acting}: it is env or driver", hint="--acting env")
    asked = _Asked(
        checkout,
        {"device": device, "model": model, "dialect": dialect},
        tuple(part.strip() for part in tasks.split(",") if part.strip()),
        family,
        seed,
        n_combinations,
        acting == "driver",
        out or resume or Path(),
        resume is not None,
    )
    # Their tasks print; stdout is for the results.
    with redirect_stdout(sys.stderr):
        results = _evaluated(asked)
    if not results:
        terminal.say("no task was chosen: see --tasks, and the apps that the phone has")
        raise typer.Exit(NOTHING)
    from agent.cli.reporting import report
    from agent.evals.results import Results

    report(asked.folder, Results(asked.folder).evaluation, results, json=json)


@dataclass(frozen=True)
class _Asked:
    checkout: Path | None
    flags: Mapping[str, object]
    tasks: tuple[str, ...]
    family: str
    seed: int
    combinations: int
    by_driver: bool
    folder: Path
    resume: bool


def _evaluated(asked: _Asked) -> "list[Result]":
    from agent import config as configuration
    from agent.cli.reporting import describe
    from agent.evals.android_world import BUILT_IN_APPS, Checkout, Records, instances, open_env
    from agent.evals.results import Results

    checkout, results = Checkout(asked.checkout), Results(asked.folder)
    if asked.resume:
        asked = _as_begun(asked, results.evaluation)
    config = configuration.load(asked.flags)
    with _phone(config.settings) as (serial, is_ours):
        screen = _screen(serial)
        env = open_env(checkout, screen)
        chosen = instances(
            checkout, env,
            tasks=asked.tasks, combinations=asked.combinations, seed=asked.seed,
            family=asked.family, apps=BUILT_IN_APPS if screen.is_built_in else None,
        )  # fmt: skip
        if not chosen:
            return []
        results.begin(_begun(asked, chosen, config.settings.model), resume=asked.resume)
        describe(asked.folder, config)

        def renew() -> None:
            if is_ours:
                registry.phones().reset(serial)
                open_env(checkout, screen)

        with _player(asked, config.settings, checkout, env, screen, serial) as (device, policy):
            play = partial(_played, env, device, policy, results, config.settings.settle)
            _play_all(chosen, results, play, renew)
    Records(asked.folder).report()
    return results.read()


def _play_all(
    chosen: "Sequence[Instance]",
    results: "Results",
    play: "Callable[[Instance], Result]",
    renew: Callable[[], None],
) -> None:
    """Those that have no result yet; ``renew``: what a crash left half done, no task may meet."""
    from agent.evals.results import CRASHES

    done = {one.key for one in results.read()}
    waiting = [one for one in chosen if one.key not in done]
    for number, one in enumerate(waiting, len(done) + 1):
        result = play(one)
        mark = "reached" if result.success else result.outcome
        terminal.say(
            f"{number}/{len(chosen)}  {mark:12}{one.key}  {result.steps} steps,"
            f" {result.seconds:.1f} s"
        )
        if result.outcome in CRASHES:
            renew()


def _played(
    env: Any, device: Device, policy: "Policy", results: "Results", settle: float, one: "Instance"
) -> "Result":
    from agent.evals.android_world import Records, play
    from agent.evals.trying import unused

    path = unused(results.folder / "episodes" / one.key)
    result, record = play(one, env, device, policy, path, settle=settle)
    if path.exists():
        where = str(path.relative_to(results.folder))
        result = result.model_copy(update={"recording": where})
    Records(results.folder).add(record)
    results.add(result)
    return result


@contextmanager
def _phone(settings: "Settings") -> Iterator[tuple[str, bool]]:
    """The serial of the phone that is named, or of one that ends with this process (True)."""
    named = settings.device.partition(":")[2] or settings.serial
    if named:
        yield named, False
        return
    serial = registry.phones().start(keep=False).serial
    try:
        yield serial, True
    finally:
        with suppress(DeviceError):
            registry.phones().stop(serial)


def _screen(serial: str) -> "Screen":
    from agent.evals.android_world import Adb, Screen

    kind = registry.device_kind("android")
    assert isinstance(kind, SpeaksAdb)
    return Screen(Adb(kind.adb(serial)))


@contextmanager
def _player(
    asked: _Asked,
    settings: "Settings",
    checkout: "Checkout",
    env: Any,
    screen: "Screen",
    serial: str,
) -> Iterator["tuple[Device, Policy]"]:
    """What acts on the phone, and what decides."""
    from agent.cli.opening import open_device, open_policy
    from agent.evals.android_world import WorldDevice

    device: Device = WorldDevice(checkout, env, screen.pixels, serial)
    if asked.by_driver:
        device = open_device(settings.model_copy(update={"serial": serial}))
    with closing(device):
        policy = open_policy(settings, device)
        with closing(policy.model):
            yield device, policy


def _begun(asked: _Asked, chosen: Sequence["Instance"], model: str | None) -> "Evaluation":
    from agent.evals.results import Evaluation

    return Evaluation(
        suite=asked.family,
        seed=asked.seed,
        epochs=asked.combinations,
        model=model or "pocket",
        tasks=tuple(dict.fromkeys(one.template for one in chosen)),
    )


def _as_begun(asked: _Asked, begun: "Evaluation") -> _Asked:
    return replace(
        asked,
        family=begun.suite,
        seed=begun.seed,
        combinations=begun.epochs,
        tasks=begun.tasks,
        flags={**asked.flags, "model": asked.flags.get("model") or begun.model},
    )
