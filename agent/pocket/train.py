"""Trains the pocket model: ``python -m agent.pocket.train``.

Draws the pictures it lacks from the built-in phone, learns from them for a given time, and exports
a checkpoint folder. It can be stopped at any moment and started again: everything lies in the
working folder. On two CPU cores the default recipe takes two and a half hours; a GPU is used where
there is one.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch

from agent.pocket.batches import Batches
from agent.pocket.checkpoints import export, open_tokenizer, prepare
from agent.pocket.dense import DenseHeads
from agent.pocket.forward import Pass
from agent.pocket.inherit import inherit
from agent.pocket.learn import Learner, Scores
from agent.pocket.network import PATCH, SEEN
from agent.pocket.phone import catalogue
from agent.pocket.pictures import unused_seed
from agent.pocket.questions import Writer
from agent.pocket.store import Pictures

__all__ = ["main"]

_WEIGHTS = Path(__file__).resolve().parent / "weights"
_SAVE_EVERY = 180.0
_A_RUN = 400
_PAINTERS = 4
"""Processes that draw, for each core."""
_LISTEN = 96
_TELL_EVERY = 20


class _Setup(NamedTuple):
    learner: Learner
    batches: Batches
    model: Any


def _draw(folder: Path, wanted: int) -> None:
    """Let processes of their own draw pictures until there are enough: Qt wants the main thread,
    and a phone that was redecorated a thousand times may be let go. Most of their time they wait.
    """
    there = len(Pictures(folder))
    seed = unused_seed(folder)
    while there < wanted:
        runs = min(_PAINTERS * (os.cpu_count() or 1), -(-(wanted - there) // _A_RUN))
        command = [sys.executable, "-m", "agent.pocket.pictures", str(folder)]
        command += ["--count", str(_A_RUN), "--seed"]
        drawing = [subprocess.Popen([*command, str(seed + at)]) for at in range(runs)]
        said = [each.wait() for each in drawing]
        seed += runs
        before, there = there, len(Pictures(folder))
        sys.stderr.write(f"{there} of {wanted} pictures\n")
        if there == before:
            raise SystemExit(f"the phone could not draw pictures (exit {said}); see above")


def _set_up(working: Path, pictures: Path, peak: float) -> _Setup:
    known = catalogue()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = prepare(working, known)
    tokenizer, chat = open_tokenizer(working)
    batches = Batches(
        Pictures(pictures),
        Writer(chat, tokenizer, known),
        known,
        model.config.image_token_id,
        tokenizer.pad_token_id,
    )
    pass_ = Pass(model, (SEEN.height // PATCH, SEEN.width // PATCH)).to(device)
    heads = DenseHeads(model.config.text_config.hidden_size, batches.classes).to(device)
    return _Setup(Learner(pass_, heads, peak=peak), batches, model)


def _learn(setup: _Setup, given: argparse.Namespace) -> None:
    learner, batches, model = setup
    state = given.working / "state.pt"
    begun, saved = time.monotonic(), time.monotonic()
    already = learner.seconds
    budget = given.minutes * 60
    told: list[Scores] = []
    while learner.seconds < budget:
        chance = random.Random(f"{given.seed} {learner.steps}")
        progress = learner.seconds / budget
        if learner.steps < given.listens:
            told.append(learner.listen(batches.words(chance, _LISTEN), progress))
        elif learner.steps < given.looks:
            told.append(learner.look(batches.draw(chance, 2 * given.pictures, 0, 0), progress))
        else:
            batch = batches.draw(chance, given.pictures, given.goals, given.fragments)
            tower = progress < given.tower
            words = batches.words(chance, given.words) if given.words else None
            told.append(learner.step(batch, given.goals, progress, tower=tower, words=words))
        learner.seconds = already + time.monotonic() - begun
        if learner.steps % _TELL_EVERY == 0:
            _tell(learner, batches, told, given)
            told = []
            batches.pictures.refresh()
        if time.monotonic() - saved > _SAVE_EVERY:
            saved = time.monotonic()
            learner.save(state)
            export(model, learner.averaged(), given.working, given.working / "export")
    learner.save(state)
    export(model, learner.averaged(), given.working, given.out)


def _tell(
    learner: Learner, batches: Batches, told: list[Scores], given: argparse.Namespace
) -> None:
    mean = [
        sum(values) / len(told) for values in zip(*(_values(each) for each in told), strict=True)
    ]
    line = {
        "minutes": round(learner.seconds / 60, 1),
        "steps": learner.steps,
        "samples": learner.steps * given.pictures * given.goals,
        "pictures": len(batches.pictures),
        "loss": round(mean[0], 3),
        "read": round(mean[1], 3),
        "tokens": round(mean[2], 3),
        "replies": round(mean[3], 3),
    }
    with (given.working / "progress.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    sys.stderr.write("  ".join(f"{name} {value}" for name, value in line.items()) + "\n")


def _values(scores: Scores) -> tuple[float, ...]:
    return scores.loss, scores.read, scores.tokens, scores.replies


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description="Train the pocket model.")
    parser.add_argument("--working", type=Path, default=Path("pocket-training"))
    parser.add_argument("--cache", type=Path, help="pictures; default: WORKING/pictures")
    parser.add_argument("--out", type=Path, default=_WEIGHTS)
    parser.add_argument("--draw", type=int, default=6000, help="pictures to have")
    parser.add_argument("--minutes", type=float, default=135.0, help="of learning, in all")
    parser.add_argument("--listens", type=int, default=200, help="steps of words alone")
    parser.add_argument("--words", type=int, default=24, help="rows of words alone a step")
    parser.add_argument("--looks", type=int, default=900, help="steps of learning to read alone")
    parser.add_argument(
        "--tower", type=float, default=0.9, help="share of the time in which the tower learns"
    )
    parser.add_argument("--pictures", type=int, default=8, help="a step")
    parser.add_argument("--goals", type=int, default=3, help="a picture")
    parser.add_argument("--fragments", type=int, default=3, help="a goal, on average")
    parser.add_argument("--peak", type=float, default=1.2e-3, help="learning rate")
    parser.add_argument(
        "--start", type=Path, help="a working folder of an earlier run, to begin with its weights"
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(argv)
    given.working.mkdir(parents=True, exist_ok=True)
    pictures = given.cache or given.working / "pictures"
    _draw(pictures, given.draw)
    setup = _set_up(given.working, pictures, given.peak)
    state = given.working / "state.pt"
    if state.exists():
        setup.learner.load(state)
    elif given.start:
        inherit(setup.learner, given.start, given.working)
    _learn(setup, given)
    return 0


if __name__ == "__main__":
    sys.exit(main())
