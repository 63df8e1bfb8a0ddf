"""Checkpoints on this machine, run by transformers' own Qwen-VL classes.

``--model local:FOLDER`` or ``--model local:OWNER/NAME`` (a hub id that was downloaded before), and
``--model pocket``, the small checkpoint that ships with the package and takes the same path.

Settings, all optional: ``device`` (``cuda``, ``cuda:1``, ``mps``, ``npu``, ``cpu``; default: the
best there is), ``dtype`` (``bfloat16``, ``float16``, ``float32``), ``min_pixels``, ``max_pixels``
(area of the picture that the model is shown; default: what the checkpoint's file says),
``resized_width`` and ``resized_height`` (that size for every picture instead), ``yarn`` (how many
times the context that it was trained with), ``attention`` (``sdpa``, ``flash_attention_2``,
``eager``), ``quantize`` (``int8``, ``nf4``), ``graphs`` (``auto``: CUDA graphs where they are
measured to be quicker; ``off``), and ``dialect``.

torch and transformers are imported when a model is opened, not when this package is.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import MissingDependency, ModelNotFound

if TYPE_CHECKING:
    from agent.models.local.model import LocalModel

__all__ = ["open_model", "open_pocket"]

POCKET = Path(__file__).resolve().parents[2] / "pocket" / "weights"
"""Where the packaged checkpoint lies, in a checkout and in a wheel."""


def open_model(argument: str, *, settings: Mapping[str, object] | None = None) -> "LocalModel":
    """The checkpoint in the folder or of the hub id ``argument``, loaded and ready.

    Raises ``ModelNotFound``, ``ModelLoadFailed``, ``OutOfMemory``, ``ConfigError``,
    ``MissingDependency``.
    """
    return _open(argument, "", settings or {})


def open_pocket(
    argument: str = "", *, settings: Mapping[str, object] | None = None
) -> "LocalModel":
    """The pocket model. ``argument``: another folder of such weights, or empty for the packaged."""
    if not argument and not (POCKET / "config.json").is_file():
        raise ModelNotFound(
            f"this installation has no pocket model at {POCKET}",
            hint="train it with: python -m agent.pocket.train",
        )
    return _open(argument or str(POCKET), "pocket", settings or {})


def _open(argument: str, name: str, settings: Mapping[str, object]) -> "LocalModel":
    from agent.models.local.checkpoint import find_checkpoint
    from agent.models.local.wishes import read_wishes

    wishes = read_wishes(settings)
    # A wrong path is answered before the seconds that importing torch takes.
    checkpoint = find_checkpoint(argument, name)
    try:
        from agent.models.local.model import open_checkpoint
    except ImportError as error:
        raise MissingDependency(
            f"local models need torch and transformers: {error}", hint="agent doctor"
        ) from error
    return open_checkpoint(checkpoint, wishes)
