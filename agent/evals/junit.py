"""An evaluation for a CI system: a suite for each task, a case for each trial."""

from collections.abc import Sequence

from agent.evals.results import CRASHES, Result
from agent.flows.junit import Case, Fault, Suite, document

__all__ = ["junit"]


def junit(suite: str, results: Sequence[Result], started: float) -> bytes:
    """The file's content. A trial that device or model ended is an error, not a failure.

    ``started``: when the evaluation began, POSIX seconds.
    """
    tasks = dict.fromkeys(one.task for one in results)
    return document(
        [_suite(suite, [one for one in results if one.task == task], started) for task in tasks]
    )


def _suite(suite: str, trials: Sequence[Result], started: float) -> Suite:
    first = trials[0]
    properties = {"tags": ", ".join(first.tags)} if first.tags else {}
    devices = ", ".join(dict.fromkeys(one.device for one in trials if one.device))
    cases = [_case(suite, one) for one in trials]
    return Suite(f"{suite}/{first.task}", cases, started, devices, properties)


def _case(suite: str, one: Result) -> Case:
    fault = Fault(f"{one.outcome}: {one.why}", str(one.outcome), f"{one.goal}\n{one.why}")
    crashed = one.outcome in CRASHES
    facts = [
        one.goal,
        f"seed {one.seed}, epoch {one.epoch}, score {one.score:g}, {one.steps} steps",
        f"{one.tokens_in} tokens read, {one.tokens_out} written",
        f"recording: {one.recording}",
        *(["judged by a model"] if one.judged else []),
    ]
    return Case(
        name=one.key,
        classname=f"{suite}.{one.task}",
        seconds=one.seconds,
        error=fault if crashed else None,
        failure=None if crashed or one.success else fault,
        output="\n".join(facts),
    )
