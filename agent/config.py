"""Settings, each with its value and with who set it.

From strong to weak: flags, ``FINGERTIP_*`` (and ``ANDROID_SERIAL``), the project's TOML, the
user's TOML, a preset, the default. The project's is the nearest ``fingertip.toml``, or
``[tool.fingertip]`` in ``pyproject.toml``, from the working directory upwards; the user's is
``$XDG_CONFIG_HOME/fingertip/config.toml``. A preset is a table ``[presets.NAME]`` in either file,
chosen by ``preset = "NAME"``, ``FINGERTIP_PRESET`` or ``--preset``.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import ConfigError
from agent.spelling import nearest

__all__ = ["Config", "Settings", "load", "project_file", "user_file"]

PREFIX = "FINGERTIP_"
_ALIASES: Mapping[str, tuple[str, ...]] = {"serial": ("ANDROID_SERIAL",)}


class Settings(BaseModel):
    """Every setting. None: not set, the part that uses it decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device: str = Field("android", min_length=1, description="kind of device")
    serial: str | None = Field(None, min_length=1, description="which device, as it is listed")
    model: str | None = Field(None, min_length=1, description="plugin, folder or hub id")
    dialect: str | None = Field(None, min_length=1, description="how the model is spoken to")
    judge: str | None = Field(
        None, min_length=1, description="the model that checks are shown to which ask for one"
    )
    preset: str | None = Field(None, min_length=1, description="table [presets.NAME] to start from")
    max_steps: int | None = Field(None, ge=1, le=10_000, description="steps at most")
    timeout: float | None = Field(None, gt=0, description="seconds at most, the whole episode")
    record: Path = Field(Path("runs"), description="folder that gets the recordings")
    seed: int | None = Field(None, description="for what is drawn by chance")
    approve: str = Field(
        "default",
        pattern=r"^(default|auto|ask|deny|.*\.toml)$",
        description="may actions be done: default, auto, ask, deny, or a .toml file of rules",
    )
    secret: str | None = Field(
        None, description="what is typed for {{name}} and never told: name=ENV_VAR, by commas"
    )
    elements: bool | None = Field(
        None, description="read and record the UI tree at every step [on the built-in phone]"
    )
    observe: Literal["screen", "clip"] = Field(
        "screen", description="what the model sees: the screen, or the way to it since its action"
    )
    settle: float = Field(3.0, ge=0, le=600, description="seconds to wait for a still screen")
    replies: int = Field(3, ge=1, le=100, description="replies at most until one can be used")
    max_tokens: int | None = Field(None, ge=1, description="length of a reply at most")
    temperature: float | None = Field(None, ge=0, le=10, description="0 is greedy")
    reply_timeout: float | None = Field(
        None, gt=0, description="seconds until a model server's reply must be whole"
    )
    torch_device: str | None = Field(None, description="cpu, cuda, cuda:1, mps...")
    dtype: str | None = Field(None, description="bfloat16, float16, float32...")
    min_pixels: int | None = Field(
        None, ge=1, description="least area of the picture that the model is shown"
    )
    max_pixels: int | None = Field(None, ge=1, description="largest area of that picture")
    resized_width: int | None = Field(
        None, ge=1, description="with resized_height: the exact size of that picture"
    )
    resized_height: int | None = Field(None, ge=1, description="with resized_width, in pixels")
    attention: Literal["sdpa", "flash_attention_2", "eager"] | None = Field(
        None, description="kernel of a local model's attention [sdpa]"
    )
    quantize: Literal["int8", "nf4"] | None = Field(
        None, description="a local model's weights in 8 or 4 bits"
    )
    graphs: Literal["auto", "off"] | None = Field(
        None, description="CUDA graphs of a local model: where they are quicker [auto], or never"
    )
    yarn: float | None = Field(
        None, gt=1, description="times the context that a local model was trained with"
    )


@dataclass(frozen=True)
class Config:
    """``settings``, and for each of them its source in words (``--model``, a file, ``default``)."""

    settings: Settings
    sources: Mapping[str, str]

    def items(self) -> Iterator[tuple[str, str | int | float | bool | None, str]]:
        """(name, value as in JSON, source) of every setting, in the order of their declaration."""
        for name, value in self.settings.model_dump(mode="json").items():
            yield name, value, self.sources[name]


@dataclass(frozen=True)
class _Layer:
    source: str
    values: Mapping[str, Any]
    names: Mapping[str, str]
    """How this layer calls a setting, where it is not ``source`` itself."""

    def source_of(self, name: str) -> str:
        return self.names.get(name, self.source)


def load(
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Config:
    """All layers together. ``flags`` that are None were not given.

    Raises ``ConfigError`` that names the source of a value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    layers = [_flags(flags or {}), _environment(environ)]
    presets: dict[str, _Layer] = {}
    for file, table in ((project_file(folder), "tool.fingertip"), (user_file(environ), "")):
        if file is not None and file.is_file():
            values = _read(file, table if file.name == "pyproject.toml" else "")
            for name, said in _table(file, values.pop("presets", {}), "presets").items():
                source = f"preset {name} of {file}"
                preset = _table(file, said, f"presets.{name}")
                presets.setdefault(name, _Layer(source, preset, {}))
            layers.append(_Layer(str(file), values, {}))
    chosen = next((layer for layer in layers if "preset" in layer.values), None)
    if chosen is not None:
        layers.append(_preset(presets, str(chosen.values["preset"]), chosen.source_of("preset")))
    return _merge(layers)


def project_file(folder: Path | None = None) -> Path | None:
    """The nearest ``fingertip.toml``, or ``pyproject.toml`` with ``[tool.fingertip]``."""
    folder = (folder or Path.cwd()).resolve()
    for place in (folder, *folder.parents):
        if (place / "fingertip.toml").is_file():
            return place / "fingertip.toml"
        pyproject = place / "pyproject.toml"
        if pyproject.is_file() and "[tool.fingertip" in pyproject.read_text(errors="replace"):
            return pyproject
    return None


def user_file(environ: Mapping[str, str] | None = None) -> Path:
    """``$XDG_CONFIG_HOME/fingertip/config.toml``, whether it exists or not."""
    environ = os.environ if environ is None else environ
    base = environ.get("XDG_CONFIG_HOME") or environ.get("HOME", "~") + "/.config"
    return Path(base).expanduser() / "fingertip" / "config.toml"


def _flags(flags: Mapping[str, object]) -> _Layer:
    given = {name: value for name, value in flags.items() if value is not None}
    return _Layer("flags", given, {name: f"--{name.replace('_', '-')}" for name in given})


def _environment(environ: Mapping[str, str]) -> _Layer:
    values: dict[str, str] = {}
    variables: dict[str, str] = {}
    for name in Settings.model_fields:
        for variable in (PREFIX + name.upper(), *_ALIASES.get(name, ())):
            if environ.get(variable) and name not in values:
                values[name], variables[name] = environ[variable], variable
    return _Layer("environment", values, variables)


def _read(file: Path, table: str) -> dict[str, Any]:
    """The settings in ``file``, and its ``presets``."""
    try:
        content: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}", hint=f"mend {file}") from error
    for part in table.split(".") if table else ():
        content = _table(file, content.get(part, {}), part)
    values = dict(content)
    for name in values.keys() - Settings.model_fields.keys() - {"presets"}:
        raise ConfigError(
            f"{file} sets {name!r}, which is no setting.{nearest(name, Settings.model_fields)}",
            hint="agent config show",
        )
    return values


def _table(file: Path, value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{file}: {name} is no table of settings", hint=f"mend {file}")
    return value


def _preset(presets: Mapping[str, _Layer], name: str, source: str) -> _Layer:
    if name not in presets:
        raise ConfigError(
            f"{source} names the preset {name!r}, which no file has.{nearest(name, presets)}",
            hint=f"write a table [presets.{name}] into {user_file()}",
        )
    return presets[name]


def _merge(layers: list[_Layer]) -> Config:
    values: dict[str, Any] = {}
    sources = dict.fromkeys(Settings.model_fields, "default")
    for layer in reversed(layers):
        for name, value in layer.values.items():
            values[name], sources[name] = value, layer.source_of(name)
    try:
        return Config(Settings.model_validate(values), sources)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        if name not in sources or first["type"] == "extra_forbidden":
            raise ConfigError(
                f"{sources.get(name, 'a preset')} sets {name!r}, which is no setting."
                f"{nearest(name, Settings.model_fields)}",
                hint="agent config show",
            ) from error
        raise ConfigError(
            f"{sources[name]} sets {name} to {values[name]!r}: {first['msg']}",
            hint=f"change {sources[name]}; agent config show lists the settings",
        ) from error
