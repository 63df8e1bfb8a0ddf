"""What a user may ask of a local checkpoint, read from settings and checked before torch loads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, cast, get_args

from agent.errors import ConfigError
from agent.types import Size

__all__ = ["Attention", "Graphs", "Quantized", "Wishes", "read_wishes"]

Attention = Literal["sdpa", "flash_attention_2", "eager"]
Quantized = Literal["int8", "nf4"]
Graphs = Literal["auto", "off"]
Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Wishes:
    """None: not asked for, the checkpoint or the machine decides."""

    device: str | None = None
    dtype: str | None = None
    min_pixels: int | None = None
    max_pixels: int | None = None
    """Area in pixels of the picture that the model is shown."""
    exact: Size | None = None
    """The size of every picture, whatever the screen's; the limits of the area do not apply."""
    yarn: float | None = None
    """How many times the context that the model was trained with (YaRN rope scaling)."""
    attention: Attention = "sdpa"
    quantize: Quantized | None = None
    """The layers' weights in 8 bits (LLM.int8) or 4 (NF4), by bitsandbytes."""
    graphs: Graphs = "auto"
    """CUDA graphs: where they are measured to be quicker, or nowhere."""
    dialect: str | None = None


def read_wishes(settings: Mapping[str, object]) -> Wishes:
    """``settings`` by the names in ``agent.models.local``. Raises ``ConfigError``."""
    width = _above(settings, "resized_width", int, 0, "resized_width = 672")
    height = _above(settings, "resized_height", int, 0, "resized_height = 1484")
    if (width is None) != (height is None):
        raise ConfigError(
            "resized_width and resized_height are one size: only one of them is set",
            hint="set both, or say the area only: max_pixels",
        )
    return Wishes(
        device=_text(settings, "device"),
        dtype=_text(settings, "dtype"),
        min_pixels=_above(settings, "min_pixels", int, 0, "min_pixels = 200704"),
        max_pixels=_above(settings, "max_pixels", int, 0, "max_pixels = 1003520"),
        exact=None if width is None or height is None else Size(width, height),
        yarn=_above(settings, "yarn", float, 1, "yarn = 4"),
        attention=cast("Attention", _one_of(settings, "attention", get_args(Attention)) or "sdpa"),
        quantize=cast("Quantized | None", _one_of(settings, "quantize", get_args(Quantized))),
        graphs=cast("Graphs", _one_of(settings, "graphs", get_args(Graphs)) or "auto"),
        dialect=_text(settings, "dialect"),
    )


def _text(settings: Mapping[str, object], key: str) -> str | None:
    return str(settings[key]) if settings.get(key) else None


def _above(
    settings: Mapping[str, object], key: str, kind: type[Number], least: int, example: str
) -> Number | None:
    value = settings.get(key)
    if value is None:
        return None
    try:
        number = kind(str(value))
    except ValueError:
        number = kind(least)
    if not least < number < float("inf"):
        raise ConfigError(
            f"{key} must be a number above {least}, not {value!r}", hint=f"for instance {example}"
        )
    return number


def _one_of(settings: Mapping[str, object], key: str, known: tuple[str, ...]) -> str | None:
    value = _text(settings, key)
    if value is not None and value not in known:
        raise ConfigError(
            f"{key} cannot be {value!r}", hint=f"name {', '.join(known)}, or leave {key} out"
        )
    return value
