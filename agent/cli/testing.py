"""What ``agent test`` does: collect, try on the devices, report."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from agent import config as configuration
from agent.cli import terminal
from agent.cli.opening import open_device, open_policy, refuse_unknown
from agent.cli.secrecy import refuse_told
from agent.cli.sharing import one_model
from agent.errors import FingertipError, StorageError
from agent.flows.assistant import Assistants
from agent.flows.junit import junit
from agent.flows.keeping import Trace
from agent.flows.page import page
from agent.flows.reading import Flow
from agent.flows.running import LineResult
from agent.flows.suite import Shard, TestResult, Verdict, collect
from agent.flows.trying import Trial
from agent.parallel import Job, run_jobs
from agent.secrets import Secrets
from agent.trajectory import RunWriter
from agent.trajectory.provenance import describe_run

__all__ = ["Request", "carry_out"]

NOTHING_COLLECTED = 5  # as pytest


@dataclass(frozen=True)
class Request:
    """The command line, read."""

    paths: tuple[Path, ...]
    flags: Mapping[str, object]
    serials: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    env: Mapping[str, str] | None = None
    shard: str = "1/1"
    retries: int = 0
    fail_on_flaky: bool = False
    junit: Path | None = None
    html: Path | None = None
    output: Path = Path("test-results")
    trace: Trace = "retain-on-failure"
    timeout: float = 17.0
    anchors: bool = True
    heal: bool = False
    json: bool = False


def carry_out(request: Request, *, watch: bool = False, only_check: bool = False) -> int:
    """The exit code. Raises what ``agent.cli.app`` reports."""
    if only_check:
        flows = _collect(request)
        for flow in flows:
            terminal.out(f"{flow.path}: {flow.name}, {len(flow.lines)} commands")
        return 0 if flows else NOTHING_COLLECTED
    if watch:
        return _watch(request)
    return _once(request)


def _collect(request: Request) -> list[Flow]:
    flows = collect(
        request.paths, env=request.env, include=request.include, exclude=request.exclude
    )
    return Shard.parse(request.shard).of(flows)


def _once(request: Request) -> int:
    flows = _collect(request)
    if not flows:
        terminal.say("no flow was found: see the paths, the tags and the shard")
        return NOTHING_COLLECTED
    config = configuration.load(request.flags)
    if secrets := Secrets.read(config.settings.secret):
        refuse_told(secrets, (request.env or {}).values())
    about = describe_run(settings=config.items(), device=None, model=None, seed=None)
    run = RunWriter(request.output, "flows", about, option="--output")
    trial = Trial(
        run.path,
        request.retries,
        request.trace,
        request.timeout,
        anchors=request.anchors,
        heals=request.heal,
    )
    results: list[TestResult] = []
    try:
        for result in _tried(request, flows, trial):
            _say_result(result)
            results.append(result)
    finally:
        # Interrupted, or without a device in the end: what was tried is told.
        _write(request.junit, junit(results))
        _write(request.html, page(results).encode())
    _sum_up(request, results, run.path)
    bad = {Verdict.FAILED, Verdict.ERROR, *([Verdict.FLAKY] if request.fail_on_flaky else [])}
    if any(result.verdict is Verdict.ERROR for result in results):
        return 3
    return 1 if any(result.verdict in bad for result in results) else 0


def _tried(request: Request, flows: Sequence[Flow], trial: Trial) -> Iterator[TestResult]:
    if len(request.serials) > 1:
        yield from _in_parallel(request, flows, trial)
        return
    with _seat(request.flags, trial, _say_line, next(iter(request.serials), "")) as work:
        broken: set[Path | None] = set()
        for flow in flows:
            terminal.say(f"{flow.name}  ({flow.path})")
            if flow.chain in broken:
                terminal.say("  not run: one before it failed, and executionOrder ends there")
                continue
            result = work(flow)
            if flow.chain and result.verdict in {Verdict.FAILED, Verdict.ERROR}:
                broken.add(flow.chain)
            yield result


def _in_parallel(request: Request, flows: Sequence[Flow], trial: Trial) -> Iterator[TestResult]:
    jobs = [Job(str(flow.path), flow) for flow in flows]
    settings = configuration.load(request.flags).settings
    with one_model(settings, settings.model, min(len(request.serials), len(jobs))) as holder:
        flags = {**request.flags, "model": holder.spec} if holder else request.flags
        open_seat = partial(_seat, flags, trial, _say_nothing)
        for done in run_jobs(jobs, request.serials, open_seat):
            if done.error:
                error = done.error.strip()
                yield TestResult(done.job.carries, (), done.seat, time.time(), trial.folder, error)
            else:
                yield done.result


@contextmanager
def _seat(
    flags: Mapping[str, object], trial: Trial, watch: Callable[[LineResult], None], serial: str
) -> Iterator[Callable[[Flow], TestResult]]:
    """A device with its model, ready for one flow after another."""
    settings = configuration.load({**flags, "serial": serial or None}).settings
    refuse_unknown(settings)
    assistants = Assistants(partial(open_policy, settings), locates=bool(settings.model))
    with closing(open_device(settings)) as device, assistants:
        yield lambda flow: trial.run(flow, device, assistants.for_device, watch)


def _say_line(result: LineResult) -> None:
    said = f": {result.said}" if result.said else ""
    terminal.say(f"  {'  ' * result.depth}{result.status:8}{result.line}{said}")


def _say_nothing(result: LineResult) -> None: ...


def _say_result(result: TestResult) -> None:
    again = f", attempt {len(result.attempts)}" if len(result.attempts) > 1 else ""
    name, seconds = result.flow.name, f"{result.seconds:.1f} s"
    terminal.say(f"{result.verdict.upper()}  {name}  ({seconds} on {result.device}{again})")
    for said in (*result.changes, *filter(None, [result.error])):
        terminal.say(f"  {said}")
    failure = result.attempts[-1].failure if result.attempts else None
    if failure is None:
        return
    place = failure.line.place
    terminal.say(f"  {failure.line.source.path}:{place.line}:{place.column}: {failure.said}")
    if failure.near:
        terminal.say(f"  near it: {', '.join(failure.near)}")
    for line in failure.line.source.snippet(place).splitlines():
        terminal.say(f"    {line}")
    terminal.say(f"  screen and tree: {result.folder}")


def _sum_up(request: Request, results: Sequence[TestResult], folder: Path) -> None:
    counts = {verdict: sum(one.verdict is verdict for one in results) for verdict in Verdict}
    if request.json:
        terminal.as_json(
            {
                "schema_version": 1,
                **{str(verdict): count for verdict, count in counts.items()},
                "flows": [_facts(result) for result in results],
                "folder": str(folder),
            }
        )
    else:
        said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
        terminal.out(f"{said}  {folder}")


def _facts(result: TestResult) -> dict[str, object]:
    failure = result.attempts[-1].failure if result.attempts else None
    return {
        "path": str(result.flow.path),
        "name": result.flow.name,
        "verdict": str(result.verdict),
        "attempts": len(result.attempts),
        "seconds": round(result.seconds, 3),
        "device": result.device,
        "changes": list(result.changes),
        "found_by": _ways(result),
        "failure": f"{failure.line}: {failure.said}" if failure else result.error,
    }


def _ways(result: TestResult) -> dict[str, int]:
    """How often each way found an element, in the last attempt."""
    last = result.attempts[-1].results if result.attempts else ()
    return dict(Counter(found.by for line in last for found in line.found))


def _write(path: Path | None, data: bytes) -> None:
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}", hint="name a file elsewhere"
        ) from error


def _watch(request: Request) -> int:
    """Run whenever a file changes, until Ctrl-C."""
    seen: dict[Path, float] | None = None
    while True:
        now = {path: at for root in request.paths for path, at in _moments(root)}
        if now != seen:
            changed = tuple(path for path, at in now.items() if seen and seen.get(path) != at)
            chosen = replace(request, paths=changed) if len(changed) == 1 else request
            seen = now
            try:
                _once(chosen)
            except FingertipError as error:
                terminal.report(error)
            terminal.say("waiting for a change; Ctrl-C ends it")
        time.sleep(0.5)


def _moments(root: Path) -> Iterator[tuple[Path, float]]:
    """The YAML files of ``root`` that are there, each with when it was changed."""
    for path in root.rglob("*.y*ml") if root.is_dir() else [root]:
        with suppress(OSError):  # an editor may put another file in its place just now
            yield path, path.stat().st_mtime
