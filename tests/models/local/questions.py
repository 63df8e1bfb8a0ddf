"""Prompts with pictures for the tests of the engine, and what transformers makes of the same."""

from collections.abc import Sequence
from random import Random

import torch

from agent.models.local.conversation import Question
from agent.models.local.model import LocalModel
from agent.types import Frame, Message, Picture, Prompt, Size

__all__ = ["alone", "chat", "picture", "plain", "question"]


def picture(model: LocalModel, seed: int = 0) -> Picture:
    """Noise of its own and a size of its own."""
    size = Size(300 + 40 * (seed % 4), 420)
    frame = Frame(size, Random(seed).randbytes(size.width * size.height * 4))
    return Picture(frame, model.geometry(size))


def chat(*turns: Sequence[str | Picture], system: str = "You act.") -> Prompt:
    """A conversation: user and assistant by turns, behind a system text."""
    roles = ("user", "assistant")
    messages = [Message(roles[at % 2], tuple(parts)) for at, parts in enumerate(turns)]  # type: ignore[arg-type]
    return Prompt((Message("system", (system,)), *messages))


def question(model: LocalModel, *, pictures: int = 1, goal: str = "open settings") -> Question:
    """One user turn: the goal, and pictures with a text behind each."""
    parts: list[str | Picture] = [goal]
    for index in range(pictures):
        parts += [picture(model, index), f"that was picture {index}"]
    return model.encode(chat(parts))


def plain(model: LocalModel, asked: Question, reply: Sequence[int] = ()) -> torch.Tensor:
    """Logits ``[tokens, vocabulary]`` of transformers' own forward over question and reply."""
    rows = [visual.patches() for visual in asked.visuals]
    grids = [visual.grid for visual in asked.visuals]
    return model.engine.logits([*asked.ids, *reply], torch.cat(rows) if rows else None, grids)


def alone(model: LocalModel, asked: Question, reply: Sequence[int]) -> list[int]:
    """What a greedy reply is by plain full passes, up to and including the end of ``reply``."""
    scores = plain(model, asked, reply)
    return [int(row.argmax()) for row in scores[len(asked.ids) - 1 : -1]]
