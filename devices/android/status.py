"""What the phone says about itself: what is in front, and why there may be nothing to see."""

import re
from dataclasses import dataclass

from agent.errors import CaptureFailed
from devices.android.apps import in_front
from devices.android.boot import ASK_BOOT, read_boot

__all__ = ["PROBE", "Status", "read_status"]

PROBE = (
    f"{ASK_BOOT};"
    "dumpsys window | grep -E 'mCurrentFocus=|mFocusedApp=|mDreamingLockscreen=|"
    "isKeyguardShowing=|mShowingLockscreen=|FLAG_SECURE|fl=.* SECURE';"
    "dumpsys power | grep -E 'mWakefulness=|mHoldingDisplaySuspendBlocker='"
)
"""Names of these lines differ by Android version; each is looked for, none is required."""

MOSTLY = 0.5


@dataclass(frozen=True)
class Status:
    """None: the phone did not tell."""

    app: str = ""
    awake: bool | None = None
    locked: bool | None = None
    secure: bool | None = None
    boot: str = ""

    def notes(self, black: float = 0.0) -> tuple[str, ...]:
        """What an observation should mention because its picture does not show it.

        ``black``: the share of the picture's rows that are.
        """
        said = (
            (self.awake is False, "the screen is off"),
            (bool(self.locked), "the phone is locked"),
            (
                bool(self.secure) and black > MOSTLY,
                "a secure window hides its content: what is black cannot be seen",
            ),
        )
        return tuple(text for holds, text in said if holds)

    def explain_black(self) -> CaptureFailed:
        """Why a picture may be black, with what to do about it."""
        if self.awake is False:
            return CaptureFailed(
                "the screen is off", hint="wake it: adb shell input keyevent KEYCODE_WAKEUP"
            )
        if self.secure:
            return CaptureFailed(
                f"{self.app or 'the app in front'} forbids screenshots (a secure window)",
                hint="leave that page by hand; its content cannot be captured",
            )
        return CaptureFailed(
            f"the picture is all black{f', {self.app} is in front' if self.app else ''}",
            hint="a secure window, protected video or a dark panel: look at the device",
        )


def read_status(text: str) -> Status:
    """The answers of ``PROBE``."""
    wake = re.search(r"mWakefulness=(\w+)", text)
    holds = re.search(r"mHoldingDisplaySuspendBlocker=(\w+)", text)
    awake = wake[1] == "Awake" if wake else (holds[1] == "true" if holds else None)
    locks = re.findall(r"(?:mDreamingLockscreen|isKeyguardShowing|mShowingLockscreen)=(\w+)", text)
    return Status(
        app=in_front(text),
        awake=awake,
        locked="true" in locks if locks else None,
        secure="SECURE" in text,
        boot=read_boot(text),
    )
