"""Notices that nothing gets anywhere: the same action on the same screen, again and again."""

from collections import deque
from dataclasses import dataclass, field, replace
from functools import lru_cache

from agent.difference import changed
from agent.types import Frame, Observation, Size, Step

__all__ = ["PICTURES_KEPT", "Repetition", "fade"]

PICTURES_KEPT = 8
"""How many of the last steps keep their picture in memory (10 MB each on a phone)."""
SAME = 0.0002
"""Fraction of changed pixels under which two screens count as the same: a blinking text cursor
(about 0.0001 of a 1080x2400 screen) passes, a typed or deleted letter does not."""
TIMES = 3
"""The third time is a repetition."""
NUDGES = 2
"""After so many nudges within the window, one more repetition means stuck."""
STILL = frozenset({"wait", "answer", "ask_user", "finish"})
"""Actions from which no change of the screen is expected."""


@dataclass
class Repetition:
    """Fed with every step; says what to tell the model before the next, and when to give up.

    Cycles (A B A B ...) count as repetition too: what matters is how often a pair of screen and
    action occurs among the last ``PICTURES_KEPT`` steps, not whether it does so in a row.
    """

    nudge: str = ""
    is_stuck: bool = False
    _last: deque[Step] = field(default_factory=lambda: deque(maxlen=PICTURES_KEPT))

    def saw(self, step: Step) -> None:
        """Take a finished step into account."""
        self._last.append(step)
        times = sum(self._alike(step, earlier) for earlier in self._last)
        nudged = sum(bool(earlier.nudge) for earlier in self._last)
        repeats = times >= TIMES
        self.is_stuck = repeats and nudged >= NUDGES
        self.nudge = (
            f"You have done the same thing on the same screen {times} times and it does not help."
            " Do something else."
            if repeats and not self.is_stuck
            else ""
        )

    @property
    def expects_change(self) -> Frame | None:
        """The screen before the last action, if that action was to change it."""
        if not self._last:
            return None
        action, result = self._last[-1].decision.action, self._last[-1].result
        if action is None or action.type in STILL or result is None or not result.ok:
            return None
        return self._last[-1].observation.frame

    def notes(self, observation: Observation) -> tuple[str, ...]:
        """What to tell the model with ``observation``."""
        if self.nudge:
            return (self.nudge,)
        before = self.expects_change
        if before is None or changed(before, observation.frame, enough=0) > 0:
            return ()
        return ("Nothing changed on the screen after your last action.",)

    @staticmethod
    def _alike(step: Step, earlier: Step) -> bool:
        action = step.decision.action
        if action is None or action != earlier.decision.action:
            return False
        difference = changed(step.observation.frame, earlier.observation.frame, enough=SAME)
        return difference <= SAME


def fade(history: list[Step]) -> None:
    """Replace the picture of the step that has grown old by a blank one of the same size."""
    if len(history) > PICTURES_KEPT:
        old = history[-PICTURES_KEPT - 1]
        blank = replace(old.observation, frame=_blank(old.observation.size))
        history[-PICTURES_KEPT - 1] = replace(old, observation=blank)


@lru_cache(maxsize=4)
def _blank(size: Size) -> Frame:
    return Frame(size, bytes(size.width * size.height * 4))
