"""Allow, ask or deny: decided outside the model, before an action reaches the device.

One mode for every action for now; rules come in here, and nowhere else, when they come.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from agent.actions import Action
from agent.types import Verdict

__all__ = ["ALLOW_ALL", "Approval", "Ask", "Mode", "Verdict"]

Mode = Literal["allow", "ask", "deny"]

Ask = Callable[[str], str | None]
"""Puts a question to the person; None: nobody is there, or they turned away."""


@dataclass(frozen=True)
class Approval:
    """Who may do what, and who can be asked (``ask`` None: nobody)."""

    mode: Mode = "allow"
    ask: Ask | None = None

    def review(self, action: Action) -> Verdict:
        """May ``action`` be performed? Nobody to ask means no."""
        rule = f"approve = {self.mode}"
        if self.mode == "allow":
            return Verdict(allowed=True, rule=rule)
        if self.mode == "deny":
            why = f"{action.type} is not allowed: {rule}"
            return Verdict(allowed=False, why=why, rule=rule)
        said = self.ask(f"May I do this: {action!r}? [y/N]") if self.ask else None
        if said is None:
            why = f"nobody could be asked about {action.type}"
            return Verdict(allowed=False, why=why, rule=rule)
        allowed = said.strip().casefold() in {"y", "yes"}
        why = "" if allowed else f"you did not allow {action.type}"
        return Verdict(allowed=allowed, why=why, by="person", rule=rule)

    def answer(self, question: str) -> str | None:
        """What the person answers to the model's own question; None when nobody can be asked."""
        return self.ask(question) if self.ask else None


ALLOW_ALL = Approval()
