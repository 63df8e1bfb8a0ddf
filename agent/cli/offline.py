"""``agent eval offline``: benchmarks of single steps, from a folder that the user has."""

from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from agent.cli import terminal
from agent.errors import StorageError, UsageError

if TYPE_CHECKING:
    from agent.config import Settings
    from agent.evals.offline import Answered, Benchmark, Question, Score, Scorer

__all__ = ["offline", "score_recording"]

_NOTHING = 5


def offline(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="See --list.")] = None,
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER")] = None,
    model: Annotated[str | None, typer.Option(help="NAME[:ARGUMENT], folder, hub id.")] = None,
    dialect: Annotated[str | None, typer.Option(help="How the model is spoken to.")] = None,
    split: Annotated[str, typer.Option(help="Only this part of the data.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many.")] = None,
    scorer: Annotated[str | None, typer.Option(help="How answers are judged.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write each answer as a line of JSON to this new file.")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="List the benchmarks and end.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Ask a model the questions of a benchmark that lies in FOLDER, and score its answers.

    A reply that cannot be read counts as wrong. Exit code: 0 asked to the end, whatever the score;
    2 wrong usage; 3 model or data cannot be used; 5 no question was found.
    """
    from agent.evals.offline import benchmark, tally

    if show:
        _list()
        return
    if name is None or folder is None or model is None:
        raise UsageError(
            "NAME, FOLDER and --model are needed",
            hint="agent eval offline screenspot FOLDER --model CHECKPOINT",
        )
    chosen = benchmark(name)
    rule = chosen.scorer(scorer)
    questions = islice(filter(rule.takes, chosen.load(folder, split)), limit)
    flags = {"model": model, "dialect": dialect}
    answers = list(_kept(_asked(flags, model, questions, rule), out))
    if not answers:
        terminal.say(f"{folder} holds no question")
        raise typer.Exit(_NOTHING)
    _say(name, rule, model, tally(answers), json=json)


def score_recording(recording: Path, goal: str, settings: "Settings", *, json: bool) -> None:
    """``agent run GOAL --device recorded:RUN``: nothing is done, each answer is compared.

    The past is told as recorded, and the next recorded screen follows whatever the model chose.
    """
    from agent.cli.opening import policy_for
    from agent.evals.offline import ask, benchmark, tally
    from agent.evals.offline.recorded import questions
    from agent.trajectory import find_episode

    run, episode = find_episode(recording)
    about = run.record.device
    if settings.model is None or about is None:
        raise UsageError(
            "no model is named; a recording does not say which one to ask",
            hint="agent run GOAL --device recorded:RUN --model pocket",
        )
    rule = benchmark("recorded").scorer(None)
    policy = policy_for(settings, settings.model, about)
    with closing(policy.model):
        answers = list(_told(ask(policy, filter(rule.takes, questions(run, episode, goal)), rule)))
    if not answers:
        raise UsageError(
            f"{recording} has no step whose action was done", hint="name another recording"
        )
    _say("recorded", rule, settings.model, tally(answers), json=json)


def _say(name: str, rule: "Scorer", model: str, scores: "list[Score]", *, json: bool) -> None:
    if json:
        terminal.as_json(_as_json(name, rule, model, scores))
        return
    terminal.table(
        ("SPLIT", "STEPS", "RIGHT", "%", "95 %", "KIND %", "UNREADABLE", "EPISODES"),
        [_row(score) for score in scores],
    )
    terminal.out(f"{name}, scored as {rule.name}")


def _asked(
    flags: dict[str, str | None], model: str, questions: "Iterable[Question]", rule: "Scorer"
) -> "Iterator[Answered]":
    from agent import config as configuration
    from agent.cli.opening import policy_for
    from agent.evals.offline import ask
    from agent.types import DeviceInfo, Size

    # What each question is told of is its own device; none has to be there.
    nowhere = DeviceInfo(kind="android", serial="offline", size=Size(1, 1), actions=frozenset())
    policy = policy_for(configuration.load(flags).settings, model, nowhere)
    with closing(policy.model):
        yield from _told(ask(policy, questions, rule))


def _told(answers: "Iterable[Answered]") -> "Iterator[Answered]":
    for number, answer in enumerate(answers, 1):
        mark = "right" if answer.judgement.exact else "wrong"
        why = f": {answer.decision.error}" if answer.unreadable else ""
        terminal.say(f"{number:5}  {mark}  {answer.id}{why}")
        yield answer


def _kept(answers: "Iterable[Answered]", out: Path | None) -> "Iterator[Answered]":
    """The same answers, each written down as it comes."""
    try:
        file = nullcontext() if out is None else out.open("x", encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"{out} cannot be written: {error.strerror}", hint="name a new file: --out FILE"
        ) from error
    with file as opened:
        for answer in answers:
            if opened is not None:
                _write(opened, answer)
            yield answer


def _write(file: TextIO, answer: "Answered") -> None:
    import json

    action = answer.decision.action
    line = {
        "id": answer.id,
        "splits": answer.splits,
        "right": answer.judgement.exact,
        "kind": answer.judgement.kind,
        "action": action.model_dump(mode="json") if action else None,
        "error": answer.decision.error,
        "reply": answer.decision.raw,
    }
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    file.flush()


def _row(score: "Score") -> list[str]:
    low, high = score.interval
    steps = score.episodes < score.count
    return [
        score.split,
        str(score.count),
        str(score.right),
        f"{100 * score.share:.1f}",
        f"{100 * low:.1f}-{100 * high:.1f}",
        f"{100 * score.kind / score.count:.1f}",
        str(score.unreadable),
        f"{score.whole}/{score.episodes}" if steps else "-",
    ]


def _as_json(name: str, rule: "Scorer", model: str, scores: "list[Score]") -> dict[str, object]:
    return {
        "schema_version": 1,
        "benchmark": name,
        "scorer": rule.name,
        "model": model,
        "scores": [
            {
                "split": score.split,
                "count": score.count,
                "right": score.right,
                "share": round(score.share, 6),
                "interval": [round(bound, 6) for bound in score.interval],
                "kind": score.kind,
                "unreadable": score.unreadable,
                "episodes": score.episodes,
                "whole_episodes": score.whole,
            }
            for score in scores
        ],
    }


def _list() -> None:
    from agent.evals.offline import BENCHMARKS

    def row(name: str, one: "Benchmark") -> tuple[str, str, str]:
        return name, ", ".join(one.scorers), one.parts

    terminal.table(
        ("BENCHMARK", "SCORERS", "SPLITS"), [row(name, one) for name, one in BENCHMARKS.items()]
    )
