"""Which boot a device is in: what its serial does not say.

An emulator's serial is its port and a network device's its address: another phone may have them
after a while. The kernel draws a UUID at every boot (Linux, ``sysctl/kernel.rst``: ``boot_id``),
which adb's shell may read.
"""

import re

from agent.errors import DeviceLost

__all__ = ["ASK_BOOT", "BootChanged", "read_boot"]

ASK_BOOT = "read boot </proc/sys/kernel/random/boot_id; echo boot_id=$boot"
"""For the device's shell, which runs no program for it."""


class BootChanged(DeviceLost):
    """What answers to the serial now has been started since the driver first reached it.

    Whether it is another phone or the same one, what the episode stood on is gone: the apps that
    were open, the screen that the next action was decided for, what the set-up had started; and a
    phone that has just started is locked. So the driver does nothing more to it, and the episode
    ends as one whose device was lost.
    """

    def __init__(self, serial: str, before: str, now: str) -> None:
        super().__init__(
            f"{serial} has been started since, or another phone has its serial now: "
            f"its boot is {now}, not {before} as at first",
            hint="look at the phone, then begin again: what was open on it is gone",
        )


def read_boot(text: str) -> str:
    """The boot id in the answer to ``ASK_BOOT``; empty where the device does not tell it."""
    found = re.search(r"\bboot_id=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b", text)
    return found[1] if found else ""
