"""What a runner wants of an agent."""

import abc
from dataclasses import dataclass
from typing import Any


@dataclass
class AgentInteractionResult:
    done: bool
    data: dict[str, Any]


class EnvironmentInteractingAgent(abc.ABC):
    def __init__(self, env, name="", transition_pause=1.0):
        self.env = env
        self.name = name
        self.transition_pause = transition_pause
        self._max_steps = None

    def set_max_steps(self, max_steps):
        self._max_steps = max_steps

    def reset(self, go_home=False):
        self.env.reset(go_home=go_home)

    def get_post_transition_state(self):
        return self.env.get_state(wait_to_stabilize=self.transition_pause is None)

    @abc.abstractmethod
    def step(self, goal): ...
