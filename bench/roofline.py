"""Decoding and a whole step against what the machine could do at best, by random weights.

    python bench/roofline.py [--size small|3b|7b] [--device cuda] [--rounds 5] [--tokens 40]

The shapes are those of Qwen2.5-VL (3B, 7B), or those of a model of 8 M parameters for a CPU. The
limit is measured, not taken from a data sheet: bytes a second of a large copy, operations a second
of a large product, in the model's number format.

decode     one token after another behind a conversation of 2000. Each reads all weights of the
           text model once, and all keys and values: their bytes by the bandwidth is the limit.
           Beside it, in turns, transformers' generate() from the same keys and values.
step       a new screen of 1272 tokens behind 1500 of text, and an action of 39 tokens in 12 passes
           (what a grammar forces is not computed alone). Limit: two operations a weight and token
           for the screen, by the tower and the text model, and the bytes of 12 passes.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeVar

import torch
import transformers

from agent.models.local.conversation import Conversation, Question
from agent.models.local.engine import Engine
from agent.models.local.graphs import cuda_graph
from agent.models.local.hardware import choose_device, choose_dtype
from agent.models.local.vision import Visual

Result = TypeVar("Result")

TEXT = {
    "small": (256, 768, 8, 4, 2, 4096),
    "3b": (2048, 11008, 36, 16, 2, 151936),
    "7b": (3584, 18944, 28, 28, 4, 152064),
}
"""Width, width of the feed-forward, layers, heads, key heads, vocabulary."""
GRID = (1, 106, 48)
"""Patches of a phone's screen at 672x1484: 1272 tokens."""
PAST, HISTORY = 2000, 1500
ACTION = (3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4)
"""Tokens of each pass of an action: 39 in all."""


def random_model(size: str, device: torch.device, dtype: torch.dtype) -> Any:
    """A Qwen2.5-VL of that size with weights that mean nothing."""
    width, feed, layers, heads, groups, words = TEXT[size]
    each = width // heads
    sections = [each // 8, each * 3 // 16, each * 3 // 16]
    tower: dict[str, Any] = {"out_hidden_size": width}
    if size == "small":
        tower |= {
            "depth": 4, "hidden_size": 192, "num_heads": 4, "intermediate_size": 576,
            "fullatt_block_indexes": [1, 3],
        }  # fmt: skip
    config = transformers.AutoConfig.for_model(
        "qwen2_5_vl",
        text_config={
            "hidden_size": width, "intermediate_size": feed, "num_hidden_layers": layers,
            "num_attention_heads": heads, "num_key_value_heads": groups, "vocab_size": words,
            "max_position_embeddings": 32768, "bos_token_id": None, "eos_token_id": None,
            "rope_parameters": {
                "rope_type": "default", "rope_theta": 1e6, "mrope_section": sections,
            },
        },
        vision_config=tower,
        tie_word_embeddings=size != "7b",
        image_token_id=3,
        vision_start_token_id=2,
        vision_end_token_id=4,
    )  # fmt: skip
    with device:
        model = transformers.AutoModelForImageTextToText.from_config(config, dtype=dtype)
    model.generation_config.eos_token_id = None
    return model.eval()


def screen(model: Any, seed: int) -> Visual:
    """A picture of noise; its index is that of its first token behind ``<|vision_start|>``."""
    rows, values = GRID[1] * GRID[2], 3 * 2 * 14 * 14
    pixels = torch.randn(rows, values, generator=torch.Generator().manual_seed(seed))
    ready = pixels.to(model.device)
    return Visual(f"screen {seed}", HISTORY + 1, rows // 4, GRID, lambda: ready)


def words(count: int, seed: int = 0) -> list[int]:
    return Random(seed).choices(range(10, 4000), k=count)


def timed(run: Callable[[], Result], device: torch.device) -> tuple[float, Result]:
    """Seconds until the device is done with ``run``, and its result."""
    finish(device)
    started = time.perf_counter()
    result = run()
    finish(device)
    return time.perf_counter() - started, result


def finish(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def best(run: Callable[[], object], device: torch.device, times: int = 7) -> float:
    run()
    return min(timed(run, device)[0] for _ in range(times))


def bandwidth(device: torch.device) -> float:
    """Bytes a second that a large copy reads and writes."""
    source = torch.zeros(2**28 if device.type == "cpu" else 2**31, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    return 2 * source.numel() / best(lambda: target.copy_(source), device)


def operations(device: torch.device, dtype: torch.dtype) -> float:
    """Multiplications and additions a second of a large product of matrices."""
    side = 2048 if device.type == "cpu" else 8192
    left = torch.randn(side, side, device=device).to(dtype)
    return float(2 * side**3 / best(lambda: left @ left, device))


def weights(module: Any) -> int:
    return sum(weight.numel() for weight in module.parameters())


def read_bytes(model: Any, past: int) -> int:
    """Bytes that computing one token must read: the text model, its head, keys and values."""
    text = model.config.text_config
    each = text.hidden_size // text.num_attention_heads
    cached = 2 * text.num_hidden_layers * text.num_key_value_heads * each * past
    layers = weights(model.model.language_model.layers) + model.lm_head.weight.numel()
    return int((layers + cached) * model.lm_head.weight.element_size())


def ours(engine: Engine, conversation: Conversation, tokens: int) -> list[int]:
    """Greedy tokens behind ``conversation``, which is what it was afterwards."""
    start = len(conversation)
    found = [5]
    for _ in range(tokens):
        found.append(int(engine.extend(conversation, Question([found[-1]]))[0].argmax()))
    conversation.cut(start)
    return found[1:]


def theirs(model: Any, past: list[int], tokens: int) -> Callable[[], list[int]]:
    """The same by generate() with a cache of ``past``, which each call gets a copy of."""
    told = torch.tensor([[*past, 5]], device=model.device)
    with torch.inference_mode():
        cache = model(input_ids=told[:, :-1], use_cache=True).past_key_values

    def run() -> list[int]:
        if cache.get_seq_length() > len(past):
            cache.crop(len(past) - cache.get_seq_length())
        whole = model.generate(
            input_ids=told,
            attention_mask=torch.ones_like(told),
            past_key_values=cache,
            max_new_tokens=tokens,
            min_new_tokens=tokens,
            do_sample=False,
        )
        return list(whole[0, told.shape[1] :].tolist())

    return run


def decode(engine: Engine, tokens: int, rounds: int, speed: float) -> None:
    past = words(PAST)
    conversation = Conversation()
    engine.extend(conversation, Question(past))
    peer = theirs(engine.model, past, tokens)
    quick, slow, same = [], [], tokens
    ours(engine, conversation, 8)  # what is recorded is recorded here
    for _ in range(rounds):
        spent, mine = timed(partial(ours, engine, conversation, tokens), engine.device)
        quick.append(spent)
        spent, other = timed(peer, engine.device)
        slow.append(spent)
        equal = [one == another for one, another in zip(mine, other, strict=True)]
        same = min(same, equal.index(False) if False in equal else tokens)
    limit = read_bytes(engine.model, PAST) / speed
    each = statistics.median(quick) / tokens
    ratio = statistics.median(b / a for a, b in zip(quick, slow, strict=True))
    print(
        f"decode: {each * 1e3:.2f} ms a token, limit {limit * 1e3:.2f} ms:"
        f" {limit / each:.0%} of the roofline; generate() takes {ratio:.1f} times as long;"
        f" {same} of {tokens} tokens are equal"
    )


def act(engine: Engine, conversation: Conversation, told: Question) -> None:
    """The passes of a step: what is new, and an action."""
    engine.extend(conversation, told)
    for count in ACTION:
        engine.extend(conversation, Question(words(count)), count)


def step(engine: Engine, rounds: int, speed: float, rate: float) -> None:
    model = engine.model
    spent = []
    for seed in range(rounds + 1):
        conversation = Conversation()
        engine.extend(conversation, Question(words(HISTORY)))
        visual = screen(model, seed)
        ids = [2, *[3] * visual.tokens, 4, *words(20)]

        told = Question(ids, (visual,))
        spent.append(timed(partial(act, engine, conversation, told), engine.device)[0])
    patches = GRID[1] * GRID[2]
    text = weights(model.model.language_model.layers)
    looking = 2 * patches * weights(model.model.visual.blocks) / rate
    reading = 2 * len(ids) * text / rate
    acting = len(ACTION) * read_bytes(model, HISTORY + len(ids)) / speed
    limit = looking + reading + acting
    mine = statistics.median(spent[1:])  # the first run is a warm-up
    print(
        f"step: {mine * 1e3:.0f} ms, limit {limit * 1e3:.0f} ms (tower {looking * 1e3:.0f}, screen"
        f" {reading * 1e3:.0f}, action {acting * 1e3:.0f}): {mine / limit:.1f} times the limit"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=TEXT)
    parser.add_argument("--device")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=40)
    given = parser.parse_args()
    device = choose_device(given.device)
    size = given.size or ("7b" if device.type == "cuda" else "small")
    dtype = choose_dtype(device, 0)
    model = random_model(size, device, dtype)
    engine = Engine(model, frozenset(), record=cuda_graph if device.type == "cuda" else None)
    speed, rate = bandwidth(device), operations(device, dtype)
    print(
        f"{size}: {weights(model) / 1e6:.0f} M parameters, {dtype} on {device};"
        f" {speed / 1e9:.0f} GB/s, {rate / 1e12:.2f} Tflop/s"
    )
    decode(engine, given.tokens, given.rounds, speed)
    step(engine, given.rounds, speed, rate)


if __name__ == "__main__":
    main()
