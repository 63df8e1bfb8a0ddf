"""Our agent inside AndroidWorld's own runner.

    from agent.evals.android_world import agent_class
    agent = agent_class()(env, "server:http://127.0.0.1:8000/v1", dialect="qwen3-vl")

``step`` is one turn of the loop. The agent is done when it says that the goal is reached; where it
ends otherwise (it gives up, is stuck, cannot be understood) it is never done, takes no further
action, and the runner counts its steps to the budget's end. A model or a phone that fails raises.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from agent import registry
from agent.errors import DeviceError, ModelError
from agent.evals.android_world.checkout import Checkout
from agent.evals.android_world.device import WorldDevice, answer_of
from agent.json_actions import as_json
from agent.loop import Attempt
from agent.policy import Policy, dialect_name
from agent.protocols import Device
from agent.settle import TIMEOUT
from agent.types import Outcome, Step, Task

__all__ = ["agent_class"]

_DAY = 86_400.0
"""AndroidWorld limits an episode's steps, not its seconds."""


def agent_class(checkout: Checkout | None = None) -> Any:
    """A subclass of AndroidWorld's ``EnvironmentInteractingAgent``: ``(env, model, ...)``.

    Raises ``MissingDependency`` where AndroidWorld cannot be imported.
    """
    world = checkout or Checkout()
    base = world.module("android_world.agents.base_agent")

    class FingertipAgent(base.EnvironmentInteractingAgent):  # type: ignore[misc, name-defined]
        """``model``: as ``--model``, or a ``Policy``. ``device``: our own driver on their phone
        instead of ``execute_action``, for gestures that their JSON actions have no word for.
        """

        def __init__(
            self,
            env: Any,
            model: str | Policy,
            *,
            dialect: str | None = None,
            device: Device | None = None,
            name: str = "fingertip",
            transition_pause: float | None = 1.0,
        ) -> None:
            super().__init__(env, name, transition_pause)
            seen = device or WorldDevice(world, env, self._look)
            self._ours = _Ours(seen, _policy(model, dialect, seen), TIMEOUT if device else 0.0)

        def reset(self, go_home: bool = False) -> None:
            super().reset(go_home)
            self._ours.turns = None

        def step(self, goal: str) -> Any:
            turns = self._ours.begun(goal, self._max_steps)
            data = turns.next()
            if turns.answer:
                # As their `answer` action does it, but without the banner on the screen: an answer
                # with a quote in it would break the banner's command, and end the episode.
                self.env.interaction_cache = turns.answer
            return base.AgentInteractionResult(turns.is_done, dict(data))

        def _look(self) -> Any:
            return self.get_post_transition_state().pixels

    return FingertipAgent


def _policy(model: str | Policy, dialect: str | None, device: Device) -> Policy:
    if isinstance(model, Policy):
        return model
    opened = registry.open_model(model, settings={"dialect": dialect} if dialect else {})
    return Policy(opened, registry.dialect(dialect_name(opened, dialect)), device.info())


@dataclass
class _Ours:
    """What acts on their phone. ``settle``: seconds to wait for a still screen."""

    device: Device
    policy: Policy
    settle: float
    turns: "_Turns | None" = None
    """Of the goal at hand."""

    def begun(self, goal: str, max_steps: int | None) -> "_Turns":
        if self.turns is None:
            policy = replace(self.policy, device=self.device.info())
            task = Task(goal=goal, max_steps=max_steps or 10_000, timeout=_DAY)
            self.turns = _Turns(Attempt(task, self.device, policy, settle=self.settle))
        return self.turns


class _Turns:
    """An attempt, taken one step at a time by somebody else's loop."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._steps: Iterator[Step] = iter(attempt)
        self._last: Mapping[str, Any] = {}

    @property
    def is_done(self) -> bool:
        return self._attempt.ending.claimed

    @property
    def answer(self) -> str:
        return answer_of(self._attempt.history, self._attempt.ending.answer)

    def next(self) -> Mapping[str, Any]:
        """What AndroidWorld keeps of the next step; of the last one again after the end."""
        step = next(self._steps, None)
        if step is not None:
            self._last = _data(step)
        match self._attempt.ending.outcome:
            case Outcome.MODEL_ERROR:
                raise ModelError(self._attempt.ending.error)
            case Outcome.DEVICE_ERROR:
                raise DeviceError(self._attempt.ending.error)
            case Outcome.INTERRUPTED:
                raise KeyboardInterrupt
        return self._last


def _data(step: Step) -> dict[str, Any]:
    """The names are those that AndroidWorld's M3A agent records (``agents/m3a.py``)."""
    import numpy as np

    frame, decision = step.observation.frame, step.decision
    width, height = frame.size
    pixels = np.frombuffer(frame.data, dtype=np.uint8).reshape(height, width, 4)
    written = as_json(decision.action) if decision.action else None
    return {
        "raw_screenshot": pixels[:, :, :3] if frame.order == "RGBA" else pixels[:, :, 2::-1],
        "action_output": decision.raw,
        "action_output_json": written or {"action_type": "unknown"},
        "action_reason": decision.thought,
        "action_raw_response": decision.raw,
        "summary": decision.summary,
    }
