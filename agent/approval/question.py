"""What somebody is asked about: which action, where, and by which rule."""

from dataclasses import dataclass
from typing import Any

from agent import actions as act
from agent.actions import Action
from agent.approval.aim import Aim
from agent.approval.rules import Rule

__all__ = ["Question"]

_LONGEST = 80
"""Characters of a screen's text that are quoted."""
_MOST = 4


@dataclass(frozen=True)
class Question:
    """May ``action`` be done? Texts of the screen are quoted: they are nobody's word."""

    action: Action
    app: str
    names: tuple[str, ...]
    rule: str
    why: str

    @classmethod
    def of(cls, aim: Aim, rule: Rule) -> "Question":
        """What is typed into a password field is not shown."""
        action = aim.action
        if isinstance(action, act.TypeText) and any(one.password for one in aim.elements):
            action = action.model_copy(update={"text": "•" * 8})
        return cls(action, aim.seen.app, aim.names, rule.name, rule.why)

    @property
    def what(self) -> str:
        """``tap at 540,1200 on 'Delete' in 'com.example.notes'``."""
        said = [self.action.type.replace("_", " ")]
        facts = self.action.model_dump(exclude={"type"}, exclude_defaults=True)
        for name, value in facts.items():
            if isinstance(value, tuple | list):
                shown = (",", "+")[isinstance(self.action, act.Hotkey)].join(map(str, value))
            else:
                shown = _quoted(value) if isinstance(value, str) else str(value)
            said.append(f"{name} {shown}")
        if self.names:
            said.append("on " + ", ".join(_quoted(name) for name in self.names[:_MOST]))
        if self.app:
            said.append(f"in {_quoted(self.app.partition('/')[0])}")
        return " ".join(said)

    def __str__(self) -> str:
        why = f": {self.why}" if self.why else ""
        return f"May I do this: {self.what}?\n  because of the rule {self.rule!r}{why}"

    def as_json(self) -> dict[str, Any]:
        """For a hook. ``schema_version`` grows when a field changes its meaning."""
        return {
            "schema_version": 1,
            "question": str(self),
            "action": self.action.model_dump(mode="json"),
            "app": self.app,
            "on": list(self.names),
            "rule": self.rule,
            "why": self.why,
        }


def _quoted(text: str) -> str:
    # repr: what a screen says may hold line breaks and a terminal's control characters.
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
