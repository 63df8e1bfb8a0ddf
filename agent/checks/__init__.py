"""Checks: they look at the world after an episode, never at what the model said.

A check is written ``NAME:ARGUMENT``, for example ``settings:global/wifi_on=1``, or in a task file
as a mapping, which is ``NAME:{...}`` with JSON on a command line. Names are the entry points of
group ``fingertip.checks``; ``agent run --check``, flows and the files in ``tasks/`` use them alike.

| name | module |
|---|---|
| ``settings`` ``foreground`` ``shell`` ``content`` | ``android`` and ``providers`` |
| ``file`` ``sqlite`` | ``files`` and ``databases`` |
| ``ui`` ``screen`` | ``sight`` |
| ``answer`` | ``answers`` |
| ``judge`` | ``judge`` |
| ``all`` ``any`` ``not`` | ``logic`` |
"""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from agent.protocols import Check, Device

__all__ = ["Comparing", "begin"]


@runtime_checkable
class Comparing(Protocol):
    """A check that compares the world with what it was."""

    def begin(self, device: Device) -> None:
        """Remember the world before the episode. Raises ``DeviceError``."""
        ...


def begin(checks: Iterable[Check], device: Device) -> None:
    """Let those look that must know what was there before."""
    for check in checks:
        if isinstance(check, Comparing):
            check.begin(device)
