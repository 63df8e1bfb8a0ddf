"""Writes tiny checkpoints with random weights: the real architectures, a few hundred kilobytes.

For tests of everything around the weights, and for trying an installation without a download::

    python -m agent.models.local.tiny FOLDER [--architecture qwen3-vl]

What they answer is noise; how they are loaded, shown pictures and asked is what a real checkpoint
goes through.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import tokenizers
import torch
import transformers

from agent.models.local.weights import quiet

__all__ = ["SPECIAL_TOKENS", "Architecture", "write_tiny"]

Architecture = Literal["qwen2-vl", "qwen2.5-vl", "qwen3-vl"]

SPECIAL_TOKENS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
"""The control tokens of the Qwen-VL families, in the order of their ids there."""

_TEXT: dict[str, Any] = {
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 8192,
    # Larger than in training: with 0.02 every prompt gets the same answer, and a mistake in a
    # position or a pixel would not show.
    "initializer_range": 0.2,
}
_ROPE: dict[str, Any] = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 3, 3]}


def write_tiny(folder: Path, architecture: Architecture = "qwen3-vl", *, seed: int = 0) -> Path:
    """Write a checkpoint into ``folder`` (made if need be) and return it.

    The vocabulary is the 256 bytes, the control tokens and the tags of ``<tool_call>``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ids = _write_tokenizer(folder)
    patch = 16 if architecture == "qwen3-vl" else 14
    config = _config(architecture, ids, patch)
    # A fork keeps the caller's random numbers as they were.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = transformers.AutoModelForImageTextToText.from_config(config)
    model.generation_config.eos_token_id = [ids["<|im_end|>"], ids["<|endoftext|>"]]
    model.generation_config.pad_token_id = ids["<|endoftext|>"]
    with quiet():
        model.save_pretrained(folder)
    _write_json(
        folder / "preprocessor_config.json",
        {
            "image_processor_type": "Qwen2VLImageProcessor",
            "patch_size": patch,
            "temporal_patch_size": 2,
            "merge_size": 2,
            "min_pixels": 4 * (2 * patch) ** 2,
            "max_pixels": 64 * (2 * patch) ** 2,
            **({"image_mean": [0.5] * 3, "image_std": [0.5] * 3} if patch == 16 else {}),
        },
    )
    return folder


def _write_tokenizer(folder: Path) -> dict[str, int]:
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.BPE(vocab={char: at for at, char in enumerate(alphabet)}, merges=[])
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    special = [tokenizers.AddedToken(token, special=True) for token in SPECIAL_TOKENS]
    tokenizer.add_special_tokens(special)
    tags = [tokenizers.AddedToken(tag, special=False) for tag in ("<tool_call>", "</tool_call>")]
    tokenizer.add_tokens(tags)
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "eos_token": "<|im_end|>",
            "pad_token": "<|endoftext|>",
            "model_max_length": _TEXT["max_position_embeddings"],
        },
    )
    return dict(tokenizer.get_vocab(with_added_tokens=True))


def _config(architecture: Architecture, ids: dict[str, int], patch: int) -> Any:
    text = {**_TEXT, "vocab_size": len(ids), "bos_token_id": None, "eos_token_id": None}
    vision: dict[str, Any] = {
        "depth": 2,
        "num_heads": 2,
        "patch_size": patch,
        "initializer_range": _TEXT["initializer_range"],
    }
    text["rope_parameters"] = dict(_ROPE)
    match architecture:
        case "qwen2-vl":
            vision |= {"embed_dim": 32, "hidden_size": text["hidden_size"], "mlp_ratio": 2}
        case "qwen2.5-vl":
            vision |= {"hidden_size": 32, "intermediate_size": 64, "fullatt_block_indexes": [1]}
            vision |= {"out_hidden_size": text["hidden_size"]}
        case "qwen3-vl":
            vision |= {"hidden_size": 32, "intermediate_size": 64, "num_position_embeddings": 64}
            vision |= {"out_hidden_size": text["hidden_size"], "deepstack_visual_indexes": [0]}
            text["head_dim"] = 16
            text["rope_parameters"]["mrope_interleaved"] = True
    return transformers.AutoConfig.for_model(
        architecture.replace("-", "_").replace(".", "_"),
        text_config=text,
        vision_config=vision,
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=True,
    )


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description="Write a tiny checkpoint with random weights.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--architecture", choices=get_args(Architecture), default="qwen3-vl")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(argv)
    sys.stdout.write(f"{write_tiny(given.folder, given.architecture, seed=given.seed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
