"""What ``agent replay --anchored`` does: performs, reports step by step, saves what was mended."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple

from agent.approval import Approval, rules_for
from agent.cli import terminal
from agent.cli.opening import open_device, policy_for, refuse_unknown
from agent.cli.progress import action_words
from agent.config import Config
from agent.errors import FingertipError, StorageError, UsageError
from agent.policy import Policy
from agent.protocols import Device
from agent.replay import Anchored, Redone
from agent.trajectory import EpisodeFolder, EpisodeWriter, RunWriter
from agent.trajectory.provenance import describe_run
from agent.trajectory.schema import ModelRecord
from agent.types import Episode, Outcome, Task

__all__ = ["redo"]


class _Told(NamedTuple):
    """What is told of a step that was done again; not its pictures, for there may be many."""

    how: str
    passed: bool
    facts: dict[str, Any]


def redo(
    recording: Path, episode: EpisodeFolder, config: Config, save: Path | None, *, json: bool
) -> int:
    """The exit code: 0 every step was done, 1 one was not, else that of the error.

    ``save``: the folder for a recording of it, written step by step.
    """
    if not any(record.decision.action for record in episode.steps()):
        raise UsageError(f"{recording} has no step", hint="name a recording with steps")
    settings, task = config.settings, episode.task or Task(goal="what was recorded")
    refuse_unknown(settings)
    with ExitStack() as stack:
        device = stack.enter_context(closing(open_device(settings)))
        policy = policy_for(settings, settings.model, device.info()) if settings.model else None
        if policy is not None:
            stack.enter_context(closing(policy.model))
        approval = Approval(rules_for(settings.approve), terminal.ask)
        anchored = Anchored(device, episode, task.goal, policy, approval)
        run = None if save is None else _new_run(save, task, config, device, policy)
        writer = None if run is None else stack.enter_context(run.episode(task=task))
        began = time.monotonic()
        done, problem = _followed(anchored, writer)
        passed = problem is None and all(one.passed for one in done)
        if writer is not None:
            seconds = time.monotonic() - began
            writer.end(_ended(task, episode, len(done), seconds, passed=passed))
        said = {"recording": str(recording), "serial": device.serial, "passed": passed}
    said |= {"error": str(problem) if problem else "", "saved": str(run.path) if run else None}
    _report(said, done, json=json)
    if problem is not None:
        terminal.report(problem)
        return problem.exit_code
    return 0 if passed else 1


def _followed(
    anchored: Anchored, writer: EpisodeWriter | None
) -> tuple[list[_Told], FingertipError | None]:
    """What was done, and the device's or the model's error that ended it, if one did."""
    done: list[_Told] = []
    try:
        for one in anchored:
            if writer is not None:
                writer.write(one.step)
            done.append(_Told(one.how, one.passed, _as_json(one)))
            terminal.say(_line(one))
    except (UsageError, StorageError):
        raise
    except FingertipError as error:
        return done, error
    return done, None


def _new_run(
    save: Path, task: Task, config: Config, device: Device, policy: Policy | None
) -> RunWriter:
    model = _named(policy)
    about = describe_run(
        settings=config.items(), device=device.info(), model=model, seed=config.settings.seed
    )
    return RunWriter(save, task.goal, about, option="--save")


def _named(policy: Policy | None) -> ModelRecord | None:
    if policy is None:
        return None
    return ModelRecord(name=policy.model.name, dialect=policy.dialect.name)


def _report(said: dict[str, Any], done: Sequence[_Told], *, json: bool) -> None:
    hows = Counter(one.how for one in done)
    alone = 1 - (hows["model"] + hows["lost"]) / max(len(done), 1)
    if json:
        steps = [one.facts for one in done]
        head = {"schema_version": 1, **said, "without_model": round(alone, 4)}
        terminal.as_json({**head, "steps": steps})
        return
    saved = f"; saved as {said['saved']}" if said["saved"] else ""
    terminal.out(
        f"{len(done)} steps on {said['serial']}: {alone:.0%} without a model,"
        f" {hows['model']} by the model, {hows['lost']} lost{saved}"
    )


def _ended(
    task: Task, episode: EpisodeFolder, steps: int, seconds: float, *, passed: bool
) -> Episode:
    record = episode.record
    return Episode(
        task,
        record.outcome if record is not None and passed else Outcome.FAILURE,
        claimed=record is not None and record.claimed and passed,
        steps=steps,
        seconds=seconds,
        error="" if passed else "not every step of the recording could be done again",
        extras={"replay_of": str(episode.path)},
    )


def _as_json(one: Redone) -> dict[str, Any]:
    action, result = one.step.decision.action, one.step.result
    return {
        "index": one.step.index,
        "action": action.model_dump(mode="json") if action else None,
        "found": one.how,
        "score": round(one.score, 4),
        "moved": round(one.moved, 4),
        "scrolled": one.scrolled,
        "difference": round(one.difference, 6),
        "result": result.model_dump(mode="json") if result else None,
    }


def _line(one: Redone) -> str:
    action, result = one.step.decision.action, one.step.result
    words = "; ".join(_remarks(one))
    failed = f"  failed: {result.said}" if result and not result.ok else ""
    done = action_words(action) if action else "nothing"
    return f"{one.step.index + 1:3}  {done}  [{words}]{failed}"


def _remarks(one: Redone) -> Iterator[str]:
    known = {"as recorded", "already so", "by name", "model"}
    if one.how == "lost":
        yield f"LOST: {one.sought} is not on the screen"
    else:
        yield one.how if one.how in known else f"by {one.how}"
    if one.score < 1 and one.how != "lost":
        yield f"score {one.score:.2f}"
    if one.moved >= 0.005:
        yield f"moved {one.moved:.0%}"
    if one.scrolled:
        yield f"scrolled {one.scrolled} times"
