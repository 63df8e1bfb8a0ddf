"""The model behind ``--model``, asked for what no tree tells: sentences, judgements, places."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from agent import actions as act
from agent.flows.finding import Assistant, Carried
from agent.flows.redoing import Doing
from agent.flows.stage import Listener, Unmet
from agent.loop import Attempt
from agent.policy import Policy
from agent.protocols import Device
from agent.selectors import Selector
from agent.types import Box, Message, Picture, Prompt, Task

__all__ = ["Assistants", "ModelAssistant"]

_QUESTION = """\
Look at the screenshot. Is this true: {question}
Answer with one line: yes or no, then a colon, then the reason in a few words."""
_HALF = 2
"""Pixels on each side of the point that a model gave: it names a point, not a box."""


class ModelAssistant:
    """Implements ``agent.flows.stage.Assistant`` with a policy and its model.

    ``on_step`` is told of every step that ``carry_out`` takes.
    """

    def __init__(self, policy: Policy, device: Device, on_step: Listener | None = None) -> None:
        self._policy = policy
        self._device = device
        self._on_step = on_step

    def carry_out(self, goal: str, max_steps: int) -> Carried:
        """Reach ``goal`` by the loop of ``agent run``."""
        task, doing = Task(goal=goal, max_steps=max_steps), Doing()
        attempt = Attempt(task, self._device, self._policy, elements=True)
        for step in attempt:
            doing.saw(step)
            if self._on_step:
                self._on_step(step, ())
        return Carried(attempt.conclude(), tuple(doing.acts))

    def judge(self, question: str) -> tuple[bool, str]:
        """Yes or no, and why. Raises ``Unmet`` for a reply that is neither."""
        frame = self._device.capture()
        model = self._policy.model
        picture = Picture(frame, model.geometry(frame.size))
        asked = Message("user", (picture, _QUESTION.format(question=question)))
        said = model.generate(Prompt((asked,), max_tokens=80)).text.strip()
        word, _, why = said.partition(":")
        match word.strip(" .*\"'").casefold().split()[:1]:
            case ["yes"]:
                return True, why.strip() or said
            case ["no"]:
                return False, why.strip() or said
        raise Unmet(f"{model.name} answered neither yes nor no: {said[:200]!r}")

    def locate(self, selector: Selector) -> Box | None:
        """The place that the model would touch for "tap SELECTOR", or None."""
        seen = self._device.observe()
        decision = self._policy.decide(f"tap {selector}", (), seen)
        match decision.action:
            case act.Tap(at=(x, y)) | act.Click(at=(x, y)):
                return Box(x - _HALF, y - _HALF, x + _HALF, y + _HALF)
        return None


class Assistants:
    """Gives flows a ``ModelAssistant``: ``open_policy`` is called for the first thing asked.

    ``locates``: a model was named, so it may be asked where something is, too; a default knows
    the sentences that it learned. A context: leaving it closes the model.
    """

    def __init__(self, open_policy: Callable[[Device], Policy], *, locates: bool = True) -> None:
        self._open = open_policy
        self._locates = locates
        self._policy: Policy | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def for_device(self, device: Device, on_step: Listener) -> Assistant:
        return _WhenAsked(
            lambda: ModelAssistant(self.policy(device), device, on_step), self._locates
        )

    def policy(self, device: Device) -> Policy:
        if self._policy is None:
            self._policy = self._open(device)
        return self._policy

    def close(self) -> None:
        """Idempotent."""
        if self._policy is not None:
            self._policy.model.close()
            self._policy = None


@dataclass(frozen=True)
class _WhenAsked:
    make: Callable[[], Assistant]
    locates: bool

    def carry_out(self, goal: str, max_steps: int) -> Carried:
        return self.make().carry_out(goal, max_steps)

    def judge(self, question: str) -> tuple[bool, str]:
        return self.make().judge(question)

    def locate(self, selector: Selector) -> Box | None:
        return self.make().locate(selector) if self.locates else None
