"""On what a model runs, and in which number format.

The best accelerator that torch sees, else the CPU. bfloat16 where the accelerator computes in it;
on a CPU float32, which is quickest for small models, unless that would need more memory than the
machine has to spare.
"""

import os
from typing import Final

import torch

from agent.errors import ConfigError

__all__ = ["choose_device", "choose_dtype"]

_DTYPES: Final = {
    "bfloat16": torch.bfloat16,
    "bf16": torch.bfloat16,
    "float16": torch.float16,
    "fp16": torch.float16,
    "float32": torch.float32,
    "fp32": torch.float32,
}
_CPU_SHARE = 0.6
"""Float32 weights may take this share of the machine's memory before bfloat16 is chosen."""


def choose_device(wanted: object = None) -> torch.device:
    """``wanted``, or the best there is: cuda, npu, mps, cpu. Raises ``ConfigError``."""
    if not wanted:
        if torch.cuda.is_available():
            return torch.device("cuda")
        if hasattr(torch, "npu") and torch.npu.is_available():
            return torch.device("npu")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(str(wanted))
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise ConfigError(
            f"the device {str(wanted)!r} cannot be used: {str(error).splitlines()[0]}",
            hint="name cuda, cuda:0, mps, npu or cpu, or leave device out",
        ) from error
    return device


def choose_dtype(device: torch.device, weight_bytes: int, wanted: object = None) -> torch.dtype:
    """``wanted``, or what suits. ``weight_bytes``: the files, taken as 16 bit a number."""
    if wanted:
        try:
            return _DTYPES[str(wanted)]
        except KeyError:
            raise ConfigError(
                f"the dtype {str(wanted)!r} is not known",
                hint="name bfloat16, float16 or float32, or leave dtype out",
            ) from None
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if device.type == "npu":
        return torch.bfloat16
    if device.type == "mps":
        return torch.float16
    return torch.bfloat16 if 2 * weight_bytes > _CPU_SHARE * _memory() else torch.float32


def _memory() -> float:
    """Bytes of memory that this machine has."""
    if not hasattr(os, "sysconf"):
        return 16e9  # Windows: assume a usual machine rather than ask a library
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
