"""History as text: one line for each past step, and what came of it.

Families of this kind see one picture only, the current one; what happened before is told.
"""

from collections.abc import Callable, Sequence

from agent import actions as act
from agent.actions import Action
from agent.types import Step

__all__ = ["describe", "past"]


def describe(action: Action) -> str:
    """An action in a few plain words, without coordinates."""
    match action:
        case act.TypeText():
            said = f"Type {action.text!r}"
        case act.Press():
            said = f"Press {action.key}"
        case act.Hotkey():
            said = f"Press {'+'.join(action.keys)}"
        case act.OpenApp():
            said = f"Open {action.name}"
        case act.Wait():
            said = f"Wait {action.seconds:g} s"
        case act.Scroll():
            said = f"Scroll {action.direction}"
        case act.Answer():
            said = f"Answer {action.text!r}"
        case act.AskUser():
            said = f"Ask the user {action.question!r}"
        case act.Finish():
            said = f"Finish with {action.status}"
        case _:
            said = action.type.replace("_", " ").capitalize()
    return said


def past(steps: Sequence[Step], limit: int, words: Callable[[Step], str]) -> list[str]:
    """``Step 3: .. (what came of it)`` for the last ``limit`` steps, told by ``words``."""
    lines = []
    for step in steps[max(len(steps) - limit, 0) :]:
        told = words(step) if step.decision.action else "no usable reply"
        result = _result(step)
        # A line break out of a model's text would blur where a step ends.
        told = " ".join(told.split())
        lines.append(f"Step {step.index + 1}: {told}{f' ({result})' if result else ''}")
    return lines


def _result(step: Step) -> str:
    """What the step's own words do not tell: a failure, an answer, what was done instead."""
    decision, result = step.decision, step.result
    if decision.error:
        return " ".join(decision.error.split())
    if result is None:
        return ""
    said = " ".join(result.said.split())
    if not result.ok:
        return f"failed: {said or 'no reason given'}"
    news = isinstance(decision.action, act.AskUser) or result.performed is not None
    return said if news else ""
