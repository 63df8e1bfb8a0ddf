"""Opens what the settings name: a device (the built-in phone when there is none) and a model."""

import os
from collections.abc import Callable

from agent import registry
from agent.cli.terminal import say
from agent.config import Settings
from agent.errors import ConfigError, DeviceError, DeviceNotFound
from agent.policy import Policy, dialect_name
from agent.protocols import Device
from agent.secrets import Secrets
from agent.types import DeviceInfo
from agent.veil import Veiled

__all__ = [
    "model_settings",
    "open_device",
    "open_policy",
    "policy_for",
    "reads_tree",
    "refuse_unknown",
]

_MODEL_SETTINGS = {
    "device": "torch_device",
    "dtype": "dtype",
    "min_pixels": "min_pixels",
    "max_pixels": "max_pixels",
    "resized_width": "resized_width",
    "resized_height": "resized_height",
    "attention": "attention",
    "quantize": "quantize",
    "graphs": "graphs",
    "yarn": "yarn",
    "dialect": "dialect",
    "reply_timeout": "reply_timeout",
}
"""How a model plugin calls a setting -> how we do."""


def open_device(settings: Settings) -> Device:
    """The device of ``--device KIND[:WHICH]``; ``--serial WHICH`` says the same.

    With ``--device android``, no serial named and nothing attached: the built-in phone, started
    if need be; one line says so. A named serial never falls back. With ``--secret`` it is veiled.
    """
    secrets = Secrets.read(settings.secret)
    device = _opened(settings)
    return Veiled(device, secrets) if secrets else device


def refuse_unknown(settings: Settings) -> None:
    """Say that there is no such model or dialect; before a phone is started to run it on.

    For commands that use the model: ``FINGERTIP_MODEL`` is nothing to the others. Raises
    ``UnknownPlugin``.
    """
    if settings.dialect is not None:
        registry.entry("dialects", settings.dialect)
    if settings.model is not None:
        registry.split_model(settings.model)


def _opened(settings: Settings) -> Device:
    name, _, which = settings.device.partition(":")
    kind = registry.device_kind(name)
    serial = which or settings.serial
    if name != "android" and serial == os.environ.get("ANDROID_SERIAL"):
        serial = None  # it names a phone, whatever else is asked for
    try:
        return kind.open(serial)
    except DeviceNotFound:
        if name != "android" or serial is not None or kind.list():
            raise
    serial = registry.phones().ensure()
    say(f"no Android device is attached: using the built-in phone {serial}")
    return kind.open(serial)


def open_policy(
    settings: Settings, device: Device, on_text: Callable[[str], None] | None = None
) -> Policy:
    """The model of ``--model``, spoken to in its dialect; on the built-in phone, ``pocket``.

    ``on_text`` gets the pieces of every reply as they come.
    """
    return policy_for(settings, settings.model or _default_model(device), device.info(), on_text)


def policy_for(
    settings: Settings,
    spec: str,
    about: DeviceInfo,
    on_text: Callable[[str], None] | None = None,
) -> Policy:
    """The model ``spec`` for a device that ``about`` describes, which need not be there."""
    refuse_unknown(settings)
    model = registry.open_model(spec, settings=model_settings(settings))
    try:
        if settings.observe == "clip" and not getattr(model, "takes_clips", False):
            raise ConfigError(
                f"{model.name} takes single screens, no clips",
                hint="leave out --observe clip, or name a local checkpoint: --model FOLDER",
            )
        return Policy(
            model,
            registry.dialect(dialect_name(model, settings.dialect)),
            about,
            seed=settings.seed,
            temperature=settings.temperature,
            max_tokens=settings.max_tokens,
            on_text=on_text,
        )
    except BaseException:
        model.close()
        raise


def model_settings(settings: Settings) -> dict[str, object]:
    """What ``settings`` say of a model, as its plugin takes them."""
    return {
        key: value
        for key, name in _MODEL_SETTINGS.items()
        if (value := getattr(settings, name)) is not None
    }


def reads_tree(settings: Settings, device: Device) -> bool:
    """Whether the UI tree is read at every step, for anchored replay.

    Nobody having said: on the built-in phone, where it takes 0.07 s. ``uiautomator`` on a real one
    waits for a second without events first; there the recorded picture has to do.
    """
    return _is_built_in(device) if settings.elements is None else settings.elements


def _default_model(device: Device) -> str:
    if _is_built_in(device):
        return "pocket"
    raise ConfigError(
        f"no model is named; the pocket model knows only the built-in phone, not {device.serial}",
        hint="add --model FOLDER with a Qwen2.5-VL or Qwen3-VL checkpoint; agent models list",
    )


def _is_built_in(device: Device) -> bool:
    # By what it says of itself: Google's emulator has the same kind of serial.
    try:
        status, brand = device.shell(["getprop", "ro.product.brand"])
    except DeviceError:
        return False
    return status == 0 and brand.strip() == "fingertip"
