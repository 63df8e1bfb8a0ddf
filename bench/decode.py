"""One action by our decode loop against transformers' ``generate()``, interleaved, outputs equal.

    python bench/decode.py [CHECKPOINT | --deep] [--rounds 7] [--tokens 40]

Without a checkpoint: a Qwen3-VL of about 7 M random parameters that sees a 1080x2400 phone as
256x544. ``--deep``: the same with 36 layers of width 64. There, as with a large model on a GPU,
most of a token's time goes into starting its operations.

Reported: median seconds of each, median and least of the per-round ratios. "Next step" is the same
prompt with another screen: what stands before the screen was computed in the step before. "Again"
is the same prompt with the same screen. "An action" is a reply held to a grammar, token by token by
a logits processor of ``generate()``, and by ours.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from agent.dialects.qwen import QWEN3_VL
from agent.models.local import open_model
from agent.models.local.conversation import Conversation, Question
from agent.models.local.grammar import Rules
from agent.models.local.model import LocalModel
from agent.models.local.replying import replies
from agent.models.local.tiny import write_tiny
from agent.models.local.vision import Visual
from agent.types import DeviceInfo, Frame, Observation, Size

SCREEN = Size(1080, 2400)
ACTION = r"""
start: "<tool_call>\n" call "\n</tool_call>"
call: "{\"name\": \"mobile_use\", \"arguments\": {\"action\": \"click\", \"coordinate\": " at "}}"
at: "[" NUMBER ", " NUMBER "]"
NUMBER: /[1-9][0-9]{0,2}/
"""


def small(folder: Path, *, deep: bool = False) -> Path:
    """A random checkpoint of the size of the pocket model, or as many layers as a large one has."""
    write_tiny(folder)
    config = json.loads((folder / "config.json").read_text())
    layers, width = (36, 64) if deep else (4, 256)
    config["text_config"] |= {
        "hidden_size": width, "intermediate_size": 3 * width, "num_hidden_layers": layers,
        "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64, "vocab_size": 4096,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0,
                            "mrope_interleaved": True, "mrope_section": [8, 12, 12]},
    }  # fmt: skip
    config["vision_config"] |= {
        "depth": 4, "hidden_size": 192, "num_heads": 4, "intermediate_size": 576,
        "out_hidden_size": width, "num_position_embeddings": 784, "deepstack_visual_indexes": [1],
    }  # fmt: skip
    import transformers

    made = transformers.AutoConfig.for_model(**config)
    transformers.AutoModelForImageTextToText.from_config(made).save_pretrained(folder)
    path = folder / "preprocessor_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "max_pixels": 147456}))
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", nargs="?")
    parser.add_argument("--deep", action="store_true", help="36 layers of width 64")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tokens", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        started = time.perf_counter()
        folder = given.checkpoint or str(small(Path(scratch) / "small", deep=given.deep))
        model = open_model(folder)
        print(f"opened in {time.perf_counter() - started:.1f} s on {model.engine.device}")
        model.engine.end = frozenset()
        seen = model.geometry(SCREEN)
        actions = frozenset({"tap", "long_press", "swipe", "type_text", "press", "open_app"})
        device = DeviceInfo(kind="android", serial="", size=SCREEN, actions=actions)
        screens = [Frame(SCREEN, os.urandom(SCREEN.width * SCREEN.height * 4)) for _ in range(2)]
        questions = [
            model.encode(
                QWEN3_VL.prompt(
                    "enable wifi", (), Observation(screen, 0.0), seen=seen, device=device
                )
            )
            for screen in screens
        ]
        # Cut into patches before anything is timed: the screen's way there is another bench.
        ready = [cut(question) for question in questions]
        told = [theirs_of(model, question) for question in questions]
        print(f"{len(questions[0].ids)} tokens, seen as {seen}")
        generation = {"max_new_tokens": given.tokens, "min_new_tokens": given.tokens}
        conversation = Conversation()
        shown = 0

        def other_screen() -> None:
            nonlocal shown
            shown = 1 - shown

        def screen() -> int:
            return shown

        def ours() -> list[int]:
            # Another screen each time: its features are not to be found.
            model.engine.eyes.forget()
            return list(replies(model.engine, conversation, ready[screen()], given.tokens))

        def theirs() -> list[int]:
            whole = model.engine.model.generate(
                **told[screen()], **generation, do_sample=False, eos_token_id=None
            )
            return list(whole[0, len(questions[0].ids) :].tolist())

        def masked() -> list[int]:
            held = Masked(model.grammars.rules(ACTION), len(questions[0].ids))
            whole = model.engine.model.generate(
                **told[screen()], max_new_tokens=200, do_sample=False, logits_processor=[held],
                eos_token_id=sorted(model.chat.end_of_turn),
            )  # fmt: skip
            reply = whole[0, len(questions[0].ids) :].tolist()
            return [token for token in reply if token not in model.chat.end_of_turn]

        def guessed() -> list[int]:
            model.engine.eyes.forget()
            rules = model.grammars.rules(ACTION)
            return list(replies(model.engine, conversation, ready[screen()], 200, rules=rules))

        race("generate()", theirs, "ours", ours, given.rounds, conversation.forget)
        race("generate()", theirs, "ours, next step", ours, given.rounds, other_screen)
        race("generate()", theirs, "ours, again", ours, given.rounds)
        # Here the model may end; the grammar says where.
        model.engine.end = model.chat.end_of_turn
        told_apart = ("masked generate()", masked)
        race(*told_apart, "an action", guessed, given.rounds, conversation.forget)
        race(*told_apart, "an action, next step", guessed, given.rounds, other_screen)
        race(*told_apart, "an action, again", guessed, given.rounds)


def cut(question: Question) -> Question:
    """With pictures that are patches already."""

    def ready(visual: Visual) -> Visual:
        assert visual.packed is not None
        made = visual.packed()
        return replace(visual, packed=lambda: made)

    return Question(question.ids, tuple(ready(visual) for visual in question.visuals))


def theirs_of(model: LocalModel, question: Question) -> dict[str, torch.Tensor]:
    """The same question as transformers takes it."""
    ids = torch.tensor([question.ids], device=model.engine.device)
    grids = [visual.grid for visual in question.visuals]
    return {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "mm_token_type_ids": (ids == model.engine.model.config.image_token_id).int(),
        "pixel_values": torch.cat([visual.patches() for visual in question.visuals]),
        "image_grid_thw": torch.tensor(grids, device=model.engine.device),
    }


class Masked:
    """The plain way to hold ``generate()`` to a grammar: a mask before each token."""

    def __init__(self, rules: Rules, start: int) -> None:
        self._rules = rules
        self._start = start

    def __call__(self, ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        if ids.shape[1] > self._start:
            self._rules.take(int(ids[0, -1]))
        return self._rules.allowed(scores[0])[None]


def race(
    slow: str,
    theirs: Callable[[], list[int]],
    name: str,
    ours: Callable[[], list[int]],
    rounds: int,
    before: Callable[[], None] = lambda: None,
) -> None:
    """Both in turn, ``before`` each round; prints times and ratios. The outputs must be equal."""
    spent: dict[str, list[float]] = {slow: [], name: []}
    for _ in range(rounds):
        before()
        answers = []
        for which, way in ((slow, theirs), (name, ours)):
            started = time.perf_counter()
            answers.append(way())
            spent[which].append(time.perf_counter() - started)
        assert answers[0] == answers[1], "the outputs differ"
    ratios = [long / short for long, short in zip(spent[slow], spent[name], strict=True)]
    print(
        f"{len(answers[0])} tokens, {name}: {statistics.median(spent[name]):.3f} s,"
        f" {slow} {statistics.median(spent[slow]):.3f} s:"
        f" {statistics.median(ratios):.2f} times as quick (least {min(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
