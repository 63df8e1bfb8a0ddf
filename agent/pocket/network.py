"""The pocket model's shape: an ordinary Qwen3-VL, three thousand times smaller than usual.

Qwen3-VL, and not Qwen2.5-VL, because its vision tower has learned absolute position embeddings: a
model this small, trained from nothing, does not learn to say *where* from relative positions.
"""

import json
from pathlib import Path
from typing import Any

import torch
import transformers

from agent.types import Size

__all__ = ["PATCH", "SEEN", "build", "write_preprocessor"]

PATCH = 16
SEEN = Size(224, 480)
"""What the model is shown of a 1080x2400 screen: 7 x 15 visual tokens of 32 px."""
_MAX_PIXELS = 111_600
"""The area at which the family's resize rule gives ``SEEN`` for 1080x2400."""
_CONTEXT = 4096


def build(ids: dict[str, int], *, seed: int = 0) -> Any:
    """A ``Qwen3VLForConditionalGeneration`` with random weights; ``ids``: the vocabulary."""
    text = _text(ids)
    config = transformers.AutoConfig.for_model(
        "qwen3_vl",
        text_config=text,
        vision_config=_vision(text["hidden_size"]),
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=True,
    )
    config.fingertip_dialect = "qwen3-vl"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = transformers.AutoModelForImageTextToText.from_config(config)
    model.generation_config.eos_token_id = [ids["<|im_end|>"], ids["<|endoftext|>"]]
    model.generation_config.pad_token_id = ids["<|endoftext|>"]
    return model


def _text(ids: dict[str, int]) -> dict[str, Any]:
    return {
        "vocab_size": -(-len(ids) // 64) * 64,
        "hidden_size": 256,
        "intermediate_size": 640,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 64,
        "max_position_embeddings": _CONTEXT,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10000.0,
            "mrope_section": [8, 12, 12],
            "mrope_interleaved": True,
        },
        "bos_token_id": None,
        "eos_token_id": ids["<|im_end|>"],
        "pad_token_id": None,
        "tie_word_embeddings": True,
    }


def _vision(width: int) -> dict[str, Any]:
    """``width``: of the text model's tokens, which its own become."""
    return {
        "depth": 4,
        "hidden_size": 192,
        "num_heads": 4,
        "intermediate_size": 576,
        "patch_size": PATCH,
        "out_hidden_size": width,
        "num_position_embeddings": 784,
        "deepstack_visual_indexes": [1],
    }


def write_preprocessor(folder: Path) -> None:
    """``preprocessor_config.json``: how the local model cuts pictures for these weights."""
    said = {
        "image_processor_type": "Qwen2VLImageProcessor",
        "patch_size": PATCH,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "min_pixels": 4 * (2 * PATCH) ** 2,
        "max_pixels": _MAX_PIXELS,
        "image_mean": [0.5] * 3,
        "image_std": [0.5] * 3,
    }
    text = json.dumps(said, indent=2) + "\n"
    (folder / "preprocessor_config.json").write_text(text, encoding="utf-8")
