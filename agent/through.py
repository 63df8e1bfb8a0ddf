"""A device in front of another one: what does not concern it goes through."""

from collections.abc import Sequence

from agent.actions import Action
from agent.protocols import Device
from agent.types import ActionResult, DeviceInfo, Element, Frame, Observation

__all__ = ["Through"]


class Through:
    """Passes everything on to ``device``; a child does otherwise where it has something to do.

    Implements ``protocols.Device``.
    """

    def __init__(self, device: Device) -> None:
        self._device = device

    @property
    def serial(self) -> str:
        return self._device.serial

    def info(self) -> DeviceInfo:
        return self._device.info()

    def capture(self) -> Frame:
        return self._device.capture()

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        return self._device.observe(frame, elements=elements)

    def elements(self) -> tuple[Element, ...]:
        return self._device.elements()

    def perform(self, action: Action) -> ActionResult:
        return self._device.perform(action)

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        return self._device.shell(command, timeout=timeout)

    def close(self) -> None:
        self._device.close()
