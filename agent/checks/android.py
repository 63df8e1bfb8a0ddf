"""Checks that ask an Android device over its own shell.

| expression | passes when |
|---|---|
| ``settings:global/wifi_on=1`` | ``settings get global wifi_on`` prints ``1`` |
| ``settings:global/wifi_on=1,2`` | it prints one of the values |
| ``foreground:com.android.settings`` | that package (or ``package/activity``) is in front |
| ``shell:cat /sdcard/a.txt=hello`` | it exits 0 and prints exactly ``hello`` (blanks trimmed) |
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from agent.checks.arguments import unknown
from agent.errors import DeviceError, UsageError
from agent.protocols import Device
from agent.types import CheckResult, Episode

__all__ = ["AndroidCheck", "foreground", "settings", "shell"]

NAMESPACES = ("system", "secure", "global")


@dataclass(frozen=True)
class AndroidCheck:
    """Compares what the device says with what is wanted; a device that cannot answer scores 0."""

    name: str
    read: Callable[[Device], str]
    wanted: frozenset[str]

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Read once and compare. Never raises ``DeviceError``: a lost device confirms nothing."""
        try:
            seen = self.read(device)
        except DeviceError as error:
            return unknown(self.name, f"could not look: {error}")
        if seen in self.wanted:
            return CheckResult(name=self.name, score=1.0, why=f"is {seen!r}")
        wanted = " or ".join(repr(value) for value in sorted(self.wanted))
        return CheckResult(name=self.name, score=0.0, why=f"is {seen!r}, not {wanted}")


def settings(argument: str) -> AndroidCheck:
    """``NAMESPACE/KEY=VALUE[,VALUE...]``. Raises ``UsageError`` for anything else."""
    path, values = _split("settings", argument, "global/wifi_on=1")
    namespace, _, key = path.partition("/")
    if namespace not in NAMESPACES or not key:
        raise UsageError(
            f"settings:{argument}: {namespace!r} is none of {', '.join(NAMESPACES)}, or no key",
            hint="write it like settings:global/wifi_on=1",
        )
    return AndroidCheck(
        name=f"settings:{argument}",
        read=lambda device: _answer(device, "settings", "get", namespace, key),
        wanted=frozenset(values.split(",")),
    )


def foreground(argument: str) -> AndroidCheck:
    """``PACKAGE`` or ``PACKAGE/ACTIVITY`` (in full) is in front."""
    wanted = argument.strip()
    if not wanted:
        raise UsageError(
            "foreground: names no package", hint="write it like foreground:com.android.settings"
        )

    def read(device: Device) -> str:
        app = device.observe().app
        return app if "/" in wanted else app.partition("/")[0]

    return AndroidCheck(name=f"foreground:{wanted}", read=read, wanted=frozenset({wanted}))


def shell(argument: str) -> AndroidCheck:
    """``COMMAND=OUTPUT``: split at the last ``=``; the command is split like a shell line."""
    command, _, wanted = argument.rpartition("=")
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(
            f"shell:{argument}: {error}", hint="close the quotes of the command"
        ) from error
    if not words:
        raise UsageError(
            f"shell:{argument} has no command",
            hint="write it like 'shell:getprop ro.product.model=Pixel'",
        )
    return AndroidCheck(
        name=f"shell:{argument}",
        read=lambda device: _answer(device, *words),
        wanted=frozenset({wanted.strip()}),
    )


def _split(kind: str, argument: str, example: str) -> tuple[str, str]:
    path, sign, values = argument.partition("=")
    if not sign or not path:
        raise UsageError(
            f"{kind}:{argument} says no value to compare with",
            hint=f"write it like {kind}:{example}",
        )
    return path, values


def _answer(device: Device, *words: str) -> str:
    status, output = device.shell(words)
    if status != 0:
        raise DeviceError(f"`{shlex.join(words)}` exited with {status}: {output.strip()[:200]}")
    return output.strip()
