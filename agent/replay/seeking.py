"""Looks for a target on a device: now, a moment later, and by scrolling."""

import time
from dataclasses import dataclass, field

from agent import actions as act
from agent.anchors import Anchor, Found, find
from agent.difference import changed
from agent.protocols import Device
from agent.settle import TIMEOUT, settle
from agent.types import Frame, Observation

__all__ = ["LATE", "SCROLLS", "Seeker"]

LATE = 1.0
"""Seconds after which a target that was not there is looked for once more: what is loaded late."""
SCROLLS = 10
"""How often the screen is scrolled down by half a page to find a target; up, twice as often."""
_STILL = 0.002
"""Share of the pixels up to which a scroll has moved nothing: the list is at its end."""


@dataclass
class Seeker:
    """``seen`` is the last look at the device; ``scrolled`` counts the scrolls of a search."""

    device: Device
    timeout: float = TIMEOUT
    """Seconds to wait for a still screen."""
    seen: Observation = field(init=False)
    scrolled: int = field(default=0, init=False)

    def look(self, before: Frame | None) -> Observation:
        """The still screen with its tree; ``before``: the screen that something was done to."""
        frame = settle(self.device, before=before, timeout=self.timeout).frame
        self.seen = self.device.observe(frame, elements=True)
        self.scrolled = 0
        return self.seen

    def seek(self, wanted: Anchor) -> Found | None:
        """Where it is on ``seen``, which is looked at anew when it is not there at once."""
        time.sleep(LATE)
        self.look(None)
        found = find(wanted, self.seen)
        if found is None and any(one.scrollable for one in self.seen.elements):
            found = self._scroll(wanted, "down", SCROLLS) or self._scroll(wanted, "up", 2 * SCROLLS)
        return found

    def _scroll(self, wanted: Anchor, direction: act.Direction, most: int) -> Found | None:
        for _ in range(most):
            before, scrolled = self.seen.frame, self.scrolled
            if not self.device.perform(act.Scroll(direction=direction)).ok:
                return None
            self.look(before)
            self.scrolled = scrolled + 1
            if found := find(wanted, self.seen):
                return found
            if changed(before, self.seen.frame) <= _STILL:
                return None
        return None
