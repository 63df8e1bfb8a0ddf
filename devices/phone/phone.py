"""What one phone offers to those who speak for it: the ADB services, the shell, the console."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devices.phone.state.files import FileRoot

if TYPE_CHECKING:
    from devices.phone.state.phone import PhoneState
    from devices.phone.ui.scene import Scene

__all__ = ["Phone"]


@dataclass(frozen=True, slots=True)
class Phone:
    """`screen` is None where no glass is drawn (a phone for tests of its protocol or shell)."""

    state: "PhoneState"
    screen: "Scene | None"
    files: FileRoot
    reboot: Callable[[], None]
    """Starts a restart of the phone's user interface and returns at once."""
