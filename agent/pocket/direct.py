"""The built-in phone in this process as a ``Device``: no ADB, no waiting, for quick trials.

The tests drive it; what is published is measured over ADB, by ``agent.pocket.evaluate``.
"""

import time
from typing import Any

from agent.actions import Action, OpenApp, Press, Swipe, Tap, TypeText
from agent.errors import ActionUnsupported
from agent.pocket.phone import module
from agent.pocket.questions import DEVICE
from agent.pocket.reading import read_view
from agent.pocket.studio import Studio
from agent.pocket.views import View
from agent.types import ActionResult, DeviceInfo, Frame, Observation, Size

__all__ = ["DirectPhone"]

_PAUSE, _ROLL = 0.35, 1.2
"""Seconds after a touch, and after a throw."""
_KEYS = {"back": 4, "home": 3}


class DirectPhone:
    """Touches, keys, texts and apps on the scene of ``studio``; main thread only."""

    serial = "direct"

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._scene: Any = studio.scene

    def info(self) -> DeviceInfo:
        return DEVICE

    def capture(self) -> Frame:
        self.studio.settle()
        return Frame(Size(*self._scene.size), self._scene.capture())

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        return Observation(frame=frame or self.capture(), at=time.time())

    def perform(self, action: Action) -> ActionResult:
        match action:
            case Tap(at=(x, y)):
                self._scene.touch([(0.0, x, y), (0.03, x, y)])
            case Swipe(start=start, end=end, seconds=seconds):
                self._scene.touch([(0.0, *start), (seconds, *end)])
            case OpenApp(name=name):
                apps = self.studio.state.packages.launchable()
                app = next(app for app in apps if app.label == name)
                self.studio.state.activities.start(app.component)
            case TypeText(text=text):
                self._scene.type_text(text)
            case Press(key=key) if key in _KEYS:
                self._scene.key(_KEYS[key])
            case _:
                raise ActionUnsupported(f"the phone in this process has no {action.type!r}")
        # A finger that comes back at once would only stop a list that still rolls.
        self._scene.pump(_ROLL if isinstance(action, Swipe) else _PAUSE)
        return ActionResult(ok=True)

    def view(self) -> View:
        """What is on the screen, for a teacher."""
        self.studio.settle()
        return read_view(self._scene.tree(), self.studio.state, self.studio.catalogue)

    def is_on(self, row_id: str) -> bool:
        """How a switch stands in the phone's settings."""
        row = next(row for row in module("state.catalog").switches() if row.id == row_id)
        return bool(row.is_on(self.studio.state.settings.get(row.ns, row.key)))

    def close(self) -> None:
        self.studio.close()
