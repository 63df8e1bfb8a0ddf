"""Exact replay: the same actions at the same points, and where the screen was not the same.

Each action waits for a still screen, as it did when it was recorded; nothing is asked of a model.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from agent.actions import Action, Wait
from agent.difference import STATUS_BAR, changed
from agent.errors import UsageError
from agent.loop import REFUSALS
from agent.protocols import Device
from agent.replay.targets import SPOKEN
from agent.settle import TIMEOUT, settle
from agent.trajectory import EpisodeFolder, StepRecord
from agent.types import ActionResult, Frame

__all__ = ["TOLERANCE", "Drift", "replay"]

TOLERANCE = 0.01
"""Fraction of differing pixels up to which a screen counts as the same."""


@dataclass(frozen=True, eq=False)
class Drift:
    """A step of a recording, done again.

    ``difference``: fraction (0..1) of the pixels below the status bar that differ from the recorded
    screen, just before the action. ``result`` is None where there was nothing to perform.
    """

    index: int
    action: Action | None
    difference: float
    same: bool
    result: ActionResult | None

    @property
    def passed(self) -> bool:
        return self.same and (self.result is None or self.result.ok)


def replay(
    device: Device,
    episode: EpisodeFolder,
    *,
    tolerance: float = TOLERANCE,
    skip_top: float = STATUS_BAR,
    timeout: float = TIMEOUT,
) -> Iterator[Drift]:
    """Perform ``episode`` on ``device``, step by step; a step that drifts does not end it.

    Raises ``UsageError`` if the device's screen has another size than the recording's,
    ``TrajectoryCorrupt`` for an unreadable recording, ``DeviceError`` when the device is lost.
    """
    before: Frame | None = None
    for step in episode.steps():
        recorded = episode.frame(step)
        frame = settle(device, before=before, timeout=timeout).frame
        if frame.size != recorded.size:
            raise UsageError(
                f"the recording has a {recorded.size} screen, {device.serial} a {frame.size} one",
                hint="replay on a device of the recorded size",
            )
        difference = changed(recorded, frame, skip_top=skip_top)
        result = _perform(device, step)
        before = frame if result is not None and result.ok else None
        same = difference <= tolerance
        yield Drift(step.index, step.decision.action, difference, same, result)


def _perform(device: Device, step: StepRecord) -> ActionResult | None:
    action = step.decision.action
    if action is None or action.type in SPOKEN or step.result is None:
        return None
    if isinstance(action, Wait):
        time.sleep(action.seconds)
        return ActionResult(ok=True)
    if not step.result.ok:
        # It did not happen then; doing it now would be another story.
        return None
    try:
        return device.perform(action)
    except REFUSALS as error:
        return ActionResult(ok=False, said=str(error))
