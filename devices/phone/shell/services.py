"""What the shell asks of the phone around it; `devices.phone.services.PhoneServices` has it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from devices.phone.state.files import FileRoot

if TYPE_CHECKING:
    from devices.phone.state.phone import PhoneState
    from devices.phone.ui.scene import Scene

__all__ = ["Phone"]


class Phone(Protocol):
    """`screen` is None where no glass is drawn: commands that need one then say so and fail."""

    @property
    def state(self) -> "PhoneState": ...
    @property
    def screen(self) -> "Scene | None": ...
    @property
    def files(self) -> FileRoot: ...
    @property
    def reboot(self) -> Callable[[], None]: ...
