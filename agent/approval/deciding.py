"""Puts the rules to an action, and the action to somebody where a rule says so."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.actions import Action
from agent.approval.aim import Aim
from agent.approval.hook import ask_hook
from agent.approval.question import Question
from agent.approval.reading import rules_for
from agent.approval.rules import Rules
from agent.protocols import Device
from agent.types import Observation, Verdict

__all__ = ["ALLOW_ALL", "YES_NO", "Approval", "Ask"]

Ask = Callable[[str], str | None]
"""Puts a question to the person; None: nobody is there, or they turned away."""

YES_NO = "\n  [y/N]"
"""What stands after a question that only "yes" answers with yes."""
_ALL = rules_for("auto")


@dataclass(frozen=True)
class Approval:
    """What may be done, and who can be asked (``ask`` None: nobody, unless the rules have a hook).

    Rules, verdicts and questions are made of the action and of what the device tells, of nothing
    that a model says of it.
    """

    rules: Rules = _ALL
    ask: Ask | None = None

    def review(self, action: Action, seen: Observation, device: Device) -> Verdict:
        """May ``action`` be performed on ``device`` now? ``seen``: the screen it was meant for.

        Nobody to ask means no. Raises ``DeviceLost`` and its like, where the tree is needed.
        """
        aim = Aim(action, seen, device)
        rule = self.rules.decide(aim)
        if rule.then == "allow":
            return Verdict(allowed=True, rule=rule.name)
        because = f"the rule {rule.name!r}" + (f" ({rule.why})" if rule.why else "")
        if rule.then == "deny":
            why = f"{action.type} is not allowed by {because}; do something else, or finish"
            return Verdict(allowed=False, why=why, rule=rule.name)
        question = Question.of(aim, rule)
        verdict = self._ask_about(question, because)
        if verdict.allowed and Aim(action, seen, device).names != question.names:
            why = "the screen has changed while somebody was asked; look again"
            return verdict.model_copy(update={"allowed": False, "why": why})
        return verdict

    def answer(self, question: str) -> str | None:
        """What the person answers to the model's own question; None when nobody can be asked."""
        return self.ask(question) if self.ask else None

    def _ask_about(self, question: Question, because: str) -> Verdict:
        what, rule = question.action.type, question.rule
        if self.rules.hook:
            allowed, why = ask_hook(self.rules.hook, question)
            why = f"{what} was not allowed, asked about by {because}: {why}" if why else ""
            return Verdict(allowed=allowed, why=why, by="hook", rule=rule)
        said = self.ask(f"{question}{YES_NO}") if self.ask else None
        if said is None:
            why = f"nobody could be asked about {what}, as {because} wants; do something else"
            return Verdict(allowed=False, why=why, rule=rule)
        allowed = said.strip().casefold() in {"y", "yes"}
        why = "" if allowed else f"the user did not allow {what}; do something else, or finish"
        return Verdict(allowed=allowed, why=why, by="person", rule=rule)


ALLOW_ALL = Approval()
