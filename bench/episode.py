"""What an episode's screenshots cost: kept and extended, against read again in every step.

    python bench/episode.py [CHECKPOINT] [--steps 20] [--window 5] [--rounds 3] [--tokens 1]

An episode in which every step adds a screenshot and a reply. Timed is what a step needs until its
first token, vision and prefill, without cutting the screens into patches; with more TOKENS, until
the last of them. The ways take turns step by step, in one run:

full      transformers' generate() over the whole history, all screenshots, as a chat is run
ours      the same prompts; what was computed for the step before is kept
window    generate() over a history that keeps the last WINDOW screenshots
blocks    ours, keeping WINDOW to 2 * WINDOW - 1 screenshots: the oldest go in blocks

`full` and `ours` must give the same tokens in every step, and so must `blocks` and a plain pass
over its prompts. Without a checkpoint: the random model of bench/decode.py.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from decode import small

from agent.models.local import open_model
from agent.models.local.conversation import Conversation, Question
from agent.models.local.model import LocalModel
from agent.models.local.replying import replies
from agent.types import Frame, Message, Picture, Prompt, Size

SCREEN = Size(1080, 2400)
SYSTEM = "You drive a phone by calling mobile_use with an action and a coordinate. " * 6
REPLY = '<tool_call>\n{"name": "mobile_use", "arguments": {"action": "click"}}\n</tool_call>'


def prompt(shots: list[Picture], shown: Callable[[int, int], bool]) -> Prompt:
    """The history up to the last of ``shots``; ``shown``: whether a step's picture is in it."""
    messages = [Message("system", (SYSTEM,))]
    last = len(shots) - 1
    for step, shot in enumerate(shots):
        seen: tuple[str | Picture, ...] = (shot,) if shown(step, last) else ("(a screen)",)
        messages.append(Message("user", (f"Step {step}: open settings", *seen)))
        if step < last:
            messages.append(Message("assistant", (REPLY,)))
    return Prompt(tuple(messages))


def theirs(
    model: LocalModel, question: Question, pixels: dict[str, torch.Tensor], tokens: int
) -> list[int]:
    """The first tokens by generate() on the whole prompt."""
    ids = torch.tensor([question.ids], device=model.engine.device)
    told: dict[str, Any] = {
        "pixel_values": torch.cat([pixels[visual.key] for visual in question.visuals]),
        "image_grid_thw": torch.tensor([visual.grid for visual in question.visuals]),
        "mm_token_type_ids": (ids == model.engine.model.config.image_token_id).int(),
    }
    whole = model.engine.model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=tokens,
        do_sample=False,
        **told,
    )
    found: list[int] = whole[0, len(question.ids) :].tolist()
    return found


def timed(run: Callable[[], list[int]]) -> tuple[float, list[int]]:
    started = time.perf_counter()
    tokens = run()
    return time.perf_counter() - started, tokens


def episode(model: LocalModel, steps: int, window: int, tokens: int) -> dict[str, list[float]]:
    """Seconds of each step, each way. Raises ``AssertionError`` if tokens differ."""
    spent: dict[str, list[float]] = {"full": [], "ours": [], "window": [], "blocks": []}
    kept, blocks = Conversation(), Conversation()
    model.engine.eyes.forget()
    seen = model.geometry(SCREEN)
    shots: list[Picture] = []
    pixels: dict[str, torch.Tensor] = {}
    for _ in range(steps):
        frame = Frame(SCREEN, os.urandom(SCREEN.width * SCREEN.height * 4))
        shots.append(Picture(frame, seen))
        all_of_it = model.encode(prompt(shots, lambda _, __: True))
        windowed = model.encode(prompt(shots, lambda step, last: step > last - window))
        blocked = model.encode(
            prompt(shots, lambda step, last: step >= max(0, last // window - 1) * window)
        )
        newest = all_of_it.visuals[-1]
        pixels[newest.key] = newest.patches()
        assert newest.packed is not None
        packed = newest.packed()

        def first(
            conversation: Conversation, question: Question, ready: torch.Tensor = packed
        ) -> list[int]:
            visuals = tuple(replace(visual, packed=lambda: ready) for visual in question.visuals)
            asked = Question(question.ids, visuals)
            return list(replies(model.engine, conversation, asked, tokens))

        ways: dict[str, Callable[[], list[int]]] = {
            "full": lambda q=all_of_it: theirs(model, q, pixels, tokens),  # type: ignore[misc]
            "ours": lambda q=all_of_it: first(kept, q),  # type: ignore[misc]
            "window": lambda q=windowed: theirs(model, q, pixels, tokens),  # type: ignore[misc]
            # The picture was just seen by the other conversation: here it is to cost again.
            "blocks": lambda q=blocked: first(blocks, q),  # type: ignore[misc]
        }
        told = {}
        for name, run in ways.items():
            if name == "blocks":
                model.engine.eyes.discard(newest.key)
            seconds, told[name] = timed(run)
            spent[name].append(seconds)
        assert told["full"] == told["ours"], "the outputs differ"
        assert told["blocks"] == theirs(model, blocked, pixels, tokens), "the outputs differ"
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", nargs="?")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--window", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        model = open_model(given.checkpoint or str(small(Path(scratch) / "small")))
        # No reply may be ended early by an end token that a random model likes.
        model.engine.end = frozenset()
        model.engine.model.generation_config.eos_token_id = None
        print(f"{model.name} on {model.engine.device}, {given.steps} steps, {given.tokens} tokens")
        rounds = [
            episode(model, given.steps, given.window, given.tokens) for _ in range(given.rounds)
        ]
    for name in rounds[0]:
        whole = statistics.median(sum(spent[name]) for spent in rounds)
        growth = statistics.median(spent[name][-1] / spent[name][0] for spent in rounds)
        print(f"{name:8}{whole:8.2f} s an episode, last step / first step {growth:6.2f}")
    for slow, quick in (("full", "ours"), ("window", "ours"), ("window", "blocks")):
        ratios = [sum(spent[slow]) / sum(spent[quick]) for spent in rounds]
        print(f"{slow} / {quick}: {statistics.median(ratios):.1f}x (least {min(ratios):.1f}x)")


if __name__ == "__main__":
    main()
