"""Loads a checkpoint's weights and tokenizer, and says plainly why it could not.

Only safetensors are read: a pickle can run code.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForImageTextToText, AutoTokenizer
from transformers.utils import logging as transformers_logging

from agent.errors import FingertipError, ModelLoadFailed, OutOfMemory
from agent.models.local.checkpoint import Checkpoint
from agent.models.local.quantizing import check_quantizing, quantize
from agent.models.local.scaling import scale_context
from agent.models.local.wishes import Wishes

__all__ = ["load_tokenizer", "load_weights", "memory_errors", "quiet"]

_FETCH_AGAIN = "fetch the checkpoint again"


@contextmanager
def memory_errors(doing: str) -> Iterator[None]:
    """Turns every way in which memory runs out into ``OutOfMemory``."""
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise _out_of_memory(doing) from error
    except RuntimeError as error:
        if "allocate memory" in str(error) or "out of memory" in str(error):
            raise _out_of_memory(doing) from error
        raise


def _out_of_memory(doing: str) -> OutOfMemory:
    return OutOfMemory(
        f"memory ran out while {doing}",
        hint="show it smaller pictures (FINGERTIP_MAX_PIXELS=501760), make the weights smaller"
        " (FINGERTIP_QUANTIZE=nf4, FINGERTIP_DTYPE=bfloat16), run fewer episodes at a time, or"
        " choose a smaller model",
    )


def load_weights(
    checkpoint: Checkpoint, device: torch.device, dtype: torch.dtype, wishes: Wishes
) -> Any:
    """The transformers model, in evaluation mode on ``device``.

    Raises ``ModelLoadFailed`` (damaged or incomplete files, a configuration that does not fit),
    ``OutOfMemory``, and what ``quantize`` and ``scale_context`` raise.
    """
    if wishes.quantize is not None:
        check_quantizing(checkpoint, wishes.quantize, device)
    with memory_errors(f"loading {checkpoint.name}"), quiet():
        try:
            config = AutoConfig.from_pretrained(checkpoint.folder, local_files_only=True)
            if wishes.yarn is not None:
                scale_context(config, wishes.yarn)
            model, report = AutoModelForImageTextToText.from_pretrained(
                checkpoint.folder,
                config=config,
                dtype=dtype,
                local_files_only=True,
                use_safetensors=True,
                attn_implementation=wishes.attention,
                output_loading_info=True,
            )
        except (MemoryError, torch.OutOfMemoryError, FingertipError):
            raise
        except Exception as error:
            # On a bad folder transformers and safetensors raise whatever came up, of any type.
            if "allocate memory" in str(error) or "out of memory" in str(error):
                raise _out_of_memory(f"loading {checkpoint.name}") from error
            raise ModelLoadFailed(
                f"{checkpoint.name} cannot be loaded: {_first_line(error)}", hint=_FETCH_AGAIN
            ) from error
        # transformers fills what the files lack with random numbers; that is no model.
        if missing := sorted(report["missing_keys"]):
            raise ModelLoadFailed(
                f"{checkpoint.name} lacks {len(missing)} weights, for instance {missing[0]}",
                hint=_FETCH_AGAIN,
            )
        if wishes.quantize is not None:
            quantize(model, wishes.quantize)
        return model.eval().to(device)


def load_tokenizer(checkpoint: Checkpoint) -> Any:
    """The checkpoint's tokenizer. Raises ``ModelLoadFailed``."""
    try:
        return AutoTokenizer.from_pretrained(checkpoint.folder, local_files_only=True)
    except Exception as error:
        raise ModelLoadFailed(
            f"the tokenizer of {checkpoint.name} cannot be loaded: {_first_line(error)}",
            hint=_FETCH_AGAIN,
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """No progress bar of transformers on the user's terminal; what was set is put back."""
    bars = transformers_logging.is_progress_bar_enabled()
    level = transformers_logging.get_verbosity()
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
