"""Several episodes on one model: in one process side by side, against one after the other.

    python bench/batch.py [CHECKPOINT] [--episodes 8] [--steps 3] [--tokens 40] [--rounds 3]

Each episode has its own handle, its own conversation and its own screens; side by side they run in
threads, and what they ask for at the same time is computed in one pass. The two ways take turns,
and every reply must be the same. Without a checkpoint: the random model of bench/decode.py.
"""

import argparse
import os
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from decode import small

from agent.models.local import open_model
from agent.models.local.model import LocalModel
from agent.types import Frame, Message, Picture, Prompt, Size

SCREEN = Size(1080, 2400)
SYSTEM = "You drive a phone by calling mobile_use with an action and a coordinate. " * 6


def episode(model: LocalModel, screens: list[Frame], tokens: int) -> list[str]:
    """The replies of one episode: text history, the newest screen last."""
    told: list[str] = []
    seen = model.geometry(SCREEN)
    for step, screen in enumerate(screens):
        goal = f"open settings. Done so far: {step} taps"
        messages = (Message("system", (SYSTEM,)), Message("user", (goal, Picture(screen, seen))))
        told.append(model.generate(Prompt(messages, max_tokens=tokens)).text)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", nargs="?")
    parser.add_argument("--episodes", type=int, default=8)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    count = SCREEN.width * SCREEN.height * 4
    with tempfile.TemporaryDirectory() as scratch:
        model = open_model(given.checkpoint or str(small(Path(scratch) / "small")))
        model.engine.end = frozenset()
        serial, together = [], []
        for _ in range(given.rounds):
            frames = [
                [Frame(SCREEN, os.urandom(count)) for _ in range(given.steps)]
                for _ in range(given.episodes)
            ]
            answers = []
            for workers, seconds in ((1, serial), (given.episodes, together)):
                model.engine.eyes.forget()
                handles = [model.another() for _ in frames]
                started = time.perf_counter()
                with ThreadPoolExecutor(workers) as pool:
                    answers.append(
                        list(pool.map(episode, handles, frames, [given.tokens] * len(frames)))
                    )
                seconds.append(time.perf_counter() - started)
            assert answers[0] == answers[1], "the outputs differ"
    ratios = [slow / quick for slow, quick in zip(serial, together, strict=True)]
    print(
        f"{given.episodes} episodes of {given.steps} steps with {given.tokens} tokens each:"
        f" one after the other {statistics.median(serial):.2f} s,"
        f" side by side {statistics.median(together):.2f} s,"
        f" {statistics.median(ratios):.2f} times as quick (least {min(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
