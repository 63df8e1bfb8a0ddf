"""What stands behind the colon of a check: one value, or JSON for several."""

import shlex
from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.errors import DeviceError, UsageError
from agent.protocols import Device
from agent.types import CheckResult

__all__ = ["UNSEEN", "Arguments", "answer_of", "parse", "quoted", "unknown", "verdict"]

Model = TypeVar("Model", bound="Arguments")

UNSEEN = "nobody looked before the episode, so nothing can be compared"
"""Why a check that compares the world with what it was says nothing without ``begin``."""


class Arguments(BaseModel):
    """The named parts of a check's argument."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parse(name: str, argument: str, model: type[Model], bare: str, example: str) -> Model:
    """The argument of check ``name``; without braces it is the field ``bare``.

    Raises ``UsageError`` with ``example`` for what does not fit.
    """
    try:
        if argument.lstrip().startswith("{"):
            return model.model_validate_json(argument)
        return model.model_validate({bare: argument.strip()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        what = f"{field}: {first['msg']}" if field else first["msg"]
        raise UsageError(f"{name}:{argument}: {what}", hint=f"write it like {example}") from error


def answer_of(device: Device, words: Sequence[str]) -> str:
    """What a command prints. Raises ``DeviceError`` where it fails."""
    status, output = device.shell(words)
    if status != 0:
        raise DeviceError(f"`{' '.join(words)}` exited with {status}: {output.strip()[:200]}")
    return output


def quoted(path: str) -> str:
    """``path`` for ``sh``; ``~/`` at its beginning is the HOME of the device's programs."""
    if path.startswith("~/"):
        return f'"$HOME"/{shlex.quote(path[2:])}'
    return shlex.quote(path)


def unknown(name: str, why: str) -> CheckResult:
    """Of a check that could not look: neither it nor its contrary is confirmed."""
    return CheckResult(name=name, score=0.0, why=why, looked=False)


def verdict(name: str, *, passed: bool, why: str) -> CheckResult:
    """All or nothing, and why."""
    return CheckResult(name=name, score=1.0 if passed else 0.0, why=why)
