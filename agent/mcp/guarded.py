"""A device whose every action is put to the rules first."""

import time
from collections.abc import Callable, Sequence

from agent.actions import Action
from agent.approval import Approval
from agent.errors import ActionUnsupported
from agent.protocols import Device
from agent.through import Through
from agent.types import ActionResult, Decision, Observation, Step, Timings, Verdict

__all__ = ["Guarded"]

_DESTROYS = {("pm", "clear"), ("pm", "uninstall"), ("pm", "install")}
"""What a flow does by the device's shell; no screen is touched, so no rule can look at it."""


class Guarded(Through):
    """``device``, for whoever acts without a loop.

    A denied action is a result that is not ok and says why. ``on_step`` is told of every action,
    with what was seen before it and what was decided.
    """

    def __init__(self, device: Device, approval: Approval, on_step: Callable[[Step], None]) -> None:
        super().__init__(device)
        self._approval = approval
        self._on_step = on_step
        self._acted = 0

    def perform(self, action: Action) -> ActionResult:
        """Do it if the rules, or somebody who is asked, allow it."""
        started, begun = time.time(), time.monotonic()
        seen = self._device.observe()
        observed = time.monotonic()
        verdict = self._approval.review(action, seen, self._device)
        result = (
            self._device.perform(action)
            if verdict.allowed
            else ActionResult(ok=False, said=verdict.why)
        )
        timings = Timings(observe=observed - begun, act=time.monotonic() - observed)
        self._tell(action, seen, verdict, result, timings, started)
        return result

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        """What installs, removes or empties an app is refused unless the rules allow everything.

        Raises ``ActionUnsupported`` for it.
        """
        if tuple(command[:2]) in _DESTROYS and not self._approval.rules.allow_everything:
            raise ActionUnsupported(
                f"`{' '.join(command)}` destroys what an app holds, and is not allowed here",
                hint="agent mcp --approve auto",
            )
        return self._device.shell(command, timeout=timeout)

    def _tell(
        self,
        action: Action,
        seen: Observation,
        verdict: Verdict,
        result: ActionResult,
        timings: Timings,
        started: float,
    ) -> None:
        decision = Decision(action=action)
        step = Step(self._acted, seen, decision, result, timings, started, verdict=verdict)
        self._acted += 1
        self._on_step(step)
