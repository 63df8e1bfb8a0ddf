"""Weights in fewer bits, where the user asks for that.

Only the linear layers of the text model are made smaller: the vision tower and the embeddings are
a tenth of the weights, and what a picture shows is worth its bits. Source of the classes:
bitsandbytes' documentation (``Linear8bitLt``, ``Linear4bit``); they quantise when they are moved.
"""

import importlib.util
from typing import Any

import torch
from torch import nn

from agent.errors import ConfigError, MissingDependency
from agent.models.local.checkpoint import Checkpoint
from agent.models.local.wishes import Quantized

__all__ = ["check_quantizing", "quantize"]


def check_quantizing(checkpoint: Checkpoint, kind: Quantized, device: torch.device) -> None:
    """Whether it can be done, before the weights are read.

    Raises ``MissingDependency``, and ``ConfigError`` for a device that cannot compute with such
    weights and for a checkpoint whose weights are small already.
    """
    if checkpoint.config.get("quantization_config"):
        raise ConfigError(
            f"the weights of {checkpoint.name} are quantised already", hint="leave quantize out"
        )
    if device.type not in {"cpu", "cuda"}:
        raise ConfigError(
            f"weights of {kind} are computed with on cuda and cpu, not on {device.type}",
            hint="leave quantize out, or choose a smaller model",
        )
    if importlib.util.find_spec("bitsandbytes") is None:
        raise MissingDependency(
            f"weights of {kind} need bitsandbytes", hint="pip install bitsandbytes"
        )


def quantize(model: Any, kind: Quantized) -> None:
    """Prepare the text model's layers of ``model``, on the CPU: moved to a device they shrink."""
    make = _made_int8 if kind == "int8" else _made_nf4
    for parent in list(model.model.language_model.layers.modules()):
        for name, linear in parent.named_children():
            if type(linear) is nn.Linear:
                setattr(parent, name, make(linear))


def _made_int8(linear: nn.Linear) -> nn.Module:
    bitsandbytes = importlib.import_module("bitsandbytes.nn")
    small: nn.Module = bitsandbytes.Linear8bitLt(
        linear.in_features,
        linear.out_features,
        bias=linear.bias is not None,
        has_fp16_weights=False,
        threshold=6.0,
        device="meta",
    )
    small.bias = linear.bias
    small.weight = bitsandbytes.Int8Params(
        linear.weight.data, requires_grad=False, has_fp16_weights=False
    )
    return small


def _made_nf4(linear: nn.Linear) -> nn.Module:
    bitsandbytes = importlib.import_module("bitsandbytes.nn")
    small: nn.Module = bitsandbytes.Linear4bit(
        linear.in_features,
        linear.out_features,
        bias=linear.bias is not None,
        compute_dtype=linear.weight.dtype,
        quant_type="nf4",
        device="meta",
    )
    small.bias = linear.bias
    small.weight = bitsandbytes.Params4bit(
        linear.weight.data, requires_grad=False, quant_type="nf4"
    )
    return small
