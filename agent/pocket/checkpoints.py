"""Makes and writes the pocket model's checkpoint folder: an ordinary one of transformers."""

import random
from pathlib import Path
from typing import Any

import torch
import transformers
from torch import Tensor

from agent import actions as act
from agent.dialects.qwen import QWEN3_VL
from agent.models.local.chat import Chat
from agent.models.local.geometry import read_geometry
from agent.pocket.goals import all_goals, phrase
from agent.pocket.network import PATCH, SEEN, build, write_preprocessor
from agent.pocket.oracle import FIXED_ACTIONS, GLUE, PLACES
from agent.pocket.phone import Catalogue
from agent.pocket.questions import DEVICE, SCREEN
from agent.pocket.vocabulary import read_ids, write_tokenizer
from agent.types import Decision, Frame, Observation

__all__ = ["export", "open_tokenizer", "prepare"]

_LEARNED = 3000
"""Tokens of the vocabulary that are learned from sentences."""


def prepare(folder: Path, catalogue: Catalogue, *, seed: int = 0) -> Any:
    """Write tokenizer and preprocessor into ``folder``; returns a model with new weights.

    A tokenizer that is there stays: what was learned was learned with it.
    """
    if not (folder / "tokenizer.json").exists():
        _teach_tokenizer(folder, catalogue, random.Random(seed))
    write_preprocessor(folder)
    return build(read_ids(folder), seed=seed)


def _teach_tokenizer(folder: Path, catalogue: Catalogue, chance: random.Random) -> None:
    goals = list(all_goals(catalogue))
    corpus = [phrase(chance.choice(goals), catalogue, "train", chance) for _ in range(30_000)]
    corpus += [f"[{chance.randrange(100) * 10}, {chance.randrange(100) * 10}]" for _ in range(3000)]
    corpus += [f" {label} {label.lower()}" for label in catalogue.labels()] * 20
    fixed, labels = [*_prompt_strings(), *_reply_strings()], [*catalogue.labels(), *PLACES.values()]
    write_tokenizer(folder, corpus, fixed, labels, size=_LEARNED)


def open_tokenizer(folder: Path) -> tuple[Any, Chat]:
    """The tokenizer in ``folder``, plain and as the local model's chat."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    geometry = read_geometry(folder, {"patch_size": PATCH})
    image_token = tokenizer.convert_tokens_to_ids("<|image_pad|>")
    return tokenizer, Chat(tokenizer, geometry, image_token, default_system=False)


def export(model: Any, weights: dict[str, Tensor], working: Path, folder: Path) -> None:
    """Write ``weights`` (by parameter name) as a checkpoint with 16-bit numbers into ``folder``.

    ``working``: the folder that ``prepare`` wrote.
    """
    folder.mkdir(parents=True, exist_ok=True)
    twin = transformers.AutoModelForImageTextToText.from_config(model.config)
    missing, unknown = twin.load_state_dict(weights, strict=False)
    assert not unknown, unknown
    assert all("lm_head" in name for name in missing), missing
    twin.tie_weights()
    twin.generation_config = model.generation_config
    twin.to(torch.float16).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "preprocessor_config.json"):
        (folder / name).write_bytes((working / name).read_bytes())


def _prompt_strings() -> list[str]:
    """The parts of the dialect's prompt that never change; the system text is one token."""
    gap = "\N{OBJECT REPLACEMENT CHARACTER}"
    blank = Frame(SCREEN, bytes(SCREEN.width * SCREEN.height * 4))
    observation = Observation(frame=blank, at=0.0)
    prompt = QWEN3_VL.prompt(gap, (), observation, seen=SEEN, device=DEVICE, notes=(gap,))
    system, user = (str(message.parts[0]) for message in prompt.messages)
    paragraphs = [part for part in system.split("\n\n") if part.strip()]
    around = [part for part in user.split(gap) if part.strip()]
    tail = [part.removesuffix("nothing yet.") for part in around[1].split("\n") if part.strip()]
    steps = [f"Step {at}: " for at in range(1, 41)]
    roles = ["system\n", "user\n", "assistant\n"]
    done = [
        "Tap ", "Open ", "Type ", "Scroll up", "Go back", "Tap the search bar",
        "Tap the first result",
    ]  # fmt: skip
    return [
        system,
        *paragraphs,
        *around,
        *tail,
        *steps,
        *roles,
        *done,
        "nothing yet.",
        "; ",
        "Note: ",
    ]


def _reply_strings() -> list[str]:
    """The teacher's fixed words, and the calls: whole, or around the numbers that change."""
    space = QWEN3_VL.space(SCREEN, SEEN)
    calls = []
    for action, gap in _CALLS:
        reply = QWEN3_VL.render(Decision(action=action, summary="x"), space)
        call = reply.split("x", 1)[1]
        calls += [call.partition(gap)[0], call.partition(gap)[2]] if gap else [call]
    return [*GLUE, *calls]


_CALLS: tuple[tuple[act.Action, str], ...] = (
    *((action, "") for action in FIXED_ACTIONS),
    (act.Tap(at=(0, 0)), "0, 0"),
    (act.OpenApp(name="(gap)"), "(gap)"),
    (act.TypeText(text="(gap)"), "(gap)"),
)
"""Calls, and what changes in them."""
