"""YaRN: rope scaling for more context than a checkpoint was trained with.

Source: the model cards of Qwen2.5-VL and Qwen3-VL ("Processing Long Texts"), which set
``rope_type: yarn``, the factor and ``original_max_position_embeddings`` in config.json, and leave
``mrope_section`` as it is.
"""

from typing import Any

from agent.errors import ConfigError

__all__ = ["scale_context", "trained_context"]

_QWEN2_TRAINED = 32768
"""Qwen2-VL and Qwen2.5-VL were trained with this context; their files allow more positions."""


def trained_context(model_type: str, text: Any) -> int:
    """Positions that the checkpoint was trained with, which a factor multiplies."""
    rope = text.rope_parameters or {}
    if stated := rope.get("original_max_position_embeddings"):
        return int(stated)
    most = int(text.max_position_embeddings)
    return min(most, _QWEN2_TRAINED) if model_type.startswith("qwen2") else most


def scale_context(config: Any, factor: float) -> int:
    """Set YaRN by ``factor`` in ``config`` (transformers', of a Qwen-VL): the new context.

    Raises ``ConfigError`` for a checkpoint whose positions are scaled in another way already.
    """
    text = config.text_config
    rope = dict(text.rope_parameters)
    if rope.get("rope_type", "default") not in {"default", "yarn"}:
        raise ConfigError(
            f"the checkpoint's positions are scaled by {rope['rope_type']!r} already",
            hint="leave yarn out",
        )
    trained = trained_context(config.model_type, text)
    context = int(trained * factor)
    text.rope_parameters = {
        **rope,
        "rope_type": "yarn",
        "factor": factor,
        "original_max_position_embeddings": trained,
    }
    text.max_position_embeddings = context
    return context
